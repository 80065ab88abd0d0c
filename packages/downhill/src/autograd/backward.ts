import { compiledResults } from "../memory/recording.ts";
import { onesLike } from "../tensor/factories.ts";
import type { BackwardOptions } from "../tensor/methods/autograd.ts";
import { formatShape, sameShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { flow } from "./engine.ts";

/** Options of `autograd.grad`. */
export interface GradOptions {
  /** The gradients of the outputs; null or missing ones are 1, for outputs of one element. */
  gradOutputs?: GradTensors;
  /** Keep the graph for another backward. Default: `createGraph`. */
  retainGraph?: boolean;
  /** Record the computation of the gradients, so that they can be differentiated. Default false. */
  createGraph?: boolean;
  /** Return null for inputs that the outputs don't depend on, instead of an error. Default false. */
  allowUnused?: boolean;
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** @throws TypeError or Error when one of the tensors whose gradients are wanted is none, or takes no gradient. */
function checkInputs(inputs: readonly Tensor[]): void {
  for (const input of inputs) {
    if (!(input instanceof Tensor)) throw new TypeError(`inputs must be Tensors, got ${typeof input}`);
    if (!input.requiresGrad) throw new Error("One of the differentiated Tensors does not require grad");
  }
}

/** The gradient an output starts with: the given one, checked, or 1 for a scalar. */
function initialGradient(output: Tensor, given: Tensor | null | undefined, index: number): Tensor {
  if (!(output instanceof Tensor)) throw new TypeError(`outputs must be Tensors, got ${typeof output}`);
  if (!output.requiresGrad) {
    const hint = compiledResults.has(output)
      ? ": results of a compiled function have no history; call backward() inside the function"
      : "";
    throw new Error(`element ${index} of tensors does not require grad and does not have a grad_fn${hint}`);
  }
  if (given === null || given === undefined) {
    if (output._numel !== 1) throw new Error("grad can be implicitly created only for scalar outputs");
    return onesLike(output);
  }
  if (!(given instanceof Tensor))
    throw new TypeError(`gradients can be either Tensors or null, but got ${typeof given}`);
  if (!sameShape(given._shape, output._shape)) {
    throw new RangeError(
      `Mismatch in shape: grad_output[${index}] has a shape of torch.Size(${formatShape(given._shape)}) and ` +
        `output[${index}] has a shape of torch.Size(${formatShape(output._shape)}).`,
    );
  }
  return given;
}

/** The gradients that tensors start with; null or missing ones are 1, for tensors of one element. */
export type GradTensors = Tensor | readonly (Tensor | null)[] | null;

/** What each tensor's gradient starts with. */
function initialGradients(tensors: readonly Tensor[], gradients: GradTensors | undefined): Tensor[] {
  const given = gradients === undefined || gradients === null ? null : listOf(gradients);
  if (given !== null && given.length !== tensors.length) {
    throw new RangeError(`got ${tensors.length} tensors and ${given.length} gradients`);
  }
  return tensors.map((tensor, i) => initialGradient(tensor, given?.[i], i));
}

/**
 * Computes the gradients of tensors and adds them to the `grad` of the leaves they were computed from.
 *
 * @param gradients The gradients of the tensors themselves; may be left out for tensors of one element.
 * @throws Error when a tensor has no history, or more than one element and no gradient is given, or one of `inputs`
 * takes no gradient.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.backward.html
 */
export function backward(
  tensors: Tensor | readonly Tensor[],
  gradients?: GradTensors,
  options?: BackwardOptions<Tensor>,
): void {
  const createGraph = options?.createGraph ?? false;
  const inputs = options?.inputs === undefined ? null : listOf(options.inputs);
  if (inputs?.length === 0) throw new Error("inputs argument to backward() cannot be empty.");
  checkInputs(inputs ?? []);
  const outputs = listOf(tensors);
  const start = initialGradients(outputs, gradients);
  flow(outputs, start, { retainGraph: options?.retainGraph ?? createGraph, createGraph, inputs, capture: false });
}

/**
 * The gradients of outputs by inputs, returned instead of accumulated: one per input, summed over the outputs.
 * @throws Error when an input does not require a gradient or, without `allowUnused`, plays no part in the outputs.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions & { allowUnused: true },
): (Tensor | null)[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options?: GradOptions,
): Tensor[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions = {},
): (Tensor | null)[] {
  const sources = listOf(outputs);
  const wanted = listOf(inputs);
  if (wanted.length === 0) throw new Error("`inputs` argument to `grad()` cannot be empty.");
  checkInputs(wanted);
  const createGraph = options.createGraph ?? false;
  const results = flow(sources, initialGradients(sources, options.gradOutputs), {
    retainGraph: options.retainGraph ?? createGraph,
    createGraph,
    inputs: wanted,
    capture: true,
  });
  if (options.allowUnused !== true) {
    const unused = results.indexOf(null);
    if (unused >= 0) {
      throw new Error(
        `The differentiated Tensor at index ${unused} appears to not have been used in the graph. ` +
          "Set allowUnused: true if this is the desired behavior.",
      );
    }
  }
  return results;
}
