import { UserError } from "../errors.ts";
import { type CellKind, cellKind, parseNumber } from "./cells.ts";
import type { RawTable } from "./csv.ts";

export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  /** One value per row; NaN where it is missing. */
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
 * A column whose filled cells are all numbers is numeric. If at least half of them are numbers (or nearly: `$5`, `1,234`)
 * and others are not, those others are taken for mistakes, and the first is reported: guessing "categories" there would
 * turn one typing error into hundreds of meaningless categories. If at least half are dates, the column is refused. All
 * else is a category. `asCategory` skips all this and takes the texts as they are.
 */
export function readColumn(table: RawTable, index: number, asCategory = false): Column {
  const name = table.columns[index]!;
  const cells = table.rows.map((row) => row[index]!);
  const kinds = cells.map(cellKind);
  if (asCategory) return categoryColumn(name, cells, kinds);

  const counts: Record<CellKind, number> = { missing: 0, number: 0, "almost number": 0, date: 0, text: 0 };
  for (const kind of kinds) counts[kind]++;
  const filled = cells.length - counts.missing;
  if (counts.number === filled) return { kind: "number", name, values: Float64Array.from(cells, parseNumber) };

  const place = (row: number) => `${table.name}, line ${table.lines[row]}`;
  if (counts.date * 2 >= filled) {
    const row = kinds.indexOf("date");
    throw new UserError(
      `column "${name}" holds dates (${place(row)}: "${cells[row]}"), which the race can't use; ` +
        `turn them into numbers or leave the column out with --ignore "${name}"`,
    );
  }
  if ((counts.number + counts["almost number"]) * 2 >= filled) {
    const row = kinds.findIndex((kind) => kind !== "number" && kind !== "missing");
    const advice =
      kinds[row] === "almost number"
        ? "write it as a plain number such as 1234.5"
        : `correct it, leave it empty if it is missing, or give --category "${name}" if the column holds categories`;
    throw new UserError(
      `column "${name}", row ${row + 1} (${place(row)}): "${shorten(cells[row]!)}" is not a number; ${advice}`,
    );
  }
  return categoryColumn(name, cells, kinds);
}

function categoryColumn(name: string, cells: readonly string[], kinds: readonly CellKind[]): CategoryColumn {
  const categories = [...new Set(cells.filter((_, row) => kinds[row] !== "missing"))].sort(byNumberThenText);
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  const codes = Int32Array.from(cells, (cell, row) => (kinds[row] === "missing" ? -1 : codeOf.get(cell)!));
  return { kind: "category", name, categories, codes };
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
