import { fromWords, highWord, lowWord } from "../../math/bits.ts";
import { sineAndCosine, split } from "../../math/fixedPoint.ts";
import { fma64 } from "../../math/fma.ts";
import { log as exactLog } from "../../math/log.ts";

/*
 * Logarithm, sine and cosine in double precision as the GNU C library (2.28 to 2.38, on processors with fused
 * multiply-add) computes them, to the last bit, for the arguments that normal numbers need. They round wrongly about
 * once in a thousand times (log1p once in twenty), and PyTorch's normal numbers with them. The tables are computed;
 * only what their authors chose freely is data.
 */

/** A polynomial with fused multiply-adds, the highest coefficient first. */
function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = coefficients[0];
  for (let i = 1; i < coefficients.length; i++) sum = fma64(sum, x, coefficients[i]);
  return sum;
}

const LN2_HIGH = 0.6931471805598903;
const LN2_LOW = 5.497923018708371e-14;

/** 1 / c of each of 128 intervals is that of its middle, plus so many units of the last place. */
const OFFSETS = [
  -23142382, -57643754, -234334839, -124664804, 19045012, -123323398, -501163255, 342479926, -234593306, 57421184,
  513617488, -240891478, 85169741, 28659150, 284053799, 342563057, -68420459, -346144712, -90113766, -464022980,
  285342708, -489548825, 376054848, 47397812, -423637851, -260988534, 336107021, 448241578, 154177355, 447893384,
  241227555, -420636714, -218426730, -96876684, -205835218, -368178198, -345128710, -510284502, 481763731, 209336112,
  429336310, 15489329, 442353177, -417834330, 73183371, 515232680, 507984536, 83787275, 330409952, 151596684, 377744204,
  198302857, 214798271, -345957716, 356163107, 215510022, -229897960, -131709726, 215213618, -464519207, -332821996,
  385780520, -400344786, 256208139, 478356527, 345720337, 128466877, 217515751, -162048343, 295127580, -235892775,
  -69369347, 93666841, -272860130, 91915174, 29018059, 258893229, 386009280, -241633007, 68399381, 386341370, 408940642,
  65060217, -120872168, 189498853, -32395328, -49955913, 154042178, -346113480, 148348366, -396488327, -427431396,
  107119491, -500798201, 212184347, 305888811, -330297730, -91422864, 6707636, 273897542, -512931067, -500150233,
  485589437, -280752730, 106848032, 30953893, -291342514, -408884927, 149302919, -107851081, 225432558, 460497078,
  -452391632, -490679353, 508304210, 493208081, 336502878, 526975298, -457361038, -312310462, -365194252, -421357131,
  362015322, 310793228, -441535439, -69145545, -528727990, 433364383,
];
const INTERVALS = OFFSETS.length;

/** 1 / c and ln c of each interval. The logarithms are multiples of 2^-43. */
let logTable: Float64Array | undefined;

function makeLogTable(): Float64Array {
  const table = new Float64Array(2 * INTERVALS);
  for (let i = 0; i < INTERVALS; i++) {
    const start = fromWords(0x3fe60000 + (i << 13), 0);
    const end = fromWords(0x3fe60000 + ((i + 1) << 13), 0);
    const middle = 2 / (start + end);
    const inverse = middle + OFFSETS[i] * 2 ** (middle < 1 ? -53 : -52);
    table[2 * i] = inverse;
    table[2 * i + 1] = Math.round(-exactLog(inverse) * 2 ** 43) / 2 ** 43;
  }
  return table;
}

const LOG = [-0.5000000000000001, 0.33333333331825593, -0.2499999999622955, 0.20000304511814496, -0.16667054827627667];

/** Natural logarithm of a number in (0, 1] that is a multiple of 2^-53. */
export function log(x: number): number {
  if (x === 1) return 0;
  if (x >= 1 - 1 / 16) return logNearOne(x);
  logTable ??= makeLogTable();
  const high = highWord(x);
  const offset = (high - 0x3fe60000) | 0;
  const interval = (offset >> 13) & (INTERVALS - 1);
  const exponent = offset >> 20;
  const z = fromWords(high - (exponent << 20), lowWord(x));
  const r = fma64(z, logTable[2 * interval], -1);
  const w = fma64(exponent, LN2_HIGH, logTable[2 * interval + 1]);
  const sum = w + r;
  const square = r * r;
  const rest = fma64(square, LOG[0], fma64(exponent, LN2_LOW, w - sum + r));
  const tail = fma64(fma64(r, LOG[4], LOG[3]), square, fma64(LOG[2], r, LOG[1]));
  return fma64(r * square, tail, rest) + sum;
}

const NEAR_ONE = [
  0.3333333333333352, -0.24999999999998432, 0.19999999999320328, -0.16666666669929706, 0.14285715076560868,
  -0.12499997863982555, 0.11110712032936046, -0.10000486757818193, 0.09181994006195467, -0.08328363062289341,
];

function logNearOne(x: number): number {
  const r = x - 1;
  const square = r * r;
  const cube = r * square;
  const part = (i: number) => fma64(square, NEAR_ONE[i + 2], fma64(NEAR_ONE[i + 1], r, NEAR_ONE[i]));
  const sum = fma64(cube, NEAR_ONE[9], part(6));
  const tail = fma64(fma64(sum, cube, part(3)), cube, part(0));
  // r - r^2 / 2, with the upper half of r squared exactly
  const upper = fma64(-(2 ** 27), r, fma64(r, 2 ** 27, r));
  const upperSquare = upper * upper;
  const high = fma64(upperSquare, -0.5, r);
  const low = fma64(-0.5 * (r - upper), upper + r, fma64(upperSquare, -0.5, r - high));
  return high + fma64(tail, cube, low);
}

const LN2_MULTIPLE_HIGH = 0.6931471803691238;
const LN2_MULTIPLE_LOW = 1.9082149292705877e-10;
const LOG1P = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
];

/** ln(1 + x) for -1 < x <= 0. (Sun's method: the inverse hyperbolic tangent of x / (2 + x).) */
export function log1p(x: number): number {
  if (x > -(2 ** -54)) return x;
  if (x > -(2 ** -29)) return fma64(-0.5, x * x, x);
  if (highWord(x) <= 0xbfd2bec3) return log1pOf(x, 0, 0);
  const sum = 1 + x;
  const error = (x - (sum - 1)) / sum;
  const high = highWord(sum);
  const fraction = high & 0xfffff;
  const halved = fraction >= 0x6a09e;
  const exponent = (high >>> 20) - (halved ? 1022 : 1023);
  const f = fromWords(fraction | (halved ? 0x3fe00000 : 0x3ff00000), lowWord(sum)) - 1;
  const distance = halved ? (0x100000 - fraction) >> 2 : fraction;
  if (distance > 0) return log1pOf(f, exponent, error);
  // next to a power of two
  const rest = fma64(exponent, LN2_MULTIPLE_LOW, error);
  if (f === 0) return fma64(exponent, LN2_MULTIPLE_HIGH, rest);
  const r = 0.5 * f * f * fma64(-2 / 3, f, 1);
  return exponent === 0 ? f - r : fma64(exponent, LN2_MULTIPLE_HIGH, f - (r - rest));
}

/** ln(2^exponent * (1 + f)), with what rounding cut off. */
function log1pOf(f: number, exponent: number, error: number): number {
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const z2 = z * z;
  const z4 = z2 * z2;
  const pair = (i: number) => fma64(LOG1P[i + 1], z, LOG1P[i]);
  const r = fma64(z2 * z4, pair(5), fma64(z4, pair(3), fma64(z, LOG1P[0], z2 * pair(1))));
  const product = (r + halfSquare) * s;
  if (exponent === 0) return f - (halfSquare - product);
  const rest = fma64(exponent, LN2_MULTIPLE_LOW, error) + product;
  return fma64(exponent, LN2_MULTIPLE_HIGH, f - (halfSquare - rest));
}

const HALF_PI = Math.PI / 2;
const HALF_PI_LOW = 6.123233995736766e-17;
/** pi / 2 in four parts. */
const QUARTERS = [1.5707963407039642, -1.3909067564377153e-8, -4.97899623147991e-17, -1.9034889620193266e-25];
/** Adding and subtracting it rounds to a multiple of 1 / 128. */
const ROUND_128TH = 1.5 * 2 ** 45;
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
  const rounded = magnitude + ROUND_128TH - ROUND_128TH;
  const entry = 4 * 128 * rounded;
  const u = magnitude - rounded;
  const uu = u * u;
  const s = u + fma64(u * uu, polynomial(uu, SINE_SHORT), dx);
  const c = fma64(u, dx, uu * polynomial(uu, COSINE_SHORT));
  const [sn, snLow, cs, csLow] = angleTable.subarray(entry, entry + 4);
  const correction = fma64(s, cs, fma64(-c, sn, fma64(s, csLow, snLow)));
  return x < 0 ? -(sn + correction) : sn + correction;
}

/** cos(x + rest) for |x| up to about 0.86. */
function cosineNearZero(x: number, rest: number): number {
  angleTable ??= makeAngleTable();
  const magnitude = Math.abs(x);
  const rounded = magnitude + ROUND_128TH - ROUND_128TH;
  const entry = 4 * 128 * rounded;
  const u = magnitude - rounded + (x < 0 ? -rest : rest);
  const uu = u * u;
  const s = fma64(u * uu, polynomial(uu, SINE_SHORT), u);
  const c = uu * polynomial(uu, COSINE_SHORT);
  const [sn, snLow, cs, csLow] = angleTable.subarray(entry, entry + 4);
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

/** Sine of an angle between 0 and 2 pi. */
export function sin(x: number): number {
  const high = highWord(x);
  if (high < 0x3e500000) return x;
  if (high < 0x3feb6000) return sineNearZero(x, 0);
  if (high < 0x400368fd) return cosineNearZero(HALF_PI - x, HALF_PI_LOW);
  return sineOfReduced(x, 0);
}

/** Cosine of an angle between 0 and 2 pi. */
export function cos(x: number): number {
  const high = highWord(x);
  if (high < 0x3e400000) return 1;
  if (high < 0x3feb6000) return cosineNearZero(x, 0);
  if (high >= 0x400368fd) return sineOfReduced(x, 1);
  const difference = HALF_PI - x;
  const angle = difference + HALF_PI_LOW;
  return sineNearZero(angle, difference - angle + HALF_PI_LOW);
}
