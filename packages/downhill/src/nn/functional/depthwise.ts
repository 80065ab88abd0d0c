import { multiplyTaps, type Planes, sumTaps, wholeBlocks, wholeVectors } from "../../kernels/taps.ts";
import type { FloatDType } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import type { Storage } from "../../memory/storage.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { Tensor } from "../../tensor/tensor.ts";
import {
  classesOf,
  combinations,
  combined,
  eachImages,
  gradientPadding,
  type Layout,
  newStorage,
  padded,
  paddedLayout,
  product,
  range,
  stage,
  stepsOf,
} from "./images.ts";
import { type Floats, floats } from "./pointwise.ts";
import type { Axis, Geometry } from "./window.ts";

/*
 * Convolutions in which each output sees one channel. Such a plane is a sum of a few shifted planes, each with a weight: no
 * product of matrices. A row of results is as long as one of the padded input, so that the whole plane is one long run; what
 * lies beyond the output's width is left out when the plane is written. Where the kernel moves by more than one place at a
 * time, the input is dealt out to as many planes, in each of which it moves by one.
 */

/** Elements of images that are in the heap at a time, unless one image has more: they stay in the cache. */
const STAGED_ELEMENTS = 1 << 18;

/** Whether a convolution is one of these. */
export function takes({ channels, groups }: Geometry): boolean {
  return groups === channels && channels > 1;
}

/** The padded input, dealt out: places that leave the same rest when they are divided by the strides lie together. */
interface Dealt {
  readonly layout: Layout;
  /** Between neighbours of each dimension. */
  readonly steps: readonly number[];
  /** From the place of an output to where each tap is. */
  readonly taps: Int32Array;
}

function dealt(axes: readonly Axis[]): Dealt {
  const extents = axes.map((axis) => Math.ceil(padded(axis) / axis.stride));
  const steps = stepsOf(extents);
  const share = product(extents);
  const shareSteps = stepsOf(axes.map(({ stride }) => stride)).map((step) => step * share);
  const placesOf = (d: number, inner: readonly number[]) =>
    Int32Array.from(inner, (z) => {
      const { stride } = axes[d];
      return (z % stride) * shareSteps[d] + Math.floor(z / stride) * steps[d];
    });
  const places = axes.map(({ size, before }, d) =>
    placesOf(
      d,
      range(size, 1).map((i) => i + before),
    ),
  );
  const plane = share * product(axes.map(({ stride }) => stride));
  return {
    layout: {
      places,
      plane,
      whole: axes.every(({ size, stride, before, after }) => stride + before + after === 1 && size > 0),
    },
    steps,
    taps: combined(axes.map(({ kernel, dilation }, d) => placesOf(d, range(kernel, dilation)))),
  };
}

/** Elements from the first to the last place of so many along each dimension. */
function reach(counts: readonly number[], steps: readonly number[]): number {
  return counts.reduce((sum, count, d) => sum + (count - 1) * steps[d], 1);
}

/** Room behind the last plane, so that whole blocks can be read. */
function roomBehind(dtype: FloatDType): number {
  return wholeBlocks(dtype, 1);
}

/** The output: [batch, outputs, ...places]. */
export function convolve(input: Tensor, weight: Tensor, geometry: Geometry): Tensor {
  const { batch, outputs, channels, axes } = geometry;
  const dtype = input.dtype as FloatDType;
  const places = axes.map((axis) => axis.places);
  const result = Tensor.uninitialized(dtype, [batch, outputs, ...places]);
  const { layout, steps, taps } = dealt(axes);
  const count = reach(places, steps);
  launch("convolve", () => {
    eachImages(
      geometry,
      axes.map(padded),
      [weight],
      ([kernels], first, images) => {
        const storage = stage(input, first, images, layout, roomBehind(dtype));
        const planes = images * outputs;
        const out = newStorage(dtype, planes * wholeBlocks(dtype, count), false);
        const from: Planes = { storage, step: layout.plane, sharing: outputs / channels, taps };
        sumTaps(planes, from, kernels, outputs, out, count);
        const rows = combined(places.slice(0, -1).map((along, d) => range(along, steps[d])));
        const columns = range(places[places.length - 1], 1);
        const target = floats(result);
        const start = first * outputs * product(places);
        let to = start;
        for (let plane = 0; plane < planes; plane++) {
          for (const row of rows)
            to = copyRow(out, plane * wholeBlocks(dtype, count) + row, columns.length, target, to);
        }
        storage.discard();
        out.discard();
      },
      STAGED_ELEMENTS,
    );
  });
  return result;
}

/** Copies a row, and tells where the next one goes. */
function copyRow(from: Storage, at: number, width: number, out: Floats, to: number): number {
  const x = from.data as Floats;
  if (width >= SHORT_ROW) (out as Float32Array).set(x.subarray(at, at + width) as Float32Array, to);
  else for (let i = 0; i < width; i++) out[to + i] = x[at + i];
  return to + width;
}

const SHORT_ROW = 32;

/** The derivative of the weight: [outputs, 1, ...kernel]. */
export function weightGradient(grad: Tensor, input: Tensor, geometry: Geometry): Tensor {
  const { outputs, channels, axes } = geometry;
  const dtype = grad.dtype as FloatDType;
  const places = axes.map((axis) => axis.places);
  const width = places[places.length - 1];
  const result = Tensor.allocate(dtype, [outputs, 1, ...axes.map(({ kernel }) => kernel)]);
  const { layout, steps, taps } = dealt(axes);
  const row = wholeVectors(dtype, width);
  // Rows of whole vectors.
  const rowLayout = paddedLayout(
    places,
    places.map((_, d) => [0, d === places.length - 1 ? row - width : 0]),
  );
  launch("weightGradient", () => {
    const sums = new Float64Array(result._numel);
    eachImages(
      geometry,
      axes.map(padded),
      [],
      (_, first, images) => {
        const storage = stage(input, first, images, layout, roomBehind(dtype));
        const grads = stage(grad, first, images, rowLayout);
        const rows = combined(places.slice(0, -1).map((along, d) => range(along, steps[d])));
        const from: Planes = { storage, step: layout.plane, sharing: outputs / channels, taps };
        const products = multiplyTaps(images * outputs, grads, rows, width, from);
        for (let i = 0; i < products.length; i++) sums[i % sums.length] += products[i];
        storage.discard();
        grads.discard();
      },
      STAGED_ELEMENTS,
    );
    floats(result).set(sums);
  });
  return result;
}

/** The derivative of the input: [batch, channels, ...size]; of each class of places that meet the same taps by itself. */
export function inputGradient(grad: Tensor, weight: Tensor, geometry: Geometry): Tensor {
  const { batch, channels, outputs, axes } = geometry;
  const dtype = grad.dtype as FloatDType;
  const sizes = axes.map(({ size }) => size);
  const result = Tensor.uninitialized(dtype, [batch, channels, ...sizes]);
  const classes = axes.map(classesOf);
  const pads = axes.map((axis, d) => gradientPadding(axis, classes[d]));
  const layout = paddedLayout(
    axes.map(({ places }) => places),
    pads,
  );
  const extents = axes.map(({ places }, d) => pads[d][0] + places + pads[d][1]);
  const steps = stepsOf(extents);
  const kernelSteps = stepsOf(axes.map(({ kernel }) => kernel));
  const kernelSize = product(axes.map(({ kernel }) => kernel));
  const resultSteps = stepsOf(sizes);
  const perChannel = outputs / channels;
  launch("inputGradient", () => {
    const kernels = floats(rowMajor(weight));
    const { offset } = rowMajor(weight);
    eachImages(
      geometry,
      extents,
      [],
      (_, first, images) => {
        const storage = stage(grad, first, images, layout, roomBehind(dtype));
        const planes = images * channels;
        for (const chosen of combinations(classes)) {
          const shifts = chosen.map(({ taps }, d) => taps.map(({ shift }) => (shift + pads[d][0]) * steps[d]));
          const taps = combined([range(perChannel, layout.plane), ...shifts]);
          const order = combined([
            range(perChannel, kernelSize),
            ...chosen.map(({ taps: met }, d) => met.map(({ tap }) => tap * kernelSteps[d])),
          ]);
          const weights = newStorage(dtype, channels * order.length, false);
          const held = weights.data as Floats;
          for (let c = 0, to = 0; c < channels; c++) {
            for (const place of order) held[to++] = kernels[offset + c * perChannel * kernelSize + place];
          }
          const count = reach(
            chosen.map((one) => one.count),
            steps,
          );
          const length = wholeBlocks(dtype, count);
          const out = newStorage(dtype, planes * length, false);
          sumTaps(
            planes,
            { storage, step: perChannel * layout.plane, sharing: 1, taps },
            weights,
            channels,
            out,
            count,
          );
          const reads = chosen.map(({ count: along }, d) => range(along, steps[d]));
          const writes = chosen.map(({ count: along, residue }, d) =>
            range(along, axes[d].stride).map((place) => (place + residue) * resultSteps[d]),
          );
          const [from, to] = [combined(reads.slice(0, -1)), combined(writes.slice(0, -1))];
          const columns = writes[writes.length - 1];
          const step = axes[axes.length - 1].stride;
          const [x, target] = [out.data as Floats, floats(result)];
          for (let plane = 0; plane < planes; plane++) {
            const [at, start] = [plane * length, (first * channels + plane) * product(sizes)];
            for (let row = 0; row < from.length; row++) {
              const [read, write] = [at + from[row], start + to[row] + columns[0]];
              if (step === 1) copyRow(out, read, columns.length, target, write);
              else for (let i = 0; i < columns.length; i++) target[write + i * step] = x[read + i];
            }
          }
          weights.discard();
          out.discard();
        }
        storage.discard();
      },
      STAGED_ELEMENTS,
    );
  });
  return result;
}
