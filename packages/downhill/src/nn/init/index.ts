/*
 * Fills tensors with initial values, in place and outside the graph; every function returns its tensor.
 * Source: https://pytorch.org/docs/stable/nn.init.html
 */

import { INTEGER, inWords, NUMBER, orNull, STRING } from "../../signatures/kinds.ts";
import type { NamedArguments, WithNames } from "../../signatures/named.ts";
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

/** The forms of a function that fills a tensor in which arguments from some on go by name. */
export type FillForms<
  Before extends readonly unknown[],
  Names extends readonly string[],
  Args extends readonly unknown[],
> = Names extends readonly [string, ...infer More extends readonly string[]]
  ? (<T extends Tensor>(...args: [tensor: T, ...Before, options: NamedArguments<Names, Args>]) => T) &
      (Args extends readonly [(infer First)?, ...infer Rest] ? FillForms<[...Before, First], More, Rest> : unknown)
  : unknown;

/** A function that fills a tensor, which takes everything but the tensor by name too. */
export type Filling<Run extends (tensor: Tensor, ...args: never[]) => Tensor, Names extends readonly string[]> = Run &
  (Parameters<Run> extends readonly [Tensor, ...infer Args] ? FillForms<[], Names, Args> : unknown);

export const uniform_: Filling<typeof fill.uniform_, ["a", "b"]> = publish(
  signature("uniform_", { tensor: TENSOR, a: optional(NUMBER), b: optional(NUMBER) }, RANDOM),
  fill.uniform_,
);
export const normal_: Filling<typeof fill.normal_, ["mean", "std"]> = publish(
  signature("normal_", { tensor: TENSOR, mean: optional(NUMBER), std: optional(NUMBER) }, RANDOM),
  fill.normal_,
);
export const truncNormal_: Filling<typeof truncated.truncNormal_, ["mean", "std", "a", "b"]> = publish(
  signature(
    "truncNormal_",
    { tensor: TENSOR, mean: optional(NUMBER), std: optional(NUMBER), a: optional(NUMBER), b: optional(NUMBER) },
    RANDOM,
  ),
  truncated.truncNormal_,
);

export const constant_: Filling<typeof fill.constant_, ["val"]> = publish(
  signature("constant_", { tensor: TENSOR, val: NUMBER }),
  fill.constant_,
);
export const ones_ = publish(signature("ones_", { tensor: TENSOR }), fill.ones_);
export const zeros_ = publish(signature("zeros_", { tensor: TENSOR }), fill.zeros_);
export const eye_ = publish(signature("eye_", { tensor: TENSOR }), fill.eye_);
export const dirac_: Filling<typeof patterns.dirac_, ["groups"]> = publish(
  signature("dirac_", { tensor: TENSOR, groups: optional(INTEGER) }),
  patterns.dirac_,
);

export const xavierUniform_: Filling<typeof fill.xavierUniform_, ["gain"]> = publish(
  signature("xavierUniform_", { tensor: TENSOR, gain: optional(NUMBER) }, RANDOM),
  fill.xavierUniform_,
);
export const xavierNormal_: Filling<typeof fill.xavierNormal_, ["gain"]> = publish(
  signature("xavierNormal_", { tensor: TENSOR, gain: optional(NUMBER) }, RANDOM),
  fill.xavierNormal_,
);

const KAIMING = { a: NUMBER, mode: STRING, nonlinearity: STRING, ...RANDOM };

export const kaimingUniform_ = publish(signature("kaimingUniform_", { tensor: TENSOR }, KAIMING), fill.kaimingUniform_);
export const kaimingNormal_ = publish(signature("kaimingNormal_", { tensor: TENSOR }, KAIMING), fill.kaimingNormal_);

export const orthogonal_: Filling<typeof orthogonal.orthogonal_, ["gain"]> = publish(
  signature("orthogonal_", { tensor: TENSOR, gain: optional(NUMBER) }, RANDOM),
  orthogonal.orthogonal_,
);
export const sparse_: Filling<typeof patterns.sparse_, ["sparsity", "std"]> = publish(
  signature("sparse_", { tensor: TENSOR, sparsity: NUMBER, std: optional(NUMBER) }, RANDOM),
  patterns.sparse_,
);

const SLOPE = inWords(orNull(NUMBER), (value) => `negative_slope ${String(value)} not a valid number`);

export const calculateGain: WithNames<typeof fill.calculateGain, ["param"]> = publish(
  signature("calculateGain", { nonlinearity: STRING, param: optional(SLOPE) }),
  fill.calculateGain,
);
export const calculateFanInAndFanOut = publish(
  signature("calculateFanInAndFanOut", { tensor: TENSOR }),
  fill.calculateFanInAndFanOut,
);
