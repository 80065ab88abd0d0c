import { noGrad, type Tensor, tensor } from "downhill";
import { meanAreaUnderCurve } from "../measures/auc.ts";
import { type CalibrationBin, calibration } from "../measures/calibration.ts";
import { balancedAccuracy, type ConfusionMatrix, confusionMatrix, meanF1 } from "../measures/confusion.ts";
import {
  accuracy,
  crossEntropy,
  meanAbsoluteError,
  meanSquaredError,
  predictedClasses,
  rSquared,
  softmaxRows,
} from "../measures/losses.ts";
import { wholeBatches } from "./batches.ts";
import type { Model } from "./model.ts";
import { lossOf, type Pause, predictAll } from "./objective.ts";
import { type DataProblem, type Examples, heldOutExamples, outputs } from "./problem.ts";

/** How good predictions of numbers are, in the target's own unit where they have one. */
export interface RegressionMeasures {
  readonly kind: "regression";
  readonly rSquared: number;
  readonly rootMeanSquaredError: number;
  readonly meanAbsoluteError: number;
}

/** How good predictions of classes are. */
export interface ClassificationMeasures {
  readonly kind: "classification";
  /** Unweighted, also where the loss is weighed. */
  readonly logLoss: number;
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  readonly f1: number;
  /** Null if all rows are of one class. */
  readonly areaUnderCurve: number | null;
  /** Null for very many classes. */
  readonly confusion: ConfusionMatrix | null;
  readonly calibration: readonly CalibrationBin[];
}

export type Measures = RegressionMeasures | ClassificationMeasures;

/** The line to beat: what those come to who know the training rows' targets and nothing else. */
export interface Baseline {
  readonly loss: number;
  readonly measures: Measures;
}

/** More classes than this make a matrix that nobody reads. */
const mostClasses = 40;

/** Measures a model's outputs for some rows. */
export function measure(problem: DataProblem, predictions: Float32Array, { targets }: Examples): Measures {
  if (problem.task === "regression") {
    const { scale } = problem.scaling;
    return {
      kind: "regression",
      rSquared: rSquared(predictions, targets),
      rootMeanSquaredError: Math.sqrt(meanSquaredError(predictions, targets)) * scale,
      meanAbsoluteError: meanAbsoluteError(predictions, targets) * scale,
    };
  }
  const classes = outputs(problem);
  const predicted = predictedClasses(predictions, classes);
  const probabilities = softmaxRows(predictions, classes);
  const confusion = confusionMatrix(predicted, targets, classes);
  return {
    kind: "classification",
    logLoss: crossEntropy(predictions, targets, classes),
    accuracy: accuracy(predicted, targets),
    balancedAccuracy: balancedAccuracy(confusion),
    f1: meanF1(confusion),
    areaUnderCurve: meanAreaUnderCurve(probabilities, targets, classes),
    confusion: classes <= mostClasses ? confusion : null,
    calibration: calibration(probabilities, targets, classes),
  };
}

/** Predicts the mean of the training rows' targets, or how common each class is among them, for every row. */
export function baselineOf(problem: DataProblem): Baseline {
  const held = heldOutExamples(problem);
  const width = outputs(problem);
  const constant = constantPrediction(problem);
  const predictions = Float32Array.from({ length: held.rows * width }, (_, i) => constant[i % width]!);
  return {
    loss: lossOf(problem, predictions, held.targets),
    measures: measure(problem, predictions, held),
  };
}

function constantPrediction({ task, training, classes, classWeights }: DataProblem): number[] {
  if (task === "regression") return [training.targets.reduce((sum, target) => sum + target / training.rows, 0)];
  const counts = new Array<number>(classes.length).fill(0);
  for (const target of training.targets) counts[target]! += classWeights === null ? 1 : classWeights[target]!;
  // A class that never occurred is not impossible: it counts as half a row.
  return counts.map((count) => Math.log(Math.max(count, 0.5)));
}

/** A model's outputs for the rows that the score is measured on. */
export async function heldOutPredictions(problem: DataProblem, model: Model, pause: Pause): Promise<Float32Array> {
  return predictAll(model, wholeBatches(problem, heldOutExamples(problem)), outputs(problem), pause);
}

/** A model's outputs along the curve that the report draws. */
export async function fittedCurve(problem: DataProblem, model: Model, pause: Pause): Promise<Float64Array | null> {
  if (problem.curve === null) return null;
  const { inputs, bins } = problem.curve;
  const { mean, scale } = problem.scaling;
  const column = (values: Float32Array | Int32Array): Tensor => tensor(values).reshape([values.length, 1]);
  const batch = { rows: inputs.length, inputs: column(inputs), bins: column(bins), targets: tensor([]) };
  return Float64Array.from(await predictAll(model, [batch], 1, pause), (y) => y * scale + mean);
}

/** Gives parameters some values. */
export function setValues(parameters: readonly Tensor[], values: readonly Float32Array[]): void {
  noGrad(() => {
    for (const [i, parameter] of parameters.entries()) {
      parameter.copy_(tensor(values[i]!).reshape([...parameter.shape]));
    }
  });
}
