import { copyInto } from "../../tensor/copy.ts";
import { addToDense, mergeSparse, SparseTensor } from "../../tensor/sparse.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { add } from "./arithmetic.ts";

export { SparseTensor, sparseCooTensor } from "../../tensor/sparse.ts";

/** The sum of two gradients of one tensor, each of which may be sparse. Two sparse ones give a sparse one. */
export function addGradients(present: Tensor, incoming: Tensor): Tensor {
  if (present instanceof SparseTensor) {
    return incoming instanceof SparseTensor ? mergeSparse(present, incoming) : densePlus(incoming, present);
  }
  return incoming instanceof SparseTensor ? densePlus(present, incoming) : add(present, incoming);
}

function densePlus(dense: Tensor, sparse: SparseTensor): Tensor {
  const out = Tensor.like(dense, dense.dtype);
  copyInto(out, dense);
  addToDense(out, sparse);
  return out;
}
