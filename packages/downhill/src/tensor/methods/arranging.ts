import type { Method } from "../../signatures/named.ts";

/** A method that takes sizes in an array or one after the other. */
export interface OfSizes<T> {
  (size: readonly number[]): T;
  (...size: number[]): T;
  (options: { size: readonly number[] }): T;
}

/** A method that takes a number of parts, or the indices between them. */
export type SplittingMethod<T> = Method<[sections: number], ["sections"], T[]> &
  Method<[indices: readonly number[]], ["indices"], T[]>;

/** What of a diagonal can be said: its number (0: the main one, positive ones above) and the dimensions it lies in. */
export type DiagonalPlace = [offset?: number, dim1?: number, dim2?: number];
/** The names of that. */
export type DiagonalNames = ["offset", "dim1", "dim2"];

/** The methods that put dimensions, diagonals and parts in other places. */
export interface ArrangingMethods<T> {
  /** {@link ShapeMethods.expand}. */
  broadcastTo: OfSizes<T>;

  /**
   * A view in the shape of another tensor, dimensions of size one repeated.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand_as.html
   */
  expandAs: Method<[other: T], ["other"], T>;

  /**
   * The same elements in the shape of another tensor: a view where the layout allows it, else a copy.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.reshape_as.html
   */
  reshapeAs: Method<[other: T], ["other"], T>;

  /**
   * A view in the shape of another tensor.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view_as.html
   */
  viewAs: Method<[other: T], ["other"], T>;

  /**
   * The sums over what broadcasting to the tensor's shape would repeat.
   * @throws RangeError for a shape that doesn't broadcast to the tensor's.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.sum_to_size.html
   */
  sumToSize: OfSizes<T>;

  /**
   * A view with some dimensions in other places; the others keep their order.
   * @throws RangeError when a dimension is out of range or named twice, or the lists differ in length.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.movedim.html
   */
  movedim: Method<
    [source: number | readonly number[], destination: number | readonly number[]],
    ["source", "destination"],
    T
  >;

  /** {@link movedim} by another name. */
  moveaxis: Method<
    [source: number | readonly number[], destination: number | readonly number[]],
    ["source", "destination"],
    T
  >;

  /** {@link ShapeMethods.transpose} by another name. */
  swapdims: Method<[dim0: number, dim1: number], ["dim0", "dim1"], T>;

  /** {@link ShapeMethods.transpose} by another name. */
  swapaxes: Method<[axis0: number, axis1: number], ["axis0", "axis1"], T>;

  /**
   * The elements in one dimension: a view where they lie row-major, else a copy.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.ravel.html
   */
  ravel(): T;

  /**
   * A view with one dimension as several, whose sizes make up its own; one of them may be -1.
   * @throws RangeError when they don't.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.unflatten.html
   */
  unflatten: Method<[dim: number, sizes: readonly number[]], ["dim", "sizes"], T>;

  /**
   * A view of all windows of a size along a dimension, `step` apart: the dimension counts windows, and a new one at the
   * end holds their elements.
   * @throws RangeError for a window longer than the dimension, or a step that isn't positive.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.unfold.html
   */
  unfold: Method<[dimension: number, size: number, step: number], ["dimension", "size", "step"], T>;

  /**
   * The elements moved along dimensions, those that leave at the end coming in at the beginning; without dimensions,
   * along the flattened tensor.
   * @throws RangeError for other numbers of shifts than of dimensions, or a dimension out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.roll.html
   */
  roll: Method<[shifts: number | readonly number[], dims?: number | readonly number[]], ["shifts", "dims"], T>;

  /**
   * The plane of two dimensions (default the first two) turned by 90 degrees, `k` times (default once), from the first
   * dimension towards the second; a copy.
   * @throws RangeError for other than two dimensions, or one that is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.rot90.html
   */
  rot90: Method<[k?: number, dims?: readonly number[]], ["k", "dims"], T>;

  /**
   * The columns in reverse order; a copy.
   * @throws RangeError for less than two dimensions.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.fliplr.html
   */
  fliplr(): T;

  /**
   * The rows in reverse order; a copy.
   * @throws RangeError for a tensor without dimensions.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.flipud.html
   */
  flipud(): T;

  /**
   * A view of the diagonals of two dimensions (default the first two), which make way for one at the end.
   * @throws RangeError when a dimension is out of range or both are the same.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.diagonal.html
   */
  diagonal: Method<DiagonalPlace, DiagonalNames, T>;

  /**
   * Matrices (in the last two dimensions by default), zero but for a diagonal, which holds the last dimension.
   * @throws RangeError when a dimension is out of range or both are the same.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.diag_embed.html
   */
  diagEmbed: Method<DiagonalPlace, DiagonalNames, T>;

  /**
   * Of a vector the matrix that has it on a diagonal, of a matrix its diagonal; a copy.
   * @throws RangeError for other numbers of dimensions.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.diag.html
   */
  diag: Method<[diagonal?: number], ["diagonal"], T>;

  /**
   * The matrix that has all elements on a diagonal.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.diagflat.html
   */
  diagflat: Method<[offset?: number], ["offset"], T>;

  /**
   * The sum of a matrix's diagonal.
   * @throws RangeError for other numbers of dimensions.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.trace.html
   */
  trace(): T;

  /**
   * What lies on and below a diagonal of each matrix (0: the main one, positive ones above), zeros elsewhere.
   * @throws RangeError for less than two dimensions.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.tril.html
   */
  tril: Method<[diagonal?: number], ["diagonal"], T>;

  /**
   * What lies on and above a diagonal of each matrix (0: the main one, positive ones above), zeros elsewhere.
   * @throws RangeError for less than two dimensions.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.triu.html
   */
  triu: Method<[diagonal?: number], ["diagonal"], T>;

  /** In-place {@link tril}. */
  tril_: Method<[diagonal?: number], ["diagonal"], T>;

  /** In-place {@link triu}. */
  triu_: Method<[diagonal?: number], ["diagonal"], T>;

  /**
   * A copy with other elements on the diagonals of two dimensions.
   * @throws RangeError when the elements have another shape than {@link diagonal} shows.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.diagonal_scatter.html
   */
  diagonalScatter: Method<[src: T, ...line: DiagonalPlace], ["src", ...DiagonalNames], T>;

  /**
   * A copy with other elements at one index of a dimension.
   * @throws RangeError when the index is out of range, or the elements have another shape.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.select_scatter.html
   */
  selectScatter: Method<[src: T, dim: number, index: number], ["src", "dim", "index"], T>;

  /**
   * A copy with other elements at the indices from `start` up to but without `end` of a dimension, `step` apart.
   * @throws RangeError when the step isn't positive, or the elements have another shape.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.slice_scatter.html
   */
  sliceScatter: Method<
    [src: T, dim?: number, start?: number | null, end?: number | null, step?: number],
    ["src", "dim", "start", "end", "step"],
    T
  >;

  /**
   * Views of parts of a dimension (default 0): as many as given, of sizes that differ by at most one, or those between
   * given indices.
   * @throws RangeError when there are no parts.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.tensor_split.html
   */
  tensorSplit: Method<[sections: number | T, dim?: number], ["sections", "dim"], T[]> &
    Method<[indices: readonly number[], dim?: number], ["indices", "dim"], T[]> &
    Method<[tensorIndicesOrSections: T, dim?: number], ["tensorIndicesOrSections", "dim"], T[]>;

  /**
   * {@link tensorSplit} along the columns: the second dimension, of a vector the only one.
   * @throws RangeError when a number of parts doesn't divide the dimension.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.hsplit.html
   */
  hsplit: SplittingMethod<T>;

  /**
   * {@link tensorSplit} along the rows.
   * @throws RangeError when a number of parts doesn't divide the dimension.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.vsplit.html
   */
  vsplit: SplittingMethod<T>;

  /**
   * {@link tensorSplit} along the third dimension.
   * @throws RangeError when a number of parts doesn't divide the dimension.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.dsplit.html
   */
  dsplit: SplittingMethod<T>;

  /** {@link IndexingMethods.split} into parts of given sizes. */
  splitWithSizes: Method<[splitSizes: readonly number[], dim?: number], ["splitSizes", "dim"], T[]>;

  /** In-place `squeeze`: this tensor itself changes its shape. */
  squeeze_: Method<[dim?: number | readonly number[] | null], ["dim"], T> & ((...dim: number[]) => T);

  /** In-place `unsqueeze`: this tensor itself changes its shape. */
  unsqueeze_: Method<[dim: number], ["dim"], T>;

  /** In-place `t`: this tensor itself changes its shape. */
  t_(): T;

  /** In-place `transpose`: this tensor itself changes its shape. */
  transpose_: Method<[dim0: number, dim1: number], ["dim0", "dim1"], T>;

  /** In-place {@link swapdims}. */
  swapdims_: Method<[dim0: number, dim1: number], ["dim0", "dim1"], T>;

  /** In-place {@link swapaxes}. */
  swapaxes_: Method<[axis0: number, axis1: number], ["axis0", "axis1"], T>;

  /** In-place `asStrided`: this tensor itself changes its shape. */
  asStrided_: Method<
    [size: readonly number[], stride: readonly number[], storageOffset?: number | null],
    ["size", "stride", "storageOffset"],
    T
  >;

  /**
   * Gives this tensor another shape, row-major from its first element on; new elements are zeros.
   * @throws Error for a tensor that requires a gradient.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.resize_.html
   */
  resize_: OfSizes<T>;

  /**
   * {@link resize_} to the shape of another tensor.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.resize_as_.html
   */
  resizeAs_: Method<[theTemplate: T], ["theTemplate"], T>;
}
