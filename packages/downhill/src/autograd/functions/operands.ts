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

/** @throws TypeError when an argument is no tensor. */
export function checkTensor(value: Tensor, name: string, argument: string): void {
  if (value instanceof Tensor) return;
  throw new TypeError(`${name}(): argument '${argument}' must be Tensor, not ${describe(value)}`);
}

function describe(value: unknown): string {
  return value === null ? "null" : typeof value;
}

/** Stands for a tensor that no derivative will ask for, so that it is not kept alive. */
export const UNUSED = Tensor.allocate("bool", [0]);

/** What a derivative by `other` needs of a tensor: the tensor if `other` wants a gradient. */
export function neededFor(other: Tensor, tensor: Tensor): Tensor {
  return other.requiresGrad ? tensor : UNUSED;
}
