import { pow } from "../../math/pow.ts";
import { Tensor } from "../../tensor/tensor.ts";

/** Python's arithmetic where it differs from JavaScript's: nothing is divided by zero, and tensors round. */

/** @throws {RangeError} for a divisor of 0, as Python */
export function divide(a: number, b: number): number {
  if (b === 0) throw new RangeError("float division by zero");
  return a / b;
}

/** The divisor of whole numbers. @throws {RangeError} when it is 0, as Python */
export function wholeDivisor(value: number): number {
  if (value === 0) throw new RangeError("integer modulo by zero");
  return value;
}

/** The C library's power. @throws {RangeError} for a negative power of 0, as Python */
export function power(base: number, exponent: number): number {
  if (base === 0 && exponent < 0) throw new RangeError("0.0 cannot be raised to a negative power");
  return pow(base, exponent);
}

/** Arithmetic with rates: of a tensor's, operands and results are rounded to its type. */
export interface Arithmetic {
  add(a: number, b: number): number;
  sub(a: number, b: number): number;
  mul(a: number, b: number): number;
  div(a: number, b: number): number;
}

const arithmetic = (round: (x: number) => number): Arithmetic => ({
  add: (a, b) => round(round(a) + round(b)),
  sub: (a, b) => round(round(a) - round(b)),
  mul: (a, b) => round(round(a) * round(b)),
  div: (a, b) => round(round(a) / round(b)),
});

const doubles = arithmetic((x) => x);
const floats = arithmetic(Math.fround);

/** How a group's rate is computed. */
export function arithmeticOf({ lr }: Readonly<Record<string, unknown>>): Arithmetic {
  return lr instanceof Tensor && lr.dtype === "float32" ? floats : doubles;
}
