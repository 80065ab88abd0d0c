import { BOOLEAN, either, NUMBER, orNull, STRING } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { overloads } from "../../signatures/overloads.ts";
import { optional } from "../../signatures/parameters.ts";
import { methods, publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { DIM, DIM_OR_NULL, DIMS, DTYPE, TENSOR } from "../../tensor/kinds.ts";
import type {
  Dims,
  Extremes,
  ReductionMethods,
  ReductionOptions,
  SumOptions,
  VarianceOptions,
} from "../../tensor/methods/reduction.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as functions from "../functions/index.ts";

const OVER_DIMS = { input: TENSOR, dim: optional(DIMS) };
const ALONG_DIM = { input: TENSOR, dim: optional(DIM_OR_NULL) };
const KEEPDIM = { keepdim: BOOLEAN };
const AS_DTYPE = { dtype: DTYPE };

export const sum: WithNames<typeof functions.sum, ["dim"]> = publish(
  signature("sum", OVER_DIMS, KEEPDIM, AS_DTYPE),
  functions.sum,
);
export const mean: WithNames<typeof functions.mean, ["dim"]> = publish(
  signature("mean", OVER_DIMS, KEEPDIM, AS_DTYPE),
  functions.mean,
);
export const prod: WithNames<typeof functions.prod, ["dim"]> = publish(
  signature("prod", ALONG_DIM, KEEPDIM, AS_DTYPE),
  functions.prod,
);

/** `max` or `min` in all its forms. */
export type Extreme<Run> = Run &
  WithNames<(input: Tensor, dim: number, options?: ReductionOptions) => Extremes<Tensor>, ["dim"]> &
  WithNames<(input: Tensor, other: Tensor) => Tensor, ["other"]>;

export const max: Extreme<typeof functions.max> = publish(extreme("max"), functions.max);
export const min: Extreme<typeof functions.min> = publish(extreme("min"), functions.min);

/* @__NO_SIDE_EFFECTS__ */
function extreme(name: string) {
  return overloads(
    signature(name, { input: TENSOR }),
    signature(name, { input: TENSOR, dim: DIM }, KEEPDIM),
    signature(name, { input: TENSOR, other: TENSOR }),
  );
}

export const amax: WithNames<typeof functions.amax, ["dim"]> = publish(
  signature("amax", OVER_DIMS, KEEPDIM),
  functions.amax,
);
export const amin: WithNames<typeof functions.amin, ["dim"]> = publish(
  signature("amin", OVER_DIMS, KEEPDIM),
  functions.amin,
);
export const argmax: WithNames<typeof functions.argmax, ["dim"]> = publish(
  signature("argmax", ALONG_DIM, KEEPDIM),
  functions.argmax,
);
export const argmin: WithNames<typeof functions.argmin, ["dim"]> = publish(
  signature("argmin", ALONG_DIM, KEEPDIM),
  functions.argmin,
);
export const all: WithNames<typeof functions.all, ["dim"]> = publish(
  signature("all", OVER_DIMS, KEEPDIM),
  functions.all,
);
export const any: WithNames<typeof functions.any, ["dim"]> = publish(
  signature("any", OVER_DIMS, KEEPDIM),
  functions.any,
);

export const variance: WithNames<typeof functions.variance, ["dim"]> = publish(
  spread("var"),
  asUnbiased(functions.variance),
);
export const std: WithNames<typeof functions.std, ["dim"]> = publish(spread("std"), asUnbiased(functions.std));

/** @internal A function of dimensions that takes whether it is unbiased in their place, too. */
/* @__NO_SIDE_EFFECTS__ */
export function asUnbiased<Result>(
  run: (input: Tensor, dim?: Dims, options?: VarianceOptions) => Result,
): (input: Tensor, dim?: Dims, options?: VarianceOptions) => Result {
  return (input, dim, options) => {
    if (typeof dim !== "boolean") return run(input, dim, options);
    return run(input, null, { ...options, unbiased: dim });
  };
}

/** @internal The signatures of variances and deviations. */
/* @__NO_SIDE_EFFECTS__ */
export function spread(name: string) {
  return overloads(
    signature(name, OVER_DIMS, { unbiased: BOOLEAN, ...KEEPDIM }),
    signature(name, OVER_DIMS, {}, { correction: orNull(NUMBER), ...KEEPDIM }),
    signature(name, { input: TENSOR, unbiased: BOOLEAN }),
  );
}

export const norm: typeof normOf &
  ((input: Tensor, p: number | "fro", options: SumOptions & { dim?: Dims }) => Tensor) &
  ((input: Tensor, options: SumOptions & { p?: number | "fro"; dim?: Dims }) => Tensor) = publish(
  signature(
    "norm",
    { input: TENSOR, p: optional(either(NUMBER, STRING)), dim: optional(DIMS) },
    {
      ...KEEPDIM,
      ...AS_DTYPE,
    },
  ),
  normOf,
);

/**
 * The p-norm of all elements or over the given dimensions, taken as one vector.
 * @param p Any number, infinities included; "fro" is 2. Default 2.
 * @throws TypeError for integers and bools without a float `dtype`, RangeError when a dimension is out of range, or is
 * empty and the norm of nothing is not defined.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.norm.html
 */
function normOf(input: Tensor, p?: number | "fro", dim?: Dims, options?: SumOptions): Tensor {
  const converted = options?.dtype === undefined ? input : functions.to(input, options.dtype);
  return functions.norm(converted, p, dim, options);
}

export const logsumexp: WithNames<typeof functions.logsumexp, ["dim"]> = publish(
  signature("logsumexp", { input: TENSOR, dim: DIMS }, KEEPDIM),
  functions.logsumexp,
);
export const softmax: WithNames<typeof functions.softmax, ["dim"]> = publish(
  signature("softmax", { input: TENSOR, dim: DIM }, AS_DTYPE),
  functions.softmax,
);
export const logSoftmax: WithNames<typeof functions.logSoftmax, ["dim"]> = publish(
  signature("logSoftmax", { input: TENSOR, dim: DIM }, AS_DTYPE),
  functions.logSoftmax,
);

export const reductionMethods = {
  ...methods({ sum, mean, prod, max, min, amax, amin, argmax, argmin, all, any, var: variance, std }),
  ...methods({ norm, logsumexp, softmax, logSoftmax }),
} satisfies Record<keyof ReductionMethods<Tensor>, unknown>;
