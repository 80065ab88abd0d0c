import { nn, type Tensor } from "downhill";
import type { Contestant } from "./contestants.ts";
import { outputs, type Problem } from "./problem.ts";

/** The inputs of a batch, for either model. */
export interface ModelInputs {
  /** [rows, features] */
  readonly inputs: Tensor;
  /** int64 [rows, columns] */
  readonly bins: Tensor;
}

/** What is trained: gives [rows, outputs] for a batch. */
export interface Model {
  readonly module: nn.Module;
  readonly parameters: Tensor[];
  predict(batch: ModelInputs): Tensor;
}

/** A new model for a contestant. Its weights come from the generator, which the caller seeds. */
export function createModel({ model }: Contestant, problem: Problem, hidden: readonly number[]): Model {
  return model === "lookup" ? lookupModel(problem) : networkModel(problem, hidden);
}

function networkModel(problem: Problem, hidden: readonly number[]): Model {
  const layers: nn.Layer[] = [];
  let width = problem.features.length;
  for (const size of hidden) {
    layers.push(new nn.Linear(width, size), new nn.ReLU());
    width = size;
  }
  const network = new nn.Sequential(...layers, new nn.Linear(width, outputs(problem)));
  return {
    module: network,
    parameters: [...network.parameters()],
    predict: ({ inputs }) => network.forward(inputs),
  };
}

/** An entry of the table for every bin of every column, all zero at first; a prediction is the sum of a row's entries. */
function lookupModel(problem: Problem): Model {
  const table = new nn.Embedding(problem.lookup.entries, outputs(problem), { sparse: true });
  nn.init.zeros_(table.weight);
  return { module: table, parameters: [...table.parameters()], predict: ({ bins }) => table.forward(bins).sum(1) };
}
