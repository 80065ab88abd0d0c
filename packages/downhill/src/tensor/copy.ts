import type { DType } from "../memory/dtype.ts";
import { launch } from "../memory/recording.ts";
import { Storage } from "../memory/storage.ts";
import { runUnary } from "./iterate.ts";
import { copyLoop } from "./loops/copy.ts";
import { contiguousStrides, innermostFirst, isDense, isRowMajor, type Shape } from "./shape.ts";
import { Tensor } from "./tensor.ts";

/** Up to this length a plain loop beats `TypedArray.set` and the view it needs. */
const SHORT = 64;

/** Writes the elements of `source`, which broadcasts, over those of `target`, converting them. Counts no version. */
export function copyInto(target: Tensor, source: Tensor): void {
  launch("copy", () => copyElements(target, source));
}

function copyElements(target: Tensor, source: Tensor): void {
  const n = target._numel;
  if (n > SHORT && target.dtype === source.dtype && target._contiguous && source._contiguous && source._numel === n) {
    const from = source.storage.data as Float32Array;
    const part = from.length === n ? from : from.subarray(source.offset, source.offset + n);
    (target.storage.data as Float32Array).set(part, target.offset);
    return;
  }
  runUnary(copyLoop(source.dtype, target.dtype), target, source);
}

/** A row-major copy of the elements, converted. */
export function copyOf(source: Tensor, dtype: DType = source.dtype): Tensor {
  const result = Tensor.uninitializedLike(source, dtype);
  copyInto(result, source);
  return result;
}

/** The tensor itself when it already has the dtype, else a converted copy. */
export function convert(source: Tensor, dtype: DType): Tensor {
  return source.dtype === dtype ? source : copyOf(source, dtype);
}

/** The tensor itself when its elements lie row-major, else a copy. */
export function rowMajor(source: Tensor): Tensor {
  return source._contiguous ? source : copyOf(source);
}

/**
 * The strides that PyTorch's "preserve format" gives a copy: the tensor's own when they are dense, else dense ones with
 * the dimensions in the same order of memory.
 */
export function preservedStrides(tensor: Tensor): Shape {
  const { _shape: shape, _strides: strides } = tensor;
  if (tensor._contiguous || isDense(shape, strides)) return strides;
  const result = new Array<number>(shape.length);
  let stride = 1;
  for (const d of innermostFirst(shape, [strides])) {
    result[d] = stride;
    stride *= Math.max(1, shape[d]);
  }
  return result;
}

/**
 * The tensor's own strides when they are dense, in whatever order of dimensions, else row-major ones: what gradients of
 * leaves look like.
 */
export function denseStrides(tensor: Tensor): Shape {
  const keeps = tensor._contiguous || isDense(tensor._shape, tensor._strides);
  return keeps ? tensor._strides : contiguousStrides(tensor._shape);
}

/** A fresh tensor of zeros with the layout of another, in PyTorch's "preserve format" unless other strides are given. */
export function allocateLike(
  other: Tensor,
  dtype: DType = other.dtype,
  strides: Shape = preservedStrides(other),
): Tensor {
  const { _shape: shape, _numel } = other;
  return Tensor.over(Storage.allocate(dtype, _numel), shape, strides, 0, _numel, isRowMajor(shape, strides));
}
