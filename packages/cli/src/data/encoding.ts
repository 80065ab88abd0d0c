import {
  type CategoryEncoding,
  type NumberEncoding as NumberInputs,
  writeCategory,
  writeNumber,
} from "downhill/predict";
import { shorten } from "../suggest.ts";
import { binEdges, findBin } from "./bins.ts";
import type { CategoryColumn, Column, NumberColumn } from "./columns.ts";
import { difference, parseDecimal } from "./decimal.ts";
import { measure } from "./standardize.ts";

export { type CategoryEncoding, inputNames } from "downhill/predict";

/** How a column of numbers becomes inputs; with bins for models that look entries up. */
export interface NumberEncoding extends NumberInputs {
  /** The inner edges of the bins. */
  readonly edges: readonly number[];
}

export type Encoding = NumberEncoding | CategoryEncoding;

/** A column that can't help, with the reason. */
export interface Dropped {
  readonly column: string;
  readonly reason: string;
}

const mostCategories = 50;

/** Decides from the training rows how a column is encoded, or why it is left out. */
export function fitEncoding(column: Column, training: readonly number[]): Encoding | Dropped {
  return column.kind === "number" ? fitNumber(column, training) : fitCategory(column, training);
}

function fitNumber(
  { name, unit, origin, values }: NumberColumn,
  training: readonly number[],
): NumberEncoding | Dropped {
  const known = Float64Array.from(training, (row) => values[row]!).filter((value) => !Number.isNaN(value));
  if (known.length === 0) return { column: name, reason: "it is empty" };
  const sorted = known.slice().sort();
  const constant = sorted[0] === sorted.at(-1);
  const missing = known.length < training.length;
  if (constant && !missing) return { column: name, reason: `it is always ${shifted(origin, sorted[0]!)}` };
  return {
    kind: "number",
    column: name,
    unit,
    origin,
    scaling: constant ? null : measure(known),
    missing,
    edges: binEdges(sorted),
  };
}

/** A value of a column as the file has it, for people to read. */
function shifted(origin: string, value: number): string {
  return value === 0 ? origin : String(Number(origin) + value);
}

/** Of very many categories only the commonest have an input. */
function fitCategory(
  { name, categories, codes }: CategoryColumn,
  training: readonly number[],
): CategoryEncoding | Dropped {
  const counts = new Map<number, number>();
  for (const row of training) counts.set(codes[row]!, (counts.get(codes[row]!) ?? 0) + 1);
  const missing = counts.get(-1) ?? 0;
  const known = [...counts.keys()].filter((code) => code >= 0);
  if (known.length === 0) return { column: name, reason: "it is empty" };
  if (counts.size === 1) return { column: name, reason: `it is always "${shorten(categories[known[0]!]!)}"` };
  if (known.length > 20 && known.length * 2 > training.length - missing) {
    return {
      column: name,
      reason: `its ${known.length} different texts, such as "${shorten(categories[known[0]!]!)}", look like names, not categories`,
    };
  }
  const kept = known
    .sort((a, b) => counts.get(b)! - counts.get(a)! || a - b)
    .slice(0, mostCategories)
    .sort((a, b) => a - b);
  return { kind: "category", column: name, categories: kept.map((code) => categories[code]!), missing: missing > 0 };
}

/** How many bins a model that looks entries up has for the column. */
export function binCount(encoding: Encoding): number {
  if (encoding.kind === "number") return encoding.edges.length + 1 + (encoding.missing ? 1 : 0);
  return encoding.categories.length + (encoding.missing ? 1 : 0) + 1;
}

/** An encoding at work on the rows of a table. */
export interface Encoder {
  /** Writes a row's inputs from `offset` on; `inputs` holds zeros there. */
  write(row: number, inputs: Float32Array, offset: number): void;
  /** The row's bin, from 0 to `binCount(encoding) - 1`. */
  bin(row: number): number;
}

/**
 * Encodes a column, of the table that the encoding was fitted to or of another.
 * @throws TypeError if the column is of another kind than the encoding, or in another unit
 */
export function encoderOf(encoding: Encoding, column: Column): Encoder {
  if (encoding.kind === "number" && column.kind === "number") {
    // Zero and what is missing need no unit.
    if (encoding.unit !== column.unit && column.values.some((value) => value < 0 || value > 0)) {
      throw new TypeError(`column "${column.name}" is in "${column.unit}", its encoding is for "${encoding.unit}"`);
    }
    return numberEncoder(encoding, column);
  }
  if (encoding.kind === "category" && column.kind === "category") return categoryEncoder(encoding, column);
  throw new TypeError(`column "${column.name}" holds ${column.kind} cells, its encoding is for ${encoding.kind} cells`);
}

function numberEncoder(encoding: NumberEncoding, column: NumberColumn): Encoder {
  const { origin, missing, edges } = encoding;
  // Both are close to the numbers, so that little is rounded when they are added.
  const shift = difference(parseDecimal(column.origin), parseDecimal(origin));
  const valueIn = (row: number) => column.values[row]! + shift;
  return {
    write: (row, inputs, offset) => writeNumber(encoding, valueIn(row), inputs, offset),
    bin(row) {
      const value = valueIn(row);
      if (Number.isNaN(value)) return missing ? edges.length + 1 : edges.length >> 1;
      return findBin(edges, value);
    },
  };
}

function categoryEncoder(encoding: CategoryEncoding, column: CategoryColumn): Encoder {
  const { categories, missing } = encoding;
  const placeOfName = new Map(categories.map((category, place) => [category, place]));
  const placeOfCode = column.categories.map((category) => placeOfName.get(category));
  const placeOf = (row: number) => {
    const code = column.codes[row]!;
    return code < 0 ? null : placeOfCode[code];
  };
  return {
    write: (row, inputs, offset) => writeCategory(encoding, placeOf(row), inputs, offset),
    bin(row) {
      const place = placeOf(row);
      if (place === null && missing) return categories.length;
      return place ?? categories.length + (missing ? 1 : 0);
    },
  };
}
