export type Task = "regression" | "classification";

/** Rows of a problem, all in the form that training needs. Plain arrays, so that they can go to another thread. */
export interface Examples {
  readonly rows: number;
  /** The network's inputs, `rows * features` numbers. */
  readonly inputs: Float32Array;
  /** The lookup model's inputs, `rows * lookup.columns` indices into its table. */
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
  /** Original value = prediction * scale + mean. */
  readonly mean: number;
  readonly scale: number;
}

/** Everything a race is about except who runs. */
export interface Problem {
  /** What it is called in the table and the report. */
  readonly title: string;
  readonly task: Task;
  readonly target: string;
  /** The classes' names; empty for regression. */
  readonly classes: readonly string[];
  /** The network's inputs, one name each. */
  readonly features: readonly string[];
  readonly training: Examples;
  /** Null if all rows are for training, as in the tutorial. */
  readonly validation: Examples | null;
  /** The shape of the table that SparseAdam trains: every input column is cut into bins, each with entries of its own. */
  readonly lookup: { readonly columns: number; readonly entries: number };
  readonly curve: CurveData | null;
  /** The loss function in words, with its unit. */
  readonly lossName: string;
  /** What was decided about the data, for the user to know. */
  readonly notes: readonly string[];
}

/** How many numbers the model gives per row. */
export function outputs(problem: Problem): number {
  return problem.task === "classification" ? problem.classes.length : 1;
}

/** The sizes of the network's layers, inputs and outputs included. */
function layerSizes(problem: Problem, hidden: readonly number[]): number[] {
  return [problem.features.length, ...hidden, outputs(problem)];
}

/** The network's layers, such as `1-20-1`. */
export function networkShape(problem: Problem, hidden: readonly number[]): string {
  return layerSizes(problem, hidden).join("-");
}

/** How many weights and biases the network has. */
export function networkWeights(problem: Problem, hidden: readonly number[]): number {
  const sizes = layerSizes(problem, hidden);
  return sizes.slice(1).reduce((sum, size, i) => sum + size * (sizes[i]! + 1), 0);
}
