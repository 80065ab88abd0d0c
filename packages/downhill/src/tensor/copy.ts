import { copying, counting } from "../ir/elements.ts";
import { type DType, isFloat, isHalf } from "../memory/dtype.ts";
import { recorder } from "../memory/recording.ts";
import { Storage } from "../memory/storage.ts";
import { ElementwiseComputation } from "./computation.ts";
import { runUnary } from "./iterate.ts";
import { copyLoop } from "./loops/copy.ts";
import {
  broadcastStrides,
  contiguousStrides,
  innermostFirst,
  isDense,
  isRowMajor,
  mergeDims,
  type Shape,
} from "./shape.ts";
import { Tensor } from "./tensor.ts";

/** Up to this length a plain loop beats `TypedArray.set` and the view it needs. */
const SHORT = 64;

/** Writes the elements of `source`, which broadcasts, over those of `target`, converting them. Counts no version. */
export function copyInto(target: Tensor, source: Tensor): void {
  if (recorder === null) copyElements(target, source);
  else recorder.launch("copy", () => copyElements(target, source), described(target, source));
}

function described(target: Tensor, source: Tensor): ElementwiseComputation | undefined {
  const { dtype } = target;
  if (!isFloat(dtype)) return undefined;
  if (source.dtype === "bool") return ElementwiseComputation.of(counting(dtype), target, [source]);
  return ElementwiseComputation.of(copying(dtype), target, [source]);
}

function copyElements(target: Tensor, source: Tensor): void {
  const n = target._numel;
  if (
    n > SHORT &&
    setsElements(source.dtype, target.dtype) &&
    target._contiguous &&
    source._contiguous &&
    source._numel === n
  ) {
    const from = source.storage.data as Float32Array;
    const part = from.length === n ? from : from.subarray(source.offset, source.offset + n);
    (target.storage.data as Float32Array).set(part, target.offset);
    return;
  }
  if (n > SHORT && target.dtype === "float32" && source.dtype === "float32" && source._numel > 1) {
    copyPlanes(target, source);
  } else runUnary(copyLoop(source.dtype, target.dtype), target, source);
}

/** Whether `TypedArray.set` converts elements of one dtype to the other. */
function setsElements(from: DType, to: DType): boolean {
  return from === to || (isFloat(to) && from !== "int64" && !isHalf(from));
}

/**
 * Copies float32 elements in any order of dimensions, two dimensions at a time: a call for each run, of few elements often,
 * would cost more than the copy.
 */
function copyPlanes(target: Tensor, source: Tensor): void {
  const { _shape: shape, _strides } = target;
  const merged = mergeDims(shape, [_strides, broadcastStrides(source._shape, source._strides, shape)]);
  const { sizes } = merged;
  const [to, from] = merged.strides;
  while (sizes.length < 2) {
    sizes.unshift(1);
    to.unshift(0);
    from.unshift(0);
  }
  const [outer, last] = [sizes.length - 2, sizes.length - 1];
  const out = target.storage.data as Float32Array;
  const data = source.storage.data as Float32Array;
  const index = new Array<number>(outer).fill(0);
  let o = target.offset;
  let a = source.offset;
  for (;;) {
    copyPlane(out, o, to[outer], to[last], data, a, from[outer], from[last], sizes[outer], sizes[last]);
    let d = outer - 1;
    for (; d >= 0; d--) {
      o += to[d];
      a += from[d];
      if (++index[d] < sizes[d]) break;
      o -= to[d] * sizes[d];
      a -= from[d] * sizes[d];
      index[d] = 0;
    }
    if (d < 0) return;
  }
}

/** Runs from this length on are copied at once. */
const LONG_RUN = 48;

function copyPlane(
  out: Float32Array,
  o: number,
  oRow: number,
  oStep: number,
  data: Float32Array,
  a: number,
  aRow: number,
  aStep: number,
  rows: number,
  columns: number,
): void {
  if (oStep === 1 && aStep === 1) {
    for (let i = 0; i < rows; i++, o += oRow, a += aRow) {
      if (columns >= LONG_RUN) out.set(data.subarray(a, a + columns), o);
      else for (let j = 0; j < columns; j++) out[o + j] = data[a + j];
    }
    return;
  }
  for (let i = 0; i < rows; i++, o += oRow, a += aRow) {
    for (let j = 0, to = o, from = a; j < columns; j++, to += oStep, from += aStep) out[to] = data[from];
  }
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
