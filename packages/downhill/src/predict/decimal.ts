/** A decimal number with all its digits: `digits * 10 ** exponent`. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** What lies below this can't make a difference between two doubles: the least of them is 5e-324. */
const leastExponent = -400;

/**
 * Reads a plain decimal (`-12.50e3`, as `Number` takes it) within a double's range, without rounding. Numbers that are
 * equal give equal digits and exponents, however they are written.
 */
export function parseDecimal(text: string): Decimal {
  const [mantissa, power = "0"] = text.toLowerCase().split("e");
  const [whole, fraction = ""] = mantissa.split(".");
  const negative = whole.startsWith("-");
  const all = (negative || whole.startsWith("+") ? whole.slice(1) : whole) + fraction;
  let exponent = Number(power) - fraction.length;
  let end = all.length;
  if (exponent < leastExponent) {
    end -= leastExponent - exponent;
    exponent = leastExponent;
  }
  let start = 0;
  while (start < end && all[start] === "0") start++;
  if (start >= end) return { digits: 0n, exponent: 0 };
  while (all[end - 1] === "0") {
    end--;
    exponent++;
  }
  const digits = BigInt(all.slice(start, end));
  return { digits: negative ? -digits : digits, exponent };
}

/** `a - b`, rounded once. */
export function difference(a: Decimal, b: Decimal): number {
  const same = aligned(a, b);
  return Number(`${same.a - same.b}e${same.exponent}`);
}

/** The digits of two numbers with the same exponent, of which there is no smaller one in either. */
export function aligned(a: Decimal, b: Decimal): { readonly a: bigint; readonly b: bigint; readonly exponent: number } {
  const exponent = Math.min(a.exponent, b.exponent);
  return { a: scaled(a, exponent), b: scaled(b, exponent), exponent };
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return exponent === to ? digits : digits * 10n ** BigInt(exponent - to);
}
