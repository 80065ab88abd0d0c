import { Generator, randperm } from "downhill";
import { inputNames } from "../data/encoding.ts";
import { wholeBatches } from "./batches.ts";
import type { Model } from "./model.ts";
import { lossOf, type Pause, predictAll } from "./objective.ts";
import { type DataProblem, type Examples, heldOutExamples, outputs } from "./problem.ts";

/** How much worse a model gets when it is shown other rows' values of a column. */
export interface Importance {
  readonly column: string;
  /** The loss with the column's values shuffled, less the loss with the true ones: one number per shuffling. */
  readonly increases: readonly number[];
}

const shufflings = 5;

/** The inputs that belong to one column, which are shuffled together. */
interface ColumnInputs {
  readonly column: string;
  readonly from: number;
  readonly to: number;
}

function columnsOf({ encodings, features }: DataProblem): ColumnInputs[] {
  if (encodings === null) return features.map((column, i) => ({ column, from: i, to: i + 1 }));
  let from = 0;
  return encodings.map((encoding) => {
    const to = from + inputNames(encoding).length;
    const inputs = { column: encoding.column, from, to };
    from = to;
    return inputs;
  });
}

/**
 * Permutation importance: shuffles one column of the rows that the score is measured on, five times, and sees how much
 * the loss grows. What a model doesn't use, or finds in another column as well, comes to nothing.
 */
export async function permutationImportance(
  problem: DataProblem,
  model: Model,
  seed: number,
  pause: Pause,
): Promise<Importance[]> {
  const rows = heldOutExamples(problem);
  const width = outputs(problem);
  const loss = async (examples: Examples) => {
    const predictions = await predictAll(model, wholeBatches(problem, examples), width, pause);
    return lossOf(problem, predictions, rows.targets);
  };
  const before = await loss(rows);
  const generator = new Generator().manualSeed(seed);
  const importances: Importance[] = [];
  for (const inputs of columnsOf(problem)) {
    const increases: number[] = [];
    for (let i = 0; i < shufflings; i++) {
      const order = Array.from(randperm(rows.rows, { generator }).toTypedArray(), Number);
      increases.push((await loss(shuffled(rows, inputs, problem.features.length, order))) - before);
    }
    importances.push({ column: inputs.column, increases });
  }
  return importances;
}

function shuffled(rows: Examples, { from, to }: ColumnInputs, features: number, order: readonly number[]): Examples {
  const inputs = rows.inputs.slice();
  for (const [row, other] of order.entries()) {
    inputs.set(rows.inputs.subarray(other * features + from, other * features + to), row * features + from);
  }
  return { ...rows, inputs };
}
