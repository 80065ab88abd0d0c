import { Elementwise } from "../../elementwise/definition.ts";
import type { Binary, BinaryLoop, Integers, UnaryLoop } from "../../elementwise/loopTypes.ts";
import { isDifferentiable } from "../../memory/dtype.ts";
import { applyUnary } from "../../tensor/elementwise.ts";
import * as loops from "../../tensor/loops/bitwise.ts";
import { typeName } from "../../tensor/promotion.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { logicalNot } from "./comparison.ts";
import { applyToOperands, checkOneTensor, checkOperand, meetingType, type Operand } from "./operands.ts";

/*
 * Functions of integers' bits; of bools, which are one bit.
 */

const noFloats = () => {
  throw new TypeError("floats have no bits to compute with");
};

function operation<Loop>(name: string, loop: unknown): Elementwise<Loop> {
  const refused = noFloats as Loop;
  return new Elementwise<Loop>(name, null, { float32: refused, float64: refused, int64: loop as Loop });
}

/** A function of two operands; shifts take no bools. */
function binary(name: string, kernel: string, loop: Binary<Integers>, takesBools: boolean) {
  const bits = operation<BinaryLoop>(name, loop);
  return (input: Operand, other: Operand): Tensor => {
    checkOperand(input, name, "input");
    checkOperand(other, name, "other");
    if (!(input instanceof Tensor)) checkOneTensor(other, name);
    const type = meetingType(input, other);
    if (isDifferentiable(type) || (type === "bool" && !takesBools)) {
      throw new TypeError(`"${kernel}" not implemented for '${typeName(type)}'`);
    }
    return applyToOperands(bits, input, other, type);
  };
}

/**
 * The bits that both have, elementwise with broadcasting. Either may be a plain number.
 * @throws TypeError for floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.bitwise_and.html
 */
export const bitwiseAnd = binary("bitwise_and", "bitwise_and_cpu", loops.and, true);

/**
 * The bits that either has, elementwise with broadcasting. Either may be a plain number.
 * @throws TypeError for floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.bitwise_or.html
 */
export const bitwiseOr = binary("bitwise_or", "bitwise_or_cpu", loops.or, true);

/**
 * The bits that exactly one has, elementwise with broadcasting. Either may be a plain number.
 * @throws TypeError for floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.bitwise_xor.html
 */
export const bitwiseXor = binary("bitwise_xor", "bitwise_xor_cpu", loops.xor, true);

/**
 * The bits shifted to the left, elementwise with broadcasting. Either may be a plain number.
 * @throws TypeError for floats and bools.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.bitwise_left_shift.html
 */
export const bitwiseLeftShift = binary("bitwise_left_shift", "lshift_cpu", loops.leftShift, false);

/**
 * The bits shifted to the right, those of the sign moving in, elementwise with broadcasting. Either may be a plain number.
 * @throws TypeError for floats and bools.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.bitwise_right_shift.html
 */
export const bitwiseRightShift = binary("bitwise_right_shift", "rshift_cpu", loops.rightShift, false);

const NOT = operation<UnaryLoop>("bitwise_not", loops.not);

/**
 * The bits that an integer has not; of bools the opposite.
 * @throws TypeError for floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.bitwise_not.html
 */
export function bitwiseNot(input: Tensor): Tensor {
  if (input.dtype === "bool") return logicalNot(input);
  if (isDifferentiable(input.dtype)) {
    throw new TypeError(`"bitwise_not_cpu" not implemented for '${typeName(input.dtype)}'`);
  }
  return applyUnary(NOT, input);
}
