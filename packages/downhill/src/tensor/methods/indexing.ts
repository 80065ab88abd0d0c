import type { DType } from "../../memory/dtype.ts";
import type { Scalar } from "../scalar.ts";
import type { Slice } from "../slice.ts";

/** Indices or booleans, nested once per dimension. */
export type IndexArray = readonly (Scalar | IndexArray)[];

/**
 * What stands between the brackets in Python: a number, a slice (`slice(1, 3)`), `null` (a new dimension), `"..."` (all
 * dimensions not named), a tensor or array of indices, or a tensor or array of booleans (a mask).
 */
export type IndexOf<T> = number | Slice | null | "..." | T | IndexArray;

/** The methods that choose elements. Those that give views share memory with the tensor. */
export interface IndexingMethods<T> {
  /**
   * The elements that Python's `tensor[...]` gives: `x.index(0, slice(1, 3), null, [0, 2])`. A view as long as there are
   * only numbers, slices, `null` and `"..."`, else a copy.
   * @throws RangeError when an index is out of range or there are too many; TypeError for what is no index.
   * @see https://docs.pytorch.org/docs/stable/tensor_view.html
   */
  index(...indices: IndexOf<T>[]): T;

  /**
   * Python's `tensor[...] = values`: `x.indexPut_([0, slice(1, 3)], 5)`. With `accumulate` adds instead, where an element
   * that is named several times gets all the values. Values broadcast to the shape of what is indexed.
   * @throws RangeError when an index is out of range or the values don't broadcast; TypeError when index tensors are
   * used and the dtypes differ.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html
   */
  indexPut_(indices: readonly IndexOf<T>[], values: T | Scalar, options?: { accumulate?: boolean }): T;
  indexPut_(options: { indices: readonly IndexOf<T>[]; values: T | Scalar; accumulate?: boolean }): T;
  indexPut_(indices: readonly IndexOf<T>[], options: { values: T | Scalar; accumulate?: boolean }): T;

  /**
   * A view of the indices from `start` up to but without `end` along a dimension (default 0), `step` apart: Python's
   * `start:end:step`. null stands for an end left out, negative numbers count from the back.
   * @throws RangeError when the dimension is out of range or the step is not positive.
   */
  slice(dim?: number, start?: number | null, end?: number | null, step?: number): T;

  /**
   * A view of `length` indices from `start` on along a dimension.
   * @throws RangeError when they don't lie in the dimension.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.narrow.html
   */
  narrow(dim: number, start: number | T, length: number): T;
  narrow(options: { dim: number; start: number | T; length: number }): T;
  narrow(dim: number, options: { start: number | T; length: number }): T;
  narrow(dim: number, start: number | T, options: { length: number }): T;

  /**
   * A view of one index along a dimension, which disappears. A negative index counts from the back.
   * @throws RangeError when the dimension or the index is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.select.html
   */
  select(dim: number, index: number): T;
  select(options: { dim: number; index: number }): T;
  select(dim: number, options: { index: number }): T;

  /**
   * Views of consecutive parts of a dimension (default 0): each of one size (the last may be smaller), or of the given
   * sizes.
   * @throws RangeError when the sizes don't add up to that of the dimension.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.split.html
   */
  split(splitSize: number | readonly number[], dim?: number): T[];
  split(splitSize: number | readonly number[], options: { dim?: number }): T[];
  split(options: { splitSize: number | readonly number[]; dim?: number }): T[];

  /**
   * Views of a dimension (default 0) cut into at most `chunks` parts of equal size, the last of which may be smaller.
   * @throws RangeError when `chunks` is not positive.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.chunk.html
   */
  chunk(chunks: number, dim?: number): T[];
  chunk(chunks: number, options: { dim?: number }): T[];
  chunk(options: { chunks: number; dim?: number }): T[];

  /**
   * Views of every index along a dimension (default 0), which disappears.
   * @throws RangeError when the dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.unbind.html
   */
  unbind(dim?: number): T[];
  unbind(options: { dim?: number }): T[];

  /**
   * A view of the storage with the given sizes, strides and (default: the tensor's own) offset.
   * @throws RangeError when it reaches beyond the storage.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.as_strided.html
   */
  asStrided(size: readonly number[], stride: readonly number[], storageOffset?: number): T;
  asStrided(options: { size: readonly number[]; stride: readonly number[]; storageOffset?: number }): T;
  asStrided(size: readonly number[], options: { stride: readonly number[]; storageOffset?: number }): T;
  asStrided(size: readonly number[], stride: readonly number[], options: { storageOffset?: number }): T;

  /**
   * For each element of `index`, the element that has this index along `dim` and otherwise the same position.
   * @throws TypeError unless the index is int64; RangeError when an index is out of range or the shapes don't fit.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.gather.html
   */
  gather(dim: number, index: T): T;
  gather(options: { dim: number; index: T }): T;
  gather(dim: number, options: { index: T }): T;

  /**
   * A copy with each element of `src` added where `index` says: at this index along `dim`, otherwise at the same
   * position.
   * @throws TypeError unless the index is int64 and the dtypes agree; RangeError when an index is out of range or the
   * shapes don't fit.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.scatter_add.html
   */
  scatterAdd(dim: number, index: T, src: T): T;
  scatterAdd(options: { dim: number; index: T; src: T }): T;
  scatterAdd(dim: number, options: { index: T; src: T }): T;
  scatterAdd(dim: number, index: T, options: { src: T }): T;

  /** In-place `scatterAdd`. */
  scatterAdd_(dim: number, index: T, src: T): T;
  scatterAdd_(options: { dim: number; index: T; src: T }): T;
  scatterAdd_(dim: number, options: { index: T; src: T }): T;
  scatterAdd_(dim: number, index: T, options: { src: T }): T;

  /**
   * The given indices along a dimension, in their order; a copy.
   * @throws TypeError unless the index is int64; RangeError when it is no vector or an index is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.index_select.html
   */
  indexSelect(dim: number, index: T): T;
  indexSelect(options: { dim: number; index: T }): T;
  indexSelect(dim: number, options: { index: T }): T;

  /**
   * A copy with the parts of `source` along a dimension (times `alpha`, default 1) added to the parts that the indices
   * name, one after the other.
   * @throws TypeError unless the index is int64 and the dtypes agree; RangeError when an index is out of range or the
   * shapes don't fit.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.index_add.html
   */
  indexAdd(dim: number, index: T, source: T, options?: { alpha?: number }): T;
  indexAdd(options: { dim: number; index: T; source: T; alpha?: number }): T;
  indexAdd(dim: number, options: { index: T; source: T; alpha?: number }): T;
  indexAdd(dim: number, index: T, options: { source: T; alpha?: number }): T;

  /** In-place `indexAdd`. */
  indexAdd_(dim: number, index: T, source: T, options?: { alpha?: number }): T;
  indexAdd_(options: { dim: number; index: T; source: T; alpha?: number }): T;
  indexAdd_(dim: number, options: { index: T; source: T; alpha?: number }): T;
  indexAdd_(dim: number, index: T, options: { source: T; alpha?: number }): T;

  /**
   * The elements in reverse order along the given dimensions; a copy.
   * @throws RangeError when a dimension is out of range or given twice.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.flip.html
   */
  flip(dims: number | readonly number[]): T;
  flip(...dims: number[]): T;
  flip(options: { dims: number | readonly number[] }): T;

  /**
   * The sums of the elements up to and including each along a dimension. Integers and bools are summed as int64.
   * @throws RangeError when the dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.cumsum.html
   */
  cumsum(dim: number, options?: { dtype?: DType }): T;
  cumsum(options: { dim: number; dtype?: DType }): T;
}
