import { addressOf } from "../../kernels/address.ts";
import { copyRuns } from "../../kernels/runCopies.ts";
import type { DType, FloatDType } from "../../memory/dtype.ts";
import { Storage } from "../../memory/storage.ts";
import { rowMajor } from "../../tensor/copy.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Floats, floats } from "./pointwise.ts";
import type { Axis, Geometry } from "./window.ts";

/* Images in the heap, where kernels of convolutions find them, and tables of offsets into them. */

/** Elements of padded images that are in the heap at a time, unless one image has more. */
const STAGED_ELEMENTS = 1 << 23;

/** The places of one dimension that leave the same rest when they are divided by the stride. */
export interface ResidueClass {
  readonly residue: number;
  readonly count: number;
  /** The kernel's taps that reach them: the first place meets tap `tap` at place `shift` of the gradient, and so on. */
  readonly taps: readonly { readonly tap: number; readonly shift: number }[];
}

export function classesOf({ size, kernel, stride, dilation, before }: Axis): ResidueClass[] {
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
export function gradientPadding({ places }: Axis, classes: readonly ResidueClass[]): readonly [number, number] {
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
export function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((chosen, list) => chosen.flatMap((front) => list.map((item) => [...front, item])), [[]]);
}

/** Calls `work` for as many images at a time as may be in the heap, with copies there of the tensors that all need. */
export function eachImages(
  { batch, channels, outputs }: Geometry,
  extents: readonly number[],
  shared: readonly Tensor[],
  work: (shared: readonly Storage[], first: number, count: number) => void,
  most = STAGED_ELEMENTS,
): void {
  const group = Math.max(1, Math.floor(most / (Math.max(channels, outputs) * product(extents) || 1)));
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

export function newStorage(dtype: DType, length: number, zeroed: boolean): Storage {
  return Storage.allocateInHeap(dtype, length, zeroed ? 0 : null);
}

/** Where the elements of a plane of images are put. */
export interface Layout {
  /** For each dimension, how far each of its places is from the first. */
  readonly places: readonly Int32Array[];
  /** Elements that the plane takes. */
  readonly plane: number;
  /** Whether that are all of them. */
  readonly whole: boolean;
}

/** Row-major, with zeros around. */
export function paddedLayout(
  sizes: readonly number[],
  pads: readonly (readonly [before: number, after: number])[],
): Layout {
  const extents = sizes.map((size, d) => size + pads[d][0] + pads[d][1]);
  const steps = stepsOf(extents);
  return {
    places: sizes.map((size, d) => Int32Array.from({ length: size }, (_, i) => (i + pads[d][0]) * steps[d])),
    plane: product(extents),
    whole: pads.every(([before, after]) => before === 0 && after === 0),
  };
}

/** Some images of a [batch, channels, ...sizes] in the heap, with zeros where the layout has places for no element. */
export function stage(
  tensor: Tensor,
  first: number,
  count: number,
  { places, plane, whole }: Layout,
  more = 0,
): Storage {
  const source = rowMajor(tensor);
  const x = floats(source);
  const [, channels, ...sizes] = source._shape;
  const from = source.offset + first * channels * product(sizes);
  const planes = count * channels;
  const storage = newStorage(tensor.dtype, planes * plane + more, !whole);
  const out = storage.data as Float32Array;
  if (whole) {
    out.set(part(x, from, planes * plane));
    return storage;
  }
  const last = sizes.length - 1;
  const width = sizes[last];
  const along = places[last];
  const isRun = along.every((place, i) => place === along[0] + i);
  if (isRun && source.storage.block !== null && storage.block !== null && storage.length > 0 && x.length > 0) {
    const dtype = tensor.dtype as FloatDType;
    const lines = combined(places.slice(0, last));
    const size = product(sizes);
    const begin = addressOf(source.storage, from, planes * size, dtype);
    const target = addressOf(storage, 0, planes * plane, dtype);
    const rows = { count: planes, from: (i: number) => i * size, to: (i: number) => i * plane };
    const runs = Array.from(lines, (to, row) => ({ from: row * width, to: to + along[0], count: width }));
    copyRuns(dtype, begin, target, rows, runs);
    return storage;
  }
  const starts = combined([range(planes, plane), ...places.slice(0, last)]);
  for (let row = 0; row < starts.length; row++) {
    const [to, at] = [starts[row], from + row * width];
    if (isRun && width >= SHORT_ROW) out.set(part(x, at, width), to + along[0]);
    else for (let i = 0; i < width; i++) out[to + along[i]] = x[at + i];
  }
  return storage;
}

/** Images where kernels find them. */
export interface Images {
  readonly storage: Storage;
  /** Of the first image, in elements. */
  readonly offset: number;
  /** Gives back what they take beside the tensor. */
  release(): void;
}

/** The same as `stage`, without a copy where the images lie in the heap as they are wanted. */
export function placed(tensor: Tensor, first: number, count: number, layout: Layout): Images {
  const source = rowMajor(tensor);
  if (layout.whole && source.storage.block !== null) {
    const [, channels, ...sizes] = source._shape;
    const offset = source.offset + first * channels * product(sizes);
    return { storage: source.storage, offset, release: () => {} };
  }
  const storage = stage(source, first, count, layout);
  return { storage, offset: 0, release: () => storage.discard() };
}

/** Shorter rows are copied element by element: a view costs more. */
const SHORT_ROW = 32;

function part(array: Floats, from: number, count: number): Float32Array {
  return array.subarray(from, from + count) as Float32Array;
}

export function padded({ size, before, after }: Axis): number {
  return size + before + after;
}

export function padding({ before, after }: Axis): readonly [number, number] {
  return [before, after];
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((count, size) => count * size, 1);
}

/** The strides of a row-major array. */
export function stepsOf(sizes: readonly number[]): number[] {
  const steps = new Array<number>(sizes.length);
  let step = 1;
  for (let d = sizes.length - 1; d >= 0; d--) {
    steps[d] = step;
    step *= sizes[d];
  }
  return steps;
}

/** 0, step, 2·step, ... */
export function range(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, i) => i * step);
}

export function range32(count: number, step: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i * step);
}

export function ascending(count: number): Int32Array {
  return range32(count, 1);
}

/** All sums of one offset of each list, the last list's running fastest. */
export function combined(lists: readonly ArrayLike<number>[]): Int32Array {
  let sums: Int32Array = new Int32Array(1);
  for (const list of lists) {
    const next = new Int32Array(sums.length * list.length);
    let to = 0;
    for (let i = 0; i < sums.length; i++) for (let j = 0; j < list.length; j++) next[to++] = sums[i] + list[j];
    sums = next;
  }
  return sums;
}
