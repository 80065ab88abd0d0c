import { smallFloats } from "../../math/smallFloats.ts";
import { isDifferentiable } from "../../memory/dtype.ts";
import { zerosLike } from "../../tensor/factories.ts";
import type { NanToNumOptions } from "../../tensor/methods/pointwise.ts";
import { typeName } from "../../tensor/promotion.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { define } from "../graph.ts";
import { type AlphaOptions, div, mul, sub } from "./arithmetic.ts";
import { clamp } from "./clamp.ts";
import { eq, isfinite, isnan, lt } from "./comparison.ts";
import { inLoopType } from "./conversion.ts";
import { log } from "./exponential.ts";
import type { Operand } from "./operands.ts";
import { copysign } from "./pairs.ts";
import { round, sign } from "./rounding.ts";
import { recordUnary } from "./unary.ts";
import { where } from "./where.ts";

/*
 * Functions of one number that are made of others.
 */

/**
 * The tensor itself.
 * @throws TypeError for a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.positive.html
 */
export function positive(input: Tensor): Tensor {
  if (input.dtype === "bool") throw new TypeError("The `+` operator, on a bool tensor is not supported.");
  return input;
}

const sgnBackward = define("SgnBackward0", (grad) => zerosLike(grad));

/**
 * `sign`, which for complex numbers would be their direction.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.sgn.html
 */
export function sgn(input: Tensor): Tensor {
  return recordUnary(sign(input.detach()), sgnBackward, input);
}

/**
 * Whether the sign is negative, as a bool tensor; also that of -0.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.signbit.html
 */
export function signbit(input: Tensor): Tensor {
  const plain = input.detach();
  return isDifferentiable(plain.dtype) ? lt(copysign(where(isnan(plain), 1, 1), plain), 0) : lt(plain, 0);
}

/**
 * Where a tensor is minus infinity, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.isneginf.html
 */
export function isneginf(input: Tensor): Tensor {
  return eq(input, -Infinity);
}

/**
 * Where a tensor is plus infinity, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.isposinf.html
 */
export function isposinf(input: Tensor): Tensor {
  return eq(input, Infinity);
}

/** The largest finite number of a type. */
function largest(dtype: string): number {
  if (dtype === "float64") return Number.MAX_VALUE;
  if (dtype === "float32") return 2 ** 128 - 2 ** 104;
  return smallFloats(dtype as "float16" | "bfloat16").reduce(
    (most, x) => (Number.isFinite(x) && x > most ? x : most),
    0,
  );
}

/**
 * The elements with NaN and the infinities replaced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nan_to_num.html
 */
export function nanToNum(input: Tensor, options?: NanToNumOptions): Tensor {
  if (!isDifferentiable(input.dtype)) return input.clone();
  const most = largest(input.dtype);
  const finite = where(isfinite(input), input, 0);
  const replaced = where(
    isposinf(input),
    options?.posinf ?? most,
    where(isneginf(input), options?.neginf ?? -most, finite),
  );
  return where(isnan(input), options?.nan ?? 0, replaced);
}

/** Options of `logit`. */
export interface LogitOptions {
  /** The input is clamped to [eps, 1 - eps] first. Default: it isn't. */
  eps?: number | null;
}

/**
 * log(input / (1 - input)), the inverse of `sigmoid`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.logit.html
 */
export function logit(input: Tensor, options?: LogitOptions): Tensor {
  const eps = options?.eps ?? null;
  const within = eps === null ? input : clamp(input, eps, 1 - eps);
  return log(div(within, sub(1, within)));
}

/** Options of `round`. */
export interface RoundOptions {
  /** How many digits behind the point are kept; before it, where it is negative. Default 0. */
  decimals?: number;
}

/**
 * The nearest number with so many decimals, halves to the even one.
 * @throws TypeError for bools, and for decimals of integers.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.round.html
 */
export function roundTo(input: Tensor, options?: RoundOptions): Tensor {
  const decimals = options?.decimals ?? 0;
  if (decimals === 0) return round(input);
  if (!isDifferentiable(input.dtype)) {
    throw new TypeError(`"round_cpu" not implemented for '${typeName(input.dtype)}'`);
  }
  const scale = 10 ** Math.abs(decimals);
  const compute = (x: Tensor) => (decimals > 0 ? div(round(mul(x, scale)), scale) : mul(round(div(x, scale)), scale));
  return inLoopType([input], compute);
}

/**
 * other - alpha * input.
 * @throws TypeError for bools.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.rsub.html
 */
export function rsub(input: Tensor, other: Operand, options?: AlphaOptions): Tensor {
  return sub(other, input, options);
}

/** {@link clamp} by a lower bound alone. */
export function clampMin(input: Tensor, min: Operand): Tensor {
  return clamp(input, min);
}

/** {@link clamp} by an upper bound alone. */
export function clampMax(input: Tensor, max: Operand): Tensor {
  return clamp(input, null, max);
}
