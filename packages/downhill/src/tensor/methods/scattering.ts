import type { Method } from "../../signatures/named.ts";
import type { Scalar } from "../scalar.ts";
import type { IndexOf } from "./indexing.ts";
import type { Dims } from "./reduction.ts";

/** A tensor or a value put where an index says, by overwriting what is there, adding to it or multiplying it. */
export type ScatteringMethod<T> = Method<
  [dim: number, index: T, src: T, options?: { reduce?: "add" | "multiply" }],
  ["dim", "index", "src"],
  T
> &
  Method<
    [dim: number, index: T, value: Scalar, options?: { reduce?: "add" | "multiply" }],
    ["dim", "index", "value"],
    T
  >;

/** Elements reduced where an index says. */
export type ReducingMethod<T, Reduce> = Method<
  [dim: number, index: T, src: T, reduce: Reduce, options?: { includeSelf?: boolean }],
  ["dim", "index", "src", "reduce"],
  T
>;

/** Parts reduced where indices say. */
export type IndexReducingMethod<T> = Method<
  [dim: number, index: T, source: T, reduce: "prod" | "mean" | "amax" | "amin", options?: { includeSelf?: boolean }],
  ["dim", "index", "source", "reduce"],
  T
>;

/** Something put in place of the parts that indices name. */
export type ByIndexMethod<T, Values, Name extends string> = Method<
  [dim: number, index: T, values: Values],
  ["dim", "index", Name],
  T
>;
/** Elements put at places counted through the flattened tensor. */
export type PuttingMethod<T> = Method<
  [index: T, source: T, options?: { accumulate?: boolean }],
  ["index", "source"],
  T
>;

/** The methods that put elements where indices or masks say, and find elements. */
export interface ScatteringMethods<T> {
  /**
   * A copy with each element of `src`, or a value, put where `index` says: at this index along `dim`, otherwise at the
   * same position.
   * @throws TypeError unless the index is int64 and the dtypes agree; RangeError when an index is out of range or the
   * shapes don't fit.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.scatter.html
   */
  scatter: ScatteringMethod<T>;

  /** In-place {@link scatter}. */
  scatter_: ScatteringMethod<T>;

  /**
   * A copy with the elements of `src` and what is there already (unless `includeSelf` is false) reduced where `index`
   * says.
   * @throws as {@link scatter}
   * @see https://docs.pytorch.org/docs/stable/generated/torch.scatter_reduce.html
   */
  scatterReduce: ReducingMethod<T, "sum" | "prod" | "mean" | "amax" | "amin">;

  /** In-place {@link scatterReduce}. */
  scatterReduce_: ReducingMethod<T, "sum" | "prod" | "mean" | "amax" | "amin">;

  /**
   * A copy with the parts of `source` along a dimension and what is there already (unless `includeSelf` is false)
   * reduced where the indices say.
   * @throws as {@link indexCopy}
   * @see https://docs.pytorch.org/docs/stable/generated/torch.index_reduce.html
   */
  indexReduce: IndexReducingMethod<T>;

  /** In-place {@link indexReduce}. */
  indexReduce_: IndexReducingMethod<T>;

  /**
   * A copy with the parts of `source` along a dimension in place of those that the indices name.
   * @throws TypeError unless the index is int64 and the dtypes agree; RangeError when an index is out of range or the
   * shapes don't fit.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.index_copy.html
   */
  indexCopy: ByIndexMethod<T, T, "source">;

  /** In-place {@link indexCopy}. */
  indexCopy_: ByIndexMethod<T, T, "source">;

  /**
   * A copy with a value at all places that the indices name along a dimension.
   * @throws TypeError unless the index is int64; RangeError when an index is out of range, or the value has dimensions.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.index_fill.html
   */
  indexFill: ByIndexMethod<T, T | Scalar, "value">;

  /** In-place {@link indexFill}. */
  indexFill_: ByIndexMethod<T, T | Scalar, "value">;

  /** A copy with values put, or added, where indices say: `indexPut_` of a copy. */
  indexPut: Method<
    [indices: readonly IndexOf<T>[], values: T | Scalar, options?: { accumulate?: boolean }],
    ["indices", "values"],
    T
  >;

  /**
   * The elements at places counted through the flattened tensor; negative ones count from the back.
   * @throws TypeError unless the index is int64, RangeError when one is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.take.html
   */
  take: Method<[index: T], ["index"], T>;

  /**
   * A copy with elements put, or added, at places counted through the flattened tensor.
   * @throws TypeError unless the index is int64 and the dtypes agree; RangeError when an index is out of range or the
   * numbers of elements differ.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.put_.html
   */
  put: PuttingMethod<T>;

  /** In-place {@link put}. */
  put_: PuttingMethod<T>;

  /**
   * For each element of `indices`, the element that has this index along `dim` and otherwise the same position, where
   * the other dimensions broadcast; without a dimension, of the flattened tensor.
   * @throws TypeError unless the indices are int64; RangeError when one is out of range or the shapes don't broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.take_along_dim.html
   */
  takeAlongDim: Method<[indices: T, dim?: number | null], ["indices", "dim"], T>;

  /**
   * A copy with a value wherever the mask is true; tensor and mask broadcast.
   * @throws TypeError for a mask that isn't bool, RangeError for a value with dimensions.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_fill_.html
   */
  maskedFill: Method<[mask: T, value: T | Scalar], ["mask", "value"], T>;

  /** In-place {@link maskedFill}. */
  maskedFill_: Method<[mask: T, value: T | Scalar], ["mask", "value"], T>;

  /**
   * The elements at which the mask is true, in one dimension; tensor and mask broadcast.
   * @throws TypeError for a mask that isn't bool.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.masked_select.html
   */
  maskedSelect: Method<[mask: T], ["mask"], T>;

  /**
   * A copy with the elements of `source`, one after the other, wherever the mask is true; tensor and mask broadcast.
   * @throws TypeError for a mask that isn't bool or another dtype, RangeError for too few elements.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_scatter_.html
   */
  maskedScatter: Method<[mask: T, source: T], ["mask", "source"], T>;

  /** In-place {@link maskedScatter}. */
  maskedScatter_: Method<[mask: T, source: T], ["mask", "source"], T>;

  /**
   * The indices of all elements that aren't zero, a row for each; with `asTuple` a vector for each dimension, which
   * index the tensor.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.nonzero.html
   */
  nonzero(options?: { asTuple?: false }): T;
  nonzero(options: { asTuple: true }): T[];

  /**
   * The indices of all elements that aren't zero, a row for each.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.argwhere.html
   */
  argwhere(): T;

  /**
   * The indices of the first elements that aren't zero, in as many rows as `size` says; `fillValue` (default -1) fills
   * what is left.
   * @throws RangeError for a negative size.
   */
  nonzeroStatic(options: { size: number; fillValue?: number }): T;

  /**
   * How many elements aren't zero, along some dimensions or of all.
   * @throws RangeError when a dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.count_nonzero.html
   */
  countNonzero: Method<[dim?: Dims], ["dim"], T>;
}
