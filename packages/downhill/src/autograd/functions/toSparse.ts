import { SparseTensor } from "../../tensor/sparse.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { any, ne } from "./comparison.ts";
import { contiguous } from "./conversion.ts";
import { index } from "./indexing.ts";
import { nonzero } from "./masking.ts";
import { reshape, transpose } from "./views.ts";

/**
 * The elements, or parts of the dimensions behind the first ones, that aren't zero, as a sparse tensor.
 * @throws RangeError for more dimensions than there are.
 */
export function toSparse(input: Tensor, sparseDim = input._shape.length): SparseTensor {
  const { _shape: shape } = input;
  if (sparseDim < 0 || sparseDim > shape.length || (sparseDim === 0 && shape.length > 0)) {
    throw new RangeError(`sparse_dim argument must be in >0 && <= ${shape.length} of the tensor, but got ${sparseDim}`);
  }
  const plain = contiguous(input.detach());
  const dense = shape.slice(sparseDim);
  const isThere = ne(plain, 0);
  const found = nonzero(dense.length === 0 ? isThere : any(reshape(isThere, [...shape.slice(0, sparseDim), -1]), -1));
  const indices = contiguous(transpose(found, 0, 1));
  const places = Array.from({ length: sparseDim }, (_, d) => indices.select(0, d));
  const values = places.length === 0 ? reshape(plain, [1]) : index(plain, places);
  return SparseTensor.of(indices, values, shape, true);
}
