import { noGrad } from "../autograd/gradMode.ts";
import { pause } from "../memory/recording.ts";
import { publishMethods } from "../signatures/publish.ts";
import { type Signature, signature } from "../signatures/signature.ts";
import { TENSOR } from "../tensor/kinds.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { own, ownBuffers, ownParameters } from "./members.ts";
import type { AnyModule, Module } from "./module.ts";
import type { Parameter } from "./parameter.ts";
import { isUninitialized, UninitializedBuffer, UninitializedParameter } from "./uninitialized.ts";

/*
 * What lazy layers share. They are made without the sizes that an input tells, and with the first input become the layers
 * that they stand for: in place, so that whoever holds one holds the other.
 */

/** A layer that infers sizes from its first input. */
export interface LazyLayer extends Module<[input: Tensor]> {
  /** Draws the parameters anew; nothing before they have sizes. */
  resetParameters(): void;
  /** Infers sizes from an input, and draws the parameters. */
  initializeParameters(input: Tensor): void;
  /** Whether it has seen no input yet, nor loaded a state. */
  hasUninitializedParams(): boolean;
}

/** What such a layer takes: all that the layer takes which it becomes, but the size that is inferred. */
/* @__NO_SIDE_EFFECTS__ */
export function lazily<S extends Signature>(signature: S, name: string): S {
  return signature.withoutFirst(name) as S;
}

/** Takes a layer's parameters and statistics away, until an input tells their sizes. */
export function postpone(layer: AnyModule): void {
  for (const [name, { dtype }] of ownParameters(layer)) {
    own(layer)[name] = new UninitializedParameter({ dtype: dtype as "float32" });
  }
  for (const { name, tensor } of ownBuffers(layer)) {
    if (tensor.ndim > 0) own(layer)[name] = new UninitializedBuffer({ dtype: tensor.dtype as "float32" });
  }
}

/** Whether sizes of parameters or buffers are not known yet. */
export function hasUninitialized(layer: AnyModule): boolean {
  const tensors = [...ownParameters(layer).map(([, one]) => one), ...ownBuffers(layer).map(({ tensor }) => tensor)];
  return tensors.some(isUninitialized);
}

/** Gives a tensor its sizes, if it is there. */
export function materialize(tensor: Parameter | Tensor | null, shape: readonly number[]): void {
  if (isUninitialized(tensor)) tensor.materialize(shape);
}

/** Initializes a lazy layer, also while a function is recorded, and makes it the layer that it stands for. */
export function settle<Real extends Module<[input: Tensor]>>(
  layer: LazyLayer,
  input: Tensor,
  Real: { readonly prototype: Real },
): Real {
  pause(() => noGrad(() => layer.initializeParameters(input)));
  Object.setPrototypeOf(layer, Real.prototype);
  return layer as unknown as Real;
}

/** The public forms of what lazy layers have of their own. */
export function publishLazy(prototype: LazyLayer): void {
  publishMethods(prototype, {
    resetParameters: signature("resetParameters", {}),
    initializeParameters: signature("initializeParameters", { input: TENSOR }),
    hasUninitializedParams: signature("hasUninitializedParams", {}),
  });
}
