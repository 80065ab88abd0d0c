import { type DType, isFloat, itemSize } from "../../memory/dtype.ts";
import type { DataMethods } from "../../tensor/methods/data.ts";
import { arrayOf, itemOf, typedArrayOf } from "../../tensor/read.ts";
import { normalizeDim, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { clone, contiguous, to } from "../functions/conversion.ts";

/** All values of a list per dimension, or that of one dimension. */
function perDim(values: Shape, dim: number | undefined): Shape & number {
  if (dim === undefined) return values as Shape & number;
  const index = normalizeDim(dim, values.length);
  return values[index] as Shape & number;
}

export const dataMethods: DataMethods<Tensor> & ThisType<Tensor> = {
  numel() {
    return this._numel;
  },
  dim() {
    return this._shape.length;
  },
  size(dim?: number) {
    return perDim(this.shape, dim);
  },
  stride(dim?: number) {
    return perDim(this.strides, dim);
  },
  storageOffset() {
    return this.offset;
  },
  elementSize() {
    return itemSize(this.dtype);
  },
  isContiguous() {
    return this._contiguous;
  },
  isFloatingPoint() {
    return isFloat(this.dtype);
  },
  item() {
    return itemOf(this);
  },
  toArray<Nested>() {
    return arrayOf(this) as Nested;
  },
  toTypedArray() {
    return typedArrayOf(this);
  },
  clone() {
    return clone(this);
  },
  contiguous() {
    return contiguous(this);
  },
  to(target: DType | Tensor) {
    return to(this, target instanceof Tensor ? target.dtype : target);
  },
  float() {
    return to(this, "float32");
  },
  double() {
    return to(this, "float64");
  },
  long() {
    return to(this, "int64");
  },
  bool() {
    return to(this, "bool");
  },
};
