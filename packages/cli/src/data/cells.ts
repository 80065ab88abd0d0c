/** What a single cell that isn't missing seems to be, before its column is looked at as a whole. */
export type CellKind = "number" | "almost number" | "date" | "text";

export type DecimalMark = "." | ",";

/** A number as it is written in a cell. */
export interface Amount {
  /** The number itself, as `Number` takes it. */
  readonly text: string;
  /** What it is counted in, such as `%` or `$`; empty for most. */
  readonly unit: string;
}

// No pattern here may take more than a few looks at a character, however long the cell is.

const plainNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
/** With a power as Fortran writes it: `1.5D+03`. */
const fortranNumber = /^[+-]?(?:\d+\.\d*|\.\d+)d[+-]?\d+$/i;
const commaNumber = /^[+-]?(?:\d+(?:,\d*)?|,\d+)(?:e[+-]?\d+)?$/i;
/** Digits in groups, as `1,234,567`, `1 234`, `1'234` or `12,34,567`: by spaces, apostrophes or the mark that is not decimal. */
const groups = (separators: string, decimal: string) =>
  new RegExp(`^[+-]?[1-9]\\d{0,2}([${separators}])(?:\\d{2,3}\\1)*\\d{3}(?:${decimal}\\d*)?$`);
const spaces = " \\u00a0\\u2009\\u202f'’_";
const grouped = { ".": groups(`,${spaces}`, "\\."), ",": groups(`.${spaces}`, ",") };

const units = "[%‰]|\\p{Sc}|(?:EUR|USD|GBP|CHF|JPY|CNY|RMB|INR)(?![a-z])|[元円원]";
const unitBefore = new RegExp(`^(?:${units})`, "iu");
const unitAfter = new RegExp(`(?:${units})$`, "iu");
const infinite = /^[+-]?(?:inf(?:inity)?|∞)$/i;

const month = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
const time = "\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?(?:\\s*[ap]\\.?m\\.?)?(?:\\s*(?:z|utc|gmt|[+-]\\d{2}:?\\d{2}))?";
const dates = [
  "\\d{4}[-/.]\\d{1,2}(?:[-/.]\\d{1,2})?",
  "\\d{1,2}[-/.]\\d{1,2}[-/.](?:\\d{4}|\\d{2})",
  "\\d{4}年\\d{1,2}月(?:\\d{1,2}日)?",
  `\\d{1,2}[-.\\s]*${month}[-,\\s]*(?:\\d{4}|\\d{2})`,
  `${month}\\s*\\d{1,2}(?:st|nd|rd|th)?,?\\s+\\d{4}`,
  `${month}[-\\s]*\\d{4}`,
];
const weekday = "(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\\.?,?\\s+)?";
const date = new RegExp(`^(?:${weekday}(?:${dates.join("|")})(?:[t\\s]\\s*${time})?|${time})$`, "i");

/** The number a cell holds if it is a plain one, or NaN; what is beyond a double's range is none either. */
export function parseNumber(cell: string): number {
  if (!plainNumber.test(cell)) return Number.NaN;
  const value = Number(cell);
  return Number.isFinite(value) ? value : Number.NaN;
}

/**
 * Reads a trimmed cell as a number: plain (`-1.5e3`), with its digits in groups (`1,234.5`), a unit before or after it
 * (`$5`, `12 %`), or in full-width digits. Null for all else, and for what is beyond a double's range.
 */
export function readAmount(cell: string, decimal: DecimalMark): Amount | null {
  const plain = plainDigits(cell, decimal);
  if (plain !== null) return finite({ text: plain, unit: "" });
  if (!/[\d０-９]/.test(cell) || !/[^\d.,]/.test(cell)) return null;
  let rest = halfWidth(cell);
  const before = takeSign(rest);
  rest = before.rest;
  const [unit] = unitBefore.exec(rest) ?? unitAfter.exec(rest) ?? [""];
  if (unit !== "") rest = (rest.startsWith(unit) ? rest.slice(unit.length) : rest.slice(0, -unit.length)).trim();
  const after = before.sign === "" ? takeSign(rest) : { sign: "", rest };
  const digits = /^[-+]/.test(after.rest) ? null : plainDigits(after.rest, decimal);
  return digits === null ? null : finite({ text: before.sign + after.sign + digits, unit: unit.toUpperCase() });
}

function takeSign(text: string): { sign: string; rest: string } {
  const sign = text[0] === "-" || text[0] === "+" ? text[0] : "";
  return { sign, rest: sign === "" ? text : text.slice(1).trim() };
}

/** A number without unit, as `Number` takes it. */
function plainDigits(text: string, decimal: DecimalMark): string | null {
  if (decimal === "." && plainNumber.test(text)) return text;
  if (decimal === "." && fortranNumber.test(text)) return text.replace(/d/i, "e");
  if (decimal === "," && commaNumber.test(text)) return text.replace(",", ".");
  const [, separator] = grouped[decimal].exec(text) ?? [];
  return separator === undefined ? null : text.replaceAll(separator, "").replace(",", ".");
}

function finite(amount: Amount): Amount | null {
  return Number.isFinite(Number(amount.text)) ? amount : null;
}

/** Full-width digits and signs, and the minus that is not a hyphen, in ASCII. */
function halfWidth(text: string): string {
  return text.replace(/[！-～−]/g, (character) =>
    character === "−" ? "-" : String.fromCharCode(character.charCodeAt(0) - 0xfee0),
  );
}

/**
 * Tells what a trimmed cell that isn't missing seems to be: almost a number is what is infinite, or a number only by the
 * other decimal mark. A number such as `2024.5` or `20240131` is never a date.
 */
export function cellKind(cell: string, decimal: DecimalMark): CellKind {
  if (readAmount(cell, decimal) !== null) return "number";
  if (date.test(cell)) return "date";
  if (isInfinite(cell) || readAmount(cell, decimal === "." ? "," : ".") !== null) return "almost number";
  return "text";
}

/** Whether a cell says infinity, or a number so large that it becomes that. */
export function isInfinite(cell: string): boolean {
  const isNumber = plainNumber.test(cell) || commaNumber.test(cell);
  return infinite.test(cell) || (isNumber && !Number.isFinite(Number(cell.replace(",", "."))));
}
