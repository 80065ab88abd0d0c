import { decompose, powerOfTwo } from "./bits.ts";
import { low, twoProduct, twoSum } from "./doubleDouble.ts";
import { exponential, ln2, roundCorrectly, split } from "./fixedPoint.ts";

/** Relative error of the fast path for an exact argument, with room to spare. */
const EXP_ERROR = 2 ** -72;

const STEPS = 128;
const PRECISION = 160;
/** ln 2 / 128 in two parts, the first short enough that its product with any step count is exact. */
let STEP: [number, number];
/** 2^(i / 128) in two parts. */
let table: Float64Array | undefined;

function makeTable(): Float64Array {
  const entries = new Float64Array(2 * STEPS);
  const log2 = ln2(PRECISION + 7);
  STEP = split(log2, PRECISION + 14, 35);
  for (let i = 0; i < STEPS; i++) {
    entries.set(split(exponential((log2 * BigInt(i)) >> 14n, PRECISION).value, PRECISION), 2 * i);
  }
  return entries;
}

/**
 * e^(x + rest), correctly rounded, for x between -708 and 709; NaN if rounding is too close to decide, given that the
 * argument's absolute error is at most `error`.
 */
export function roundedExp(x: number, rest: number, error: number): number {
  table ??= makeTable();
  const count = Math.round(x * (STEPS / Math.LN2));
  const first = twoSum(x - count * STEP[0], -count * STEP[1]);
  const rHigh = twoSum(first, low[0] + rest);
  const rLow = low[0];
  // e^r - 1 = r + r^2/2 + r^3 q(r)
  const q = 1 / 6 + rHigh * (1 / 24 + rHigh * (1 / 120 + rHigh * (1 / 720 + rHigh * (1 / 5040 + rHigh / 40320))));
  const square = 0.5 * twoProduct(rHigh, rHigh);
  const squareLow = 0.5 * low[0] + rHigh * rLow;
  const p = twoSum(rHigh, square);
  const pLow = low[0] + squareLow + rLow + 2 * square * rHigh * q;
  const entry = 2 * (count & (STEPS - 1));
  const base = table[entry];
  const product = twoProduct(base, p);
  const productLow = low[0] + base * pLow + table[entry + 1] * (1 + p);
  const sum = twoSum(base, product);
  const tail = low[0] + productLow;
  const relative = 2 * (EXP_ERROR + error); // the sum is below 2
  const below = sum + (tail - relative);
  return below === sum + (tail + relative) ? below * powerOfTwo(count >> 7) : Number.NaN;
}

/** e^x, correctly rounded. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.79) return Number.POSITIVE_INFINITY;
  if (x < -745.14) return 0;
  if (Math.abs(x) < 2 ** -54) return 1;
  if (x > -708 && x < 709) {
    const rounded = roundedExp(x, 0, 0);
    if (!Number.isNaN(rounded)) return rounded;
  }
  return roundCorrectly((precision) => {
    const { mantissa, exponent } = decompose(x);
    const shift = BigInt(precision + exponent);
    const { value, exponent: scale } = exponential(shift >= 0n ? mantissa << shift : mantissa >> -shift, precision);
    return { value, shift: scale };
  });
}
