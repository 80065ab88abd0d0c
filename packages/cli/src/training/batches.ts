import { Generator, randperm, type Tensor, tensor } from "downhill";
import type { ModelInputs } from "./model.ts";
import type { DataProblem, Examples } from "./problem.ts";

/** Some rows of a problem as tensors. */
export interface Batch extends ModelInputs {
  readonly rows: number;
  /** float32 [rows, 1] for regression, int64 [rows] for classification */
  readonly targets: Tensor;
}

/** Cuts the rows, in the given order, into batches of `size`; the last may be smaller. */
export function makeBatches(problem: DataProblem, examples: Examples, order: ArrayLike<number>, size: number): Batch[] {
  const batches: Batch[] = [];
  for (let start = 0; start < order.length; start += size) {
    batches.push(makeBatch(problem, examples, order, start, Math.min(size, order.length - start)));
  }
  return batches;
}

function makeBatch(
  problem: DataProblem,
  examples: Examples,
  order: ArrayLike<number>,
  start: number,
  rows: number,
): Batch {
  const { columns } = problem.lookup;
  const features = problem.features.length;
  const inputs = new Float32Array(rows * features);
  const bins = new Int32Array(rows * columns);
  const targets = new Float32Array(rows);
  for (let i = 0; i < rows; i++) {
    const row = order[start + i]!;
    inputs.set(examples.inputs.subarray(row * features, (row + 1) * features), i * features);
    bins.set(examples.bins.subarray(row * columns, (row + 1) * columns), i * columns);
    targets[i] = examples.targets[row]!;
  }
  return {
    rows,
    inputs: tensor(inputs).reshape([rows, features]),
    bins: tensor(bins).reshape([rows, columns]),
    targets: problem.task === "classification" ? tensor(Int32Array.from(targets)) : tensor(targets).reshape([rows, 1]),
  };
}

/** Rows that go through a model at once where there are no mini-batches. */
const largestBatch = 4096;

/** All rows in their own order, in batches as large as can be. */
export function wholeBatches(problem: DataProblem, examples: Examples): Batch[] {
  const order = Array.from({ length: examples.rows }, (_, row) => row);
  return makeBatches(problem, examples, order, largestBatch);
}

/** Passes whose batches are kept for others who train on the same problem and are not much behind. */
const passesKept = 3;

/** The mini-batches of every pass over a problem's training rows: the same for all who train on it with a seed. */
export class BatchOrder {
  readonly #problem: DataProblem;
  readonly #size: number;
  readonly #seed: number;
  readonly #known = new Map<number, readonly Batch[]>();
  readonly #generator = new Generator();
  #drawn = 0;

  constructor(problem: DataProblem, size: number, seed: number) {
    this.#problem = problem;
    this.#size = size;
    this.#seed = seed;
    this.#generator.manualSeed(seed);
  }

  /** How many batches a pass has. */
  get length(): number {
    return Math.ceil(this.#problem.training.rows / this.#size);
  }

  /** The batches of a pass, counted from 0. */
  pass(index: number): readonly Batch[] {
    const known = this.#known.get(index);
    if (known !== undefined) return known;
    if (index < this.#drawn) {
      this.#generator.manualSeed(this.#seed);
      this.#drawn = 0;
    }
    const { training } = this.#problem;
    let order: Tensor;
    do order = randperm(training.rows, { generator: this.#generator });
    while (this.#drawn++ < index);
    const batches = makeBatches(this.#problem, training, Array.from(order.toTypedArray(), Number), this.#size);
    this.#known.set(index, batches);
    for (const other of this.#known.keys()) {
      if (this.#known.size <= passesKept) break;
      this.#known.delete(other);
    }
    return batches;
  }
}
