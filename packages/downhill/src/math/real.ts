import { fromWords, highWord, lowWord, powerOfTwo } from "./bits.ts";
import { cos as exactCos, sin as exactSin } from "./trigonometry.ts";

/*
 * Functions of doubles for tensors: within 1 unit of the last place, by additions, multiplications and divisions alone,
 * so that every engine has the same bits. What must have the bits of the C library is in the other files here, which are
 * far slower: JavaScript has no fused multiply-add.
 */

/** The logarithm of 2: 32 bits, whose product with an exponent is exact, and the rest. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** (e^r - 1 - r) / r^2 for |r| up to half of log(2): `reference/polynomials.py`. */
// biome-ignore format: coefficients, constant term first
const EXP = [
  0.5, 0.16666666666666666, 0.041666666666666664, 0.008333333333333335, 0.001388888888888889,
  0.000198412698412585, 2.4801587301580214e-5, 2.755731925634867e-6, 2.7557319244209695e-7,
  2.505206349460745e-8, 2.0876728934745324e-9, 1.6088928283552838e-10, 1.1489421543459219e-11,
];

/** The value of a polynomial, constant term first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = coefficients[coefficients.length - 1];
  for (let i = coefficients.length - 2; i >= 0; i--) value = value * x + coefficients[i];
  return value;
}

/** e^x */
export function exp(x: number): number {
  if (!(x < 709.8)) return x > 0 ? Number.POSITIVE_INFINITY : x;
  if (x < -745.2) return 0;
  const k = Math.round(x / Math.LN2);
  const high = x - k * LN2_HIGH;
  const correction = k * LN2_LOW;
  const r = high - correction;
  const value = 1 + (r + (polynomial(EXP, r) * (r * r) + (high - r - correction)));
  return scaled(value, k);
}

/** e^x - 1, accurate near zero too. */
export function expm1(x: number): number {
  if (x === 0 || x !== x) return x;
  if (x > 709.8) return Number.POSITIVE_INFINITY;
  if (x < -40) return -1;
  const k = Math.round(x / Math.LN2);
  const high = x - k * LN2_HIGH;
  const correction = k * LN2_LOW;
  const r = high - correction;
  const tail = polynomial(EXP, r) * (r * r) + (high - r - correction);
  if (k === 0) return r + tail;
  // 2^k ((1 - 2^-k) + r + tail), the sum of the first two in two parts.
  const one = k > 60 ? 1 : 1 - powerOfTwo(-k);
  const sum = one + r;
  const part = sum - one;
  const rest = one - (sum - part) + (r - part);
  return scaled(sum + (rest + tail), k);
}

/** x · 2^k, which may be subnormal. */
function scaled(x: number, k: number): number {
  if (k > 1023) return x * 2 * powerOfTwo(k - 1);
  return k < -1021 ? x * powerOfTwo(k + 100) * 2 ** -100 : x * powerOfTwo(k);
}

/** (log((1 + s) / (1 - s)) - 2s) / s^3 in s^2, for (1 + s) / (1 - s) from the root of 1/2 to that of 2. */
// biome-ignore format: coefficients, constant term first
const LOG = [
  0.6666666666666666, 0.4000000000000088, 0.2857142857080323, 0.2222222239180047,
  0.18181795630884753, 0.15386240205813478, 0.13268759668560612, 0.13086767009948175,
];

/** log(1 + f) + k log(2) + rest */
function logarithm(f: number, k: number, rest: number): number {
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  const square = s * s;
  const r = square * polynomial(LOG, square);
  return k * LN2_HIGH - (half - (s * (half + r) + (k * LN2_LOW + rest)) - f);
}

const SQRT2_HIGH_WORD = 0x3ff6a09e;

/** The natural logarithm. */
export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return atEnd(x);
  if (x < 2 ** -1022) return log(x * 2 ** 54) - 54 * Math.LN2;
  const { fraction, exponent } = split(x);
  return logarithm(fraction - 1, exponent, 0);
}

/** log(1 + x), accurate near zero too. */
export function log1p(x: number): number {
  if (!(x > -1) || x === Number.POSITIVE_INFINITY) return x === -1 ? Number.NEGATIVE_INFINITY : atEnd(x);
  if (Math.abs(x) < 2 ** -54) return x;
  const sum = 1 + x;
  const { fraction, exponent } = split(sum);
  if (exponent === 0) return logarithm(x, 0, 0);
  // What the sum has lost, relative to it.
  const lost = sum >= 2 ? 1 - (sum - x) : x - (sum - 1);
  return logarithm(fraction - 1, exponent, lost / sum);
}

/** A logarithm of zero, of what is negative, infinite or NaN. */
function atEnd(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  return x < 0 ? Number.NaN : x;
}

/** A positive number as a fraction between the roots of 1/2 and 2, and a power of two. */
function split(x: number): { fraction: number; exponent: number } {
  const high = highWord(x);
  const low = lowWord(x);
  let exponent = (high >>> 20) - 1023;
  let word = (high & 0xfffff) | 0x3ff00000;
  if (word >= SQRT2_HIGH_WORD) {
    word -= 0x100000;
    exponent++;
  }
  return { fraction: fromWords(word, low), exponent };
}

/** pi / 2 in three parts of 33 bits, each with what follows it. */
const QUARTERS = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21];
const REST_OF_QUARTERS = [6.077100506506192e-11, 2.0222662487959506e-21, 8.4784276603689e-32];
/** Up to here the multiple of pi / 2 times a part is exact. */
const LARGEST_ANGLE = 823549;

let rest = 0;

/** x less `count` times pi / 2, between minus and plus pi / 4; what its rounding cut off is in `rest`. */
function reduced(x: number, count: number): number {
  let r = x - count * QUARTERS[0];
  let w = count * REST_OF_QUARTERS[0];
  let y = r - w;
  // More parts where the difference has lost bits.
  for (let part = 1; part < 3 && Math.abs(y) < Math.abs(x) * 2 ** (part === 1 ? -16 : -49); part++) {
    const before = r;
    w = count * QUARTERS[part];
    r = before - w;
    w = count * REST_OF_QUARTERS[part] - (before - r - w);
    y = r - w;
  }
  rest = r - y - w;
  return y;
}

// biome-ignore format: coefficients of x^3 on
const SINE = [
  -0.16666666666666632, 0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6, -2.5050760253406863e-8,
  1.58969099521155e-10,
];
// biome-ignore format: coefficients of x^4 on
const COSINE = [
  0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5, -2.7557314351390663e-7, 2.087572321298175e-9,
  -1.1359647557788195e-11,
];

/** sin(x + low) for |x| up to pi / 4. */
function sineNearZero(x: number, low: number): number {
  const square = x * x;
  const cube = square * x;
  const r = SINE[1] + square * (SINE[2] + square * (SINE[3] + square * (SINE[4] + square * SINE[5])));
  return x - (square * (0.5 * low - cube * r) - low - cube * SINE[0]);
}

/** cos(x + low), likewise. */
function cosineNearZero(x: number, low: number): number {
  const square = x * x;
  const half = 0.5 * square;
  const w = 1 - half;
  return w + (1 - w - half + (square * (square * polynomial(COSINE, square)) - x * low));
}

/** Quarter turns in front of an angle, and whether the value is the sine (or the cosine) of what is left. */
function turned(x: number, quarter: number): number {
  const count = Math.round(x * (2 / Math.PI));
  const y = reduced(x, count);
  const low = rest;
  const turn = (count + quarter) & 3;
  const value = (turn & 1) === 0 ? sineNearZero(y, low) : cosineNearZero(y, low);
  return turn < 2 ? value : -value;
}

/** The sine. */
export function sin(x: number): number {
  if (!(Math.abs(x) < LARGEST_ANGLE)) return exactSin(x);
  return Math.abs(x) < 2 ** -27 ? x : turned(x, 0);
}

/** The cosine. */
export function cos(x: number): number {
  return Math.abs(x) < LARGEST_ANGLE ? turned(x, 1) : exactCos(x);
}
