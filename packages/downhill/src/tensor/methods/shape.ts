/** The methods that give a tensor another shape; views share memory with it. */
export interface ShapeMethods<T> {
  /**
   * The same elements in another shape, sharing memory. One size may be -1: what is left.
   * @throws RangeError when the shape does not fit the elements or the layout; `reshape` copies in that case.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view.html
   */
  view(size: readonly number[]): T;
  view(...size: number[]): T;
  view(options: { size: readonly number[] }): T;

  /**
   * The same elements in another shape: a view where the layout allows it, else a copy. One size may be -1.
   * @throws RangeError when the shape does not hold as many elements.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.reshape.html
   */
  reshape(shape: readonly number[]): T;
  reshape(...shape: number[]): T;
  reshape(options: { shape: readonly number[] }): T;

  /**
   * Repeats dimensions of size one without copying. A size of -1 keeps the dimension.
   * @throws RangeError when a size differs from that of a dimension which is not one.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand.html
   */
  expand(size: readonly number[]): T;
  expand(...size: number[]): T;
  expand(options: { size: readonly number[] }): T;

  /**
   * A copy with the tensor so many times along each dimension; counts of more dimensions than it has put new ones in
   * front.
   * @throws RangeError for fewer counts than dimensions, or negative ones.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.repeat.html
   */
  repeat(repeats: readonly number[]): T;
  repeat(...repeats: number[]): T;
  repeat(options: { repeats: readonly number[] }): T;

  /**
   * {@link repeat}, where counts of fewer dimensions than there are mean the last ones.
   * @throws RangeError for negative counts.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.tile.html
   */
  tile(dims: readonly number[]): T;
  tile(...dims: number[]): T;
  tile(options: { dims: readonly number[] }): T;

  /**
   * A view with two dimensions swapped.
   * @throws RangeError when a dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.transpose.html
   */
  transpose(dim0: number, dim1: number): T;
  transpose(options: { dim0: number; dim1: number }): T;
  transpose(dim0: number, options: { dim1: number }): T;

  /**
   * A view of a matrix with rows and columns swapped; vectors and scalars stay as they are.
   * @throws RangeError for more than two dimensions.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.t.html
   */
  t(): T;

  /** A view with the dimensions in reverse order. For batches of matrices there is `mT`. */
  readonly T: T;

  /**
   * A view with the last two dimensions swapped: the transpose of a matrix or of each of a batch.
   * @throws RangeError for less than two dimensions.
   */
  readonly mT: T;

  /**
   * The dimensions from `startDim` (default 0) to `endDim` (default -1) merged into one: a view where the layout allows
   * it, else a copy.
   * @throws RangeError when a dimension is out of range or the start lies behind the end.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.flatten.html
   */
  flatten(startDim?: number, endDim?: number): T;
  flatten(options: { startDim?: number; endDim?: number }): T;
  flatten(startDim: number, options: { endDim?: number }): T;

  /**
   * A view without the dimensions of size one, or without the given ones where their size is one.
   * @throws RangeError when a dimension is out of range or given twice.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.squeeze.html
   */
  squeeze(dim?: number | readonly number[] | null): T;
  squeeze(...dim: number[]): T;
  squeeze(options: { dim?: number | readonly number[] | null }): T;

  /**
   * A view with a dimension of size one inserted at `dim`.
   * @throws RangeError when the dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.unsqueeze.html
   */
  unsqueeze(dim: number): T;
  unsqueeze(options: { dim: number }): T;

  /**
   * A view with the dimensions in another order.
   * @throws RangeError when not every dimension is named exactly once.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.permute.html
   */
  permute(dims: readonly number[]): T;
  permute(...dims: number[]): T;
  permute(options: { dims: readonly number[] }): T;
}
