import { type Tensor, tensor } from "downhill";
import { modelFormat } from "downhill/predict";
import type { NumberColumn } from "../data/columns.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Encoding, NumberEncoding } from "../data/encoding.ts";
import type { Measures } from "../training/assessment.ts";
import type { Settings, TrainingPlan } from "../training/plan.ts";
import { type DataProblem, outputs } from "../training/problem.ts";
import { pythonName } from "./pythonNames.ts";

/** What rows were for, by their numbers in the table. */
export interface RowRoles {
  readonly training: readonly number[];
  readonly validation: readonly number[];
  /** Null where none were held out. */
  readonly test: readonly number[] | null;
}

/** A trained model with all that a file says of it. */
export interface TrainedModel {
  readonly dataset: Dataset;
  /** The problem of the training whose weights these are. */
  readonly problem: DataProblem;
  readonly plan: TrainingPlan;
  /** The weights' names and values. */
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly roles: RowRoles;
  /** Those that the weights were trained on. */
  readonly rows: readonly number[];
  readonly passes: number;
  /** More than those if it was stopped. */
  readonly planned: number;
  /** How good predictions were for rows that the measured model had not been trained on, and for which; null: not known. */
  readonly measured: { readonly on: "validation" | "test"; readonly measures: Measures } | null;
  /** How the table was read, where the user said so. */
  readonly reading: { readonly decimal: string | null; readonly missing: readonly string[] | null };
  readonly downhill: string;
}

/** A model as plain data in Python's spelling, for `torch.load`; docs/model-file.md describes it. */
export function packModel(model: TrainedModel): object {
  const { dataset, problem, plan, weights, roles, reading } = model;
  const encodings = problem.encodings ?? [];
  const used = new Set(encodings.map(({ column }) => column));
  const unused = dataset.columns.map(({ name }) => name).filter((name) => !used.has(name));
  const { decimal, missing } = reading;
  return {
    format: modelFormat.name,
    version: modelFormat.version,
    downhill: model.downhill,
    task: problem.task,
    columns: encodings.map((encoding) => packColumn(encoding, dataset, model.rows)),
    left_out: [...new Set([...dataset.leftOut, ...unused])],
    target: packTarget(dataset, problem),
    layers: packLayers(problem, plan.hidden),
    weights,
    reading: { decimal, missing: missing && [...missing] },
    split: {
      seed: plan.data.seed,
      test_seed: plan.data.testSeed,
      training: rowNumbers(roles.training),
      validation: rowNumbers(roles.validation),
      test: roles.test && rowNumbers(roles.test),
    },
    training: {
      table: dataset.name,
      seed: plan.seed,
      optimizer: { name: plan.optimizer.name, settings: packSettings(plan.optimizer.settings) },
      scheduler: plan.optimizer.scheduler && {
        name: plan.optimizer.scheduler.name,
        settings: packSettings(plan.optimizer.scheduler.settings),
      },
      epochs: model.passes,
      planned_epochs: model.planned,
      rows: model.rows.length,
      batch_size: plan.batch,
      hidden: [...plan.hidden],
      loss: problem.task === "regression" ? "MSELoss" : "CrossEntropyLoss",
      class_weights: problem.classWeights && [...problem.classWeights],
      measured: model.measured && { rows: model.measured.on, ...packMeasures(model.measured.measures) },
    },
  };
}

function packColumn(encoding: Encoding, { columns }: Dataset, training: readonly number[]): object {
  const { column: name, kind, missing } = encoding;
  if (kind === "category") {
    return { name, kind, encoding: "one-hot", categories: [...encoding.categories], missing_input: missing };
  }
  const { unit, origin, scaling } = encoding;
  const column = columns.find((one): one is NumberColumn => one.name === name && one.kind === "number")!;
  return {
    name,
    kind,
    encoding: "standardized",
    unit,
    origin,
    mean: scaling?.mean ?? null,
    deviation: scaling?.scale ?? null,
    missing_input: missing,
    ...bounds(encoding, column, training),
  };
}

/** The least and the greatest number that training has seen. */
function bounds({ origin }: NumberEncoding, { values }: NumberColumn, training: readonly number[]): object {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of training) {
    if (values[row]! < low) low = values[row]!;
    if (values[row]! > high) high = values[row]!;
  }
  return { minimum: Number(origin) + low, maximum: Number(origin) + high };
}

function packTarget({ target }: Dataset, { scaling }: DataProblem): object {
  if (target.task === "classification") return { name: target.name, classes: [...target.classes] };
  const { name, unit, origin } = target;
  return { name, unit, origin, mean: scaling.mean, deviation: scaling.scale };
}

function packLayers(problem: DataProblem, hidden: readonly number[]): object[] {
  const sizes = [problem.features.length, ...hidden, outputs(problem)];
  return sizes.slice(1).flatMap((size, i) => {
    const linear = { kind: "Linear", in_features: sizes[i]!, out_features: size };
    return i < hidden.length ? [linear, { kind: "ReLU" }] : [linear];
  });
}

function rowNumbers(rows: readonly number[]): Tensor {
  return tensor(Int32Array.from([...rows].sort((a, b) => a - b))).to("int64");
}

function packSettings(settings: Settings): object {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [pythonName(name), Array.isArray(value) ? [...value] : value]),
  );
}

function packMeasures(measures: Measures): object {
  if (measures.kind === "regression") {
    const { rSquared, rootMeanSquaredError, meanAbsoluteError } = measures;
    return {
      r_squared: rSquared,
      root_mean_squared_error: rootMeanSquaredError,
      mean_absolute_error: meanAbsoluteError,
    };
  }
  const { accuracy, balancedAccuracy, logLoss } = measures;
  return { accuracy, balanced_accuracy: balancedAccuracy, log_loss: logLoss };
}
