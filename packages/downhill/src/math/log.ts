import { decompose, fromWords, highWord, lowWord } from "./bits.ts";
import { ln, split } from "./fixedPoint.ts";
import { fma64 } from "./fma.ts";

/**
 * Logarithms as the GNU C library computes them (2.28 and later, on processors with fused multiply-add), to the last
 * bit; its `log` rounds wrongly about once in two thousand times, its `log1p` once in twenty. The tables are computed;
 * only what their authors chose freely is data.
 */

export const LN2_HIGH = 0.6931471805598903;
export const LN2_LOW = 5.497923018708371e-14;

/** Minus the logarithm of a double: rounded to a multiple of 2^-43, and what that cut off. */
export function minusLog(x: number): [rounded: number, error: number] {
  const precision = 160;
  const { mantissa, exponent } = decompose(x);
  const exact = -ln(mantissa, exponent, precision);
  const cut = BigInt(precision - 43);
  const multiple = ((exact >> (cut - 1n)) + 1n) >> 1n;
  return [Number(multiple) * 2 ** -43, split(exact - (multiple << cut), precision)[0]];
}

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

/** 1 / c and ln c of each interval, the logarithms rounded to multiples of 2^-43. */
let table: Float64Array | undefined;

function makeTable(): Float64Array {
  const result = new Float64Array(2 * INTERVALS);
  for (let i = 0; i < INTERVALS; i++) {
    const start = fromWords(0x3fe60000 + (i << 13), 0);
    const end = fromWords(0x3fe60000 + ((i + 1) << 13), 0);
    const middle = 2 / (start + end);
    const inverse = middle + OFFSETS[i] * 2 ** (middle < 1 ? -53 : -52);
    result.set([inverse, minusLog(inverse)[0]], 2 * i);
  }
  return result;
}

const POLYNOMIAL = [
  -0.5000000000000001, 0.33333333331825593, -0.2499999999622955, 0.20000304511814496, -0.16667054827627667,
];

/** Natural logarithm. Of zero -Infinity, of negative numbers NaN. */
export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  if (x >= 1 - 1 / 16 && x < 1 + 265 / 4096) return logNearOne(x);
  table ??= makeTable();
  const subnormal = x < 2 ** -1022;
  const normal = subnormal ? x * 2 ** 52 : x;
  const high = highWord(normal);
  const offset = (high - 0x3fe60000) | 0;
  const interval = 2 * ((offset >> 13) & (INTERVALS - 1));
  const exponent = (offset >> 20) - (subnormal ? 52 : 0);
  const z = fromWords(high - (offset & 0xfff00000), lowWord(normal));
  const r = fma64(z, table[interval], -1);
  const w = fma64(exponent, LN2_HIGH, table[interval + 1]);
  const sum = w + r;
  const square = r * r;
  const rest = fma64(square, POLYNOMIAL[0], fma64(exponent, LN2_LOW, w - sum + r));
  const low = fma64(POLYNOMIAL[2], r, POLYNOMIAL[1]);
  const tail = fma64(fma64(r, POLYNOMIAL[4], POLYNOMIAL[3]), square, low);
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
  const last = fma64(cube, NEAR_ONE[9], part(6));
  const tail = fma64(fma64(last, cube, part(3)), cube, part(0));
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

/** ln(1 + x). Of -1 -Infinity, below it NaN. (Sun's method: the inverse hyperbolic tangent of x / (2 + x).) */
export function log1p(x: number): number {
  if (!(x > -1) || x === Number.POSITIVE_INFINITY) return x === -1 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  const magnitude = Math.abs(x);
  if (magnitude < 2 ** -54) return x; // also keeps the sign of zero
  if (magnitude < 2 ** -29) return fma64(-0.5, x * x, x);
  const word = highWord(x);
  if (x < 0 ? word <= 0xbfd2bec3 : word < 0x3fda827a) return log1pOf(x, 0, 0);
  const sum = x < 2 ** 53 ? 1 + x : x;
  const high = highWord(sum);
  const fraction = high & 0xfffff;
  const halved = fraction >= 0x6a09e;
  const below = (high >>> 20) - 1023;
  const error = x < 2 ** 53 ? (below > 0 ? 1 - (sum - x) : x - (sum - 1)) / sum : 0;
  const exponent = below + (halved ? 1 : 0);
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
