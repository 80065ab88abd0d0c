import { UserError } from "../errors.ts";
import { didYouMean, list } from "../suggest.ts";
import { type DecimalMark, readAmount } from "./cells.ts";
import { type Column, readColumn } from "./columns.ts";
import type { RawTable } from "./csv.ts";
import type { Dropped } from "./encoding.ts";
import { findDecimal, type Notation, notationOf } from "./notation.ts";
import { columnRemarks, decimalRemark, missingWords } from "./remarks.ts";
import { readTarget, type Target, type Task } from "./target.ts";

export interface DatasetOptions {
  readonly target: string;
  /** Null: decided from the target's values. */
  readonly task: Task | null;
  /** Columns to leave out. */
  readonly ignore: readonly string[];
  /** Columns whose numbers are names, such as postal codes. */
  readonly category: readonly string[];
  /** Null: decided from the numbers. */
  readonly decimal: DecimalMark | null;
  /** What stands for a missing value. Null: the usual words. */
  readonly missing: readonly string[] | null;
}

const fewestRows = 10;

/** A table that was read and understood, but not yet split or scaled: plain data, so that threads can share it. */
export interface Dataset {
  /** The file's name. */
  readonly name: string;
  /** The columns to predict from, in the file's order. */
  readonly columns: readonly Column[];
  readonly target: Target;
  /** Columns of the file that are not among these, by the user's word or because they only count rows. */
  readonly leftOut: readonly string[];
  /** The numbers of the rows whose target is known. */
  readonly rows: readonly number[];
  /** What was decided about the table, for the user to know. */
  readonly notes: readonly string[];
}

/** Reads the columns of a table. Throws a `UserError` for what can't be raced on. */
export function readDataset(table: RawTable, options: DatasetOptions): Dataset {
  const notes = [...table.notes];
  const indexOf = (name: string) => findColumn(table, name);
  const targetIndex = indexOf(options.target);
  const ignored = new Set(options.ignore.map(indexOf));
  const categories = new Set(options.category.map(indexOf));
  if (ignored.has(targetIndex)) throw new UserError(`column "${options.target}" is the target: it can't be ignored`);

  const notation = findNotation(table, options, new Set([...ignored, ...categories]));
  if (options.decimal === null && notation.decimal === ",") notes.push(decimalRemark(table)!);
  const targetColumn = readColumn(table, targetIndex, notation, categories.has(targetIndex));
  const target = readTarget(
    targetColumn,
    options.task,
    (row) => readAmount(table.rows[row]![targetIndex]!, notation.decimal)!.text,
    missingWords(table, targetIndex, notation),
  );
  if (options.task === null) {
    const other = target.task === "regression" ? "classification" : "regression";
    const change =
      target.classes.length > 0 && Number.isNaN(Number(target.classes[0])) ? "" : ` (--task ${other} to change)`;
    notes.push(`${target.task}, since ${target.reason}${change}`);
  }
  if (targetColumn.kind === "category") notes.push(...columnRemarks(table, targetIndex, targetColumn, notation, false));
  const rows = usableRows(table, target, notes);
  const columns: Column[] = [];
  const left = [...ignored].map((index) => table.columns[index]!);
  for (let i = 0; i < table.columns.length; i++) {
    if (i === targetIndex || ignored.has(i)) continue;
    const column = readColumn(table, i, notation, categories.has(i));
    // Without the only column there would be nothing to predict from.
    const spare = table.columns.length - ignored.size > 2;
    if (isIndex(column, i)) {
      left.push(column.name);
      notes.push(leftOut({ column: column.name, reason: "it only counts the rows" }));
    } else {
      columns.push(column);
      notes.push(...columnRemarks(table, i, column, notation, spare));
    }
  }
  return { name: table.name, columns, target, leftOut: left, rows, notes };
}

/** How a table's cells are written, as far as the user doesn't say; `others` are columns whose numbers tell nothing. */
export function findNotation(
  table: RawTable,
  { decimal, missing }: Pick<DatasetOptions, "decimal" | "missing">,
  others: ReadonlySet<number>,
): Notation {
  const markers = missing?.map((marker) => marker.normalize("NFC")) ?? null;
  if (decimal !== null) return notationOf(decimal, true, markers);
  function* numbers() {
    for (const row of table.rows) for (const [i, cell] of row.entries()) if (!others.has(i)) yield cell;
  }
  const found = findDecimal(numbers());
  return notationOf(found.decimal, found.certain, markers);
}

/** How to say that a column can't help. */
export function leftOut({ column, reason }: Dropped): string {
  return `column "${column}" is left out: ${reason}`;
}

function findColumn(table: RawTable, name: string): number {
  const index = table.columns.indexOf(name.normalize("NFC"));
  if (index >= 0) return index;
  throw new UserError(
    `no column "${name}" in ${table.name}; its columns are ${list(table.columns)}${didYouMean(name, table.columns)}`,
  );
}

/** The rows whose target is known. */
function usableRows(table: RawTable, target: Target, notes: string[]): number[] {
  const rows: number[] = [];
  for (let row = 0; row < table.rows.length; row++) if (!Number.isNaN(target.values[row]!)) rows.push(row);
  const dropped = table.rows.length - rows.length;
  if (dropped > 0) notes.push(`${dropped} of ${table.rows.length} rows are left out: their ${target.name} is missing`);
  if (rows.length < fewestRows) {
    throw new UserError(
      `"${table.name}" has only ${rows.length} row${rows.length === 1 ? "" : "s"} with a ${target.name}; a race needs at least ${fewestRows}`,
    );
  }
  return rows;
}

/** A first column without a name that counts 0, 1, 2, ... or 1, 2, 3, ... was written by a program, as a row number. */
function isIndex(column: Column, index: number): boolean {
  if (index !== 0 || column.name !== "column 1" || column.kind !== "number") return false;
  const first = column.values[0]!;
  return (first === 0 || first === 1) && column.values.every((value, row) => value === first + row);
}
