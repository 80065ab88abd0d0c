import { BOOLEAN, either, INTEGER, NUMBER } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { overloads } from "../../signatures/overloads.ts";
import { optional } from "../../signatures/parameters.ts";
import { method, methods, publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { emptyLike } from "../../tensor/factories.ts";
import { BYTES, GENERATOR, INTEGRAL, SHAPE, SIZES, TENSOR } from "../../tensor/kinds.ts";
import type { DrawOptions, RandomMethods } from "../../tensor/methods/random.ts";
import type { RandomOptions } from "../../tensor/random/factories.ts";
import * as factories from "../../tensor/random/factories.ts";
import * as generators from "../../tensor/random/generator.ts";
import * as sampling from "../../tensor/random/multinomial.ts";
import type { Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as functions from "../functions/random.ts";
import { CREATION, type VariadicFactory } from "./factories.ts";

const GENERATED = { generator: GENERATOR };
const OPTIONS = { ...CREATION, ...GENERATED };
const NUMBER_OR_TENSOR = either(NUMBER, TENSOR);

/** `randint` in all its forms. */
export type Randint = typeof factories.randint &
  WithNames<(high: number | bigint, size: Shape, options?: RandomOptions) => Tensor, ["size"]> &
  WithNames<
    (low: number | bigint, high: number | bigint, size: Shape, options?: RandomOptions) => Tensor,
    ["high", "size"]
  >;

/** `randintLike` in all its forms. */
export type RandintLike = typeof factories.randintLike &
  WithNames<(input: Tensor, high: number | bigint, options?: RandomOptions) => Tensor, ["high"]> &
  WithNames<
    (input: Tensor, low: number | bigint, high: number | bigint, options?: RandomOptions) => Tensor,
    ["low", "high"]
  >;

/** `bernoulli` in all its forms. */
export type Bernoulli = typeof functions.bernoulli &
  WithNames<(input: Tensor, p: number, options?: DrawOptions) => Tensor, ["p"]>;

/** `normal` in all its forms. */
export type Normal = typeof functions.normal &
  WithNames<(mean: number, std: number, size: Shape, options?: RandomOptions) => Tensor, ["std", "size"]> &
  WithNames<(mean: Tensor, std?: number | Tensor, options?: DrawOptions) => Tensor, ["std"]> &
  WithNames<(mean: number | Tensor, std: Tensor, options?: DrawOptions) => Tensor, ["std"]>;

export const rand: VariadicFactory<typeof factories.rand, RandomOptions> = publish(
  signature("rand", { size: SIZES }, {}, OPTIONS),
  factories.rand,
);
export const randn: VariadicFactory<typeof factories.randn, RandomOptions> = publish(
  signature("randn", { size: SIZES }, {}, OPTIONS),
  factories.randn,
);
export const randint: Randint = publish(
  overloads(
    signature("randint", { high: INTEGRAL, size: SHAPE }, {}, OPTIONS),
    signature("randint", { low: INTEGRAL, high: INTEGRAL, size: SHAPE }, {}, OPTIONS),
  ),
  factories.randint,
);
export const randperm = publish(signature("randperm", { n: INTEGER }, {}, OPTIONS), factories.randperm);

export const randLike = publish(signature("randLike", { input: TENSOR }, {}, OPTIONS), factories.randLike);
export const randnLike = publish(signature("randnLike", { input: TENSOR }, {}, OPTIONS), factories.randnLike);
export const randintLike: RandintLike = publish(
  overloads(
    signature("randintLike", { input: TENSOR, high: INTEGRAL }, {}, OPTIONS),
    signature("randintLike", { input: TENSOR, low: INTEGRAL, high: INTEGRAL }, {}, OPTIONS),
  ),
  factories.randintLike,
);

export const bernoulli: Bernoulli = publish(
  signature("bernoulli", { input: TENSOR, p: optional(NUMBER) }, {}, GENERATED),
  bernoulliOf,
);

function bernoulliOf(input: Tensor, p?: number | DrawOptions, options?: DrawOptions): Tensor {
  if (typeof p !== "number") return functions.bernoulli(input, options);
  return functions.bernoulli_(emptyLike(input), p, options);
}

export const normal: Normal = publish(
  overloads(
    signature("normal", { mean: TENSOR, std: optional(NUMBER_OR_TENSOR) }, {}, GENERATED),
    signature("normal", { mean: NUMBER, std: TENSOR }, {}, GENERATED),
    signature("normal", { mean: NUMBER, std: NUMBER, size: SHAPE }, {}, OPTIONS),
  ),
  functions.normal,
);
export const multinomial: WithNames<typeof sampling.multinomial, ["numSamples"]> = publish(
  signature("multinomial", { input: TENSOR, numSamples: INTEGER }, { replacement: BOOLEAN }, GENERATED),
  sampling.multinomial,
);

export const manualSeed = publish(signature("manualSeed", { seed: INTEGRAL }), generators.manualSeed);
export const initialSeed = publish(signature("initialSeed", {}), generators.initialSeed);
export const seed = publish(signature("seed", {}), generators.seed);
export const getRngState = publish(signature("getRngState", {}), generators.getRngState);
export const setRngState = publish(signature("setRngState", { newState: BYTES }), generators.setRngState);

export const randomMethods = {
  ...methods({ bernoulli, multinomial }),
  uniform_: method(
    signature("uniform_", { from: optional(NUMBER), to: optional(NUMBER) }, {}, GENERATED),
    functions.uniform_,
  ),
  normal_: method(
    signature("normal_", { mean: optional(NUMBER), std: optional(NUMBER) }, {}, GENERATED),
    functions.normal_,
  ),
  exponential_: method(signature("exponential_", { lambd: optional(NUMBER) }, {}, GENERATED), functions.exponential_),
  cauchy_: method(
    signature("cauchy_", { median: optional(NUMBER), sigma: optional(NUMBER) }, {}, GENERATED),
    functions.cauchy_,
  ),
  geometric_: method(signature("geometric_", { p: NUMBER }, {}, GENERATED), functions.geometric_),
  logNormal_: method(
    signature("logNormal_", { mean: optional(NUMBER), std: optional(NUMBER) }, {}, GENERATED),
    functions.logNormal_,
  ),
  bernoulli_: method(signature("bernoulli_", { p: optional(NUMBER_OR_TENSOR) }, {}, GENERATED), functions.bernoulli_),
} satisfies Record<keyof RandomMethods<Tensor>, unknown>;
