import { UserError } from "../errors.ts";
import type { CurveData, Examples, Problem, Task } from "../race/problem.ts";
import { didYouMean, list } from "../suggest.ts";
import { findBin } from "./bins.ts";
import { type DecimalMark, readAmount } from "./cells.ts";
import { type Column, type NumberColumn, readColumn } from "./columns.ts";
import type { RawTable } from "./csv.ts";
import { curveGrid } from "./curve.ts";
import { binCount, type Dropped, type Encoder, type Encoding, encoderOf, fitEncoding, inputNames } from "./encoding.ts";
import { findDecimal, type Notation, notationOf } from "./notation.ts";
import { columnRemarks, decimalRemark, missingWords, unseenClasses } from "./remarks.ts";
import { splitRows } from "./split.ts";
import { measure, type Scaling, standardize } from "./standardize.ts";
import { readTarget, type Target } from "./target.ts";

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
const mostPoints = 1000;

/** A table that was read and understood, but not yet split or scaled: plain data, so that threads can share it. */
export interface Dataset {
  /** The file's name. */
  readonly name: string;
  /** The columns to predict from, in the file's order. */
  readonly columns: readonly Column[];
  readonly target: Target;
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
  for (let i = 0; i < table.columns.length; i++) {
    if (i === targetIndex || ignored.has(i)) continue;
    const column = readColumn(table, i, notation, categories.has(i));
    // Without the only column there would be nothing to predict from.
    const spare = table.columns.length - ignored.size > 2;
    if (isIndex(column, i)) notes.push(leftOut({ column: column.name, reason: "it only counts the rows" }));
    else {
      columns.push(column);
      notes.push(...columnRemarks(table, i, column, notation, spare));
    }
  }
  return { name: table.name, columns, target, rows, notes };
}

function findNotation(table: RawTable, { decimal, missing }: DatasetOptions, others: ReadonlySet<number>): Notation {
  const markers = missing?.map((marker) => marker.normalize("NFC")) ?? null;
  if (decimal !== null) return notationOf(decimal, true, markers);
  function* numbers() {
    for (const row of table.rows) for (const [i, cell] of row.entries()) if (!others.has(i)) yield cell;
  }
  const found = findDecimal(numbers());
  return notationOf(found.decimal, found.certain, markers);
}

/**
 * Makes a problem of a dataset: a fifth of the rows for validation, inputs standardized by the training rows' mean and
 * deviation, categories one-hot.
 *
 * @param permutation - gives the numbers 0 to n - 1 in random order
 */
export function datasetProblem(dataset: Dataset, permutation: (n: number) => number[]): Problem {
  const { name, target } = dataset;
  const order = permutation(dataset.rows.length).map((i) => dataset.rows[i]!);
  const split = splitRows(order, target.task === "classification" ? target.values : null);
  const notes = [...dataset.notes];
  const encoded: EncodedColumn[] = [];
  for (const column of dataset.columns) {
    const encoding = fitEncoding(column, split.training);
    if ("reason" in encoding) notes.push(leftOut(encoding));
    else encoded.push({ encoding, encoder: encoderOf(encoding, column) });
  }
  notes.push(...unseenClasses(target, split.validation));
  if (encoded.length === 0) throw new UserError(`"${name}" has no column left to predict "${target.name}" from`);

  const features = encoded.flatMap(({ encoding }) => inputNames(encoding));
  const scaling: Scaling =
    target.task === "regression" ? measure(split.training.map((row) => target.values[row]!)) : { mean: 0, scale: 1 };
  const examples = (of: readonly number[]) => encodeRows(of, encoded, features.length, target, scaling);
  return {
    title: `${name}, ${target.name}`,
    task: target.task,
    target: target.name,
    classes: target.classes,
    features,
    training: examples(split.training),
    validation: examples(split.validation),
    lookup: {
      columns: encoded.length,
      entries: encoded.reduce((sum, { encoding }) => sum + binCount(encoding), 0),
    },
    curve: curveData(dataset, encoded, scaling, order),
    lossName:
      target.task === "regression"
        ? `mean squared error of the standardized ${target.name} (1 is as good as predicting its mean)`
        : `cross entropy (${Math.log(target.classes.length).toPrecision(3)} is as good as guessing)`,
    notes,
  };
}

interface EncodedColumn {
  readonly encoding: Encoding;
  readonly encoder: Encoder;
}

function leftOut({ column, reason }: Dropped): string {
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

function encodeRows(
  rows: readonly number[],
  columns: readonly EncodedColumn[],
  features: number,
  target: Target,
  scaling: Scaling,
): Examples {
  const inputs = new Float32Array(rows.length * features);
  const bins = new Int32Array(rows.length * columns.length);
  let offset = 0;
  let entry = 0;
  for (const [j, { encoding, encoder }] of columns.entries()) {
    for (const [i, row] of rows.entries()) {
      encoder.write(row, inputs, i * features + offset);
      bins[i * columns.length + j] = entry + encoder.bin(row);
    }
    offset += inputNames(encoding).length;
    entry += binCount(encoding);
  }
  const targets = Float32Array.from(rows, (row) => {
    const value = target.values[row]!;
    return target.task === "regression" ? standardize(value, scaling) : value;
  });
  return { rows: rows.length, inputs, bins, targets };
}

/** A curve can be drawn where one number is predicted from one number. */
function curveData(
  { columns, target }: Dataset,
  encoded: readonly EncodedColumn[],
  scaling: Scaling,
  order: readonly number[],
): CurveData | null {
  const encoding = encoded[0]!.encoding;
  if (target.task !== "regression" || encoded.length > 1 || encoding.kind !== "number") return null;
  if (encoding.scaling === null || encoding.missing) return null;
  const { values } = columns.find((column): column is NumberColumn => column.name === encoding.column)!;
  const rows = order.filter((row) => !Number.isNaN(values[row]!));
  return {
    xLabel: labelOf(encoding.column, encoding.origin),
    yLabel: labelOf(target.name, target.origin),
    points: rows.slice(0, mostPoints).map((row) => [values[row]!, target.values[row]!] as const),
    ...curveGrid(
      rows.map((row) => values[row]!),
      encoding.scaling,
      (value) => findBin(encoding.edges, value),
    ),
    mean: scaling.mean,
    scale: scaling.scale,
  };
}

/** What the values of a column are called when its origin is subtracted. */
function labelOf(column: string, origin: string): string {
  return origin === "0" ? column : `${column} − ${origin}`;
}
