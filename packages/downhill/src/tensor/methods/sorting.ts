import type { DType } from "../../memory/dtype.ts";
import type { Method } from "../../signatures/named.ts";
import type { Extremes } from "./reduction.ts";

/** Options of the methods that put elements in order. */
export type OrderOptions = { descending?: boolean; stable?: boolean };
/** Whether a dimension stays, with size one. */
export type KeepdimOption = { keepdim?: boolean };
/** What is told of different elements. */
export type TellingOptions = { returnInverse?: boolean; returnCounts?: boolean; dim?: number | null };
/** What makes several results of one. */
export type Asked = { returnInverse: true } | { returnCounts: true };

/** All elements' median, or those along a dimension with their indices. */
export type MedianMethod<T> = (() => T) & Method<[dim: number, options?: KeepdimOption], ["dim"], Extremes<T>>;

/** The methods that put elements in order, and find them by it. */
export interface SortingMethods<T> {
  /**
   * The elements in order along a dimension (default the last), and where they stood. NaN counts as the largest; equal
   * elements keep their order.
   * @throws RangeError when the dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.sort.html
   */
  sort: Method<[dim?: number, options?: OrderOptions], ["dim"], Extremes<T>>;

  /**
   * The places at which the elements of {@link sort} stood.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.argsort.html
   */
  argsort: Method<[dim?: number, options?: OrderOptions], ["dim"], T>;

  /**
   * The elements in order along the first dimension.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.msort.html
   */
  msort(): T;

  /**
   * The `k` largest elements (with `largest: false` the smallest) along a dimension (default the last) and their
   * indices, the most extreme first.
   * @throws RangeError when there are fewer.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.topk.html
   */
  topk: Method<[k: number, dim?: number, options?: { largest?: boolean; sorted?: boolean }], ["k", "dim"], Extremes<T>>;

  /**
   * The `k`-th smallest element along a dimension (default the last), counted from 1, and its index.
   * @throws RangeError when there are fewer.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.kthvalue.html
   */
  kthvalue: Method<[k: number, dim?: number, options?: KeepdimOption], ["k", "dim"], Extremes<T>>;

  /**
   * The middle of all elements (the lower of two), or along a dimension with its index; NaN where there is any.
   * @throws RangeError when the dimension is out of range or empty.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.median.html
   */
  median: MedianMethod<T>;

  /**
   * {@link median} of what isn't NaN.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.nanmedian.html
   */
  nanmedian: MedianMethod<T>;

  /**
   * The value that comes most often along a dimension (default the last; the smallest of several), and where it stands.
   * @throws RangeError when the dimension is out of range or empty.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.mode.html
   */
  mode: Method<[dim?: number, options?: KeepdimOption], ["dim"], Extremes<T>>;

  /**
   * The largest element up to each along a dimension, and its index.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.cummax.html
   */
  cummax: Method<[dim: number], ["dim"], Extremes<T>>;

  /**
   * The smallest element up to each along a dimension, and its index.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.cummin.html
   */
  cummin: Method<[dim: number], ["dim"], Extremes<T>>;

  /** In-place `cumsum`. */
  cumsum_: Method<[dim: number, options?: { dtype?: DType }], ["dim"], T>;

  /**
   * The different elements in order, or the different parts along a dimension; with them in an array, if asked for, the
   * place of each element among them and how often they come.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.unique.html
   */
  unique(options: { sorted?: boolean } & TellingOptions & Asked): T[];
  unique(options?: { sorted?: boolean } & TellingOptions): T;

  /**
   * The elements, or parts along a dimension, without those that equal the one before; results as of {@link unique}.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.unique_consecutive.html
   */
  uniqueConsecutive(options: TellingOptions & Asked): T[];
  uniqueConsecutive(options?: TellingOptions): T;

  /**
   * Each part along a dimension so many times in a row: as often as a number says, or a tensor for each. Without a
   * dimension, of the flattened tensor.
   * @throws RangeError for other numbers of repetitions than parts, or negative ones.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.repeat_interleave.html
   */
  repeatInterleave: Method<
    [repeats: number | T, dim?: number | null, options?: { outputSize?: number | null }],
    ["repeats", "dim"],
    T
  >;
}
