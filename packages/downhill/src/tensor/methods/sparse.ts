import type { Method } from "../../signatures/named.ts";

/** The methods of sparse tensors. A dense tensor refuses all but `toDense`. */
export interface SparseMethods<T> {
  /**
   * The elements (or parts of the dimensions behind the first `sparseDim`) that aren't zero as a sparse tensor, without
   * history.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to_sparse.html
   */
  toSparse: Method<[sparseDim?: number], ["sparseDim"], T>;

  /**
   * The same elements as an ordinary tensor; a dense tensor returns itself.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to_dense.html
   */
  toDense(): T;

  /**
   * The same elements with every index once and in order; values of equal indices are added in the order they are in.
   * @throws TypeError for a dense tensor.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.coalesce.html
   */
  coalesce(): T;

  /** Whether every index is there once and in order. @throws TypeError for a dense tensor. */
  isCoalesced(): boolean;

  /**
   * The indices of a coalesced tensor, of size [sparse dimensions, number of indices].
   * @throws TypeError for a dense tensor, Error for one that is not coalesced.
   */
  indices(): T;

  /**
   * The values of a coalesced tensor, one (or one dense part) for each index.
   * @throws TypeError for a dense tensor, Error for one that is not coalesced.
   */
  values(): T;

  /** The number of dimensions that indices name; 0 for a dense tensor. */
  sparseDim(): number;

  /** The number of dimensions of each value; all of a dense tensor. */
  denseDim(): number;
}
