import { UserError } from "../errors.ts";
import { type Amount, cellKind, isInfinite, parseNumber, readAmount } from "./cells.ts";
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
  const cells = new Cells(table, index, notation);
  if (asCategory) return categoryColumn(cells);
  const counts = { number: 0, "almost number": 0, date: 0, text: 0 };
  for (const cell of cells.filled()) counts[cellKind(cell, notation.decimal)]++;
  const filled = counts.number + counts["almost number"] + counts.date + counts.text;
  if (counts.number === filled) return numberColumn(cells);
  if (counts.date * 2 >= filled) {
    const row = cells.find((cell) => cellKind(cell, notation.decimal) === "date");
    throw new UserError(
      `column "${cells.name}" holds dates (${cells.place(row)}: "${cells.at(row)}"), which the race can't use; ` +
        `turn them into numbers or leave the column out with --ignore "${cells.name}"`,
    );
  }
  if ((counts.number + counts["almost number"]) * 2 >= filled) {
    const row = cells.find((cell) => cellKind(cell, notation.decimal) !== "number");
    throw cells.complaint(row, `is not a number; ${adviceOn(cells.at(row), cells.name, notation)}`);
  }
  return categoryColumn(cells);
}

function adviceOn(cell: string, column: string, { decimal }: Notation): string {
  if (isInfinite(cell)) return `leave it empty if it is missing, or name it: --missing "${cell}"`;
  const other = decimal === "." ? "," : ".";
  if (readAmount(cell, other) !== null) {
    return `write it as a plain number such as 1234.5, or give --decimal "${other}" if the whole table is written so`;
  }
  return `correct it, leave it empty if it is missing, or give --category "${column}" if the column holds categories`;
}

/** The cells of a column, one per row. */
class Cells {
  readonly name: string;
  readonly notation: Notation;
  readonly #table: RawTable;
  readonly #index: number;

  constructor(table: RawTable, index: number, notation: Notation) {
    this.name = table.columns[index]!;
    this.notation = notation;
    this.#table = table;
    this.#index = index;
  }

  get count(): number {
    return this.#table.rows.length;
  }

  at(row: number): string {
    return this.#table.rows[row]![this.#index]!;
  }

  isMissing(row: number): boolean {
    return this.notation.isMissing(this.at(row));
  }

  *filled(): Generator<string> {
    for (let row = 0; row < this.count; row++) if (!this.isMissing(row)) yield this.at(row);
  }

  /** The first row whose cell is filled and passes a test; -1 if none does. */
  find(test: (cell: string) => boolean): number {
    for (let row = 0; row < this.count; row++) if (!this.isMissing(row) && test(this.at(row))) return row;
    return -1;
  }

  place(row: number): string {
    return `${this.#table.name}, line ${this.#table.lines[row]}`;
  }

  complaint(row: number, text: string): UserError {
    return new UserError(
      `column "${this.name}", row ${row + 1} (${this.place(row)}): "${shorten(this.at(row))}" ${text}`,
    );
  }
}

/** A column whose filled cells are all numbers. */
function numberColumn(cells: Cells): NumberColumn {
  const { decimal, certain } = cells.notation;
  const amounts = Array.from({ length: cells.count }, (_, row) =>
    cells.isMissing(row) ? null : readAmount(cells.at(row), decimal)!,
  );
  if (!certain) {
    const row = cells.find(isAmbiguous);
    // 1.234 is what it is by the decimal point unless something in the table says otherwise.
    if (row >= 0 && cells.at(row).includes(",")) {
      const [byPoint, byComma] = ([".", ","] as const).map((mark) => Number(readAmount(cells.at(row), mark)!.text));
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
    `has another unit than "${cells.at(other)}" in row ${other + 1}; write all numbers of the column in the same`,
  );
}

/**
 * The values of decimal numbers. Where most are so close to one another that little of a double is left for their
 * differences, or nothing, as in identifiers and clocks, their median is subtracted before anything is rounded.
 */
function lessOrigin(texts: readonly (string | null)[]): Pick<NumberColumn, "origin" | "values"> {
  const values = Float64Array.from(texts, (text) => (text === null ? Number.NaN : Number(text)));
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const quantile = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  const median = quantile(0.5);
  const spread = quantile(0.75) - quantile(0.25);
  // Fifteen digits are never lost.
  const short = spread === 0 && texts.every((text) => text === null || text.length <= 15);
  if (short || Math.abs(median) <= 2 ** 20 * spread) return { origin: "0", values };
  const origin = texts[values.indexOf(median)]!;
  const subtrahend = parseDecimal(origin);
  const differences = texts.map((text) => (text === null ? Number.NaN : difference(parseDecimal(text), subtrahend)));
  return { origin, values: Float64Array.from(differences) };
}

function categoryColumn(cells: Cells): CategoryColumn {
  const categories = [...new Set(cells.filled())].sort(byNumberThenText);
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  const codes = Int32Array.from({ length: cells.count }, (_, row) =>
    cells.isMissing(row) ? -1 : codeOf.get(cells.at(row))!,
  );
  return { kind: "category", name: cells.name, categories, codes };
}

/** Numbers in their own order before texts in the order of their characters, the same on every machine. */
function byNumberThenText(a: string, b: string): number {
  const x = parseNumber(a);
  const y = parseNumber(b);
  if (!Number.isNaN(x) && !Number.isNaN(y) && x !== y) return x - y;
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function shorten(cell: string): string {
  const line = cell.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
