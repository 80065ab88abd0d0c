import { UserError } from "../errors.ts";
import type { CurveData, Examples, Problem, Task } from "../race/problem.ts";
import { didYouMean, list } from "../suggest.ts";
import { type Column, readColumn } from "./columns.ts";
import type { RawTable } from "./csv.ts";
import { curveGrid } from "./curve.ts";
import { type Encoder, fitEncoder } from "./features.ts";
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
}

const fewestRows = 10;
const mostPoints = 1000;

/**
 * Makes a problem of a table: a fifth of the rows for validation, inputs standardized by the training rows' mean and
 * deviation, categories one-hot.
 *
 * @param permutation - gives the numbers 0 to n - 1 in random order
 */
export function datasetProblem(
  table: RawTable,
  options: DatasetOptions,
  permutation: (n: number) => number[],
): Problem {
  const notes: string[] = [];
  const indexOf = (name: string) => findColumn(table, name);
  const targetIndex = indexOf(options.target);
  const ignored = new Set(options.ignore.map(indexOf));
  const categories = new Set(options.category.map(indexOf));
  if (ignored.has(targetIndex)) throw new UserError(`column "${options.target}" is the target: it can't be ignored`);

  const target = readTarget(readColumn(table, targetIndex, categories.has(targetIndex)), options.task);
  if (options.task === null) {
    const other = target.task === "regression" ? "classification" : "regression";
    const change =
      target.classes.length > 0 && Number.isNaN(Number(target.classes[0])) ? "" : ` (--task ${other} to change)`;
    notes.push(`${target.task}, since ${target.reason}${change}`);
  }

  const rows = usableRows(table, target, notes);
  const order = permutation(rows.length).map((i) => rows[i]!);
  const split = splitRows(order, target.task === "classification" ? target.values : null);

  const encoders: Encoder[] = [];
  for (let i = 0; i < table.columns.length; i++) {
    if (i === targetIndex || ignored.has(i)) continue;
    const column = readColumn(table, i, categories.has(i));
    const encoder = isIndex(column, i)
      ? { column: column.name, reason: "it only counts the rows" }
      : fitEncoder(column, split.training);
    if ("reason" in encoder) notes.push(`column "${encoder.column}" is left out: ${encoder.reason}`);
    else encoders.push(encoder);
  }
  if (encoders.length === 0) {
    throw new UserError(`"${table.name}" has no column left to predict "${target.name}" from`);
  }

  const features = encoders.flatMap((encoder) => encoder.names);
  const scaling: Scaling =
    target.task === "regression" ? measure(split.training.map((row) => target.values[row]!)) : { mean: 0, scale: 1 };
  const examples = (of: readonly number[]) => encodeRows(of, encoders, features.length, target, scaling);
  return {
    title: `${table.name}, ${target.name}`,
    task: target.task,
    target: target.name,
    classes: target.classes,
    features,
    training: examples(split.training),
    validation: examples(split.validation),
    lookup: { columns: encoders.length, entries: encoders.reduce((sum, { bins }) => sum + bins, 0) },
    curve: curveData(encoders, target, scaling, order),
    lossName:
      target.task === "regression"
        ? `mean squared error of the standardized ${target.name} (1 is as good as predicting its mean)`
        : `cross entropy (${Math.log(target.classes.length).toPrecision(3)} is as good as guessing)`,
    notes,
  };
}

function findColumn(table: RawTable, name: string): number {
  const index = table.columns.indexOf(name);
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
  encoders: readonly Encoder[],
  features: number,
  target: Target,
  scaling: Scaling,
): Examples {
  const inputs = new Float32Array(rows.length * features);
  const bins = new Int32Array(rows.length * encoders.length);
  const targets = new Float32Array(rows.length);
  for (const [i, row] of rows.entries()) {
    let offset = i * features;
    let entry = 0;
    for (const [j, encoder] of encoders.entries()) {
      encoder.write(row, inputs, offset);
      bins[i * encoders.length + j] = entry + encoder.bin(row);
      offset += encoder.names.length;
      entry += encoder.bins;
    }
    const value = target.values[row]!;
    targets[i] = target.task === "regression" ? standardize(value, scaling) : value;
  }
  return { rows: rows.length, inputs, bins, targets };
}

/** A curve can be drawn where one number is predicted from one number. */
function curveData(
  encoders: readonly Encoder[],
  target: Target,
  scaling: Scaling,
  order: readonly number[],
): CurveData | null {
  const [encoder] = encoders;
  if (target.task !== "regression" || encoders.length > 1 || !encoder?.number) return null;
  const { values, scaling: xScaling, binOf } = encoder.number;
  const rows = order.filter((row) => !Number.isNaN(values[row]!));
  return {
    xLabel: encoder.column,
    yLabel: target.name,
    points: rows.slice(0, mostPoints).map((row) => [values[row]!, target.values[row]!] as const),
    ...curveGrid(
      rows.map((row) => values[row]!),
      xScaling,
      binOf,
    ),
    mean: scaling.mean,
    scale: scaling.scale,
  };
}
