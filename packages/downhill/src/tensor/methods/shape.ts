/** The methods that give a tensor another shape; views share memory with it. */
export interface ShapeMethods<T> {
  /**
   * The same elements in another shape, sharing memory. One size may be -1: what is left.
   * @throws RangeError when the shape does not fit the elements or the layout; `reshape` copies in that case.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view.html
   */
  view(shape: readonly number[]): T;

  /**
   * The same elements in another shape: a view where the layout allows it, else a copy. One size may be -1.
   * @throws RangeError when the shape does not hold as many elements.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.reshape.html
   */
  reshape(shape: readonly number[]): T;

  /**
   * Repeats dimensions of size one without copying. A size of -1 keeps the dimension.
   * @throws RangeError when a size differs from that of a dimension which is not one.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand.html
   */
  expand(sizes: readonly number[]): T;

  /**
   * A view with two dimensions swapped.
   * @throws RangeError when a dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.transpose.html
   */
  transpose(dim0: number, dim1: number): T;

  /**
   * A view of a matrix with rows and columns swapped; vectors and scalars stay as they are.
   * @throws RangeError for more than two dimensions.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.t.html
   */
  t(): T;
}
