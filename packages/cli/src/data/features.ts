import type { CategoryColumn, Column, NumberColumn } from "./columns.ts";
import { measure, type Scaling, standardize } from "./standardize.ts";

/** Turns one column of the file into inputs for the models; all it knows was measured on the training rows. */
export interface Encoder {
  readonly column: string;
  /** The names of the network's inputs it makes. */
  readonly names: readonly string[];
  /** How many bins the lookup model has for this column. */
  readonly bins: number;
  /** Set if the column gives the network just its own number. */
  readonly number: NumberInput | null;
  /** Writes a row's network inputs from `offset` on. */
  write(row: number, inputs: Float32Array, offset: number): void;
  /** The row's bin, from 0 to `bins - 1`. */
  bin(row: number): number;
}

/** A number as the models get it. */
export interface NumberInput {
  readonly values: Float64Array;
  readonly scaling: Scaling;
  binOf(value: number): number;
}

/** A column that can't help, with the reason. */
export interface Dropped {
  readonly column: string;
  readonly reason: string;
}

const mostBins = 32;
const mostCategories = 50;

/** Decides how a column is encoded, or why it is left out. */
export function fitEncoder(column: Column, training: readonly number[]): Encoder | Dropped {
  return column.kind === "number" ? fitNumber(column, training) : fitCategory(column, training);
}

/**
 * A number is standardized; where it is missing it gets the mean, and if any is missing in training, a second input says
 * whether it was.
 */
function fitNumber({ name, values }: NumberColumn, training: readonly number[]): Encoder | Dropped {
  const known = training.map((row) => values[row]!).filter((value) => !Number.isNaN(value));
  if (known.length === 0) return { column: name, reason: "it is empty" };
  const sorted = known.slice().sort((a, b) => a - b);
  const constant = sorted[0] === sorted.at(-1);
  const someMissing = known.length < training.length;
  if (constant && !someMissing) return { column: name, reason: `it is always ${sorted[0]}` };

  const scaling = measure(known);
  const edges = binEdges(sorted);
  const bins = edges.length + 1 + (someMissing ? 1 : 0);
  const missingBin = bins - 1;
  const names = [...(constant ? [] : [name]), ...(someMissing ? [`${name} is missing`] : [])];
  return {
    column: name,
    names,
    bins,
    number: constant || someMissing ? null : { values, scaling, binOf: (value) => findBin(edges, value) },
    write(row, inputs, offset) {
      const value = values[row]!;
      const missing = Number.isNaN(value);
      if (!constant) inputs[offset] = missing ? 0 : standardize(value, scaling);
      if (someMissing) inputs[offset + names.length - 1] = missing ? 1 : 0;
    },
    bin(row) {
      const value = values[row]!;
      if (Number.isNaN(value)) return someMissing ? missingBin : edges.length >> 1;
      return findBin(edges, value);
    },
  };
}

/** The inner edges of bins that hold about equally many values each, all of them values; fewer where values repeat. */
export function binEdges(sorted: readonly number[]): number[] {
  const edges = new Set<number>();
  for (let i = 1; i < mostBins; i++) {
    const edge = sorted[Math.floor((i * sorted.length) / mostBins)]!;
    if (edge > sorted[0]!) edges.add(edge);
  }
  return [...edges];
}

/** The number of edges that are at most `value`. */
export function findBin(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * A category is one-hot: an input for each text seen in training, one more for "missing" if any is. Of very many only the
 * commonest have an input, the others are all zeros, as is a text that training never saw.
 */
function fitCategory({ name, categories, codes }: CategoryColumn, training: readonly number[]): Encoder | Dropped {
  const counts = new Map<number, number>();
  for (const row of training) counts.set(codes[row]!, (counts.get(codes[row]!) ?? 0) + 1);
  const missing = counts.get(-1) ?? 0;
  const known = [...counts.keys()].filter((code) => code >= 0);
  if (known.length === 0) return { column: name, reason: "it is empty" };
  if (counts.size === 1) return { column: name, reason: `it is always "${categories[known[0]!]}"` };
  if (known.length > 20 && known.length * 2 > training.length - missing) {
    return { column: name, reason: `its ${known.length} different texts look like names, not categories` };
  }
  const kept = known
    .sort((a, b) => counts.get(b)! - counts.get(a)! || a - b)
    .slice(0, mostCategories)
    .sort((a, b) => a - b);
  if (missing > 0) kept.push(-1);
  const indexOf = new Map(kept.map((code, index) => [code, index]));
  return {
    column: name,
    names: kept.map((code) => (code < 0 ? `${name} is missing` : `${name} = ${categories[code]}`)),
    bins: kept.length + 1,
    number: null,
    write(row, inputs, offset) {
      const index = indexOf.get(codes[row]!);
      if (index !== undefined) inputs[offset + index] = 1;
    },
    bin: (row) => indexOf.get(codes[row]!) ?? kept.length,
  };
}
