import { nn, type Tensor, tensor } from "downhill";
import { type DataProblem, type FunctionProblem, outputs } from "./problem.ts";

/** The inputs of a batch, for either model. */
export interface ModelInputs {
  /** [rows, features] */
  readonly inputs: Tensor;
  /** int64 [rows, columns] */
  readonly bins: Tensor;
}

/** What is trained on examples: gives [rows, outputs] for a batch. */
export interface Model {
  readonly module: nn.Module;
  predict(batch: ModelInputs): Tensor;
}

/** Which model is trained: a network, or for optimizers that take sparse gradients alone a table of embeddings. */
export type Architecture = "network" | "embedding";

/** A new model. Its weights come from the default generator, which the caller seeds. */
export function createModel(architecture: Architecture, problem: DataProblem, hidden: readonly number[]): Model {
  return architecture === "network" ? network(problem, hidden) : embedding(problem);
}

function network(problem: DataProblem, hidden: readonly number[]): Model {
  const layers: nn.Layer[] = [];
  let width = problem.features.length;
  for (const size of hidden) {
    layers.push(new nn.Linear(width, size), new nn.ReLU());
    width = size;
  }
  const module = new nn.Sequential(...layers, new nn.Linear(width, outputs(problem)));
  return { module, predict: ({ inputs }) => module.forward(inputs) };
}

/** An entry for every bin of every column, all zero at first; a prediction is the sum of a row's entries. */
function embedding(problem: DataProblem): Model {
  const module = new nn.Embedding(problem.lookup.entries, outputs(problem), { sparse: true });
  nn.init.zeros_(module.weight);
  return { module, predict: ({ bins }) => module.forward(bins).sum(1) };
}

/** The place in a function's domain that moves downhill. */
export class Point extends nn.Module<[], Tensor> {
  readonly x: nn.Parameter;

  constructor({ start, shape }: FunctionProblem) {
    super();
    this.x = new nn.Parameter(tensor(start).reshape([...shape]));
  }

  override forward(): Tensor {
    return this.x;
  }
}
