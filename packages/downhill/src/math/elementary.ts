import { fromWords, highWord, lowWord, powerOfTwo } from "./bits.ts";

/*
 * The operations of the expression language that JavaScript has no operator for, as the compiled kernels do them.
 */

const SIGN = 0x80000000;

/** |a| with the sign of b. */
export function copysign(a: number, b: number): number {
  const isNegative = b < 0 || (b === 0 && 1 / b < 0) || (b !== b && (highWord(b) & SIGN) !== 0);
  const size = Math.abs(a);
  return isNegative ? -size : size;
}

/** The nearest whole number, of two equally near ones the even one; zeros keep the sign of x. */
export function nearest(x: number): number {
  const size = Math.abs(x);
  if (!(size < 2 ** 52)) return x;
  return copysign(size + 2 ** 52 - 2 ** 52, x);
}

/** 2 to the powers from -1022 to 1023. */
const POWERS = Float64Array.from({ length: 2046 }, (_, i) => powerOfTwo(i - 1022));

/** x · 2^(t − 1.5 · 2^52), where neither x, the power nor the result is subnormal or beyond 2^1023. */
export function scale2(x: number, t: number): number {
  return x * POWERS[t - (1.5 * 2 ** 52 - 1022)];
}

/** The exponent of a positive double that is not subnormal. */
export function exponent(x: number): number {
  return ((highWord(x) >>> 20) & 0x7ff) - 1023;
}

/** A positive double divided by 2 to its exponent. */
export function mantissa(x: number): number {
  const low = lowWord(x);
  return fromWords((highWord(x) & 0xfffff) | 0x3ff00000, low);
}

/** What division of x by y to a whole number leaves; it has the sign of x. */
export function fmod(x: number, y: number): number {
  return x % y;
}
