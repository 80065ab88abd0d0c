import { decompose, fromWords, highWord, lowWord } from "./bits.ts";
import { low, twoProduct, twoSum } from "./doubleDouble.ts";
import { ln, ln2, roundCorrectly, split } from "./fixedPoint.ts";

/** Relative error of `logParts`, with room to spare. */
export const LOG_ERROR = 2 ** -74;

const STEPS = 256;
const FIRST = 181; // sqrt(1/2) * 256
const LAST = 363; // sqrt(2) * 256
const PRECISION = 160;
/** ln 2 in two parts, the first short enough that its product with any exponent is exact. */
let LN2: [number, number];
/** For each step c: a 12-bit number near 1 / c, and minus its logarithm in two parts. */
let table: Float64Array | undefined;

/** Made on first use: the logarithms are summed from those of the ratios between neighbours. */
function makeTable(): Float64Array {
  const entries = new Float64Array(3 * (LAST - FIRST + 1));
  LN2 = split(ln2(PRECISION), PRECISION, 42);
  for (let step = FIRST; step <= LAST; step++) {
    const inverse = Math.round((2048 * STEPS) / step);
    const [high, lower] = split(-ln(BigInt(inverse), -11, PRECISION), PRECISION);
    entries.set([inverse / 2048, high, lower], 3 * (step - FIRST));
  }
  return entries;
}

/** The natural logarithm of `x + rest` as `result + low[0]`, for a positive finite x and a rest below its last place. */
export function logParts(x: number, rest: number): number {
  table ??= makeTable();
  let exponent = 0;
  let argument = x;
  let tail = rest;
  if (x < 2 ** -1022) {
    argument *= 2 ** 54;
    exponent = -54;
  }
  // argument = z * 2^exponent with z between sqrt(1/2) and sqrt(2)
  const high = highWord(argument);
  const offset = (high - 0x3fe6a09e) & 0xfff00000;
  exponent += offset >> 20;
  const lowBits = lowWord(argument);
  const zHigh = fromWords(high - offset, 0);
  const z = fromWords(high - offset, lowBits);
  if (tail !== 0) tail *= z / x;
  const entry = 3 * (Math.round(z * STEPS) - FIRST);
  const inverse = table[entry];
  // z * inverse - 1 is exact in two parts, since the factors are short
  const rHigh = twoSum(zHigh * inverse - 1, (z - zHigh) * inverse);
  const rLow = low[0] + tail * inverse;
  // ln(1 + r) - r = r^2 (-1/2 + r/3) + r^4 q(r)
  const q =
    -1 / 4 + rHigh * (1 / 5 + rHigh * (-1 / 6 + rHigh * (1 / 7 + rHigh * (-1 / 8 + rHigh * (1 / 9 + rHigh * -0.1)))));
  const square = twoProduct(rHigh, rHigh);
  const squareLow = low[0] + 2 * rHigh * rLow;
  const third = twoProduct(rHigh, 1 / 3);
  const thirdLow = low[0] + rHigh * THIRD_LOW + rLow / 3;
  const factor = twoSum(-0.5, third);
  const factorLow = low[0] + thirdLow;
  const p = twoProduct(square, factor);
  const pLow = low[0] + square * factorLow + squareLow * factor + square * square * q;

  const s1 = twoSum(exponent * LN2[0], table[entry + 1]);
  const e1 = low[0];
  const s2 = twoSum(s1, rHigh);
  const e2 = low[0];
  const s3 = twoSum(s2, p);
  return twoSum(s3, low[0] + e2 + e1 + (exponent * LN2[1] + table[entry + 2] + rLow + pLow));
}

/** 1/3 - fl(1/3) = fl(1/3) / 2^54 */
const THIRD_LOW = 1 / 3 / 2 ** 54;

/** Natural logarithm, correctly rounded. Of zero -Infinity, of negative numbers NaN. */
export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  if (x === 1) return 0;
  const high = logParts(x, 0);
  const error = Math.abs(high) * LOG_ERROR;
  const below = high + (low[0] - error);
  if (below === high + (low[0] + error)) return below;
  return roundCorrectly((precision) => {
    const { mantissa, exponent } = decompose(x);
    return { value: ln(mantissa, exponent, precision), shift: 0 };
  });
}

/** ln(1 + x), correctly rounded, also where 1 + x is not a double. Of -1 -Infinity, below it NaN. */
export function log1p(x: number): number {
  if (!(x > -1) || x === Number.POSITIVE_INFINITY) return x === -1 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  if (Math.abs(x) < 2 ** -54) return x; // also keeps the sign of zero
  const sum = twoSum(1, x);
  const high = logParts(sum, low[0]);
  const error = Math.abs(high) * LOG_ERROR;
  const below = high + (low[0] - error);
  if (below === high + (low[0] + error)) return below;
  return roundCorrectly((precision) => {
    const { mantissa, exponent } = decompose(x);
    const one = 1n << BigInt(Math.max(0, -exponent));
    const scaled = exponent > 0 ? mantissa << BigInt(exponent) : mantissa;
    return { value: ln(one + scaled, Math.min(exponent, 0), precision), shift: 0 };
  });
}
