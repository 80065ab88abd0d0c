import { highWord } from "./bits.ts";
import { roundCorrectly, sineAndCosine, sineAndCosineOf, split } from "./fixedPoint.ts";
import { fma64 } from "./fma.ts";

/**
 * Sine and cosine as the GNU C library computes them (2.28 and later, on processors with fused multiply-add), to the
 * last bit, for angles up to 10^8; they round wrongly about once in six hundred times. Larger angles are rounded
 * correctly.
 */

/** A polynomial with fused multiply-adds, the highest coefficient first. */
function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = coefficients[0];
  for (let i = 1; i < coefficients.length; i++) sum = fma64(sum, x, coefficients[i]);
  return sum;
}

const HALF_PI = Math.PI / 2;
const HALF_PI_LOW = 6.123233995736766e-17;
/** pi / 2 in four parts. */
const QUARTERS = [1.5707963407039642, -1.3909067564377153e-8, -4.97899623147991e-17, -1.9034889620193266e-25];
/** Adding and subtracting it rounds to a multiple of 1 / 128. */
const ROUND_TO_128TH = 1.5 * 2 ** 45;
const ROUND_WHOLE = 1.5 * 2 ** 52;

/** Sine and cosine of k / 128, each in two parts. */
let angleTable: Float64Array | undefined;

function makeAngleTable(): Float64Array {
  const precision = 160;
  const table = new Float64Array(4 * 112);
  for (let k = 0; k < 112; k++) {
    const { sine, cosine } = sineAndCosine(BigInt(k) << BigInt(precision - 7), precision);
    table.set([...split(sine, precision), ...split(cosine, precision)], 4 * k);
  }
  return table;
}

const SINE = [-2.5022014848318398e-8, 2.755729806860771e-6, -0.00019841269834414642, 0.008333333333332329, -1 / 6];
const SINE_SHORT = [0.008333332142857223, -0.16666666666666488];
const COSINE_SHORT = [0.001388888740079376, -0.04166666666666644, 0.5];

/** sin(x + rest) for |x| up to about 0.86. */
function sineNearZero(x: number, rest: number): number {
  const square = x * x;
  if (Math.abs(x) < 0.126) return x + fma64(square, fma64(polynomial(square, SINE), x, -0.5 * rest), rest);
  angleTable ??= makeAngleTable();
  const magnitude = Math.abs(x);
  const dx = x <= 0 ? -rest : rest;
  const rounded = magnitude + ROUND_TO_128TH - ROUND_TO_128TH;
  const entry = 4 * 128 * rounded;
  const u = magnitude - rounded;
  const uu = u * u;
  const s = u + fma64(u * uu, polynomial(uu, SINE_SHORT), dx);
  const c = fma64(u, dx, uu * polynomial(uu, COSINE_SHORT));
  const sn = angleTable[entry];
  const snLow = angleTable[entry + 1];
  const cs = angleTable[entry + 2];
  const csLow = angleTable[entry + 3];
  const correction = fma64(s, cs, fma64(-c, sn, fma64(s, csLow, snLow)));
  return x < 0 ? -(sn + correction) : sn + correction;
}

/** cos(x + rest) for |x| up to about 0.86. */
function cosineNearZero(x: number, rest: number): number {
  angleTable ??= makeAngleTable();
  const magnitude = Math.abs(x);
  const rounded = magnitude + ROUND_TO_128TH - ROUND_TO_128TH;
  const entry = 4 * 128 * rounded;
  const u = magnitude - rounded + (x < 0 ? -rest : rest);
  const uu = u * u;
  const s = fma64(u * uu, polynomial(uu, SINE_SHORT), u);
  const c = uu * polynomial(uu, COSINE_SHORT);
  const sn = angleTable[entry];
  const snLow = angleTable[entry + 1];
  const cs = angleTable[entry + 2];
  const csLow = angleTable[entry + 3];
  return cs + fma64(-s, sn, fma64(-c, cs, fma64(-s, snLow, csLow)));
}

/** sin(x + quarters * pi / 2) for angles too large for the functions above. */
function sineOfReduced(x: number, quarters: number): number {
  const count = fma64(x, 2 / Math.PI, ROUND_WHOLE) - ROUND_WHOLE;
  const y = fma64(-count, QUARTERS[1], fma64(-count, QUARTERS[0], x));
  const third = fma64(-count, QUARTERS[2], y);
  const thirdRest = fma64(-count, QUARTERS[2], y - third);
  const angle = fma64(-count, QUARTERS[3], third);
  const rest = thirdRest + fma64(-count, QUARTERS[3], third - angle);
  const quadrant = (count + quarters) & 3;
  const value = quadrant & 1 ? cosineNearZero(angle, rest) : sineNearZero(angle, rest);
  return quadrant & 2 ? -value : value;
}

/** Sine of an angle in radians. Of infinities NaN. */
export function sin(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  return x < 0 ? -sinePositive(-x) : sinePositive(x);
}

function sinePositive(x: number): number {
  const high = highWord(x);
  if (high < 0x3e500000) return x;
  if (high < 0x3feb6000) return sineNearZero(x, 0);
  if (high < 0x400368fd) return cosineNearZero(HALF_PI - x, HALF_PI_LOW);
  if (high < 0x419921fb) return sineOfReduced(x, 0);
  return roundCorrectly((precision) => ({ value: sineAndCosineOf(x, precision).sine, shift: 0 }));
}

/** Cosine of an angle in radians. Of infinities NaN. */
export function cos(angle: number): number {
  if (!Number.isFinite(angle)) return Number.NaN;
  const x = Math.abs(angle);
  const high = highWord(x);
  if (high < 0x3e400000) return 1;
  if (high < 0x3feb6000) return cosineNearZero(x, 0);
  if (high < 0x400368fd) {
    const difference = HALF_PI - x;
    const reduced = difference + HALF_PI_LOW;
    return sineNearZero(reduced, difference - reduced + HALF_PI_LOW);
  }
  if (high < 0x419921fb) return sineOfReduced(x, 1);
  return roundCorrectly((precision) => ({ value: sineAndCosineOf(x, precision).cosine, shift: 0 }));
}
