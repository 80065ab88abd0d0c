import { FileFormatError } from "../serialization/errors.ts";
import type { ByteSource } from "../serialization/source.ts";
import { parseDecimal } from "./decimal.ts";
import { type ColumnEncoding, inputNames } from "./encoding.ts";
import { Field } from "./fields.ts";
import type { DenseLayer } from "./network.ts";
import { type Archive, FileTensor, openArchive } from "./pickle.ts";
import type { Scaling } from "./scaling.ts";

/** What `downhill train` writes under `format` and `version`. */
export const modelFormat = { name: "downhill-model", version: 1 } as const;

/** What a network predicts. */
export type ModelTarget =
  | {
      readonly task: "regression";
      readonly name: string;
      readonly unit: string;
      /** A decimal number that was subtracted from the values before they were scaled. */
      readonly origin: string;
      readonly scaling: Scaling;
    }
  | { readonly task: "classification"; readonly name: string; readonly classes: readonly string[] };

/** A number's least and greatest value in training. */
export interface Bounds {
  readonly minimum: number;
  readonly maximum: number;
}

/** How the cells of the table were read that the model was trained on; null: as they looked. */
export interface ModelReading {
  readonly decimal: "." | "," | null;
  readonly missing: readonly string[] | null;
}

/** A model's file, read and checked: docs/model-file.md describes it. */
export interface ModelFile {
  readonly encodings: readonly ColumnEncoding[];
  /** Of each column of numbers, by its place. */
  readonly bounds: readonly (Bounds | null)[];
  /** Columns of the training table that the model doesn't look at. */
  readonly leftOut: readonly string[];
  readonly target: ModelTarget;
  readonly layers: readonly DenseLayer[];
  readonly reading: ModelReading;
}

const mostColumns = 100_000;
const mostCategories = 10_000;
const mostLayers = 1000;
const mostUnits = 10_000_000;
const longestName = 2000;
/** A double's digits before the point, and those that a table may have behind it. */
const longestNumber = 1500;

/**
 * Reads and checks a model's file. Nothing in it is believed: sizes must agree, numbers be finite, names be there once.
 * @throws FileFormatError that names what is wrong
 */
export async function readModelFile(source: ByteSource): Promise<ModelFile> {
  const archive = await openArchive(source);
  const file = new Field(archive.root, "");
  checkVersion(file);
  const task = file.get("task").choice("regression", "classification");
  const target = readTarget(file.get("target"), task);
  const columns = file.get("columns").list(1, mostColumns);
  const encodings = columns.map(readColumn);
  const names = encodings.map(({ column }) => column);
  if (new Set(names).size < names.length) throw new FileFormatError("corrupt", "two columns have the same name");
  if (names.includes(target.name)) throw new FileFormatError("corrupt", "the target is among the columns");
  const inputs = encodings.reduce((sum, encoding) => sum + inputNames(encoding).length, 0);
  if (inputs === 0) throw new FileFormatError("corrupt", "the columns make no inputs");
  return {
    encodings,
    bounds: columns.map((column, i) => (encodings[i].kind === "number" ? readBounds(column) : null)),
    leftOut: file.get("left_out").names(0, mostColumns, longestName),
    target,
    layers: await readLayers(file, archive, inputs, target.task === "regression" ? 1 : target.classes.length),
    reading: readReading(file.get("reading")),
  };
}

function checkVersion(file: Field): void {
  let version: number;
  try {
    file.get("format").choice(modelFormat.name);
    version = file.get("version").count(1_000_000);
  } catch {
    throw new FileFormatError("unsupported", "the file is no model of `downhill train`, though torch.save's");
  }
  if (version > modelFormat.version) {
    throw new FileFormatError(
      "unsupported",
      `the model is of version ${version}, and this Downhill reads ${modelFormat.version}: it was made by a newer one`,
    );
  }
}

function readTarget(target: Field, task: ModelTarget["task"]): ModelTarget {
  const name = target.get("name").text(longestName);
  if (task === "classification") {
    return { task, name, classes: target.get("classes").names(2, mostCategories, longestName) };
  }
  const scaling = { mean: target.get("mean").number(), scale: target.get("deviation").positive() };
  return { task, name, unit: target.get("unit").text(20), origin: readOrigin(target.get("origin")), scaling };
}

function readColumn(column: Field): ColumnEncoding {
  const name = column.get("name").text(longestName);
  const kind = column.get("kind").choice("number", "category");
  const missing = column.get("missing_input").flag();
  if (kind === "category") {
    const categories = column.get("categories").names(1, mostCategories, Number.MAX_SAFE_INTEGER);
    return { kind, column: name, categories, missing };
  }
  const [mean, deviation] = [column.get("mean"), column.get("deviation")];
  if (mean.isNull !== deviation.isNull) throw deviation.misfit(mean.isNull ? "None, as the mean" : "a number");
  if (mean.isNull && !missing) throw mean.misfit("a number, since the column has no other input");
  const scaling = mean.isNull ? null : { mean: mean.number(), scale: deviation.positive() };
  const origin = readOrigin(column.get("origin"));
  return { kind, column: name, unit: column.get("unit").text(20), origin, scaling, missing };
}

function readOrigin(field: Field): string {
  const origin = field.text(longestNumber);
  const isDecimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,4})?$/i.test(origin);
  if (!isDecimal || !Number.isFinite(Number(origin))) throw field.misfit("a decimal number");
  return origin;
}

function readBounds(column: Field): Bounds {
  const bounds = { minimum: column.get("minimum").number(), maximum: column.get("maximum").number() };
  if (bounds.minimum > bounds.maximum) throw column.get("minimum").misfit("at most the maximum");
  return bounds;
}

function readReading(reading: Field): ModelReading {
  const [decimal, missing] = [reading.get("decimal"), reading.get("missing")];
  return {
    decimal: decimal.isNull ? null : decimal.choice(".", ","),
    missing: missing.isNull ? null : missing.list(0, mostCategories).map((marker) => marker.text(longestName)),
  };
}

async function readLayers(file: Field, archive: Archive, inputs: number, outputs: number): Promise<DenseLayer[]> {
  const weights = file.get("weights");
  const layers: DenseLayer[] = [];
  let width = inputs;
  for (const [i, layer] of file.get("layers").list(1, mostLayers).entries()) {
    if (layer.get("kind").choice("Linear", "ReLU") === "ReLU") {
      layers.push({ kind: "ReLU" });
      continue;
    }
    const given = layer.get("in_features");
    if (given.count(mostUnits) !== width) throw given.misfit(`${width}, as many as there are numbers for it`);
    const units = layer.get("out_features").count(mostUnits);
    const weight = await readWeights(weights, `${i}.weight`, [units, width], archive);
    const bias = await readWeights(weights, `${i}.bias`, [units], archive);
    layers.push({ kind: "Linear", inputs: width, outputs: units, weight, bias });
    width = units;
  }
  if (width !== outputs) {
    throw new FileFormatError("corrupt", `the network has ${width} outputs, and its target needs ${outputs}`);
  }
  return layers;
}

async function readWeights(
  weights: Field,
  name: string,
  shape: readonly number[],
  archive: Archive,
): Promise<Float32Array> {
  const { value, place } = weights.get(name);
  if (!(value instanceof FileTensor)) throw new FileFormatError("corrupt", `${place} must be a tensor`);
  const values = await archive.floats(value, place, shape);
  const bad = values.find((one) => !Number.isFinite(one));
  if (bad !== undefined) throw new FileFormatError("corrupt", `${place} has ${bad} among its numbers`);
  return values;
}

/** A number of a table as the double that is nearest to it. */
export function withOrigin(origin: string, value: number): number {
  return parseDecimal(origin).digits === 0n ? value : Number(origin) + value;
}
