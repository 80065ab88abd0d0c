import { powerOfTwo } from "./bits.ts";

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** (e^r - 1 - r) / r^2 for |r| up to half of log(2): `reference/polynomials.py`. */
// biome-ignore format: coefficients, constant term first
const COEFFICIENTS = [
  0.5, 0.16666666666666666, 0.041666666666666664, 0.008333333333333335, 0.001388888888888889,
  0.000198412698412585, 2.4801587301580214e-5, 2.755731925634867e-6, 2.7557319244209695e-7,
  2.505206349460745e-8, 2.0876728934745324e-9, 1.6088928283552838e-10, 1.1489421543459219e-11,
];

/** e^x - 1, accurate near zero too: within 1 unit of the last place. */
export function expm1(x: number): number {
  if (x === 0 || x !== x) return x;
  if (x > 709.8) return Number.POSITIVE_INFINITY;
  if (x < -40) return -1;
  const k = Math.round(x / Math.LN2);
  const high = x - k * LN2_HIGH;
  const correction = k * LN2_LOW;
  const r = high - correction;
  const low = high - r - correction;
  let tail = COEFFICIENTS[COEFFICIENTS.length - 1];
  for (let i = COEFFICIENTS.length - 2; i >= 0; i--) tail = tail * r + COEFFICIENTS[i];
  tail = tail * (r * r) + low;
  if (k === 0) return r + tail;
  // 2^k ((1 - 2^-k) + r + tail), the sum of the first two in two parts.
  const one = k > 60 ? 1 : 1 - powerOfTwo(-k);
  const sum = one + r;
  const part = sum - one;
  const rest = one - (sum - part) + (r - part);
  const value = sum + (rest + tail);
  return k > 1023 ? value * 2 * powerOfTwo(k - 1) : value * powerOfTwo(k);
}
