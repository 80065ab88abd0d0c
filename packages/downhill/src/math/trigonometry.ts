import { low, twoProduct, twoSum } from "./doubleDouble.ts";
import { halfPi, roundCorrectly, sineAndCosine, sineAndCosineOf, split } from "./fixedPoint.ts";

const QUARTER = 128;
const PRECISION = 192;
/** Beyond this the steps of pi / 256 are too many for an exact product. */
const LARGEST = 16384;
/** pi / 256 in three parts, the first two short enough that their products with a step count are exact. */
let STEP: [number, number, number];
/** sin(i * pi / 256) in two parts, for i from 0 to 128. */
let table: Float64Array | undefined;

function makeTable(): Float64Array {
  const entries = new Float64Array(2 * (QUARTER + 1));
  const half = halfPi(PRECISION);
  const [first] = split(half, PRECISION + 7, 32);
  const rest = half - (BigInt(first * 2 ** 46) << BigInt(PRECISION + 7 - 46));
  STEP = [first, ...split(rest, PRECISION + 7, 32)];
  for (let i = 0; i <= QUARTER; i++) {
    const { sine } = sineAndCosine((half * BigInt(i)) >> 7n, PRECISION);
    entries.set(split(i === QUARTER ? 1n << BigInt(PRECISION) : sine, PRECISION), 2 * i);
  }
  return entries;
}

/** sin(x + quarters * pi/2) as `result + low[0]`, for |x| up to LARGEST; off by less than 2^-100 + 2^-67 * |result|. */
function sineParts(x: number, quarters: number): number {
  table ??= makeTable();
  const count = Math.round(x * (256 / Math.PI));
  const first = twoSum(x - count * STEP[0], -count * STEP[1]);
  const rHigh = twoSum(first, low[0] - count * STEP[2]);
  const rLow = low[0];
  const quadrant = (count >> 7) + quarters;
  let index = count & (QUARTER - 1);
  let direction = 1; // of the cosine beside the sine, in odd quadrants where they change places
  if (quadrant & 1) {
    index = QUARTER - index;
    direction = -1;
  }
  const s = table[2 * index];
  const sLow = table[2 * index + 1];
  const c = direction * table[2 * (QUARTER - index)];
  const cLow = direction * table[2 * (QUARTER - index) + 1];

  // s cos r + c sin r
  const square = twoProduct(rHigh, rHigh);
  const cosLow = -0.5 * (low[0] + 2 * rHigh * rLow) + square * square * (1 / 24 - square * (1 / 720 - square / 40320));
  const cosHigh = -0.5 * square; // cos r = 1 + cosHigh + cosLow
  const sinLow = rLow - rHigh * square * (1 / 6 - square * (1 / 120 - square * (1 / 5040 - square / 362880)));
  const sinPart = twoProduct(c, rHigh);
  const sinError = low[0];
  const cosPart = twoProduct(s, cosHigh);
  const cosError = low[0];
  const sum1 = twoSum(s, sinPart);
  const e1 = low[0];
  const sum2 = twoSum(sum1, cosPart);
  const tail = sLow * (1 + cosHigh) + cLow * rHigh + c * sinLow + s * cosLow + sinError + cosError;
  const result = twoSum(sum2, low[0] + e1 + tail);
  if ((quadrant & 2) === 0) return result;
  low[0] = -low[0];
  return -result;
}

function rounded(x: number, quarters: number): number | undefined {
  if (Math.abs(x) > LARGEST) return undefined;
  const high = sineParts(x, quarters);
  const error = 2 ** -100 + Math.abs(high) * 2 ** -67;
  const below = high + (low[0] - error);
  return below === high + (low[0] + error) ? below : undefined;
}

/** Sine of an angle in radians, correctly rounded, however large the angle. Of infinities NaN. */
export function sin(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  if (Math.abs(x) < 2 ** -27) return x; // also keeps the sign of zero
  return rounded(x, 0) ?? roundCorrectly((precision) => ({ value: sineAndCosineOf(x, precision).sine, shift: 0 }));
}

/** Cosine of an angle in radians, correctly rounded, however large the angle. Of infinities NaN. */
export function cos(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  if (Math.abs(x) < 2 ** -27) return 1;
  return rounded(x, 1) ?? roundCorrectly((precision) => ({ value: sineAndCosineOf(x, precision).cosine, shift: 0 }));
}
