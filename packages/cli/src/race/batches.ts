import { type Tensor, tensor } from "downhill";
import type { ModelInputs } from "./models.ts";
import type { Examples, Problem } from "./problem.ts";

/** Some rows of a problem as tensors. */
export interface Batch extends ModelInputs {
  readonly rows: number;
  /** float32 [rows, 1] for regression, int64 [rows] for classification */
  readonly targets: Tensor;
}

/** Cuts the rows, in the given order, into batches of `size`; the last may be smaller. */
export function makeBatches(problem: Problem, examples: Examples, order: ArrayLike<number>, size: number): Batch[] {
  const batches: Batch[] = [];
  for (let start = 0; start < order.length; start += size) {
    batches.push(makeBatch(problem, examples, order, start, Math.min(size, order.length - start)));
  }
  return batches;
}

function makeBatch(problem: Problem, examples: Examples, order: ArrayLike<number>, start: number, rows: number): Batch {
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
