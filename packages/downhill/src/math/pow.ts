import { decompose, toDouble } from "./bits.ts";
import { low, twoProduct, twoSum } from "./doubleDouble.ts";
import { roundedExp } from "./exp.ts";
import { exponential, ln, roundCorrectly } from "./fixedPoint.ts";
import { LOG_ERROR, logParts } from "./log.ts";

/**
 * `x` to the power `y`, correctly rounded, with the special cases of C's `pow` (which `Math.pow` has not all: here
 * `pow(1, NaN)` and `pow(-1, Infinity)` are 1). Python's `x ** y` on floats is this, except that Python raises
 * where the result is infinite or complex.
 */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === 0 || !Number.isFinite(x) || !Number.isFinite(y)) return powAtTheEdges(x, y);
  if (x > 0) return powPositive(x, y);
  if (!Number.isInteger(y)) return Number.NaN;
  return isOdd(y) ? -powPositive(-x, y) : powPositive(-x, y);
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
  if (Math.abs(y) > 2 ** 65) return x > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  if (Math.abs(y) < 2 ** -65) return 1;
  const logHigh = logParts(x, 0);
  const logLow = low[0];
  const product = twoProduct(y, logHigh);
  const argument = twoSum(product, low[0] + y * logLow);
  if (argument > 709.79) return Number.POSITIVE_INFINITY;
  if (argument < -745.14) return 0;
  if (argument > -708 && argument < 709) {
    const rounded = roundedExp(argument, low[0], Math.abs(argument) * LOG_ERROR);
    if (!Number.isNaN(rounded)) return rounded;
  }
  return powExactly(x, y);
}

function powExactly(x: number, y: number): number {
  const base = decompose(x);
  const power = decompose(y);
  return (
    rationalPower(base, power) ??
    roundCorrectly((precision) => {
      // The logarithm is multiplied by up to 2^65.
      const wide = precision + 80;
      const shift = BigInt(power.exponent - 80);
      const product = power.mantissa * ln(base.mantissa, base.exponent, wide);
      const { value, exponent } = exponential(shift >= 0n ? product << shift : product >> -shift, precision);
      return { value, shift: exponent };
    })
  );
}

interface Decomposed {
  mantissa: bigint;
  exponent: number;
}

/**
 * The powers that are short binary numbers, where no approximation can tell whether a tie was met. undefined if x^y is
 * irrational or has more bits than two neighbouring doubles and their middle.
 */
function rationalPower(x: Decomposed, y: Decomposed): number | undefined {
  let [m, e] = odd(x);
  let [n, f] = odd(y);
  for (; f < 0; f++) {
    const root = squareRoot(m);
    if (root === undefined || e % 2 !== 0) return undefined;
    m = root;
    e /= 2;
  }
  n <<= BigInt(f);
  if (m === 1n) return toDouble(1n, e * Number(n));
  if (n < 0n || n > 34n) return undefined;
  const result = m ** n;
  return result < 1n << 54n ? toDouble(result, e * Number(n)) : undefined;
}

/** The same number with an odd mantissa. */
function odd({ mantissa, exponent }: Decomposed): [mantissa: bigint, exponent: number] {
  let m = mantissa;
  let e = exponent;
  for (; (m & 1n) === 0n; e++) m >>= 1n;
  return [m, e];
}

/** The exact square root of an integer below 2^53, if it has one. */
function squareRoot(value: bigint): bigint | undefined {
  const root = BigInt(Math.round(Math.sqrt(Number(value))));
  return root * root === value ? root : undefined;
}
