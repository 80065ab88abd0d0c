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
  const [mantissa, power = "0"] = text.toLowerCase().split("e") as [string, string?];
  const [whole, fraction = ""] = mantissa.split(".") as [string, string?];
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

/** The number as text: as JavaScript writes it, but with all its digits. */
export function decimalText({ digits, exponent }: Decimal): string {
  const text = `${digits}e${exponent}`;
  const { digits: kept, exponent: power } = parseDecimal(String(Number(text)));
  if (kept === digits && power === exponent) return String(Number(text));
  return exponent >= 0 && exponent < 400 ? String(digits * 10n ** BigInt(exponent)) : text;
}

/** `a - b`, rounded once. */
export function difference(a: Decimal, b: Decimal): number {
  const exponent = Math.min(a.exponent, b.exponent);
  return Number(`${scaled(a, exponent) - scaled(b, exponent)}e${exponent}`);
}

/** Negative, zero or positive, as `a` is less than, equal to or more than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const x = scaled(a, exponent);
  const y = scaled(b, exponent);
  return x < y ? -1 : x > y ? 1 : 0;
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return exponent === to ? digits : digits * 10n ** BigInt(exponent - to);
}
