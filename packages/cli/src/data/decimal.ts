import { aligned, type Decimal, parseDecimal } from "downhill/predict";

export { type Decimal, difference, parseDecimal } from "downhill/predict";

/** The number as text: as JavaScript writes it, but with all its digits. */
export function decimalText({ digits, exponent }: Decimal): string {
  const text = `${digits}e${exponent}`;
  const { digits: kept, exponent: power } = parseDecimal(String(Number(text)));
  if (kept === digits && power === exponent) return String(Number(text));
  return exponent >= 0 && exponent < 400 ? String(digits * 10n ** BigInt(exponent)) : text;
}

/** Negative, zero or positive, as the first is less than, equal to or more than the second. */
export function compareDecimals(first: Decimal, second: Decimal): number {
  const { a, b } = aligned(first, second);
  return a < b ? -1 : a > b ? 1 : 0;
}
