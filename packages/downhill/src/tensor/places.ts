import { type DType, isHalf } from "../memory/dtype.ts";
import { launch } from "../memory/recording.ts";
import { copyInto, copyOf } from "./copy.ts";
import { contiguousStrides, elementCount, type Shape } from "./shape.ts";
import { Tensor } from "./tensor.ts";

/**
 * A choice of elements of a tensor: runs of `block` elements that lie side by side in row-major order. All indexing by
 * tensors comes down to this.
 */
export interface Places {
  /** The shape of the tensor that is chosen from. */
  readonly source: Shape;
  /** The shape of the result. */
  readonly shape: Shape;
  /** Where each run begins, counted in row-major order. */
  readonly starts: Int32Array | Float64Array;
  /** Elements per run. */
  readonly block: number;
}

/** An array for places in a tensor of a shape. */
export function placeArray(source: Shape, length: number): Int32Array | Float64Array {
  return elementCount(source) > 2 ** 31 - 1 ? new Float64Array(length) : new Int32Array(length);
}

type Elements = Float32Array;

/** The elements of a row-major tensor; for the loops below all types of elements are alike. */
function elements(tensor: Tensor): Elements {
  const { data } = tensor.storage;
  const whole = tensor.offset === 0 && data.length === tensor._numel;
  return (whole ? data : data.subarray(tensor.offset, tensor.offset + tensor._numel)) as Elements;
}

/** Runs from this length on are copied at once. */
const LONG = 24;

/** The chosen elements of a row-major tensor. */
export function take(input: Tensor, { shape, starts, block }: Places): Tensor {
  const out = Tensor.uninitialized(input.dtype, shape);
  launch("take", () => {
    const from = elements(input);
    const to = elements(out);
    if (block === 1) for (let i = 0; i < starts.length; i++) to[i] = from[starts[i]];
    else if (block >= LONG) {
      for (let i = 0; i < starts.length; i++) to.set(from.subarray(starts[i], starts[i] + block), i * block);
    } else {
      for (let i = 0, o = 0; i < starts.length; i++)
        for (let k = starts[i]; k < starts[i] + block; ) to[o++] = from[k++];
    }
  });
  return out;
}

/** Overwrites the chosen elements of a row-major tensor by those of another; of several for one place the last stays. */
export function put(target: Tensor, values: Tensor, { starts, block }: Places): void {
  launch("put", () => {
    const to = elements(target);
    const from = elements(values);
    for (let i = 0, v = 0; i < starts.length; i++) for (let k = starts[i]; k < starts[i] + block; ) to[k++] = from[v++];
  });
}

/** Adds to the chosen elements of a row-major tensor those of another, one after the other. The sum of bools is "or". */
export function accumulate(target: Tensor, values: Tensor, places: Places): void {
  launch("accumulate", () => {
    if (!isHalf(target.dtype)) return addAt(target, values, places);
    const sums = copyOf(target, "float32");
    addAt(sums, copyOf(values, "float32"), places);
    copyInto(target, sums);
  });
}

function addAt(target: Tensor, values: Tensor, { starts, block }: Places): void {
  const to = elements(target);
  const from = elements(values);
  if (target.dtype === "bool") {
    for (let i = 0, v = 0; i < starts.length; i++)
      for (let k = starts[i]; k < starts[i] + block; ) to[k++] |= from[v++];
    return;
  }
  for (let i = 0, v = 0; i < starts.length; i++) {
    for (let k = starts[i]; k < starts[i] + block; ) to[k++] += from[v++];
  }
}

/** Zeros of the shape that was chosen from. */
export function zerosFor(dtype: DType, places: Places): Tensor {
  return Tensor.allocate(dtype, places.source);
}

/** The indices of an int64 or int32 tensor along a dimension of a size, counted from the front. */
export function checkedIndices(
  index: Tensor,
  size: number,
  outOfRange: (index: bigint) => Error,
  negative: boolean,
): Int32Array | Float64Array {
  const count = index._numel;
  const result = size > 2 ** 31 - 1 ? new Float64Array(count) : new Int32Array(count);
  launch("indices", () => {
    const given = index.toTypedArray();
    for (let i = 0; i < given.length; i++) {
      const value = Number(given[i]);
      if (value >= size || value < (negative ? -size : 0)) throw outOfRange(BigInt(given[i]));
      result[i] = value < 0 ? value + size : value;
    }
  });
  return result;
}

/** Chooses along one dimension: the same indices for all others. */
export function placesAlong(source: Shape, dim: number, indices: ArrayLike<number>): Places {
  const shape = source.slice();
  shape[dim] = indices.length;
  const block = elementCount(source.slice(dim + 1));
  const outer = elementCount(source.slice(0, dim));
  const starts = placeArray(source, outer * indices.length);
  launch("places", () => {
    let next = 0;
    for (let o = 0; o < outer; o++) {
      const first = o * source[dim];
      for (let i = 0; i < indices.length; i++) starts[next++] = (first + indices[i]) * block;
    }
  });
  return { source, shape, starts, block };
}

/** Chooses each element by an index of its own along one dimension; the index tensor gives the shape. */
export function placesByElement(source: Shape, dim: number, shape: Shape, indices: ArrayLike<number>): Places {
  const strides = contiguousStrides(source);
  const starts = placeArray(source, indices.length);
  launch("places", () => {
    const position = shape.map(() => 0);
    let base = 0; // the place of the position without the dimension
    for (let i = 0; i < indices.length; i++) {
      starts[i] = base + indices[i] * strides[dim];
      for (let d = shape.length - 1; d >= 0; d--) {
        if (d !== dim) base += strides[d];
        if (++position[d] < shape[d]) break;
        if (d !== dim) base -= strides[d] * shape[d];
        position[d] = 0;
      }
    }
  });
  return { source, shape, starts, block: 1 };
}
