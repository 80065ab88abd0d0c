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
 * Functions of real numbers for float32 arrays: polynomials in double precision, whose errors are below a fiftieth of
 * a float32's last place, so that the one rounding at the end decides. The polynomials were fitted at Chebyshev nodes
 * with 50 digits (`reference/polynomials.py`); `npm run bench -- functions` tries every float32 against the correctly rounded
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

/** (e^r − 1 − r) / r² for |r| up to half of log(2). */
// biome-ignore format: coefficients, constant term first
const EXPM1 = [
  0.500000001346581, 0.16666666681623232, 0.041666464925285904,
  0.0083333109254809, 0.0013933649996309251, 0.00019890990824673654,
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
  const r = sub(x, mul(k, Math.LN2));
  return { rest: add(r, mul(mul(r, r), polynomial(EXPM1, r))), exponent: biased };
}

/** x no further from zero than a limit; NaN stays. */
function bounded(x: Wide, limit: number): Wide {
  const above = where(lt(x, -limit), widen(-limit), x);
  return where(gt(above, limit), widen(limit), above);
}

function exp(x: Wide): Wide {
  const { rest, exponent } = reduce(bounded(x, LARGEST));
  return scale2(add(rest, 1), exponent);
}

/** e^x − 1, but that zeros become positive; of numbers that are bounded. */
function expm1Bounded(x: Wide): Wide {
  const { rest, exponent } = reduce(x);
  const power = scale2(widen(1), exponent);
  return add(mul(power, rest), sub(power, 1));
}

function expm1(x: Wide): Wide {
  return where(eq(x, 0), x, expm1Bounded(bounded(x, LARGEST)));
}

/** e^(2x) − 1 over its sum with 2. */
function tanh(x: Wide): Wide {
  const size = expm1Bounded(mul(bounded(x, 30), 2));
  return copysign(div(size, add(size, 2)), x);
}

/** (log((1 + s) / (1 − s)) − 2s) / s³ as a polynomial in s² for (1 + s) / (1 − s) from √½ to √2. */
// biome-ignore format: coefficients, constant term first
const LOG = [0.6666666666737545, 0.39999998796848674, 0.2857175463573276, 0.22191394493175057, 0.19362776836747533];

/** log(1 + f) of small f, plus k·log(2). */
function logarithm(f: Wide, k: Wide): Wide {
  const s = div(f, add(f, 2));
  const square = mul(s, s);
  const value = add(mul(s, 2), mul(mul(s, square), polynomial(LOG, square)));
  return add(mul(k, Math.LN2), value);
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

/** erf(x) / x in x² up to 4, as a quotient; beyond, erf is 1 in float32. */
// biome-ignore format: coefficients, constant term first
const ERF_ABOVE = [
  1.1283791675134494, 0.32371286588295806, 0.07630472032267233, 0.010505695927301195,
  0.0008315070187148146, 5.428591855922247e-05, 6.661742499998452e-07, -2.1257204741683565e-09,
];
// biome-ignore format: coefficients, constant term first
const ERF_BELOW = [
  1, 0.6202164042482383, 0.17436202577586887, 0.029219140990484498,
  0.0031776984017500504, 0.00022316496374142163, 8.707144332817663e-06,
];
const ERF_LAST = 4;

function erf(x: Wide): Wide {
  const inside = bounded(x, ERF_LAST);
  const square = mul(inside, inside);
  return div(mul(inside, polynomial(ERF_ABOVE, square)), polynomial(ERF_BELOW, square));
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
  const { rest, exponent: power } = reduce(bounded(product, LARGEST));
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
