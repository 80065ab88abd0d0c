import type { DType } from "../../memory/dtype.ts";
import type { NamedTuple } from "../../python/namedTuple.ts";

/** The dimensions of a reduction: one, several, or all when none are given. */
export type Dims = number | readonly number[] | null;

/** Options of reductions. */
export interface ReductionOptions {
  /** Whether the reduced dimensions stay, with size one. Default false. */
  keepdim?: boolean;
}

/** Options of `sum` and `mean`. */
export interface SumOptions extends ReductionOptions {
  /** The type to convert to first. */
  dtype?: DType;
}

/** Options of `softmax` and `logSoftmax`. */
export interface SoftmaxOptions {
  /** The type to convert to first. */
  dtype?: DType;
}

/** Options of `variance` and `std`. */
export interface VarianceOptions extends ReductionOptions {
  /** What is subtracted from the count before the sum of squares is divided by it. Default 1. */
  correction?: number;
  /** The same in PyTorch's older words: false for a correction of 0. */
  unbiased?: boolean;
}

/**
 * The extreme values along a dimension, and where they were found, by name or by position: `const { values, indices } =
 * x.max(1)`, `const [values, indices] = x.max(1)`, `x.max(1)[1]`.
 */
export interface Extremes<T> extends NamedTuple<T, readonly ["values", "indices"]> {}

/** The methods that reduce dimensions. Without dimensions they reduce all. */
export interface ReductionMethods<T> {
  /**
   * The sum of all elements, or over the given dimensions. Integers and bools are summed as int64.
   * @throws RangeError when a dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.sum.html
   */
  sum(dim?: Dims, options?: SumOptions): T;
  sum(options: SumOptions & { dim?: Dims }): T;

  /**
   * The mean of all elements, or over the given dimensions.
   * @throws TypeError for integers and bools without a float `dtype`, RangeError when a dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.mean.html
   */
  mean(dim?: Dims, options?: SumOptions): T;
  mean(options: SumOptions & { dim?: Dims }): T;

  /**
   * The product of all elements, or along one dimension. Integers and bools are multiplied as int64.
   * @throws RangeError when the dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.prod.html
   */
  prod(dim?: number | null, options?: SumOptions): T;
  prod(options: SumOptions & { dim?: number | null }): T;

  /**
   * The largest element; with a dimension, the largest along it and their indices; with another tensor, `maximum`.
   * @throws RangeError when the dimension is out of range or there is nothing to choose from.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.max.html
   */
  max(): T;
  max(dim: number, options?: ReductionOptions): Extremes<T>;
  max(options: ReductionOptions & { dim: number }): Extremes<T>;
  max(other: T): T;
  max(options: { other: T }): T;

  /**
   * The smallest element; with a dimension, the smallest along it and their indices; with another tensor, `minimum`.
   * @throws RangeError when the dimension is out of range or there is nothing to choose from.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.min.html
   */
  min(): T;
  min(dim: number, options?: ReductionOptions): Extremes<T>;
  min(options: ReductionOptions & { dim: number }): Extremes<T>;
  min(other: T): T;
  min(options: { other: T }): T;

  /**
   * The largest values over the given dimensions, or of all; equal ones share the gradient.
   * @throws RangeError when a dimension is out of range or there is nothing to choose from.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.amax.html
   */
  amax(dim?: Dims, options?: ReductionOptions): T;
  amax(options: ReductionOptions & { dim?: Dims }): T;

  /**
   * The smallest values over the given dimensions, or of all; equal ones share the gradient.
   * @throws RangeError when a dimension is out of range or there is nothing to choose from.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.amin.html
   */
  amin(dim?: Dims, options?: ReductionOptions): T;
  amin(options: ReductionOptions & { dim?: Dims }): T;

  /**
   * The index of the largest element along a dimension, the first of equals; without a dimension, of the flattened
   * tensor.
   * @throws RangeError when the dimension is out of range or there is nothing to choose from, TypeError for bools.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.argmax.html
   */
  argmax(dim?: number | null, options?: ReductionOptions): T;
  argmax(options: ReductionOptions & { dim?: number | null }): T;

  /**
   * The index of the smallest element along a dimension, the first of equals; without a dimension, of the flattened
   * tensor.
   * @throws RangeError when the dimension is out of range or there is nothing to choose from, TypeError for bools.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.argmin.html
   */
  argmin(dim?: number | null, options?: ReductionOptions): T;
  argmin(options: ReductionOptions & { dim?: number | null }): T;

  /**
   * Whether all elements, or all along a dimension, are nonzero, as a bool tensor.
   * @throws RangeError when a dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.all.html
   */
  all(dim?: Dims, options?: ReductionOptions): T;
  all(options: ReductionOptions & { dim?: Dims }): T;

  /**
   * Whether any element, or any along a dimension, is nonzero, as a bool tensor.
   * @throws RangeError when a dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.any.html
   */
  any(dim?: Dims, options?: ReductionOptions): T;
  any(options: ReductionOptions & { dim?: Dims }): T;

  /**
   * The variance of all elements or over the given dimensions. The sum of squared deviations is divided by the count
   * less `correction`, which is 1 by default.
   * @throws TypeError for integers and bools, RangeError when a dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.var.html
   */
  var(dim?: Dims, options?: VarianceOptions): T;
  var(options: VarianceOptions & { dim?: Dims }): T;

  /**
   * The standard deviation: the square root of the variance.
   * @throws TypeError for integers and bools, RangeError when a dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.std.html
   */
  std(dim?: Dims, options?: VarianceOptions): T;
  std(options: VarianceOptions & { dim?: Dims }): T;

  /**
   * The p-norm of all elements or over the given dimensions, taken as one vector. `p` may be infinite; "fro" is 2, the
   * default.
   * @throws TypeError for integers and bools without a float `dtype`, RangeError when a dimension is out of range, or is empty and the norm of
   * nothing is not defined.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.norm.html
   */
  norm(p?: number | "fro", dim?: Dims, options?: SumOptions): T;
  norm(p: number | "fro", options: SumOptions & { dim?: Dims }): T;
  norm(options: SumOptions & { p?: number | "fro"; dim?: Dims }): T;

  /**
   * log(sum(exp(this))) over the given dimensions, without overflow.
   * @throws RangeError when a dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.logsumexp.html
   */
  logsumexp(dim: Dims, options?: ReductionOptions): T;
  logsumexp(options: ReductionOptions & { dim: Dims }): T;

  /**
   * exp(this) divided by its sum along a dimension.
   * @throws TypeError for integers and bools, RangeError when the dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html
   */
  softmax(dim: number, options?: SoftmaxOptions): T;
  softmax(options: SoftmaxOptions & { dim: number }): T;

  /**
   * The logarithm of the softmax along a dimension, accurate where the softmax is tiny.
   * @throws TypeError for integers and bools, RangeError when the dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
   */
  logSoftmax(dim: number, options?: SoftmaxOptions): T;
  logSoftmax(options: SoftmaxOptions & { dim: number }): T;
}
