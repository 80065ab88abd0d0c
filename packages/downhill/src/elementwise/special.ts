import * as e from "../ir/expression.ts";

/*
 * Formulas of functions that the language of expressions has no word for, in double precision.
 */

/** c[0] x^n + c[1] x^(n-1) + ... + c[n] */
function polynomial(x: e.Expression, coefficients: readonly number[]): e.Expression {
  const [first, second, ...rest] = coefficients;
  return rest.reduce((sum, c) => e.add(e.mul(sum, x), c), e.add(e.mul(x, first), second));
}

/** The same with x^(n+1) in front, whose coefficient is 1. */
function monic(x: e.Expression, coefficients: readonly number[]): e.Expression {
  const [first, ...rest] = coefficients;
  return rest.reduce((sum, c) => e.add(e.mul(sum, x), c), e.add(x, first));
}

/** What pi / 2 is less in double precision than it is. */
const REST_OF_HALF_PI = 6.123233995736766e-17;

/** The inverse tangent, by Moshier's rational approximation in Cephes. */
export function arctangent(x: e.Expression): e.Expression {
  const a = e.abs(x);
  const isLarge = e.gt(a, 2.414213562373095);
  const isMiddle = e.gt(a, 0.66);
  const t = e.where(isLarge, e.neg(e.div(1, a)), e.where(isMiddle, e.div(e.sub(a, 1), e.add(a, 1)), a));
  const z = e.mul(t, t);
  const p = polynomial(
    z,
    [-0.8750608600031904, -16.157537187333652, -75.00855792314705, -122.88666844901361, -64.85021904942025],
  );
  const q = monic(
    z,
    [24.858464901423062, 165.02700983169885, 432.88106049129027, 485.3903996359137, 194.5506571482614],
  );
  const rest = e.where(isLarge, REST_OF_HALF_PI, e.where(isMiddle, REST_OF_HALF_PI / 2, e.widen(0)));
  const series = e.add(e.add(e.mul(t, e.div(e.mul(z, p), q)), t), rest);
  const start = e.where(isLarge, Math.PI / 2, e.where(isMiddle, Math.PI / 4, e.widen(0)));
  return e.copysign(e.add(start, series), x);
}

/** The angle of a point from its coordinates. */
export function angleOf(y: e.Expression, x: e.Expression): e.Expression {
  const [height, width] = [e.abs(y), e.abs(x)];
  // Where both are zero or infinite, the quotient is no number.
  const alike = e.and(e.eq(height, width), e.or(e.eq(height, 0), e.eq(height, Infinity)));
  const slope = e.where(alike, e.where(e.eq(height, 0), e.widen(0), e.widen(1)), e.div(height, width));
  const angle = arctangent(slope);
  const isLeft = e.lt(e.copysign(1, x), 0);
  const folded = e.where(isLeft, e.sub(Math.PI, e.sub(angle, 2 * REST_OF_HALF_PI)), angle);
  return e.copysign(folded, y);
}

/** 1 - erf(x) without cancellation, by Cody's approximations in Cephes. */
export function complementaryError(x: e.Expression): e.Expression {
  const square = e.mul(x, x);
  const middle = e.div(
    polynomial(
      x,
      [
        2.461969814735305e-10, 0.5641895648310689, 7.463210564422699, 48.63719709856814, 196.5208329560771,
        526.4451949954773, 934.5285271719576, 1027.5518868951572, 557.5353353693994,
      ],
    ),
    monic(
      x,
      [
        13.228195115474499, 86.70721408859897, 354.9377788878199, 975.7085017432055, 1823.9091668790973,
        2246.3376081871097, 1656.6630919416134, 557.5353408177277,
      ],
    ),
  );
  const far = e.div(
    polynomial(
      x,
      [
        0.5641895835477551, 1.275366707599781, 5.019050422511805, 6.160210979930536, 7.4097426995044895,
        2.9788666537210022,
      ],
    ),
    monic(
      x,
      [
        2.2605286322011726, 9.396035249380015, 12.048953980809666, 17.08144507475659, 9.608968090632859,
        3.369076441000815,
      ],
    ),
  );
  const tail = e.mul(e.exp(e.neg(square)), e.where(e.lt(x, 8), middle, far));
  return e.where(e.lt(x, 1), e.sub(1, e.erf(x)), e.where(e.gt(x, 30), e.widen(0), tail));
}

/** The inverse of the error function as PyTorch has it: rational functions, and two steps of Newton's. */
export function inverseError(y: e.Expression): e.Expression {
  const z = e.mul(y, y);
  const middle = e.div(
    e.mul(y, polynomial(z, [-0.140543331, 0.914624893, -1.645349621, 0.886226899])),
    polynomial(z, [0.012229801, -0.329097515, 1.442710462, -2.118377725, 1]),
  );
  const w = e.sqrt(e.neg(e.log(e.div(e.sub(1, e.abs(y)), 2))));
  const size = e.div(
    polynomial(w, [1.641345311, 3.429567803, -1.624906493, -1.970840454]),
    polynomial(w, [1.6370678, 3.5438892, 1]),
  );
  const outer = e.where(e.lt(y, 0), e.neg(size), size);
  let x = e.where(e.le(e.abs(y), 0.7), middle, outer);
  for (let step = 0; step < 2; step++) {
    const slope = e.mul(e.exp(e.neg(e.mul(x, x))), 2 / Math.sqrt(Math.PI));
    x = e.sub(x, e.div(e.sub(e.erf(x), y), slope));
  }
  return e.where(e.eq(y, 1), Infinity, e.where(e.eq(y, -1), -Infinity, x));
}

/** Lanczos's coefficients for 7 and nine terms. */
const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];
const LANCZOS_FIRST = 0.9999999999998099;

/** Where the formula is used: below, a reflection is. */
const HALF = 0.5;

interface Lanczos {
  readonly t: e.Expression;
  readonly sum: e.Expression;
  /** Minus the derivative of the sum. */
  readonly slope: e.Expression;
}

function lanczos(z: e.Expression): Lanczos {
  let sum = e.widen(LANCZOS_FIRST);
  let slope = e.widen(0);
  LANCZOS.forEach((c, i) => {
    const term = e.div(c, e.add(z, i + 1));
    sum = e.add(sum, term);
    slope = e.add(slope, e.div(term, e.add(z, i + 1)));
  });
  return { t: e.add(z, 7.5), sum, slope };
}

/** How far a number is from the nearest integer. */
function fraction(x: e.Expression): e.Expression {
  return e.sub(x, e.nearest(x));
}

/** The logarithm of the gamma function's absolute value. */
export function logGamma(x: e.Expression): e.Expression {
  const isReflected = e.lt(x, HALF);
  const z = e.sub(e.where(isReflected, e.sub(1, x), x), 1);
  const { t, sum } = lanczos(z);
  const value = e.add(e.sub(e.add(e.mul(e.add(z, HALF), e.log(t)), Math.log(2 * Math.PI) / 2), t), e.log(sum));
  const sine = e.abs(e.sin(e.mul(fraction(x), Math.PI)));
  const reflected = e.sub(e.log(e.div(Math.PI, sine)), value);
  return e.where(e.gt(e.abs(x), 2.5e305), Infinity, e.where(isReflected, reflected, value));
}

/** The derivative of `logGamma`. */
export function digamma(x: e.Expression): e.Expression {
  const isReflected = e.lt(x, HALF);
  const z = e.sub(e.where(isReflected, e.sub(1, x), x), 1);
  const { t, sum, slope } = lanczos(z);
  const value = e.sub(e.sub(e.add(e.log(t), e.div(e.add(z, HALF), t)), 1), e.div(slope, sum));
  const angle = e.mul(fraction(x), Math.PI);
  const reflected = e.sub(value, e.mul(e.div(e.cos(angle), e.sin(angle)), Math.PI));
  const atPole = e.where(e.eq(x, 0), e.div(-1, x), Number.NaN);
  const isPole = e.and(e.le(x, 0), e.eq(fraction(x), 0));
  return e.where(isPole, atPole, e.where(isReflected, reflected, e.where(e.gt(x, 1e300), x, value)));
}
