import type { Tensor } from "downhill";
import type { Encoding } from "../data/encoding.ts";
import type { Scaling } from "../data/standardize.ts";
import type { Task } from "../data/target.ts";

/** Rows of a problem, all in the form that training needs. */
export interface Examples {
  readonly rows: number;
  /** The network's inputs, `rows * features` numbers. */
  readonly inputs: Float32Array;
  /** The inputs of a model that looks entries up, `rows * lookup.columns` indices into its table. */
  readonly bins: Int32Array;
  /** One per row: the value to predict, or the index of the class. */
  readonly targets: Float32Array;
}

/** What the report needs to draw a fitted curve, for regression on one number. */
export interface CurveData {
  readonly xLabel: string;
  readonly yLabel: string;
  /** Some of the data, in original units. */
  readonly points: readonly (readonly [number, number])[];
  /** Where the models are asked: evenly spaced over the data, in original units. */
  readonly grid: Float64Array;
  /** The same places as inputs of the models. */
  readonly inputs: Float32Array;
  readonly bins: Int32Array;
}

/** What every problem has. */
interface ProblemFacts {
  /** What it is called in the table and the report. */
  readonly title: string;
  /** The loss in words, with its unit. */
  readonly lossName: string;
  /** What the score is measured on, in words: "the validation rows". */
  readonly heldOut: string;
  /** What was decided about the data, for the user to know. */
  readonly notes: readonly string[];
}

/** A problem of learning from examples, ready for one training: split, scaled and encoded. */
export interface DataProblem extends ProblemFacts {
  readonly kind: "data";
  readonly task: Task;
  readonly target: string;
  /** The classes' names; empty for regression. */
  readonly classes: readonly string[];
  /** The network's inputs, one name each. */
  readonly features: readonly string[];
  /** How the table's columns become the inputs; null where the inputs are no columns of a table. */
  readonly encodings: readonly Encoding[] | null;
  readonly training: Examples;
  /** By these the best pass is chosen, and settings are where they are tuned. */
  readonly validation: Examples;
  /** Rows that nothing is chosen by; null where the score is that of the validation rows. */
  readonly test: Examples | null;
  /** The shape of the table of a model that looks entries up: every column is cut into bins with entries of their own. */
  readonly lookup: { readonly columns: number; readonly entries: number };
  /** How much each class counts in the loss; null where all rows count alike. */
  readonly classWeights: Float32Array | null;
  /** Original value of a regression's target = prediction * scale + mean. */
  readonly scaling: Scaling;
  readonly curve: CurveData | null;
}

/** A problem of finding the lowest point of a function, from one starting point. */
export interface FunctionProblem extends ProblemFacts {
  readonly kind: "function";
  readonly start: Float32Array;
  /** The shape of the parameter, a matrix. */
  readonly shape: readonly [number, number];
  /** The function: of the parameter, a scalar. Its lowest value is 0. */
  evaluate(x: Tensor): Tensor;
}

export type Problem = DataProblem | FunctionProblem;

/** The rows that the score is measured on. */
export function heldOutExamples(problem: DataProblem): Examples {
  return problem.test ?? problem.validation;
}

/** How many numbers the model gives per row. */
export function outputs(problem: DataProblem): number {
  return problem.task === "classification" ? problem.classes.length : 1;
}

/** The sizes of the network's layers, inputs and outputs included. */
function layerSizes(problem: DataProblem, hidden: readonly number[]): number[] {
  return [problem.features.length, ...hidden, outputs(problem)];
}

/** The network's layers, such as `1-20-1`. */
export function networkShape(problem: DataProblem, hidden: readonly number[]): string {
  return layerSizes(problem, hidden).join("-");
}

/** How many weights and biases the network has. */
export function networkWeights(problem: DataProblem, hidden: readonly number[]): number {
  const sizes = layerSizes(problem, hidden);
  return sizes.slice(1).reduce((sum, size, i) => sum + size * (sizes[i]! + 1), 0);
}
