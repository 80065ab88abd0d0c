import * as elementwise from "../../elementwise/functions.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { convert } from "../../tensor/copy.ts";
import { scalarOperand } from "../../tensor/elementwise.ts";
import { runTernary } from "../../tensor/iterate.ts";
import * as loops from "../../tensor/loops/selection.ts";
import { typeName } from "../../tensor/promotion.ts";
import { runTernaryOp } from "../../tensor/run.ts";
import { broadcastShapes } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, record, tracks } from "../graph.ts";
import { checkOperand, checkTensor, meetingType, type Operand } from "./operands.ts";

const takenIf = (grad: Tensor, condition: Tensor) => where(condition, grad, 0);
const takenUnless = (grad: Tensor, condition: Tensor) => where(condition, 0, grad);

const whereBackward = define(
  "WhereBackward0",
  (grad, node) => takenIf(grad, node.saved(0)),
  (grad, node) => takenUnless(grad, node.saved(0)),
);
const whereInputBackward = define("WhereBackward0", (grad, node) => takenIf(grad, node.saved(0)));
const whereOtherBackward = define("WhereBackward0", (grad, node) => takenUnless(grad, node.saved(0)));

/**
 * The elements of `input` where the condition holds, those of `other` elsewhere; all three broadcast. Either choice may
 * be a plain number.
 * @param condition A bool tensor.
 * @throws TypeError when the condition is not bool, RangeError when the shapes do not broadcast.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.where.html
 */
export function where(condition: Tensor, input: Operand, other: Operand): Tensor {
  checkTensor(condition, "where", "condition");
  checkOperand(input, "where", "input");
  checkOperand(other, "where", "other");
  if (condition.dtype !== "bool") {
    throw new TypeError(
      `where expected condition to be a boolean tensor, but got a tensor with dtype ${typeName(condition.dtype)}`,
    );
  }
  const type = meetingType(input, other);
  const x = input instanceof Tensor ? input : scalarOperand(input, type, 0);
  const y = other instanceof Tensor ? other : scalarOperand(other, type, 1);
  const out = Tensor.uninitialized(type, broadcastShapes(condition._shape, broadcastShapes(x._shape, y._shape)));
  const [a, b] = [convert(x, type), convert(y, type)];
  if (isFloat(type) || type === "int64") runTernaryOp(elementwise.where, type, out, condition, a, b);
  else launch("where", () => runTernary(loops.whereAsIs, out, condition, a, b));
  const tracksInput = input instanceof Tensor && tracks(input);
  const tracksOther = other instanceof Tensor && tracks(other);
  if (tracksInput && tracksOther) return record(out, whereBackward, [x, y], [condition]);
  if (tracksInput) return record(out, whereInputBackward, [x], [condition]);
  if (tracksOther) return record(out, whereOtherBackward, [y], [condition]);
  return out;
}
