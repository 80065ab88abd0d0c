import { copying, dividing } from "../ir/elements.ts";
import { addRows } from "../kernels/columnSums.ts";
import { type FloatDType, isFloat } from "../memory/dtype.ts";
import { launch } from "../memory/recording.ts";
import * as rows from "../rows/functions.ts";
import { ElementwiseComputation, InnerSum } from "./computation.ts";
import * as loops from "./loops/sum.ts";
import { reducedCount, reducedRun, reducedShape, reduceInto } from "./reduce.ts";
import type { Shape } from "./shape.ts";
import { Tensor } from "./tensor.ts";

/** From so many elements of a row-major float32 tensor on, whole runs are summed at a time. */
const LARGE = 1024;

/**
 * The sums, or means, of float tensors over the dimensions in `mask`. Those of float32 are accumulated in double
 * precision, in an order that depends on the shape alone.
 */
export function sumFloats(input: Tensor, mask: readonly boolean[], keepdim: boolean, asMean: boolean): Tensor {
  const out = Tensor.allocate(input.dtype, reducedShape(input._shape, mask, keepdim));
  if (input.dtype !== "float32" || !input._contiguous || input._numel < LARGE || out._numel === input._numel) {
    reduceInto(asMean ? loops.mean : loops.sum, input, mask, out, () => described(input, mask, out, asMean));
    return out;
  }
  launch(asMean ? "mean" : "sum", () => {
    const result = out.storage.data as Float32Array;
    result.set(sumsOfRowMajor(input, mask, out._numel), out.offset);
    // As in PyTorch, a mean is rounded before it is divided and after.
    if (asMean) {
      const count = reducedCount(input._shape, mask);
      for (let i = 0; i < result.length; i++) result[i] /= count;
    }
  });
  return out;
}

/** What the loops of short runs compute. */
function described(
  input: Tensor,
  mask: readonly boolean[],
  out: Tensor,
  asMean: boolean,
): ElementwiseComputation | undefined {
  const { dtype } = input;
  const run = isFloat(dtype) ? reducedRun(input, mask, out) : null;
  if (run === null || run.count === 0 || run.count > loops.BLOCK) return undefined;
  const program = asMean ? dividing(dtype as FloatDType, run.count) : copying(dtype as FloatDType);
  return ElementwiseComputation.of(program, out, [new InnerSum("pairs", [run.factor], run.count)]);
}

function sumsOfRowMajor(input: Tensor, mask: readonly boolean[], count: number): Float64Array {
  let last = mask.length;
  let size = 1;
  while (last > 0 && (mask[last - 1] || input._shape[last - 1] === 1)) size *= input._shape[--last];
  const shape = input._shape.slice(0, last);
  const outer = input._numel / size;
  if (size === 1) {
    const { data } = input.storage;
    if (isSumOfRows(mask, shape, count)) {
      const sums = new Float64Array(count);
      if (addRows(input.storage, input.offset, outer / count, count, sums)) return sums;
    }
    return addRuns(data as Float32Array, input.offset, shape, mask, count);
  }
  const sums = new Float64Array(outer);
  rows.planeSum("float32", outer, size, [input], [], [], [sums]);
  return outer === count ? sums : addRuns(sums, 0, shape, mask, count);
}

/** Whether all that is summed comes before all that is kept: whole rows are added up. */
function isSumOfRows(mask: readonly boolean[], shape: Shape, count: number): boolean {
  let kept = 1;
  for (let d = shape.length - 1; d >= 0 && !mask[d]; d--) kept *= shape[d];
  return kept === count;
}

/** Sums over the leading dimensions of what lies row-major: whole runs are added to whole runs. */
function addRuns(
  data: Float32Array | Float64Array,
  offset: number,
  shape: readonly number[],
  mask: readonly boolean[],
  count: number,
): Float64Array {
  const sums = new Float64Array(count);
  // The run: the last dimensions, which are all kept.
  let last = shape.length;
  let run = 1;
  while (last > 0 && !mask[last - 1]) run *= shape[--last];
  const strides = new Array<number>(last).fill(0);
  let stride = run;
  for (let d = last - 1; d >= 0; d--) {
    if (mask[d]) continue;
    strides[d] = stride;
    stride *= shape[d];
  }
  const index = new Array<number>(last).fill(0);
  let to = 0;
  const end = shape.reduce((product, size) => product * size, 1);
  for (let from = 0; from < end; from += run) {
    if (data instanceof Float32Array) addRun32(sums, to, data, offset + from, run);
    else addRun64(sums, to, data, offset + from, run);
    for (let d = last - 1; d >= 0; d--) {
      to += strides[d];
      if (++index[d] < shape[d]) break;
      to -= shape[d] * strides[d];
      index[d] = 0;
    }
  }
  return sums;
}

function addRun32(sums: Float64Array, to: number, data: Float32Array, from: number, run: number): void {
  for (let i = 0; i < run; i++) sums[to + i] += data[from + i];
}

function addRun64(sums: Float64Array, to: number, data: Float64Array, from: number, run: number): void {
  for (let i = 0; i < run; i++) sums[to + i] += data[from + i];
}
