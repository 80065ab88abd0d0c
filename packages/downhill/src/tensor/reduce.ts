import type { ReduceLoop } from "../elementwise/loopTypes.ts";
import type { DType } from "../memory/dtype.ts";
import { recorder, type Work } from "../memory/recording.ts";
import type { Factor } from "./computation.ts";
import { rowMajor } from "./copy.ts";
import { isRowMajor, mergeDims, type Shape } from "./shape.ts";
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

/** Reduces the dimensions in `mask` with a loop that walks one run per element of the result. */
export function reduce(
  loop: ReduceLoop,
  input: Tensor,
  mask: readonly boolean[],
  keepdim: boolean,
  dtype: DType,
): Tensor {
  const out = Tensor.allocate(dtype, reducedShape(input._shape, mask, keepdim));
  reduceInto(loop, input, mask, out);
  return out;
}

/**
 * `reduce` into a row-major tensor of the right size.
 *
 * @param describe tells a recorder what is computed of the elements
 */
export function reduceInto(
  loop: ReduceLoop,
  input: Tensor,
  mask: readonly boolean[],
  out: Tensor,
  describe?: () => Work | undefined,
): void {
  if (recorder === null) reduceElements(loop, input, mask, out);
  else recorder.launch("reduce", () => reduceElements(loop, input, mask, out), describe?.());
}

/** The elements that are reduced to each element of `out`, if they lie one step apart. */
export function reducedRun(
  input: Tensor,
  mask: readonly boolean[],
  out: Tensor,
): { factor: Factor; count: number } | null {
  const { sizes, strides } = planWalk(input, mask, true);
  if (sizes.length > 1) return null;
  const isKeepdim = out._shape.length === input._shape.length;
  const along = isKeepdim ? input._strides.map((stride, d) => (mask[d] ? 0 : stride)) : kept(input._strides, mask);
  const factor = { tensor: input, offset: input.offset, strides: along, step: strides[0] ?? 1 };
  return { factor, count: sizes[0] ?? 1 };
}

function kept(values: Shape, mask: readonly boolean[]): Shape {
  return values.filter((_, d) => !mask[d]);
}

function reduceElements(loop: ReduceLoop, input: Tensor, mask: readonly boolean[], out: Tensor): void {
  if (out._numel === 0) return;
  const kept = planWalk(input, mask, false);
  const reduced = planWalk(input, mask, true);
  if (reduced.sizes.length > 1) {
    const source = keptFirst(input, mask);
    const n = source._numel / out._numel;
    loop(out._numel, out.storage.data, out.offset, source.storage.data, source.offset, n, n, 1);
    return;
  }
  const n = reduced.sizes[0] ?? 1;
  const stride = reduced.strides[0] ?? 1;
  // The innermost kept dimensions are one call, those outside them a call each.
  const last = kept.sizes.length - 1;
  const m = last < 0 ? 1 : kept.sizes[last];
  const step = last < 0 ? 0 : kept.strides[last];
  const index = new Array<number>(Math.max(0, last)).fill(0);
  let place = input.offset;
  for (let o = out.offset; o < out.offset + out._numel; o += m) {
    loop(m, out.storage.data, o, input.storage.data, place, step, n, stride);
    for (let d = last - 1; d >= 0; d--) {
      place += kept.strides[d];
      if (++index[d] < kept.sizes[d]) break;
      place -= kept.sizes[d] * kept.strides[d];
      index[d] = 0;
    }
  }
}

interface Walk {
  readonly sizes: number[];
  readonly strides: number[];
}

/** The dimensions that are reduced or those that are kept, merged where they lie row-major. */
function planWalk({ _shape: shape, _strides: strides }: Tensor, mask: readonly boolean[], which: boolean): Walk {
  const isMeant = (_: number, d: number) => mask[d] === which;
  const merged = mergeDims(shape.filter(isMeant), [strides.filter(isMeant)]);
  return { sizes: merged.sizes, strides: merged.strides[0] };
}

/** A row-major copy with the kept dimensions first and the reduced ones last. */
export function keptFirst(input: Tensor, mask: readonly boolean[]): Tensor {
  const order = [...mask.keys()].sort((a, b) => Number(mask[a]) - Number(mask[b]) || a - b);
  const shape = order.map((d) => input._shape[d]);
  const strides = order.map((d) => input._strides[d]);
  const { storage, offset, _numel } = input;
  return rowMajor(Tensor.over(storage, shape, strides, offset, _numel, isRowMajor(shape, strides)));
}
