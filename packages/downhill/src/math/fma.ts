import { decompose, fromWords, highWord, lowWord, toDouble } from "./bits.ts";
import { low, twoProduct, twoSum } from "./doubleDouble.ts";

/**
 * `a * b + c` rounded once to float32, for float32 `a`, `b`, `c`: what the processor's fused multiply-add gives.
 *
 * The product is exact in double precision. The sum is rounded to odd there, so that rounding it again to float32
 * can't meet a false tie.
 */
export function fma32(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  const bb = sum - product;
  const error = product - (sum - bb) + (c - bb);
  // Infinities and NaN give a NaN error.
  return Math.fround(error === 0 || Number.isNaN(error) ? sum : roundToOdd(sum, error));
}

/** `a * b + c` rounded once to double, for any doubles. */
export function fma64(a: number, b: number, c: number): number {
  const product = a * b;
  const magnitude = Math.abs(product);
  const safe = magnitude > 2 ** -900 && magnitude < 2 ** 1000 && Math.abs(c) < 2 ** 1000;
  if (!safe || Math.abs(a) > 2 ** 990 || Math.abs(b) > 2 ** 990) return fmaAtTheEdges(a, b, c);
  // Boldo and Melquiond: add the parts so that only the last addition rounds, the one before it to odd.
  const high = twoProduct(a, b);
  const tail = low[0];
  const t = twoSum(c, tail);
  const tError = low[0];
  const v = twoSum(high, t);
  const rest = twoSum(low[0], tError);
  return v + (low[0] === 0 ? rest : roundToOdd(rest, low[0]));
}

function fmaAtTheEdges(a: number, b: number, c: number): number {
  if (!Number.isFinite(a) || !Number.isFinite(b) || a === 0 || b === 0) return a * b + c;
  if (!Number.isFinite(c)) return c;
  const x = decompose(a);
  const y = decompose(b);
  const z = decompose(c);
  const exponent = Math.min(x.exponent + y.exponent, z.exponent);
  const product = (x.mantissa * y.mantissa) << BigInt(x.exponent + y.exponent - exponent);
  const sum = product + (z.mantissa << BigInt(z.exponent - exponent));
  return toDouble(sum, exponent);
}

/** A sum with its rounding error, rounded to odd: if inexact, the neighbour towards the error whose last bit is 1. */
function roundToOdd(sum: number, error: number): number {
  const bits = lowWord(sum);
  if ((bits & 1) === 1) return sum;
  const high = highWord(sum);
  if (error > 0 === sum > 0) return fromWords(high, bits | 1);
  return bits === 0 ? fromWords(high - 1, 0xffffffff) : fromWords(high, bits - 1);
}
