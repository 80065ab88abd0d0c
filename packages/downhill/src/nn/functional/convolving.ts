import { type Gathered, gemmGathered } from "../../kernels/matmul/gemm.ts";
import type { DType } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { Storage } from "../../memory/storage.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Floats, floats } from "./pointwise.ts";
import type { Axis } from "./window.ts";

/*
 * Convolution over any number of dimensions, and its two derivatives, as matrix products whose factors are gathered
 * straight from the padded images: element (row, column) of such a factor lies at the sum of an offset that belongs to
 * its row and one that belongs to its column, so nothing is ever written out as columns.
 */

/** What a convolution looks like. */
export interface Geometry {
  readonly batch: number;
  /** Of the input, in all groups. */
  readonly channels: number;
  /** Channels of the output, in all groups. */
  readonly outputs: number;
  readonly groups: number;
  readonly axes: readonly Axis[];
}

/** Elements of padded images that are in the heap at a time, if one image has no more. */
const STAGED_ELEMENTS = 1 << 23;

/** The output: [batch, outputs, ...places]. */
export function convolve(input: Tensor, weight: Tensor, geometry: Geometry): Tensor {
  const { batch, outputs, channels, groups, axes } = geometry;
  const places = axes.map((axis) => axis.places);
  const result = Tensor.uninitialized(input.dtype, [batch, outputs, ...places]);
  const size = product(places);
  const [perGroup, perGroupOut] = [channels / groups, outputs / groups];
  const taps = perGroup * product(axes.map(({ kernel }) => kernel));
  launch("convolve", () => {
    eachImages(geometry, axes.map(padded), [weight], ([kernels], first, count) => {
      const images = stage(input, first, count, axes.map(padding));
      const steps = stepsOf(axes.map(padded));
      const plane = product(axes.map(padded));
      const windows = axes.map(({ places: along, stride }, d) => range(along, stride * steps[d]));
      const kernel = axes.map(({ kernel: along, dilation }, d) => range(along, dilation * steps[d]));
      const lines = combined([range(count, channels * plane), ...windows]);
      const k = combined([range(perGroup, plane), ...kernel]);
      const columns = combined([range(count, outputs * size), range(size, 1)]);
      for (let group = 0; group < groups; group++) {
        const a = gathered(kernels, group * perGroupOut * taps, combined([range(perGroupOut, taps)]), ascending(taps));
        const b = gathered(images, group * perGroup * plane, lines, k);
        const to = (first * outputs + group * perGroupOut) * size;
        gemmGathered(a, b, result.storage, to, { rowStride: size, columns });
      }
      images.discard();
    });
  });
  return result;
}

/** The derivative of the weight: [outputs, channels / groups, ...kernel]. */
export function weightGradient(grad: Tensor, input: Tensor, geometry: Geometry): Tensor {
  const { outputs, channels, groups, axes } = geometry;
  const kernelSizes = axes.map(({ kernel }) => kernel);
  const [perGroup, perGroupOut] = [channels / groups, outputs / groups];
  const result = Tensor.allocate(grad.dtype, [outputs, perGroup, ...kernelSizes]);
  const size = product(axes.map((axis) => axis.places));
  const taps = perGroup * product(kernelSizes);
  launch("weightGradient", () => {
    eachImages(geometry, axes.map(padded), [], (_, first, count) => {
      const images = stage(input, first, count, axes.map(padding));
      const grads = stage(
        grad,
        first,
        count,
        axes.map(() => [0, 0]),
      );
      const steps = stepsOf(axes.map(padded));
      const plane = product(axes.map(padded));
      const windows = axes.map(({ places, stride }, d) => range(places, stride * steps[d]));
      const kernel = axes.map(({ kernel: along, dilation }, d) => range(along, dilation * steps[d]));
      const a = { lines: range32(perGroupOut, size), k: combined([range(count, outputs * size), range(size, 1)]) };
      const b = {
        lines: combined([range(perGroup, plane), ...kernel]),
        k: combined([range(count, channels * plane), ...windows]),
      };
      for (let group = 0; group < groups; group++) {
        gemmGathered(
          gathered(grads, group * perGroupOut * size, a.lines, a.k),
          gathered(images, group * perGroup * plane, b.lines, b.k),
          result.storage,
          group * perGroupOut * taps,
          { rowStride: taps, columns: ascending(taps) },
          first > 0,
        );
      }
      images.discard();
      grads.discard();
    });
  });
  return result;
}

/**
 * The derivative of the input: [batch, channels, ...size]. The places of the input fall into classes by what is left
 * when they are divided by the stride: a class meets some taps of the kernel only, and those at places of the gradient
 * that lie one after the other.
 */
export function inputGradient(grad: Tensor, weight: Tensor, geometry: Geometry): Tensor {
  const { batch, channels, outputs, groups, axes } = geometry;
  const sizes = axes.map(({ size }) => size);
  const result = Tensor.uninitialized(grad.dtype, [batch, channels, ...sizes]);
  const plane = product(sizes);
  const [perGroup, perGroupOut] = [channels / groups, outputs / groups];
  const kernelSteps = stepsOf(axes.map(({ kernel }) => kernel));
  const kernelSize = product(axes.map(({ kernel }) => kernel));
  const classes = axes.map(classesOf);
  const pads = axes.map((axis, d) => gradientPadding(axis, classes[d]));
  const extents = axes.map(({ places }, d) => pads[d][0] + places + pads[d][1]);
  const steps = stepsOf(extents);
  const gradPlane = product(extents);
  const resultSteps = stepsOf(sizes);
  launch("inputGradient", () => {
    eachImages(geometry, extents, [weight], ([kernels], first, count) => {
      const grads = stage(grad, first, count, pads);
      for (const chosen of combinations(classes)) {
        const shifts = chosen.map(({ count: along }, d) => range(along, steps[d]));
        const reads = chosen.map(({ taps }, d) => taps.map(({ shift }) => (shift + pads[d][0]) * steps[d]));
        const weights = chosen.map(({ taps }, d) => taps.map(({ tap }) => tap * kernelSteps[d]));
        const writes = chosen.map(({ residue, count: along }, d) =>
          range(along, axes[d].stride * resultSteps[d]).map((place) => place + residue * resultSteps[d]),
        );
        const a = {
          lines: range32(perGroup, kernelSize),
          k: combined([range(perGroupOut, perGroup * kernelSize), ...weights]),
        };
        const b = {
          lines: combined([range(count, outputs * gradPlane), ...shifts]),
          k: combined([range(perGroupOut, gradPlane), ...reads]),
        };
        const columns = combined([range(count, channels * plane), ...writes]);
        for (let group = 0; group < groups; group++) {
          gemmGathered(
            gathered(kernels, group * perGroupOut * perGroup * kernelSize, a.lines, a.k),
            gathered(grads, group * perGroupOut * gradPlane, b.lines, b.k),
            result.storage,
            (first * channels + group * perGroup) * plane,
            { rowStride: plane, columns },
          );
        }
      }
      grads.discard();
    });
  });
  return result;
}

/** The places of one dimension that leave the same rest when they are divided by the stride. */
interface ResidueClass {
  readonly residue: number;
  readonly count: number;
  /** The kernel's taps that reach them: the first place meets tap `tap` at place `shift` of the gradient, and so on. */
  readonly taps: readonly { readonly tap: number; readonly shift: number }[];
}

function classesOf({ size, kernel, stride, dilation, before }: Axis): ResidueClass[] {
  return Array.from({ length: Math.min(stride, size) }, (_, residue) => {
    const taps = [];
    for (let tap = 0; tap < kernel; tap++) {
      const distance = residue + before - tap * dilation;
      if (distance % stride === 0) taps.push({ tap, shift: distance / stride });
    }
    return { residue, count: Math.ceil((size - residue) / stride), taps };
  });
}

/** How many zeros the gradient needs on both sides, so that every tap finds a place. */
function gradientPadding({ places }: Axis, classes: readonly ResidueClass[]): readonly [number, number] {
  let [before, after] = [0, 0];
  for (const { count, taps } of classes) {
    for (const { shift } of taps) {
      before = Math.max(before, -shift);
      after = Math.max(after, shift + count - places);
    }
  }
  return [before, after];
}

/** Every choice of one element of each list. */
function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((chosen, list) => chosen.flatMap((front) => list.map((item) => [...front, item])), [[]]);
}

/** Calls `work` for as many images at a time as may be in the heap, with copies there of the tensors that all need. */
function eachImages(
  { batch, channels, outputs }: Geometry,
  extents: readonly number[],
  shared: readonly Tensor[],
  work: (shared: readonly Storage[], first: number, count: number) => void,
): void {
  const group = Math.max(1, Math.floor(STAGED_ELEMENTS / (Math.max(channels, outputs) * product(extents) || 1)));
  const copies = shared.map((tensor) => {
    const source = rowMajor(tensor);
    const isWhole = source.offset === 0 && source.storage.block !== null;
    return { storage: isWhole ? source.storage : copied(source), isWhole };
  });
  const storages = copies.map(({ storage }) => storage);
  for (let first = 0; first < batch; first += group) work(storages, first, Math.min(group, batch - first));
  for (const { storage, isWhole } of copies) if (!isWhole) storage.discard();
}

function copied(source: Tensor): Storage {
  const storage = newStorage(source.dtype, source._numel, false);
  (storage.data as Float32Array).set(part(floats(source), source.offset, source._numel));
  return storage;
}

function newStorage(dtype: DType, length: number, zeroed: boolean): Storage {
  return Storage.allocateInHeap(dtype, length, zeroed ? 0 : null);
}

/** Some images of a [batch, channels, ...sizes] with zeros around each plane, in the heap. */
function stage(
  tensor: Tensor,
  first: number,
  count: number,
  pads: readonly (readonly [before: number, after: number])[],
): Storage {
  const source = rowMajor(tensor);
  const x = floats(source);
  const [, channels, ...sizes] = source._shape;
  const from = source.offset + first * channels * product(sizes);
  const planes = count * channels;
  const isPadded = pads.some(([before, after]) => before > 0 || after > 0);
  const extents = sizes.map((size, d) => size + pads[d][0] + pads[d][1]);
  const storage = newStorage(tensor.dtype, planes * product(extents), isPadded);
  const out = storage.data as Float32Array;
  if (!isPadded) {
    out.set(part(x, from, planes * product(sizes)));
    return storage;
  }
  const steps = stepsOf(extents);
  const last = sizes.length - 1;
  const starts = combined([
    range(planes, product(extents)),
    ...sizes.slice(0, last).map((size, d) => range(size, steps[d]).map((place) => place + pads[d][0] * steps[d])),
  ]);
  const width = sizes[last];
  for (let row = 0; row < starts.length; row++) {
    const [to, at] = [starts[row] + pads[last][0], from + row * width];
    if (width < SHORT_ROW) for (let i = 0; i < width; i++) out[to + i] = x[at + i];
    else out.set(part(x, at, width), to);
  }
  return storage;
}

/** Shorter rows are copied element by element: a view costs more. */
const SHORT_ROW = 32;

function part(array: Floats, from: number, count: number): Float32Array {
  return array.subarray(from, from + count) as Float32Array;
}

function gathered(storage: Storage, offset: number, lines: Int32Array, k: Int32Array): Gathered {
  return { storage, offset, lines, k };
}

function padded({ size, before, after }: Axis): number {
  return size + before + after;
}

function padding({ before, after }: Axis): readonly [number, number] {
  return [before, after];
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((count, size) => count * size, 1);
}

/** The strides of a row-major array. */
function stepsOf(sizes: readonly number[]): number[] {
  const steps = new Array<number>(sizes.length);
  let step = 1;
  for (let d = sizes.length - 1; d >= 0; d--) {
    steps[d] = step;
    step *= sizes[d];
  }
  return steps;
}

/** 0, step, 2·step, ... */
function range(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, i) => i * step);
}

function range32(count: number, step: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i * step);
}

function ascending(count: number): Int32Array {
  return range32(count, 1);
}

/** All sums of one offset of each list, the last list's running fastest. */
function combined(lists: readonly (readonly number[])[]): Int32Array {
  let sums: Int32Array = new Int32Array(1);
  for (const list of lists) {
    const next = new Int32Array(sums.length * list.length);
    let to = 0;
    for (let i = 0; i < sums.length; i++) for (let j = 0; j < list.length; j++) next[to++] = sums[i] + list[j];
    sums = next;
  }
  return sums;
}
