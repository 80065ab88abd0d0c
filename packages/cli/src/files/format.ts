/** A number of bytes in its fitting unit. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = -1;
  do {
    value /= 1000;
    unit++;
  } while (value >= 999.5 && unit < units.length - 1);
  return `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ${units[unit]}`;
}

/** A statistic with about four significant digits. */
export function formatNumber(value: number | bigint | null): string {
  if (value === null) return "–";
  if (typeof value === "bigint" || Number.isInteger(value)) {
    const text = String(value);
    return text.length <= 8 ? text : Number(value).toExponential(3);
  }
  const size = Math.abs(value);
  return size >= 1e5 || size < 1e-3 ? value.toExponential(3) : value.toPrecision(4);
}

/** `1 tensor`, `2 tensors`. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
