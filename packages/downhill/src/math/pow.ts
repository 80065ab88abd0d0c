import { fromWords, highWord, lowWord } from "./bits.ts";
import { expOf } from "./exp.ts";
import { fma64 } from "./fma.ts";
import { LN2_HIGH, LN2_LOW, minusLog } from "./log.ts";

const INTERVALS = 128;
/** Of each interval: an 8-bit number near 1 / c, ln c rounded to a multiple of 2^-43, and what that cut off. */
let table: Float64Array | undefined;

function makeTable(): Float64Array {
  const result = new Float64Array(3 * INTERVALS);
  for (let i = 0; i < INTERVALS; i++) {
    const start = fromWords(0x3fe69555 + (i << 13), 0);
    const end = fromWords(0x3fe69555 + ((i + 1) << 13), 0);
    const middle = 2 / (start + end);
    const steps = middle > 1 ? 128 : 256;
    const inverse = Math.round(middle * steps) / steps;
    result.set([inverse, ...minusLog(inverse)], 3 * i);
  }
  return result;
}

const A = [
  -0.5, -0.6666666666666679, 0.5000000000000007, 0.7999999995323976, -0.6666666663487739, -1.142909628459501,
  1.0000415263675542,
];

/**
 * `x` to the power `y` as the GNU C library computes it (2.28 and later, on processors with fused multiply-add), to the
 * last bit: Python's `x ** y` on floats, except that Python raises where the result is infinite or complex. It rounds
 * wrongly about once in a thousand times.
 *
 * The special cases are C's, of which `Math.pow` has not all: `pow(1, NaN)` and `pow(-1, Infinity)` are 1.
 */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === 0 || !Number.isFinite(x) || !Number.isFinite(y)) return powAtTheEdges(x, y);
  if (x > 0) return powPositive(x, y);
  if (!Number.isInteger(y)) return Number.NaN;
  const magnitude = x === -1 ? 1 : powPositive(-x, y);
  return isOdd(y) ? -magnitude : magnitude;
}

function isOdd(y: number): boolean {
  return Math.abs(y % 2) === 1;
}

/** Zero or infinity on either side. */
function powAtTheEdges(x: number, y: number): number {
  const magnitude = Math.abs(x);
  if (!Number.isFinite(y)) {
    if (magnitude === 1) return 1;
    return magnitude > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  }
  const result = (magnitude === 0) === y > 0 ? 0 : Number.POSITIVE_INFINITY;
  return isOdd(y) && (x < 0 || Object.is(x, -0)) ? -result : result;
}

/** For positive finite x other than 1 and finite y other than 0. */
function powPositive(x: number, y: number): number {
  const magnitude = Math.abs(y);
  if (magnitude >= 2 ** 63) return x > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  if (magnitude < 2 ** -65) return 1;
  table ??= makeTable();
  const subnormal = x < 2 ** -1022;
  const normal = subnormal ? x * 2 ** 52 : x;
  const high = highWord(normal);
  const lowBits = lowWord(normal);
  // counted from 0x3fe69555_00000000
  const offset = (high - 0x3fe69555) | 0;
  const interval = 3 * ((offset >> 13) & (INTERVALS - 1));
  const exponent = (offset >> 20) - (subnormal ? 52 : 0);
  const z = fromWords(high - (offset & 0xfff00000), lowBits);

  // ln x in two parts
  const r = fma64(z, table[interval], -1);
  const t1 = fma64(exponent, LN2_HIGH, table[interval + 1]);
  const t2 = r + t1;
  const ar = A[0] * r;
  const ar2 = r * ar;
  const sum = t2 + ar2;
  const tail = fma64(exponent, LN2_LOW, table[interval + 2]) + (t1 - t2 + r) + fma64(ar, r, -ar2) + (t2 - sum + ar2);
  const q = fma64(fma64(r, A[6], A[5]), ar2, fma64(A[4], r, A[3]));
  const low = fma64(r * ar2, fma64(ar2, q, fma64(A[2], r, A[1])), tail);
  const logarithm = sum + low;
  const rest = sum - logarithm + low;

  const product = y * logarithm;
  return expOf(product, fma64(y, rest, fma64(logarithm, y, -product)));
}
