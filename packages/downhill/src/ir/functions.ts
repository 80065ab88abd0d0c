import {
  abs,
  add,
  and,
  copysign,
  div,
  type Expression,
  eq,
  exponent,
  type FunctionName,
  gt,
  isNan,
  lt,
  mantissa,
  mul,
  ne,
  neg,
  or,
  SCALE2_BIAS,
  scale2,
  sub,
  trunc,
  where,
  widen,
} from "./expression.ts";

/*
 * Functions of real numbers for float32 arrays: polynomials in double precision, whose errors are below a hundredth of
 * a float32's last place, so that the one rounding at the end decides. The polynomials were fitted at Chebyshev nodes
 * with 50 digits (`reference/polynomials.py`); `npm run functions` tries every float32 against the correctly rounded
 * value.
 */

type Wide = Expression;

/** The value, as a polynomial's by Horner's rule, constant term first. */
function polynomial(coefficients: readonly number[], x: Wide): Wide {
  const last = coefficients.length - 1;
  let value: Wide = add(mul(x, coefficients[last]), coefficients[last - 1]);
  for (let i = last - 2; i >= 0; i--) value = add(mul(value, x), coefficients[i]);
  return value;
}

/** The logarithm of 2: the first 33 bits, whose product with an exponent is exact, and the rest. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** (e^r − 1 − r) / r² for |r| up to half of log(2). */
// biome-ignore format: coefficients, constant term first
const EXPM1 = [
  0.5, 0.16666666719028936, 0.04166666671901226, 0.00833329846980059,
  0.001388885403566671, 0.00019899285575896282, 2.4859589834589056e-05,
];

/** Beyond this many times log(2) float32 has long been zero or infinite, and doubles are still normal. */
const LARGEST = 700;

interface Reduced {
  /** e^r − 1, where r = x − k·log(2). */
  readonly rest: Wide;
  /** k + `SCALE2_BIAS` */
  readonly exponent: Wide;
}

/** Splits off the power of two that is nearest to e^x. */
function reduce(x: Wide): Reduced {
  const biased = add(mul(x, Math.LOG2E), SCALE2_BIAS);
  const k = sub(biased, SCALE2_BIAS);
  const r = sub(sub(x, mul(k, LN2_HIGH)), mul(k, LN2_LOW));
  return { rest: add(r, mul(mul(r, r), polynomial(EXPM1, r))), exponent: biased };
}

/** x no further from zero than `LARGEST`; NaN becomes a number. */
function bounded(x: Wide): Wide {
  return where(lt(x, LARGEST), where(gt(x, -LARGEST), x, -LARGEST), LARGEST);
}

function unlessNaN(x: Wide, value: Wide): Wide {
  return where(isNan(x), x, value);
}

function exp(x: Wide): Wide {
  const { rest, exponent } = reduce(bounded(x));
  return unlessNaN(x, scale2(add(rest, 1), exponent));
}

function expm1(x: Wide): Wide {
  const { rest, exponent } = reduce(bounded(x));
  const power = scale2(widen(1), exponent);
  const value = add(mul(power, rest), sub(power, 1));
  return where(or(eq(x, 0), isNan(x)), x, value); // which keeps the sign of zero
}

/** e^(2x) − 1, beside its sum with 2; infinite arguments are bounded. */
function tanh(x: Wide): Wide {
  const size = expm1(mul(where(lt(abs(x), 30), x, copysign(30, x)), 2));
  return unlessNaN(x, copysign(div(size, add(size, 2)), x));
}

/** (log((1 + s) / (1 − s)) − 2s) / s³ as a polynomial in s² for (1 + s) / (1 − s) from √½ to √2. */
// biome-ignore format: coefficients, constant term first
const LOG = [
  0.6666666666666208, 0.400000000112122, 0.2857142413651635, 0.22222862476849542,
  0.18140185202493248, 0.166219470901774,
];

/** log(1 + f) of small f, plus k·log(2). */
function logarithm(f: Wide, k: Wide): Wide {
  const s = div(f, add(f, 2));
  const square = mul(s, s);
  const value = add(mul(s, 2), mul(mul(s, square), polynomial(LOG, square)));
  return add(mul(k, LN2_HIGH), add(value, mul(k, LN2_LOW)));
}

interface Parts {
  /** From √½ to √2. */
  readonly fraction: Wide;
  readonly exponent: Wide;
}

/** A positive number as a fraction near 1 and a power of two. */
function split(x: Wide): Parts {
  const m = mantissa(x);
  const isLarge = gt(m, Math.SQRT2);
  return { fraction: where(isLarge, mul(m, 0.5), m), exponent: add(exponent(x), where(isLarge, widen(1), widen(0))) };
}

/** The values where a logarithm of x is no number between the infinite ones. */
function atEnds(x: Wide, value: Wide): Wide {
  const atZero = where(eq(x, 0), Number.NEGATIVE_INFINITY, where(lt(x, 0), Number.NaN, value));
  return where(or(isNan(x), eq(x, Number.POSITIVE_INFINITY)), x, atZero);
}

function log(x: Wide): Wide {
  const { fraction, exponent } = split(x);
  return atEnds(x, logarithm(sub(fraction, 1), exponent));
}

function log1p(x: Wide): Wide {
  const sum = add(x, 1);
  const { fraction, exponent } = split(sum);
  // Without a power of two to split off, x itself is what is left: 1 + x has lost its last bits.
  const f = where(eq(exponent, 0), x, sub(fraction, 1));
  const value = atEnds(sum, logarithm(f, exponent));
  return where(eq(x, 0), x, value);
}

/** erf(x) / x in x² below 1. */
// biome-ignore format: coefficients, constant term first
const ERF_SMALL = [
  1.1283791670615435, -0.3761263846802871, 0.11283782495236845, -0.026865430727670243,
  0.005221031807858023, -0.0008484080405535107, 0.00011265959025606609, -9.667044571486996e-06,
];

/** e^(x²)·erfc(x) in 1 / (x + 3), scaled to [−1, 1], from 1 to 4; beyond, erf is 1 in float32. */
// biome-ignore format: coefficients, constant term first
const ERF_LARGE = [
  0.24602112959594744, 0.13823697600959065, 0.035250013063182234, 0.006958540000142318,
  0.0010173657297259638, 9.70924377897498e-05, 3.008990163776241e-06, -5.492046495485659e-07,
];
const ERF_FIRST = 1 / 4;
const ERF_LAST = 1 / 7;

function erf(x: Wide): Wide {
  const size = abs(x);
  const square = mul(x, x);
  const small = mul(x, polynomial(ERF_SMALL, square));
  const place = mul(sub(div(2, add(size, 3)), ERF_FIRST + ERF_LAST), 1 / (ERF_FIRST - ERF_LAST));
  const large = sub(1, mul(exp(neg(square)), polynomial(ERF_LARGE, place)));
  const beyond = where(lt(size, 4), large, widen(1));
  return unlessNaN(x, where(lt(size, 1), small, copysign(beyond, x)));
}

/** Whether a double is a whole number, and whether it is an odd one. */
function isWhole(y: Wide) {
  return eq(trunc(y), y);
}

function isOdd(y: Wide) {
  const half = mul(y, 0.5);
  return and(isWhole(y), ne(trunc(half), half));
}

function pow(x: Wide, y: Wide): Wide {
  const size = abs(x);
  const { fraction, exponent } = split(size);
  const product = mul(y, logarithm(sub(fraction, 1), exponent));
  const { rest, exponent: power } = reduce(bounded(product));
  const finite = scale2(add(rest, 1), power);
  // Zeros and infinities: a power of them is one of them, by the sign of y.
  const grows = or(and(gt(size, 1), gt(y, 0)), and(lt(size, 1), lt(y, 0)));
  const isExtreme = or(or(eq(size, 0), eq(size, Number.POSITIVE_INFINITY)), eq(abs(y), Number.POSITIVE_INFINITY));
  const extreme = where(grows, widen(Number.POSITIVE_INFINITY), widen(0));
  const ofSize = where(eq(size, 1), widen(1), where(isExtreme, extreme, finite));
  const isNegative = or(lt(x, 0), lt(div(1, x), 0));
  const signed = where(and(isNegative, isOdd(y)), neg(ofSize), ofSize);
  const isUndefined = and(and(lt(x, 0), ne(size, Number.POSITIVE_INFINITY)), ne(trunc(y), y));
  const value = where(isUndefined, Number.NaN, signed);
  const orNaN = where(or(isNan(x), isNan(y)), Number.NaN, value);
  return where(or(eq(y, 0), eq(x, 1)), widen(1), orNaN);
}

const EXPANSIONS: Readonly<Record<string, (...args: Wide[]) => Wide>> = { exp, expm1, tanh, log, log1p, erf, pow };

/** The function in double precision, accurate enough for float32; null if only the evaluators know it. */
export function expand(name: FunctionName, args: readonly Expression[]): Expression | null {
  return Object.hasOwn(EXPANSIONS, name) ? EXPANSIONS[name](...args.map((arg) => widen(arg))) : null;
}
