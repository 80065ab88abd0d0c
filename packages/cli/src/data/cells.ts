/** What a single cell seems to be, before its column is looked at as a whole. */
export type CellKind = "missing" | "number" | "almost number" | "date" | "text";

const missingWords = new Set(["", "na", "n/a", "#n/a", "nan", "null", "nil", "none", "?", "-", "missing"]);
const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** Amounts people write that are no plain numbers: `$5`, `12%`, `1,234`, `3,14`, `1 000`, `inf`. */
const grouped = "\\d{1,3}([,.'\\s_]\\d{3})+([.,]\\d+)?";
const amount = `[+-]?\\s*[$€£¥]?\\s*[+-]?(${grouped}|\\d+([.,]\\d*)?|[.,]\\d+)(e[+-]?\\d+)?\\s*[%$€£¥]?`;
const almostNumber = new RegExp(`^(${amount}|[+-]?inf(inity)?)$`, "i");

const month = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
const time = "\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d+)?)?\\s*([ap]\\.?m\\.?)?\\s*(z|utc|gmt|[+-]\\d{2}:?\\d{2})?";
const dates = [
  `\\d{4}[-/.]\\d{1,2}([-/.]\\d{1,2})?`,
  `\\d{1,2}[-/.]\\d{1,2}[-/.](\\d{4}|\\d{2})`,
  `\\d{1,2}[-.\\s]*${month}[-,\\s]*(\\d{4}|\\d{2})`,
  `${month}\\s*\\d{1,2}(st|nd|rd|th)?,?\\s+\\d{4}`,
  `${month}[-\\s]*\\d{4}`,
].map((date) => `((mon|tue|wed|thu|fri|sat|sun)[a-z]*\\.?,?\\s+)?${date}`);
const date = new RegExp(`^((${dates.join("|")})([t\\s]\\s*${time})?|${time})$`, "i");

/** The number a cell holds, or NaN; what is beyond a double's range is none either. */
export function parseNumber(cell: string): number {
  if (!number.test(cell)) return Number.NaN;
  const value = Number(cell);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Tells what a trimmed cell seems to be. A number such as `2024.5` or `20240131` is never taken for a date. */
export function cellKind(cell: string): CellKind {
  if (!Number.isNaN(parseNumber(cell))) return "number";
  if (missingWords.has(cell.toLowerCase())) return "missing";
  if (date.test(cell)) return "date";
  if (number.test(cell) || almostNumber.test(cell)) return "almost number";
  return "text";
}
