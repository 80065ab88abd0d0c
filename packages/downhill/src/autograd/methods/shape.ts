import type { ShapeMethods } from "../../tensor/methods/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { flatten, permute, squeeze, unsqueeze } from "../functions/dims.ts";
import { expand } from "../functions/sum.ts";
import { reshape, t, transpose, view } from "../functions/views.ts";

export const shapeMethods: ShapeMethods<Tensor> & ThisType<Tensor> = {
  view(shape) {
    return view(this, shape);
  },
  reshape(shape) {
    return reshape(this, shape);
  },
  expand(sizes) {
    return expand(this, sizes);
  },
  transpose(dim0, dim1) {
    return transpose(this, dim0, dim1);
  },
  t() {
    return t(this);
  },
  get T() {
    const tensor = this as unknown as Tensor;
    return permute(tensor, [...tensor._shape.keys()].reverse());
  },
  get mT() {
    const tensor = this as unknown as Tensor;
    if (tensor.ndim === 0) return tensor; // as PyTorch still has it
    if (tensor.ndim < 2) {
      throw new RangeError(
        `tensor.mT is only supported on matrices or batches of matrices. Got ${tensor.ndim}-D tensor.`,
      );
    }
    return transpose(tensor, -2, -1);
  },
  flatten(startDim, endDim) {
    return flatten(this, startDim, endDim);
  },
  squeeze(dim) {
    return squeeze(this, dim);
  },
  unsqueeze(dim) {
    return unsqueeze(this, dim);
  },
  permute(dims) {
    return permute(this, dims);
  },
};
