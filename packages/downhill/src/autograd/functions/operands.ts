import type { DType } from "../../memory/dtype.ts";
import { applyBinary, type BinaryOp, scalarOperand } from "../../tensor/elementwise.ts";
import { resultType, resultTypeWithScalar } from "../../tensor/promotion.ts";
import type { Scalar } from "../../tensor/scalar.ts";
import { Tensor } from "../../tensor/tensor.ts";

/** A tensor, or a plain value that broadcasts. */
export type Operand = Tensor | Scalar;

/** @throws TypeError when an argument is neither a tensor nor a plain number. */
export function checkOperand(value: Operand, name: string, argument: string): void {
  if (value instanceof Tensor) return;
  const type = typeof value;
  if (type !== "number" && type !== "bigint" && type !== "boolean") {
    throw new TypeError(`${name}(): argument '${argument}' must be Tensor or number, not ${describe(value)}`);
  }
}

/** @throws TypeError when an argument is no number. */
export function checkNumber(value: number | bigint, name: string, argument: string): void {
  if (typeof value === "number" || typeof value === "bigint") return;
  throw new TypeError(`${name}(): argument '${argument}' must be Number, not ${describe(value)}`);
}

/** @throws TypeError when an argument is no tensor. */
export function checkTensor(value: Tensor, name: string, argument: string): void {
  if (value instanceof Tensor) return;
  throw new TypeError(`${name}(): argument '${argument}' must be Tensor, not ${describe(value)}`);
}

/** @throws TypeError when the second of two operands, of which the first is a plain value, is no tensor. */
export function checkOneTensor(other: Operand, name: string): asserts other is Tensor {
  if (!(other instanceof Tensor)) throw new TypeError(`${name}(): one of the arguments must be a Tensor`);
}

function describe(value: unknown): string {
  return value === null ? "null" : typeof value;
}

/** The dtype in which two operands meet. */
export function meetingType(a: Operand, b: Operand): DType {
  if (a instanceof Tensor) return b instanceof Tensor ? resultType(a, b) : resultTypeWithScalar(a.dtype, b);
  if (b instanceof Tensor) return resultTypeWithScalar(b.dtype, a);
  return resultTypeWithScalar(resultTypeWithScalar("bool", a), b);
}

/** f(a, b) in the type that they meet in unless given; at least one of them is a tensor. */
export function applyToOperands(operation: BinaryOp, a: Operand, b: Operand, type = meetingType(a, b)): Tensor {
  const x = a instanceof Tensor ? a : scalarOperand(a, type);
  const y = b instanceof Tensor ? b : scalarOperand(b, type);
  return applyBinary(operation, x, y, type);
}

/** Stands for a tensor that no derivative will ask for, so that it is not kept alive. */
export const UNUSED = Tensor.allocate("bool", [0]);

/** What a derivative by `other` needs of a tensor: the tensor if `other` wants a gradient. */
export function neededFor(other: Tensor, tensor: Tensor): Tensor {
  return other.requiresGrad ? tensor : UNUSED;
}
