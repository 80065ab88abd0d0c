import * as elementwise from "../../elementwise/functions.ts";
import type { BinaryLoop } from "../../elementwise/loopTypes.ts";
import { type BinaryOp, scalarOperand } from "../../tensor/elementwise.ts";
import { zerosLike } from "../../tensor/factories.ts";
import * as loops from "../../tensor/loops/division.ts";
import type { DivOptions } from "../../tensor/methods/arithmetic.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Definition, define, record, tracks } from "../graph.ts";
import { div, mul, neg } from "./arithmetic.ts";
import { applyToOperands, checkOneTensor, checkOperand, meetingType, type Operand } from "./operands.ts";

// Integers divided by zero are an error, which the language of definitions doesn't know: they have loops of their own.
const FLOOR_DIVIDE = elementwise.floorDivide.withIntegers(loops.floorDivInteger as BinaryLoop);
const TRUNC_DIVIDE = elementwise.truncDivide.withIntegers(loops.truncDivInteger as BinaryLoop);
const REMAINDER = elementwise.remainder.withIntegers(loops.remainderInteger as BinaryLoop);

const flat = (grad: Tensor) => zerosLike(grad);
const roundedDivBackward = define("DivBackward2", flat, flat);

/**
 * input / other, elementwise with broadcasting; integers are divided as floats. With `roundingMode` "floor" the quotient
 * is rounded down, with "trunc" towards zero, and that of integers is an integer. Either may be a plain number.
 * @throws RangeError when the shapes do not broadcast, for another rounding mode, and for integers divided by zero to an
 * integer; TypeError for bools divided to a whole number.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.div.html
 */
export function divide(input: Operand, other: Operand, options?: DivOptions): Tensor {
  const mode = options?.roundingMode ?? null;
  if (mode === null) return div(input, other);
  if (mode !== "trunc" && mode !== "floor") {
    throw new RangeError(
      `div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '${String(mode)}'`,
    );
  }
  const out = applyTo("div", `div_${mode}_cpu`, mode === "floor" ? FLOOR_DIVIDE : TRUNC_DIVIDE, input, other);
  return recordOperands(out, roundedDivBackward, input, other);
}

const remainderBackward = define(
  "RemainderBackward1",
  (grad) => grad,
  (grad, node) => mul(neg(grad), divide(node.saved(0), node.saved(1), { roundingMode: "floor" })),
);
const remainderScalarBackward = define("RemainderBackward0", (grad) => grad);

/**
 * What division to a whole number, rounded down, leaves: input - other * floor(input / other), elementwise with
 * broadcasting, with the sign of `other`, as Python's `%`. Either may be a plain number.
 * @throws RangeError when the shapes do not broadcast, and for integers divided by zero; TypeError for bools.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.remainder.html
 */
export function remainder(input: Operand, other: Operand): Tensor {
  const out = applyTo("remainder", "remainder_cpu", REMAINDER, input, other);
  if (!(other instanceof Tensor)) return recordOperands(out, remainderScalarBackward, input, other);
  const dividend = input instanceof Tensor ? input : scalarOperand(input, out.dtype).detach().clone();
  return tracks(dividend) || tracks(other) ? record(out, remainderBackward, [dividend, other], [dividend, other]) : out;
}

function applyTo(name: string, kernel: string, operation: BinaryOp, input: Operand, other: Operand): Tensor {
  checkOperand(input, name, "input");
  checkOperand(other, name, "other");
  if (!(input instanceof Tensor)) checkOneTensor(other, name);
  const type = meetingType(input, other);
  if (type === "bool") throw new TypeError(`"${kernel}" not implemented for 'Bool'`);
  return applyToOperands(operation, input, other, type);
}

/** Records a function of those of its operands that are tensors. */
function recordOperands(out: Tensor, definition: Definition<undefined>, ...operands: readonly Operand[]): Tensor {
  const tensors = operands.filter((operand) => operand instanceof Tensor);
  return tensors.some(tracks) ? record(out, definition, tensors) : out;
}
