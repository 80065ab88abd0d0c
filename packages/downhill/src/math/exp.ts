import { powerOfTwo } from "./bits.ts";
import { exponential, ln2, split } from "./fixedPoint.ts";
import { fma64 } from "./fma.ts";

/**
 * The exponential function as the GNU C library computes it (2.28 and later, on processors with fused multiply-add), to
 * the last bit. It rounds wrongly about once in a thousand times.
 */

const STEPS = 128;
/** 2^(i / 128), and what its rounding cut off, relative to it. */
let table: Float64Array | undefined;

function makeTable(): Float64Array {
  const precision = 160;
  const log2 = ln2(precision);
  const result = new Float64Array(2 * STEPS);
  for (let i = 0; i < STEPS; i++) {
    const exact = exponential((log2 * BigInt(i)) / BigInt(STEPS), precision).value;
    const [high] = split(exact, precision);
    const rounded = BigInt(high * 2 ** 52) << BigInt(precision - 52);
    const [error] = split(((exact - rounded) << BigInt(precision)) / rounded, precision);
    result.set([high, error], 2 * i);
  }
  return result;
}

const STEPS_PER_UNIT = 184.6649652337873;
const STEP_HIGH = -0.005415212348111709;
const STEP_LOW = -1.2864023111638346e-14;
const ROUND = 1.5 * 2 ** 52;
const C2 = 0.49999999999996786;
const C3 = 0.16666666666665886;
const C4 = 0.0416666808410674;
const C5 = 0.008333335853059549;

/** e^(x + rest). */
export function expOf(x: number, rest: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 2 ** -54) return 1;
  if (magnitude >= 1024) return x > 0 ? Number.POSITIVE_INFINITY : 0;
  table ??= makeTable();
  const count = fma64(x, STEPS_PER_UNIT, ROUND) - ROUND;
  const r = rest + fma64(count, STEP_LOW, fma64(count, STEP_HIGH, x));
  const square = r * r;
  const entry = 2 * (count & (STEPS - 1));
  const low = fma64(fma64(C3, r, C2), square, r + table[entry + 1]);
  const p = fma64(fma64(r, C5, C4), square * square, low);
  const base = table[entry];
  const exponent = count >> 7;
  if (magnitude < 512) {
    const scale = base * powerOfTwo(exponent);
    return fma64(p, scale, scale);
  }
  if (exponent >= 0) {
    const scale = base * powerOfTwo(exponent - 1009);
    return 2 ** 1009 * fma64(scale, p, scale);
  }
  if (exponent < -1100) return 0;
  return roundedSubnormal(base * powerOfTwo(exponent + 1022), p) * 2 ** -1022;
}

/** scale * (1 + p), rounded as it will be when multiplied by 2^-1022. */
function roundedSubnormal(scale: number, p: number): number {
  const product = scale * p;
  const y = scale + product;
  if (y >= 1) return y;
  const rest = scale - y + product;
  const high = 1 + y;
  return high + (1 - high + y + rest) - 1;
}

/** e^x. */
export function exp(x: number): number {
  return Number.isNaN(x) ? x : expOf(x, 0);
}
