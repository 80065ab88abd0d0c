import {
  type ColumnEncoding,
  decodeOutputs,
  inputNames,
  type ModelFile,
  type Prediction,
  runNetwork,
} from "downhill/predict";
import { readAmount } from "../data/cells.ts";
import { type CategoryColumn, type NumberColumn, readCategories, readNumbers } from "../data/columns.ts";
import type { RawTable } from "../data/csv.ts";
import { type Encoder, encoderOf } from "../data/encoding.ts";
import type { Notation } from "../data/notation.ts";
import { UserError } from "../errors.ts";
import { didYouMean, list, shorten } from "../suggest.ts";

/** Predictions for a table's rows, and what the user should know about them. */
export interface TablePredictions {
  readonly predictions: readonly Prediction[];
  readonly notes: readonly string[];
}

/** Rows that go through the network at once. */
const rowsAtOnce = 1024;

/**
 * Predicts from every row of a table.
 * @throws UserError for columns that are missing or hold something else than the model has learned
 */
export function predictTable(model: ModelFile, table: RawTable, notation: Notation): TablePredictions {
  const { encodings, target, leftOut } = model;
  const names = encodings.map(({ column }) => column);
  const missing = names.filter((name) => !table.columns.includes(name));
  if (missing.length > 0) {
    const free = table.columns.filter((name) => !names.includes(name));
    const has = `it has ${list(table.columns)}${didYouMean(missing[0]!, free)}`;
    throw new UserError(`"${table.name}" has no ${nouns(missing, "column")}, which the model predicts from; ${has}`);
  }
  const notes: string[] = [];
  const unused = table.columns.filter((name) => !names.includes(name) && !leftOut.includes(name));
  const others = unused.filter((name) => name !== target.name);
  if (others.length > 0) notes.push(`the model doesn't know the ${nouns(others, "column")}: not used`);
  const width = encodings.reduce((sum, encoding) => sum + inputNames(encoding).length, 0);
  const encoders = encodings.map((encoding, i) => {
    const index = table.columns.indexOf(encoding.column);
    return encoderFor(encoding, table, index, notation, model.bounds[i] ?? null, notes);
  });
  const predictions: Prediction[] = [];
  for (let start = 0; start < table.rows.length; start += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, table.rows.length - start);
    const inputs = new Float32Array(rows * width);
    let offset = 0;
    for (const [j, encoder] of encoders.entries()) {
      for (let i = 0; i < rows; i++) encoder.write(start + i, inputs, i * width + offset);
      offset += inputNames(encodings[j]!).length;
    }
    predictions.push(...decoded(model, runNetwork(model.layers, inputs, rows), table, start));
  }
  return { predictions, notes };
}

function decoded(model: ModelFile, outputs: Float32Array, { name, lines }: RawTable, start: number): Prediction[] {
  try {
    return decodeOutputs(model, outputs);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`"${name}", at or below line ${lines[start]}: ${error.message}`);
  }
}

function encoderFor(
  encoding: ColumnEncoding,
  table: RawTable,
  index: number,
  notation: Notation,
  bounds: ModelFile["bounds"][number],
  notes: string[],
): Encoder {
  if (encoding.kind === "category") {
    const column = readCategories(table, index, notation);
    checkCategories(encoding.categories, column, notation, notes);
    return encoderOf(encoding, column);
  }
  const column = readNumbers(table, index, notation);
  if (column.unit !== encoding.unit && column.values.some((value) => value !== 0 && !Number.isNaN(value))) {
    const name = (unit: string) => (unit === "" ? "numbers without a unit" : `numbers in "${unit}"`);
    throw new UserError(
      `column "${column.name}" holds ${name(column.unit)}, and the model takes ${name(encoding.unit)}`,
    );
  }
  if (bounds !== null) noteFarNumbers(column, bounds, notes);
  return encoderOf({ ...encoding, edges: [] }, column);
}

/** Numbers where texts should be are another column; other texts are categories that training hasn't seen. */
function checkCategories(
  known: readonly string[],
  { name, categories }: CategoryColumn,
  { decimal }: Notation,
  notes: string[],
): void {
  const unseen = categories.filter((category) => !known.includes(category));
  if (unseen.length === 0) return;
  const isNumber = (text: string) => readAmount(text, decimal) !== null;
  if (unseen.length === categories.length && unseen.every(isNumber) && !known.some(isNumber)) {
    throw new UserError(
      `column "${name}" holds numbers such as "${shorten(unseen[0]!)}", and the model takes texts such as "${shorten(known[0]!)}"`,
    );
  }
  notes.push(
    `in column "${name}", training had no ${list(
      unseen.map((text) => `"${shorten(text)}"`),
      5,
    )}: taken for a category of which nothing is known`,
  );
}

function noteFarNumbers(
  { name, origin, values }: NumberColumn,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
  notes: string[],
): void {
  const numbers = [...values].map((value) => Number(origin) + value);
  const outside = numbers.filter((value) => value < minimum || value > maximum);
  if (outside.length === 0) return;
  const rows = `${outside.length} row${outside.length === 1 ? "" : "s"}`;
  notes.push(
    `in column "${name}", ${rows} lie${outside.length === 1 ? "s" : ""} outside of what training has seen, ` +
      `${minimum} to ${maximum}, such as ${outside[0]}`,
  );
}

function nouns(names: readonly string[], noun: string): string {
  return `${noun}${names.length === 1 ? "" : "s"} ${list(names.map((name) => `"${shorten(name)}"`))}`;
}
