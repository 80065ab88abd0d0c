import { type Bytes, sourceOf } from "../serialization/source.ts";
import { ANYTHING } from "../signatures/kinds.ts";
import { publishAsync } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { type ColumnEncoding, inputNames, writeCategory, writeNumber } from "./encoding.ts";
import { openLocation } from "./location.ts";
import { type ModelFile, readModelFile, withOrigin } from "./modelFile.ts";
import { runNetwork } from "./network.ts";
import { decodeOutputs } from "./outputs.ts";
import type { Prediction } from "./prediction.ts";
import { type Row, rowCheck, valueLessOrigin } from "./rows.ts";

/** A column of numbers that a model predicts from. */
export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  /** What the numbers are counted in, such as `%` or `$`; empty for most. */
  readonly unit: string;
  /** Of the rows that the model was trained on. */
  readonly mean: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** A column of categories that a model predicts from. */
export interface CategoryColumn {
  readonly kind: "category";
  readonly name: string;
  /** Those that the model knows. */
  readonly categories: readonly string[];
}

export type PredictorColumn = NumberColumn | CategoryColumn;

/** A model that was trained by `downhill train`. */
export interface Predictor {
  /** Whether it predicts numbers or classes. */
  readonly task: "regression" | "classification";
  readonly target: {
    readonly name: string;
    /** What the numbers are counted in, such as `%` or `$`; empty for most, and for classes. */
    readonly unit: string;
    /** Empty for numbers. */
    readonly classes: readonly string[];
  };
  /** What a row has to have. */
  readonly columns: readonly PredictorColumn[];
  /**
   * Predicts the target of a row: a value for each column by its name; null for one that isn't known, which is treated as
   * training treated missing ones. A category that training didn't have is one that the model knows nothing of.
   *
   * @throws TypeError for a column that is missing or has a value of another type, and for names that are no columns
   * @throws RangeError for numbers that are not finite
   */
  predict(row: Row): Prediction;
  /** Predicts the targets of several rows; errors say which row they are about. */
  predict(rows: readonly Row[]): Prediction[];
}

async function load(model: Bytes | URL | string): Promise<Predictor> {
  const bytes = typeof model === "string" || model instanceof URL ? await openLocation(model) : model;
  return new NetworkPredictor(await readModelFile(await sourceOf(bytes)));
}

/**
 * Loads a model that `downhill train` wrote.
 *
 * @param model the file's bytes (also as a `Blob`, a `Response` or a file handle); or where it is: a URL, in Node also a path
 * @throws FileFormatError for a file that is no whole model
 * @throws Error where there is no such file
 */
export const loadPredictor = publishAsync(signature("loadPredictor", { model: ANYTHING }), load);

/** Rows that go through the network at once. */
const rowsAtOnce = 1024;

class NetworkPredictor implements Predictor {
  readonly columns: readonly PredictorColumn[];
  readonly target: Predictor["target"];
  readonly #file: ModelFile;
  readonly #inputs: number;
  readonly #check: ReturnType<typeof rowCheck>;

  constructor(file: ModelFile) {
    const { target } = file;
    this.#file = file;
    this.#check = rowCheck(file);
    this.#inputs = file.encodings.reduce((sum, encoding) => sum + inputNames(encoding).length, 0);
    this.columns = Object.freeze(file.encodings.map((encoding, i) => describeColumn(encoding, file.bounds[i])));
    this.target = Object.freeze({
      name: target.name,
      unit: target.task === "regression" ? target.unit : "",
      classes: Object.freeze(target.task === "regression" ? [] : [...target.classes]),
    });
  }

  get task(): Predictor["task"] {
    return this.#file.target.task;
  }

  predict(row: Row): Prediction;
  predict(rows: readonly Row[]): Prediction[];
  predict(rows: Row | readonly Row[]): Prediction | Prediction[] {
    if (!Array.isArray(rows)) {
      this.#check(rows as Row, null);
      return this.#predict([rows as Row])[0];
    }
    const checked: readonly Row[] = rows;
    for (const [i, row] of checked.entries()) this.#check(row, i);
    const predictions: Prediction[] = [];
    for (let start = 0; start < checked.length; start += rowsAtOnce) {
      predictions.push(...this.#predict(checked.slice(start, start + rowsAtOnce)));
    }
    return predictions;
  }

  #predict(rows: readonly Row[]): Prediction[] {
    const inputs = new Float32Array(rows.length * this.#inputs);
    let offset = 0;
    for (const encoding of this.#file.encodings) {
      const write = writerOf(encoding);
      for (const [i, row] of rows.entries()) write(row[encoding.column], inputs, i * this.#inputs + offset);
      offset += inputNames(encoding).length;
    }
    return decodeOutputs(this.#file, runNetwork(this.#file.layers, inputs, rows.length));
  }
}

function writerOf(encoding: ColumnEncoding): (value: Row[string], inputs: Float32Array, offset: number) => void {
  if (encoding.kind === "number") {
    return (value, inputs, offset) => writeNumber(encoding, valueLessOrigin(value, encoding.origin), inputs, offset);
  }
  const places = new Map<Row[string], number>(encoding.categories.map((category, place) => [category, place]));
  return (value, inputs, offset) => {
    // As the table's cells were read: what looks the same is the same.
    const name = typeof value === "string" ? value.normalize("NFC").trim() : value;
    writeCategory(encoding, name === null ? null : places.get(name), inputs, offset);
  };
}

function describeColumn(encoding: ColumnEncoding, bounds: ModelFile["bounds"][number]): PredictorColumn {
  const { kind, column: name } = encoding;
  if (kind === "category") return Object.freeze({ kind, name, categories: Object.freeze([...encoding.categories]) });
  const { minimum, maximum } = bounds!;
  const mean = encoding.scaling === null ? minimum : withOrigin(encoding.origin, encoding.scaling.mean);
  return Object.freeze({ kind, name, unit: encoding.unit, mean, minimum, maximum });
}
