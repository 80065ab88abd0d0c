import { zeros, zerosLike } from "../tensor/factories.ts";
import { formatShape, sameShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { grad } from "./backward.ts";
import { detach } from "./functions/conversion.ts";
import { stack } from "./functions/joining.ts";
import { reshape, view } from "./functions/views.ts";
import { swapGradMode } from "./gradMode.ts";

/* Derivatives of functions of tensors, by sending gradients back through them. */

/** One tensor or an array of them. */
export type Tensors = Tensor | readonly Tensor[];

/** A function of tensors whose derivatives are wanted. */
export type Differentiated = (...inputs: Tensor[]) => Tensors;

/** Options of the functions of `autograd.functional`. */
export interface FunctionalOptions {
  /** Whether what is found can be differentiated in turn. Default false. */
  createGraph?: boolean;
  /** Whether an output that doesn't depend on an input is an error instead of a derivative of zero. Default false. */
  strict?: boolean;
}

/** A result for each input, in an array where the inputs are in one. */
export type PerInput<Inputs extends Tensors> = Inputs extends Tensor ? Tensor : Tensor[];

const listOf = (value: Tensors): readonly Tensor[] => (value instanceof Tensor ? [value] : value);

function like(isOne: boolean, list: readonly Tensor[]): Tensor | Tensor[] {
  return isOne ? list[0] : [...list];
}

/** @throws TypeError unless it is a tensor or an array of tensors */
function checkTensors(value: unknown, what: string, name: string): asserts value is Tensors {
  if (value instanceof Tensor) return;
  const told =
    what === "inputs" ? `The inputs given to ${name}` : `The outputs of the user-provided function given to ${name}`;
  if (!Array.isArray(value)) {
    throw new TypeError(
      `${told} must be either a Tensor or an array of Tensors but the given ${what} has type ${typeof value}.`,
    );
  }
  value.forEach((item, i) => {
    if (!(item instanceof Tensor)) {
      throw new TypeError(
        `${told} must be either a Tensor or an array of Tensors but the value at index ${i} has type ${typeof item}.`,
      );
    }
  });
}

/** Leaves in the place of the inputs; where a graph is wanted, views that lead back to them. */
function prepared(inputs: readonly Tensor[], createGraph: boolean): Tensor[] {
  return inputs.map((input) => {
    if (createGraph && input.requiresGrad) return view(input, [...input._shape]);
    const leaf = detach(input);
    leaf.requiresGrad = true;
    return leaf;
  });
}

function withGraph<T>(run: () => T): T {
  const before = swapGradMode(true);
  try {
    return run();
  } finally {
    swapGradMode(before);
  }
}

function evaluated(
  func: Differentiated,
  inputs: readonly Tensor[],
  name: string,
): { outputs: readonly Tensor[]; isOne: boolean } {
  const found = func(...inputs);
  checkTensors(found, "outputs", name);
  return { outputs: listOf(found), isOne: found instanceof Tensor };
}

/** @throws Error in strict mode for an output that has no history */
function checkOutputs(outputs: readonly Tensor[], strict: boolean): void {
  const i = outputs.findIndex((output) => !output.requiresGrad);
  if (!strict || i < 0) return;
  throw new Error(
    `Output ${i} of the user-provided function does not require gradients. The outputs must be computed in a ` +
      "differentiable manner from the input when running in strict mode.",
  );
}

/** Results without history, unless they are to be differentiated. */
function finished(results: readonly Tensor[], createGraph: boolean): Tensor[] {
  return results.map((result) => (createGraph ? result : detach(result)));
}

/** The gradients of outputs by inputs; null where there is none. */
function gradients(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  gradOutputs: readonly Tensor[],
  createGraph: boolean,
): (Tensor | null)[] {
  const kept = outputs.flatMap((output, i) => (output.requiresGrad ? [i] : []));
  if (kept.length === 0) return inputs.map(() => null);
  return grad(
    kept.map((i) => outputs[i]),
    inputs,
    { gradOutputs: kept.map((i) => gradOutputs[i]), allowUnused: true, retainGraph: true, createGraph },
  );
}

/** @throws Error in strict mode where there is no gradient; zeros else */
function filled(
  found: readonly (Tensor | null)[],
  inputs: readonly Tensor[],
  strict: boolean,
  words: (input: number) => string,
): Tensor[] {
  return found.map((gradient, i) => {
    if (gradient !== null) return gradient;
    if (strict) throw new Error(words(i));
    return zerosLike(inputs[i]);
  });
}

/**
 * The derivative of every element of the outputs by every element of the inputs: for one output and one input a tensor of
 * the output's shape and the input's after it; for several, arrays of these, outputs first.
 *
 * @throws TypeError unless inputs and outputs are tensors; Error in strict mode for outputs that don't depend on an input
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.jacobian.html
 */
export function jacobian(
  func: Differentiated,
  inputs: Tensors,
  { createGraph = false, strict = false }: FunctionalOptions = {},
): Tensor | Tensor[] | Tensor[][] {
  checkTensors(inputs, "inputs", "jacobian");
  return withGraph(() => {
    const given = prepared(listOf(inputs), createGraph);
    const { outputs, isOne } = evaluated(func, given, "jacobian");
    checkOutputs(outputs, strict);
    const rows = outputs.map((output, i) => {
      const words = (input: number) =>
        `Output ${i} of the user-provided function is independent of input ${input}. This is not allowed in strict mode.`;
      const found = Array.from({ length: output._numel }, (_, element) => {
        const one = oneHot(output, element);
        return filled(gradients([output], given, [one], createGraph), given, strict, words);
      });
      const parts = given.map((input, k) => {
        const shape = [...output._shape, ...input._shape];
        if (found.length === 0) return zeros(shape, { dtype: input.dtype });
        return reshape(stack(found.map((row) => row[k])), shape);
      });
      return like(inputs instanceof Tensor, finished(parts, createGraph));
    });
    return isOne ? rows[0] : (rows as Tensor[] | Tensor[][]);
  });
}

/** A tensor of zeros like another, with a one. */
function oneHot(like: Tensor, element: number): Tensor {
  const result = zeros([like._numel], { dtype: like.dtype });
  (result.storage.data as Float32Array)[element] = 1;
  return reshape(result, like._shape);
}

/**
 * The second derivatives of a function of one element: for one input a tensor of its shape twice; for several, arrays of
 * these by the first and the second input.
 *
 * @throws RangeError unless the function returns one element; else as {@link jacobian} does
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.hessian.html
 */
export function hessian(
  func: Differentiated,
  inputs: Tensors,
  { createGraph = false, strict = false }: FunctionalOptions = {},
): Tensor | Tensor[][] {
  checkTensors(inputs, "inputs", "hessian");
  const first = (...given: Tensor[]) => {
    const list = jacobian((...values) => single(func(...values), "hessian"), given, {
      createGraph: true,
      strict,
    }) as Tensor[];
    return list.map((part, i) => reshape(part, given[i]._shape));
  };
  const found = jacobian(first, listOf(inputs), { createGraph, strict }) as Tensor[][];
  return inputs instanceof Tensor ? found[0][0] : found;
}

/** @throws TypeError unless a function returned a tensor, RangeError unless that is one element */
function single(output: unknown, name: string): Tensor {
  checkTensors(output, "outputs", name);
  if (!(output instanceof Tensor)) throw new TypeError(`The function given to ${name} should return a single Tensor`);
  if (output._numel !== 1) {
    throw new RangeError(`The Tensor returned by the function given to ${name} should contain a single element`);
  }
  return output;
}

/** The vectors of a product: those given, checked, or a one for what has one element. */
function vectors(given: Tensors | null | undefined, to: readonly Tensor[], which: string): readonly Tensor[] {
  if (given === null || given === undefined) {
    if (to.length !== 1 || to[0]._numel !== 1) {
      throw new RangeError(`The vector v can only be null if the ${which} a single Tensor with a single element.`);
    }
    return [zerosLike(to[0]).add(1)];
  }
  const list = listOf(given);
  if (list.length !== to.length) {
    throw new RangeError(`v is a tuple of invalid length: should be ${to.length} but got ${list.length}.`);
  }
  list.forEach((vector, i) => {
    if (sameShape(vector._shape, to[i]._shape)) return;
    const entry = list.length > 1 ? `Entry ${i} in ` : "";
    throw new RangeError(
      `${entry}v has invalid size: should be torch.Size(${formatShape(to[i]._shape)}) but got ` +
        `torch.Size(${formatShape(vector._shape)}).`,
    );
  });
  return list;
}

const INDEPENDENT = (input: number) =>
  `The output of the user-provided function is independent of input ${input}. This is not allowed in strict mode.`;

/**
 * The outputs, and vectors times the function's derivative: the gradients of the inputs when those of the outputs are `v`.
 *
 * @param v null for outputs of one element
 * @throws RangeError for vectors that don't fit; else as {@link jacobian} does
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.vjp.html
 */
export function vjp<Inputs extends Tensors>(
  func: Differentiated,
  inputs: Inputs,
  v?: Tensors | null,
  { createGraph = false, strict = false }: FunctionalOptions = {},
): [outputs: Tensor | Tensor[], vjp: PerInput<Inputs>] {
  checkTensors(inputs, "inputs", "vjp");
  return withGraph(() => {
    const given = prepared(listOf(inputs), createGraph);
    const { outputs, isOne } = evaluated(func, given, "vjp");
    checkOutputs(outputs, strict);
    const vector = vectors(v, outputs, "user-provided function returns");
    const found = filled(gradients(outputs, given, vector, createGraph), given, strict, INDEPENDENT);
    return [
      like(isOne, finished(outputs, createGraph)),
      like(inputs instanceof Tensor, finished(found, createGraph)) as PerInput<Inputs>,
    ];
  });
}

/**
 * The outputs, and the function's derivative times vectors: how the outputs change when the inputs change by `v`.
 *
 * @param v null for an input of one element
 * @throws RangeError for vectors that don't fit; else as {@link jacobian} does
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.jvp.html
 */
export function jvp(
  func: Differentiated,
  inputs: Tensors,
  v?: Tensors | null,
  { createGraph = false, strict = false }: FunctionalOptions = {},
): [outputs: Tensor | Tensor[], jvp: Tensor | Tensor[]] {
  checkTensors(inputs, "inputs", "jvp");
  const vector = vectors(v, listOf(inputs), "input to the user-provided function is");
  return withGraph(() => {
    const given = prepared(listOf(inputs), createGraph);
    const { outputs, isOne } = evaluated(func, given, "jvp");
    checkOutputs(outputs, strict);
    // The gradients of the inputs are linear in those of the outputs: their derivative by these is what is wanted.
    const weights = outputs.map((output) => {
      const weight = zerosLike(output);
      weight.requiresGrad = true;
      return weight;
    });
    const found = filled(gradients(outputs, given, weights, true), given, strict, INDEPENDENT);
    const products = filled(gradients(found, weights, vector, createGraph), weights, strict, INDEPENDENT);
    return [like(isOne, finished(outputs, createGraph)), like(isOne, finished(products, createGraph))];
  });
}

/**
 * The output of a function of one element, and vectors times its second derivatives.
 *
 * @param v null for an input of one element
 * @throws RangeError for vectors that don't fit, or a function of more elements
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.vhp.html
 */
export function vhp<Inputs extends Tensors>(
  func: Differentiated,
  inputs: Inputs,
  v?: Tensors | null,
  { createGraph = false, strict = false }: FunctionalOptions = {},
): [output: Tensor, vhp: PerInput<Inputs>] {
  checkTensors(inputs, "inputs", "vhp");
  const vector = vectors(v, listOf(inputs), "input to the user-provided function is");
  return withGraph(() => {
    const given = prepared(listOf(inputs), createGraph);
    const output = single(func(...given), "vhp");
    checkOutputs([output], strict);
    const first = filled(gradients([output], given, [zerosLike(output).add(1)], true), given, strict, INDEPENDENT);
    const found = filled(gradients(first, given, vector, createGraph), given, strict, INDEPENDENT);
    const [result] = finished([output], createGraph);
    return [result, like(inputs instanceof Tensor, finished(found, createGraph)) as PerInput<Inputs>];
  });
}

/**
 * The output of a function of one element, and its second derivatives times vectors: the same as {@link vhp}, since these
 * are symmetric.
 *
 * @param v null for an input of one element
 * @throws RangeError for vectors that don't fit, or a function of more elements
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.hvp.html
 */
export function hvp<Inputs extends Tensors>(
  func: Differentiated,
  inputs: Inputs,
  v?: Tensors | null,
  options: FunctionalOptions = {},
): [output: Tensor, hvp: PerInput<Inputs>] {
  return vhp(func, inputs, v, options);
}
