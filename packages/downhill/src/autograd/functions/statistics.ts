import { isFloat, isHalf } from "../../memory/dtype.ts";
import { repr } from "../../python/repr.ts";
import * as loops from "../../tensor/loops/reduction.ts";
import type { Dims, ReductionOptions, VarianceOptions } from "../../tensor/methods/reduction.ts";
import { typeName } from "../../tensor/promotion.ts";
import { reduce, reducedCount } from "../../tensor/reduce.ts";
import { dimMask } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { define, type Node, recordWith, tracks } from "../graph.ts";
import { div, mul, sub } from "./arithmetic.ts";
import { eq, isnan, logicalOr } from "./comparison.ts";
import { inLoopType } from "./conversion.ts";
import { pow } from "./power.ts";
import { abs, sign } from "./rounding.ts";
import { mean, type Reduced, sum, unreduce } from "./sum.ts";
import { where } from "./where.ts";

interface Variance extends Reduced {
  readonly correction: number;
  /** Whether it is of all elements without any dimension being named. */
  readonly whole: boolean;
}

function reducedDims(mask: readonly boolean[]): number[] {
  return [...mask.keys()].filter((d) => mask[d]);
}

/** How far each element is from the mean of its group. */
function deviations(input: Tensor, mask: readonly boolean[]): Tensor {
  const dims = reducedDims(mask);
  return dims.length === 0 ? sub(input, input) : sub(input, mean(input, dims, { keepdim: true }));
}

/** Where the correction leaves nothing to divide by, PyTorch gives infinities for the whole, and signs for dimensions. */
function varianceGradient(grad: Tensor, input: Tensor, extra: Variance): Tensor {
  const { shape, mask, correction, whole } = extra;
  const degreesOfFreedom = reducedCount(shape, mask) - correction;
  const spread = unreduce(grad, extra);
  if (whole && degreesOfFreedom <= 0) return mul(spread, where(eq(input, mean(input)), Number.NaN, Infinity));
  return mul(mul(spread, 2 / degreesOfFreedom), deviations(input, mask));
}

const varBackward = define<Variance>("VarBackward0", (grad, node: Node<Variance>) =>
  varianceGradient(grad, node.saved(0), node.extra),
);

const stdBackward = define<Variance>("StdBackward0", (grad, node: Node<Variance>) => {
  const result = node.saved(1);
  const slope = where(eq(result, 0), 0, div(grad, mul(result, 2)));
  return varianceGradient(slope, node.saved(0), node.extra);
});

function spread(input: Tensor, dim: Dims | undefined, options: VarianceOptions | undefined, isRoot: boolean): Tensor {
  if (isHalf(input.dtype)) return inLoopType([input], (wide) => spread(wide, dim, options, isRoot));
  if (!isFloat(input.dtype)) throw new TypeError("std and var only support floating point and complex dtypes");
  const mask = dimMask(dim, input._shape.length);
  const correction = options?.correction ?? (options?.unbiased === false ? 0 : 1);
  const loop = loops.variance(correction, isRoot);
  const out = reduce(loop, input, mask, options?.keepdim ?? false, input.dtype);
  if (!tracks(input)) return out;
  return recordWith(out, isRoot ? stdBackward : varBackward, [input], [input, out], {
    shape: input._shape,
    mask,
    correction,
    whole: dim === undefined || dim === null || input._shape.length === 0,
  });
}

/**
 * The variance of all elements or over the given dimensions. The sum of squared deviations is divided by the count less
 * `correction`, which is 1 by default.
 * @throws TypeError for integers and bools, RangeError when a dimension is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.var.html
 */
export function variance(input: Tensor, dim?: Dims, options?: VarianceOptions): Tensor {
  return spread(input, dim, options, false);
}

/**
 * The standard deviation: the square root of the variance.
 * @throws TypeError for integers and bools, RangeError when a dimension is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.std.html
 */
export function std(input: Tensor, dim?: Dims, options?: VarianceOptions): Tensor {
  return spread(input, dim, options, true);
}

interface Norm extends Reduced {
  readonly p: number;
}

/** The derivative of the p-norm: sign(x) (|x| / norm)^(p - 1); zero where the element or the norm is. */
function normBackwardOf(grad: Tensor, node: Node<Norm>): Tensor | null {
  const { extra } = node;
  const { p, mask } = extra;
  const x = node.saved(0);
  const result = node.saved(1);
  if (p === 0) return null;
  if (p === 1) return mul(unreduce(grad, extra), sign(x));
  if (p === 2) {
    const isZero = eq(result, 0); // where nothing is divided by it, so that the second derivative is no NaN either
    return mul(x, unreduce(where(isZero, 0, div(grad, where(isZero, 1, result))), extra));
  }
  const size = abs(x);
  if (Math.abs(p) === Infinity) {
    const isExtreme = logicalOr(eq(size, unreduce(result, extra)), isnan(x));
    const dims = reducedDims(mask);
    const count = dims.length === 0 ? 1 : sum(isExtreme, dims, { keepdim: true, dtype: x.dtype });
    return mul(sign(x), mul(div(unreduce(grad, extra), count), isExtreme));
  }
  const slope = div(grad, pow(result, p - 1));
  const full = unreduce(result, extra);
  return where(logicalOr(eq(x, 0), eq(full, 0)), 0, mul(mul(sign(x), pow(size, p - 1)), unreduce(slope, extra)));
}

const normBackward = define<Norm>("LinalgVectorNormBackward0", normBackwardOf);

/**
 * The p-norm of all elements or over the given dimensions, taken as one vector.
 * @param p Any number, infinities included; "fro" is 2. Default 2.
 * @throws TypeError for integers and bools, RangeError when a dimension is out of range, or is empty and the norm of
 * nothing is not defined.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.norm.html
 */
export function norm(input: Tensor, p: number | "fro" = 2, dim?: Dims, options?: ReductionOptions): Tensor {
  const order = p === "fro" ? 2 : p;
  if (typeof order !== "number" || Number.isNaN(order)) {
    throw new TypeError(`norm(): p must be a number or "fro", got ${String(p)}`);
  }
  if (isHalf(input.dtype)) return inLoopType([input], (wide) => norm(wide, order, dim, options));
  if (!isFloat(input.dtype)) {
    throw new TypeError(
      `linalg.vector_norm: Expected a floating point or complex tensor as input. Got ${typeName(input.dtype)}`,
    );
  }
  const mask = dimMask(dim, input._shape.length);
  if ((order < 0 || order === Infinity) && reducedCount(input._shape, mask) === 0) {
    const whole = dim === undefined || dim === null;
    throw new RangeError(
      `linalg.vector_norm cannot compute the ${repr(order)} norm on an empty ${whole ? "tensor" : "dimension"} because ` +
        "the operation does not have an identity",
    );
  }
  const out = reduce(loops.norm(order), input, mask, options?.keepdim ?? false, input.dtype);
  if (!tracks(input)) return out;
  return recordWith(out, normBackward, [input], [input, out], { shape: input._shape, mask, p: order });
}
