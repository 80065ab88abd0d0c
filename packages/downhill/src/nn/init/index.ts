/*
 * Fills tensors with initial values, in place and outside the graph; every function returns its tensor.
 * Source: https://pytorch.org/docs/stable/nn.init.html
 */

import { INTEGER, inWords, NUMBER, orNull, STRING } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { GENERATOR, TENSOR } from "../../tensor/kinds.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as fill from "./fill.ts";
import * as orthogonal from "./orthogonal.ts";
import * as patterns from "./patterns.ts";
import * as truncated from "./truncated.ts";

export type { KaimingOptions, Nonlinearity, RandomOptions } from "./fill.ts";

const RANDOM = { generator: GENERATOR };

/** A function, and its form in which everything but the tensor is named. */
export type NamedForm<Run, Options> = Run & (<T extends Tensor>(tensor: T, options: Options) => T);

export const uniform_: NamedForm<typeof fill.uniform_, fill.RandomOptions & { a?: number; b?: number }> = publish(
  signature("uniform_", { tensor: TENSOR, a: optional(NUMBER), b: optional(NUMBER) }, RANDOM),
  fill.uniform_,
);
export const normal_: NamedForm<typeof fill.normal_, fill.RandomOptions & { mean?: number; std?: number }> = publish(
  signature("normal_", { tensor: TENSOR, mean: optional(NUMBER), std: optional(NUMBER) }, RANDOM),
  fill.normal_,
);
export const truncNormal_: NamedForm<
  typeof truncated.truncNormal_,
  fill.RandomOptions & { mean?: number; std?: number; a?: number; b?: number }
> = publish(
  signature(
    "truncNormal_",
    { tensor: TENSOR, mean: optional(NUMBER), std: optional(NUMBER), a: optional(NUMBER), b: optional(NUMBER) },
    RANDOM,
  ),
  truncated.truncNormal_,
);

export const constant_ = publish(signature("constant_", { tensor: TENSOR, val: NUMBER }), fill.constant_);
export const ones_ = publish(signature("ones_", { tensor: TENSOR }), fill.ones_);
export const zeros_ = publish(signature("zeros_", { tensor: TENSOR }), fill.zeros_);
export const eye_ = publish(signature("eye_", { tensor: TENSOR }), fill.eye_);
export const dirac_: NamedForm<typeof patterns.dirac_, { groups?: number }> = publish(
  signature("dirac_", { tensor: TENSOR, groups: optional(INTEGER) }),
  patterns.dirac_,
);

export const xavierUniform_: NamedForm<typeof fill.xavierUniform_, fill.RandomOptions & { gain?: number }> = publish(
  signature("xavierUniform_", { tensor: TENSOR, gain: optional(NUMBER) }, RANDOM),
  fill.xavierUniform_,
);
export const xavierNormal_: NamedForm<typeof fill.xavierNormal_, fill.RandomOptions & { gain?: number }> = publish(
  signature("xavierNormal_", { tensor: TENSOR, gain: optional(NUMBER) }, RANDOM),
  fill.xavierNormal_,
);

const KAIMING = { a: NUMBER, mode: STRING, nonlinearity: STRING, ...RANDOM };

export const kaimingUniform_ = publish(signature("kaimingUniform_", { tensor: TENSOR }, KAIMING), fill.kaimingUniform_);
export const kaimingNormal_ = publish(signature("kaimingNormal_", { tensor: TENSOR }, KAIMING), fill.kaimingNormal_);

export const orthogonal_: NamedForm<typeof orthogonal.orthogonal_, fill.RandomOptions & { gain?: number }> = publish(
  signature("orthogonal_", { tensor: TENSOR, gain: optional(NUMBER) }, RANDOM),
  orthogonal.orthogonal_,
);
export const sparse_ = publish(
  signature("sparse_", { tensor: TENSOR, sparsity: NUMBER, std: optional(NUMBER) }, RANDOM),
  patterns.sparse_,
);

const SLOPE = inWords(orNull(NUMBER), (value) => `negative_slope ${String(value)} not a valid number`);

export const calculateGain = publish(
  signature("calculateGain", { nonlinearity: STRING, param: optional(SLOPE) }),
  fill.calculateGain,
);
export const calculateFanInAndFanOut = publish(
  signature("calculateFanInAndFanOut", { tensor: TENSOR }),
  fill.calculateFanInAndFanOut,
);
