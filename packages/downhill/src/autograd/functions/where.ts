import type { TernaryLoop } from "../../elementwise/loopTypes.ts";
import { choosing } from "../../ir/elements.ts";
import { type DType, isFloat } from "../../memory/dtype.ts";
import { recorder } from "../../memory/recording.ts";
import { ElementwiseComputation } from "../../tensor/computation.ts";
import { convert } from "../../tensor/copy.ts";
import { scalarOperand } from "../../tensor/elementwise.ts";
import { runTernary } from "../../tensor/iterate.ts";
import * as loops from "../../tensor/loops/selection.ts";
import { typeName } from "../../tensor/promotion.ts";
import { broadcastShapes } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, record, tracks } from "../graph.ts";
import { checkOperand, checkTensor, meetingType, type Operand } from "./operands.ts";

/** The loop by the elements' arrays. */
function selection(dtype: DType): TernaryLoop {
  if (dtype === "int64") return loops.whereInteger;
  return dtype === "bool" ? loops.whereBool : loops.where;
}

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
  const loop = selection(type);
  if (recorder === null) runTernary(loop, out, condition, a, b);
  else {
    const program = isFloat(type) ? choosing(type) : null;
    const computation = ElementwiseComputation.of(program, out, [condition, a, b]);
    recorder.launch("where", () => runTernary(loop, out, condition, a, b), computation);
  }
  const tracksInput = input instanceof Tensor && tracks(input);
  const tracksOther = other instanceof Tensor && tracks(other);
  if (tracksInput && tracksOther) return record(out, whereBackward, [x, y], [condition]);
  if (tracksInput) return record(out, whereInputBackward, [x], [condition]);
  if (tracksOther) return record(out, whereOtherBackward, [y], [condition]);
  return out;
}
