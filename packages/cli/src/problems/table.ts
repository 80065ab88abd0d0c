import { manualSeed, randperm } from "downhill";
import { findBin } from "../data/bins.ts";
import type { NumberColumn } from "../data/columns.ts";
import { type Dataset, leftOut } from "../data/dataset.ts";
import { binCount, type Encoder, type Encoding, encoderOf, fitEncoding, inputNames } from "../data/encoding.ts";
import { unseenClasses } from "../data/remarks.ts";
import { splitRows } from "../data/split.ts";
import { measure, type Scaling, standardize } from "../data/standardize.ts";
import type { Target } from "../data/target.ts";
import { UserError } from "../errors.ts";
import type { DataPlan } from "../training/plan.ts";
import type { CurveData, DataProblem, Examples } from "../training/problem.ts";
import { curveGrid } from "./curve.ts";

/** The rows of a dataset by what they are for, in random order. */
export interface Parts {
  readonly training: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[] | null;
}

/** A fifth of the rows for validation and, where there is a seed for it, another fifth for the test. */
export function dealRows({ rows, target }: Dataset, { seed, testSeed }: DataPlan): Parts {
  const classes = target.task === "classification" ? target.values : null;
  if (testSeed === null) return { ...splitRows(shuffled(rows, seed), classes), test: null };
  const { training: others, validation: test } = splitRows(shuffled(rows, testSeed), classes);
  return { ...splitRows(shuffled(others, seed), classes, 4), test };
}

function shuffled(rows: readonly number[], seed: number): number[] {
  manualSeed(seed);
  return Array.from(randperm(rows.length).toTypedArray(), Number).map((i) => rows[i]!);
}

interface EncodedColumn {
  readonly encoding: Encoding;
  readonly encoder: Encoder;
}

const mostPoints = 1000;

/**
 * Makes a problem of a dataset and its parts: inputs are standardized by the training rows' mean and deviation, so is the
 * target of a regression; categories are one-hot.
 */
export function tableProblem(dataset: Dataset, parts: Parts, classWeights: DataPlan["classWeights"]): DataProblem {
  const { name, target } = dataset;
  const notes = [...dataset.notes];
  const encoded: EncodedColumn[] = [];
  for (const column of dataset.columns) {
    const encoding = fitEncoding(column, parts.training);
    if ("reason" in encoding) notes.push(leftOut(encoding));
    else encoded.push({ encoding, encoder: encoderOf(encoding, column) });
  }
  notes.push(...unseenClasses(target, parts.validation, "validation"));
  if (parts.test !== null) notes.push(...unseenClasses(target, parts.test, "test"));
  if (encoded.length === 0) throw new UserError(`"${name}" has no column left to predict "${target.name}" from`);

  const features = encoded.flatMap(({ encoding }) => inputNames(encoding));
  const scaling: Scaling =
    target.task === "regression" ? measure(parts.training.map((row) => target.values[row]!)) : { mean: 0, scale: 1 };
  const examples = (of: readonly number[]) => encodeRows(of, encoded, features.length, target, scaling);
  const training = examples(parts.training);
  const weighed = target.task === "classification" && classWeights === "balanced";
  return {
    kind: "data",
    title: `${name}, ${target.name}`,
    task: target.task,
    target: target.name,
    classes: target.classes,
    features,
    encodings: encoded.map(({ encoding }) => encoding),
    training,
    validation: examples(parts.validation),
    test: parts.test && examples(parts.test),
    lookup: {
      columns: encoded.length,
      entries: encoded.reduce((sum, { encoding }) => sum + binCount(encoding), 0),
    },
    classWeights: weighed ? balancedWeights(training.targets, target.classes.length) : null,
    scaling,
    curve: curveData(dataset, encoded, parts),
    lossName:
      target.task === "regression"
        ? `mean squared error of the standardized ${target.name}`
        : weighed
          ? "log loss (cross entropy), each class counting the same"
          : "log loss (cross entropy)",
    heldOut: parts.test === null ? "the validation rows" : "the test rows",
    notes,
  };
}

/** Rows / (classes * rows of the class): as much for each class. A class without rows counts as one with a single row. */
function balancedWeights(targets: Float32Array, classes: number): Float32Array {
  const counts = new Float64Array(classes);
  for (const target of targets) counts[target]!++;
  return Float32Array.from(counts, (count) => targets.length / (classes * Math.max(1, count)));
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
  { training, validation, test }: Parts,
): CurveData | null {
  const encoding = encoded[0]!.encoding;
  if (target.task !== "regression" || encoded.length > 1 || encoding.kind !== "number") return null;
  if (encoding.scaling === null || encoding.missing) return null;
  const { values } = columns.find((column): column is NumberColumn => column.name === encoding.column)!;
  const rows = [...training, ...validation, ...(test ?? [])].filter((row) => !Number.isNaN(values[row]!));
  return {
    xLabel: labelOf(encoding.column, encoding.origin),
    yLabel: labelOf(target.name, target.origin),
    points: rows.slice(0, mostPoints).map((row) => [values[row]!, target.values[row]!] as const),
    ...curveGrid(
      rows.map((row) => values[row]!),
      encoding.scaling,
      (value) => findBin(encoding.edges, value),
    ),
  };
}

/** What the values of a column are called when its origin is subtracted. */
function labelOf(column: string, origin: string): string {
  return origin === "0" ? column : `${column} − ${origin}`;
}
