import { isHalf, newArray, type TypedArray } from "../memory/dtype.ts";
import { refuseRecording } from "../memory/recording.ts";
import { Storage } from "../memory/storage.ts";
import { copyInto, copyOf } from "./copy.ts";
import type { NestedNumbers } from "./methods/data.ts";
import { contiguousStrides } from "./shape.ts";
import { Tensor } from "./tensor.ts";

function safeNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new RangeError(`the int64 value ${value} is not exact as a number; toTypedArray() gives bigints`);
  }
  return number;
}

/** The value of a tensor of one element. */
export function itemOf(tensor: Tensor): number {
  if (tensor._numel !== 1) {
    throw new RangeError(`a Tensor with ${tensor._numel} elements cannot be converted to Scalar`);
  }
  refuseRecording("item()");
  const value = isHalf(tensor.dtype) ? copyOf(tensor, "float32").storage.data[0] : tensor.storage.data[tensor.offset];
  return typeof value === "bigint" ? safeNumber(value) : value;
}

/** The elements in row-major order; a copy. */
export function typedArrayOf(tensor: Tensor): TypedArray {
  refuseRecording("toArray() or toTypedArray(), or a function whose result's size depends on the elements,");
  const dtype = isHalf(tensor.dtype) ? "float32" : tensor.dtype;
  const data = newArray(dtype, tensor._numel);
  const strides = contiguousStrides(tensor._shape);
  copyInto(Tensor.over(new Storage(dtype, data), tensor._shape, strides, 0, tensor._numel, true), tensor);
  return data;
}

/** The elements nested once per dimension; a copy. */
export function arrayOf(tensor: Tensor): NestedNumbers {
  const flat = typedArrayOf(tensor);
  let next = 0;
  const build = (dim: number): NestedNumbers => {
    if (dim < tensor._shape.length) return Array.from({ length: tensor._shape[dim] }, () => build(dim + 1));
    const value = flat[next++];
    if (typeof value === "bigint") return safeNumber(value);
    return tensor.dtype === "bool" ? value !== 0 : value;
  };
  return build(0);
}
