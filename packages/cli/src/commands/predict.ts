import { readFile } from "node:fs/promises";
import { writeAtomically } from "downhill/node";
import { FileFormatError, type ModelFile, readModelFile, sourceOf } from "downhill/predict";
import type { RawTable } from "../data/csv.ts";
import { findNotation } from "../data/dataset.ts";
import { systemReason, UserError } from "../errors.ts";
import { predictTable, type TablePredictions } from "../model/tablePredictions.ts";
import { print } from "../terminal/output.ts";
import { oneLine, visible } from "../terminal/text.ts";
import { type FormatFlags, missingMarkers, parseDecimal, readRaw } from "./tableOptions.ts";

export interface PredictFlags extends FormatFlags {
  output?: string;
  json?: boolean;
  quiet?: boolean;
}

/** Runs `downhill predict` and returns the exit code. Throws a `UserError` for anything wrong with what was given. */
export async function predict(modelPath: string, file: string, flags: PredictFlags): Promise<number> {
  const model = await loadModel(modelPath);
  const decimal = parseDecimal(flags.decimal) ?? model.reading.decimal;
  const missing = missingMarkers(flags) ?? model.reading.missing;
  const table = await readRaw(file, flags);
  const numeric = new Set(model.encodings.filter(({ kind }) => kind === "number").map(({ column }) => column));
  const others = new Set(table.columns.flatMap((name, i) => (numeric.has(name) ? [] : [i])));
  const result = predictTable(model, table, findNotation(table, { decimal, missing }, others));
  if (flags.quiet !== true) {
    for (const note of [...table.notes, ...result.notes]) process.stderr.write(`${oneLine(note)}\n`);
  }
  const text = flags.json === true ? toJson(model, result) : toCsv(model, table, result);
  if (flags.output === undefined) {
    await print(text);
    return 0;
  }
  try {
    await writeAtomically(flags.output, text);
  } catch (error) {
    throw new UserError(`can't write "${flags.output}": ${systemReason(error)}`);
  }
  if (flags.quiet !== true) {
    const count = result.predictions.length;
    process.stderr.write(`${count} prediction${count === 1 ? "" : "s"} in ${oneLine(flags.output)}\n`);
  }
  return 0;
}

async function loadModel(path: string): Promise<ModelFile> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new UserError(`can't read "${path}": ${systemReason(error)}`);
  }
  try {
    return await readModelFile(await sourceOf(bytes));
  } catch (error) {
    if (!(error instanceof FileFormatError)) throw error;
    throw new UserError(`"${path}" can't be used as a model: ${error.message}`);
  }
}

/** The table's own columns, then the prediction and, for classes, how probable each is. */
function toCsv({ target }: ModelFile, table: RawTable, { predictions }: TablePredictions): string {
  const classes = target.task === "classification" ? target.classes : [];
  const taken = new Set(table.columns);
  const free = (name: string) => {
    let own = name;
    for (let i = 2; taken.has(own); i++) own = `${name} ${i}`;
    taken.add(own);
    return own;
  };
  const head = [free(`predicted ${target.name}`), ...classes.map((name) => free(`probability of ${name}`))];
  const lines = [[...table.columns, ...head].map(cell).join(",")];
  for (const [i, { value, probabilities }] of predictions.entries()) {
    const own = [String(value), ...classes.map((name) => String(probabilities![name]))];
    lines.push([...table.rows[i]!, ...own].map(cell).join(","));
  }
  return `${lines.join("\n")}\n`;
}

function cell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function toJson({ target }: ModelFile, { predictions, notes }: TablePredictions): string {
  return `${visible(JSON.stringify({ target: target.name, task: target.task, predictions, notes }))}\n`;
}
