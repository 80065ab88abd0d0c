/**
 * Sums and products of two doubles without rounding error: the rounded result is returned, and what rounding cut off is
 * left in `low[0]` (a second return value would have to be allocated).
 */
export const low = new Float64Array(1);

/** `a + b` as `result + low[0]`, exactly. (Knuth) */
export function twoSum(a: number, b: number): number {
  const sum = a + b;
  const bb = sum - a;
  low[0] = a - (sum - bb) + (b - bb);
  return sum;
}

const SPLITTER = 2 ** 27 + 1;

/** `a * b` as `result + low[0]`, exactly, unless it overflows (from 2^996 on) or its error underflows. (Veltkamp, Dekker) */
export function twoProduct(a: number, b: number): number {
  const product = a * b;
  let t = SPLITTER * a;
  const aHigh = t - (t - a);
  const aLow = a - aHigh;
  t = SPLITTER * b;
  const bHigh = t - (t - b);
  const bLow = b - bHigh;
  low[0] = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  return product;
}
