import type { DType } from "../memory/dtype.ts";
import { rowMajor } from "./copy.ts";
import type { ReduceLoop } from "./loops/types.ts";
import { isRowMajor, type Shape } from "./shape.ts";
import { Tensor } from "./tensor.ts";

/** The shape that is left when the dimensions in `mask` are reduced. */
export function reducedShape(shape: Shape, mask: readonly boolean[], keepdim: boolean): Shape {
  if (keepdim) return shape.map((size, d) => (mask[d] ? 1 : size));
  return shape.filter((_, d) => !mask[d]);
}

/** The number of elements that are reduced to one. */
export function reducedCount(shape: Shape, mask: readonly boolean[]): number {
  let count = 1;
  for (let d = 0; d < shape.length; d++) if (mask[d]) count *= shape[d];
  return count;
}

const ORIGIN = new Float64Array(1);

/** The offsets of every element of a walk in row-major order, starting at `start`. */
function offsetsOf(sizes: readonly number[], strides: readonly number[], start: number): Float64Array {
  if (sizes.length === 0) {
    ORIGIN[0] = start;
    return ORIGIN;
  }
  let count = 1;
  for (const size of sizes) count *= size;
  const offsets = new Float64Array(count);
  if (count > 0) offsets[0] = start;
  let filled = 1;
  for (let d = sizes.length - 1; d >= 0 && count > 0; d--) {
    // The rows below are known already: repeat them, moved by one stride more each time.
    for (let k = 1; k < sizes[d]; k++) {
      const shift = k * strides[d];
      for (let i = 0; i < filled; i++) offsets[k * filled + i] = offsets[i] + shift;
    }
    filled *= sizes[d];
  }
  return offsets;
}

/** Reduces the dimensions in `mask` with a loop that walks one run per element of the result. */
export function reduce(
  loop: ReduceLoop,
  input: Tensor,
  mask: readonly boolean[],
  keepdim: boolean,
  dtype: DType,
): Tensor {
  const out = Tensor.allocate(dtype, reducedShape(input.shape, mask, keepdim));
  reduceInto(loop, input, mask, out);
  return out;
}

/** `reduce` into a row-major tensor of the right size. */
export function reduceInto(loop: ReduceLoop, input: Tensor, mask: readonly boolean[], out: Tensor): void {
  if (out._numel === 0) return;
  let source = input;
  let sizes: number[] = [];
  let strides: number[] = [];
  let count = 1;
  let stride = 1;
  let isOneRun = true;
  for (let d = 0; d < mask.length; d++) {
    const size = input.shape[d];
    if (!mask[d]) {
      sizes.push(size);
      strides.push(input.strides[d]);
    } else if (size !== 1) {
      if (count > 1 && stride !== input.strides[d] * size) isOneRun = false;
      count *= size;
      stride = input.strides[d];
    }
  }
  if (!isOneRun && count > 0) {
    source = keptFirst(input, mask);
    stride = 1;
    sizes = [out._numel];
    strides = [count];
  }
  const offsets = offsetsOf(sizes, strides, source.offset);
  loop(out._numel, out.storage.data, out.offset, source.storage.data, offsets, count, stride);
}

/** A row-major copy with the kept dimensions first and the reduced ones last. */
export function keptFirst(input: Tensor, mask: readonly boolean[]): Tensor {
  const order = [...mask.keys()].sort((a, b) => Number(mask[a]) - Number(mask[b]) || a - b);
  const shape = order.map((d) => input.shape[d]);
  const strides = order.map((d) => input.strides[d]);
  const { storage, offset, _numel } = input;
  return rowMajor(new Tensor(storage, shape, strides, offset, _numel, isRowMajor(shape, strides)));
}
