import { UserError } from "../errors.ts";
import { quoted, shorten } from "../suggest.ts";
import { type Amount, type CellKind, cellKind, isInfinite, parseNumber, readAmount } from "./cells.ts";
import type { RawTable } from "./csv.ts";
import { difference, parseDecimal } from "./decimal.ts";
import { isAmbiguous, type Notation } from "./notation.ts";

export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  /** What all its numbers are counted in, such as `%` or `$`; empty for most. */
  readonly unit: string;
  /** A decimal number that is subtracted from all, exactly: 0, but one of them where they are close to one another. */
  readonly origin: string;
  /** One value per row, less the origin; NaN where it is missing. */
  readonly values: Float64Array;
}

export interface CategoryColumn {
  readonly kind: "category";
  readonly name: string;
  /** The different texts, sorted. */
  readonly categories: readonly string[];
  /** One index into `categories` per row; -1 where it is missing. */
  readonly codes: Int32Array;
}

export type Column = NumberColumn | CategoryColumn;

/**
 * Reads one column of a table.
 *
 * A column whose filled cells are all numbers is numeric. If at least half of them are numbers (or nearly: infinite, or
 * with the other decimal mark) and others are not, those others are taken for mistakes, and the first is reported:
 * guessing "categories" there would turn one typing error into hundreds of meaningless categories. If at least half are
 * dates, the column is refused. All else is a category. `asCategory` skips all this and takes the texts as they are.
 */
export function readColumn(table: RawTable, index: number, notation: Notation, asCategory = false): Column {
  if (asCategory) return readCategories(table, index, notation);
  const cells = new Cells(table, index, notation);
  const amounts = cells.texts.map((text) => (text === null ? null : readAmount(text, notation.decimal)));
  const strange = cells.texts.filter((text, row) => text !== null && amounts[row] === null);
  if (strange.length === 0) return numberColumn(cells, amounts);

  const counts: Record<CellKind, number> = { number: 0, "almost number": 0, date: 0, text: 0 };
  for (const text of strange) counts[cellKind(text!, notation.decimal)]++;
  const filled = cells.texts.filter((text) => text !== null).length;
  counts.number = filled - strange.length;
  if (counts.date * 2 >= filled) {
    const row = cells.find((text) => cellKind(text, notation.decimal) === "date");
    throw new UserError(
      `column "${cells.name}" holds dates (${cells.place(row)}: "${cells.texts[row]}"), which the race can't use; ` +
        `turn them into numbers, such as days since the first of them, or leave the column out with --ignore ${quoted(cells.name)}`,
    );
  }
  if ((counts.number + counts["almost number"]) * 2 >= filled) {
    const row = cells.find((text) => cellKind(text, notation.decimal) !== "number");
    const advice = adviceOn(cells.texts[row]!, cells.name, notation);
    // Below the names some programs write a row of units.
    const isUnit = row === 0 && strange.length === 1 && !/^[-+.,\d]/.test(cells.texts[row]!);
    throw cells.complaint(
      row,
      `is not a number; ${isUnit ? `delete the line if it holds units, or ${advice}` : advice}`,
    );
  }
  return categoryColumn(cells);
}

/**
 * Reads a column that must be numbers, whatever it looks like.
 * @throws UserError for the first cell that is none
 */
export function readNumbers(table: RawTable, index: number, notation: Notation): NumberColumn {
  const cells = new Cells(table, index, notation);
  const amounts = cells.texts.map((text) => (text === null ? null : readAmount(text, notation.decimal)));
  const row = cells.texts.findIndex((text, i) => text !== null && amounts[i] === null);
  if (row >= 0) throw cells.complaint(row, "is not a number, which the model takes there");
  return numberColumn(cells, amounts);
}

/** Reads a column as texts, whatever it looks like. */
export function readCategories(table: RawTable, index: number, notation: Notation): CategoryColumn {
  return categoryColumn(new Cells(table, index, notation));
}

function adviceOn(cell: string, column: string, { decimal }: Notation): string {
  if (isInfinite(cell)) return `leave it empty if it is missing, or name it: --missing ${quoted(shorten(cell))}`;
  const other = decimal === "." ? "," : ".";
  if (readAmount(cell, other) !== null) {
    return `write it as a plain number such as 1234.5, or give --decimal "${other}" if the whole table is written so`;
  }
  const marker = /^[^,]{1,12}$/.test(cell) ? ` (or name it, --missing ${quoted(cell)})` : "";
  return `correct it, leave it empty if it is missing${marker}, or give --category ${quoted(column)} if the column holds categories`;
}

/** The cells of a column. */
class Cells {
  readonly name: string;
  readonly notation: Notation;
  /** One per row; null where it is missing. */
  readonly texts: readonly (string | null)[];
  readonly #table: RawTable;

  constructor(table: RawTable, index: number, notation: Notation) {
    this.name = table.columns[index]!;
    this.notation = notation;
    this.texts = table.rows.map((row) => (notation.isMissing(row[index]!) ? null : row[index]!));
    this.#table = table;
  }

  /** The first row whose cell is filled and passes a test; -1 if none does. */
  find(test: (text: string) => boolean): number {
    return this.texts.findIndex((text) => text !== null && test(text));
  }

  place(row: number): string {
    return `${this.#table.name}, line ${this.#table.lines[row]}`;
  }

  complaint(row: number, text: string): UserError {
    return new UserError(
      `column "${this.name}", row ${row + 1} (${this.place(row)}): "${shorten(this.texts[row]!)}" ${text}`,
    );
  }
}

/** A column whose filled cells are all numbers. */
function numberColumn(cells: Cells, amounts: readonly (Amount | null)[]): NumberColumn {
  if (!cells.notation.certain) {
    // 1.234 is what it is by the decimal point, unless something in the table says otherwise.
    const row = cells.find((text) => text.includes(",") && isAmbiguous(text));
    if (row >= 0) {
      const [byPoint, byComma] = ([".", ","] as const).map((mark) => Number(readAmount(cells.texts[row]!, mark)!.text));
      throw cells.complaint(row, `can be ${byPoint} or ${byComma}: give --decimal . or --decimal , to say which`);
    }
  }
  const unit = commonUnit(cells, amounts);
  return { kind: "number", name: cells.name, unit, ...lessOrigin(amounts.map((amount) => amount?.text ?? null)) };
}

/** The unit of all numbers. Zero needs none. */
function commonUnit(cells: Cells, amounts: readonly (Amount | null)[]): string {
  const first = amounts.find((amount) => amount !== null && Number(amount.text) !== 0);
  const unit = first?.unit ?? "";
  const row = amounts.findIndex((amount) => amount !== null && amount.unit !== unit && Number(amount.text) !== 0);
  if (row < 0) return unit;
  const other = amounts.indexOf(first!);
  throw cells.complaint(
    row,
    `has another unit than "${cells.texts[other]}" in row ${other + 1}; write all numbers of the column in the same`,
  );
}

/**
 * The values of decimal numbers. Where most are so close to one another that little of a double is left for their
 * differences, or nothing, as in identifiers and clocks, their median is subtracted before anything is rounded.
 */
function lessOrigin(texts: readonly (string | null)[]): Pick<NumberColumn, "origin" | "values"> {
  const values = Float64Array.from(texts, (text) => (text === null ? Number.NaN : Number(text)));
  // Of ten digits a double loses nothing that the network's inputs, which have seven, could show.
  if (texts.every((text) => text === null || text.length <= 10)) return { origin: "0", values };
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const quantile = (share: number) => sorted[Math.floor(sorted.length * share)]!;
  const median = quantile(0.5);
  if (Math.abs(median) <= 2 ** 20 * (quantile(0.75) - quantile(0.25))) return { origin: "0", values };
  const origin = texts[values.indexOf(median)]!;
  const subtrahend = parseDecimal(origin);
  const differences = texts.map((text) => (text === null ? Number.NaN : difference(parseDecimal(text), subtrahend)));
  return { origin, values: Float64Array.from(differences) };
}

function categoryColumn({ name, texts }: Cells): CategoryColumn {
  const categories = [...new Set(texts)].filter((text) => text !== null).sort(byNumberThenText);
  const codeOf = new Map<string | null, number>(categories.map((category, code) => [category, code]));
  return { kind: "category", name, categories, codes: Int32Array.from(texts, (text) => codeOf.get(text) ?? -1) };
}

/** Numbers in their own order before texts in the order of their characters, the same on every machine. */
function byNumberThenText(a: string, b: string): number {
  const x = parseNumber(a);
  const y = parseNumber(b);
  if (!Number.isNaN(x) && !Number.isNaN(y) && x !== y) return x - y;
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
