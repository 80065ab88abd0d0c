import { bitLength, decompose, toDouble } from "./bits.ts";

/**
 * Elementary functions in fixed-point arithmetic of any precision, on big integers. A real number v is held as the
 * integer nearest to v * 2^precision. They are slow (tens of microseconds) and right in every engine: they make the
 * tables of the others.
 */

/** The results below are off by less than this many units of the last place. */
const NOISE = 1n << 16n;

/**
 * Rounds a real number correctly to a double, given ever better approximations: `approximate(precision)` returns the
 * integer near `value * 2^(precision + shift)` and the shift.
 */
export function roundCorrectly(approximate: (precision: number) => { value: bigint; shift: number }): number {
  for (let precision = 192; ; precision *= 2) {
    const { value, shift } = approximate(precision);
    const below = toDouble(value - NOISE, -precision - shift);
    const above = toDouble(value + NOISE, -precision - shift);
    if (below === above) return below;
  }
}

const constants = new Map<string, bigint>();

function constant(name: string, precision: number, compute: (precision: number) => bigint): bigint {
  const key = `${name} ${precision}`;
  let value = constants.get(key);
  if (value === undefined) {
    value = compute(precision + 16) >> 16n;
    constants.set(key, value);
  }
  return value;
}

/** atanh(n / d), or atan where alternating, of a small fraction, by its series. */
function arcSeries(n: bigint, d: bigint, precision: number, alternating: boolean): bigint {
  const one = 1n << BigInt(precision);
  const step = alternating ? -(n * n) : n * n;
  let term = (one * n) / d;
  let sum = 0n;
  for (let k = 1n; term !== 0n; k += 2n) {
    sum += term / k;
    term = (term * step) / (d * d);
  }
  return sum;
}

/** The natural logarithm of 2. */
export function ln2(precision: number): bigint {
  return constant("ln2", precision, (p) => 2n * arcSeries(1n, 3n, p, false));
}

/** Half of pi. (Machin) */
export function halfPi(precision: number): bigint {
  return constant("pi/2", precision, (p) => 8n * arcSeries(1n, 5n, p, true) - 2n * arcSeries(1n, 239n, p, true));
}

/** The natural logarithm of a positive number `mantissa * 2^exponent`. */
export function ln(mantissa: bigint, exponent: number, precision: number): bigint {
  const length = bitLength(mantissa);
  const power = 1n << BigInt(length - 1); // mantissa / power lies in [1, 2)
  const fraction = 2n * arcSeries(mantissa - power, mantissa + power, precision, false);
  return fraction + (BigInt(exponent + length - 1) * ln2(precision + 12)) / 4096n;
}

/** e to a number: `value * 2^-exponent` with `value` in [1, 2]. */
export function exponential(x: bigint, precision: number): { value: bigint; exponent: number } {
  const guard = 16n;
  const p = BigInt(precision) + guard;
  const wide = x << guard;
  // Twelve more bits of ln 2, since it is multiplied by up to 1100.
  const log2 = ln2(Number(p) + 12);
  const count = (wide << 12n) / log2 - (x < 0n ? 1n : 0n);
  const HALVINGS = 8n;
  const rest = (wide - ((count * log2) >> 12n)) >> HALVINGS;
  const one = 1n << p;
  let term = one;
  let sum = 0n;
  for (let k = 1n; term !== 0n; k++) {
    sum += term;
    term = ((term * rest) >> p) / k;
  }
  for (let k = 0n; k < HALVINGS; k++) sum = (sum * sum) >> p;
  return { value: sum >> guard, exponent: -Number(count) };
}

/** Sine and cosine of an angle between 0 and pi/2. */
export function sineAndCosine(angle: bigint, precision: number): { sine: bigint; cosine: bigint } {
  const p = BigInt(precision);
  const square = (angle * angle) >> p;
  const series = (first: bigint, start: bigint) => {
    let term = first;
    let sum = 0n;
    for (let k = start; term !== 0n; k += 2n) {
      sum += term;
      term = -((term * square) >> p) / (k * (k + 1n));
    }
    return sum;
  };
  return { sine: series(angle, 2n), cosine: series(1n << p, 1n) };
}

/** Reduces any finite double to `quadrant * pi/2 + angle` with the angle between 0 and pi/2, and takes both functions. */
export function sineAndCosineOf(x: number, precision: number): { sine: bigint; cosine: bigint } {
  const { mantissa, exponent } = decompose(Math.abs(x));
  const integerBits = Math.max(0, bitLength(mantissa) + exponent);
  const wide = precision + integerBits + 16;
  const extra = BigInt(wide - precision);
  const shift = exponent + wide;
  const scaled = shift >= 0 ? mantissa << BigInt(shift) : mantissa >> BigInt(-shift);
  const quarter = halfPi(wide);
  const quadrant = Number((scaled / quarter) & 3n);
  const { sine: s, cosine: c } = sineAndCosine((scaled % quarter) >> extra, precision);
  const sine = [s, c, -s, -c][quadrant];
  const cosine = [c, -s, -c, s][quadrant];
  return { sine: x < 0 ? -sine : sine, cosine };
}

/** A fixed-point number as the nearest double and what is left. */
export function split(value: bigint, precision: number): [high: number, low: number] {
  const cut = BigInt(Math.max(1, bitLength(value < 0n ? -value : value || 1n) - 53));
  const head = (((value >> (cut - 1n)) + 1n) >> 1n) << cut;
  return [toDouble(head, -precision), toDouble(value - head, -precision)];
}
