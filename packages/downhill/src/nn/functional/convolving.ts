import { type Gathered, gemmGathered } from "../../kernels/matmul/gemm.ts";
import { launch } from "../../memory/recording.ts";
import type { Storage } from "../../memory/storage.ts";
import { Tensor } from "../../tensor/tensor.ts";
import * as depthwise from "./depthwise.ts";
import {
  ascending,
  classesOf,
  combinations,
  combined,
  eachImages,
  gradientPadding,
  padded,
  paddedLayout,
  padding,
  placed,
  product,
  range,
  range32,
  stepsOf,
} from "./images.ts";
import type { Geometry } from "./window.ts";

/*
 * Convolution over any number of dimensions, and its two derivatives, as matrix products whose factors are gathered
 * straight from the padded images: element (row, column) of such a factor lies at the sum of an offset that belongs to
 * its row and one that belongs to its column, so nothing is ever written out as columns.
 */

/** The output: [batch, outputs, ...places]. */
export function convolve(input: Tensor, weight: Tensor, geometry: Geometry): Tensor {
  if (depthwise.takes(geometry)) return depthwise.convolve(input, weight, geometry);
  const { batch, outputs, channels, groups, axes } = geometry;
  const sizes = axes.map(({ size }) => size);
  const places = axes.map((axis) => axis.places);
  const result = Tensor.uninitialized(input.dtype, [batch, outputs, ...places]);
  const size = product(places);
  const [perGroup, perGroupOut] = [channels / groups, outputs / groups];
  const taps = perGroup * product(axes.map(({ kernel }) => kernel));
  launch("convolve", () => {
    eachImages(geometry, axes.map(padded), [weight], ([kernels], first, count) => {
      const images = placed(input, first, count, paddedLayout(sizes, axes.map(padding)));
      const steps = stepsOf(axes.map(padded));
      const plane = product(axes.map(padded));
      const windows = axes.map(({ places: along, stride }, d) => range(along, stride * steps[d]));
      const kernel = axes.map(({ kernel: along, dilation }, d) => range(along, dilation * steps[d]));
      const lines = combined([range(count, channels * plane), ...windows]);
      const k = combined([range(perGroup, plane), ...kernel]);
      const columns = combined([range(count, outputs * size), range(size, 1)]);
      for (let group = 0; group < groups; group++) {
        const a = gathered(kernels, group * perGroupOut * taps, combined([range(perGroupOut, taps)]), ascending(taps));
        const b = gathered(images.storage, images.offset + group * perGroup * plane, lines, k);
        const to = (first * outputs + group * perGroupOut) * size;
        gemmGathered(a, b, result.storage, to, { rowStride: size, columns });
      }
      images.release();
    });
  });
  return result;
}

/** The derivative of the weight: [outputs, channels / groups, ...kernel]. */
export function weightGradient(grad: Tensor, input: Tensor, geometry: Geometry): Tensor {
  if (depthwise.takes(geometry)) return depthwise.weightGradient(grad, input, geometry);
  const { outputs, channels, groups, axes } = geometry;
  const kernelSizes = axes.map(({ kernel }) => kernel);
  const [perGroup, perGroupOut] = [channels / groups, outputs / groups];
  const result = Tensor.allocate(grad.dtype, [outputs, perGroup, ...kernelSizes]);
  const sizes = axes.map(({ size }) => size);
  const places = axes.map((axis) => axis.places);
  const size = product(places);
  const taps = perGroup * product(kernelSizes);
  launch("weightGradient", () => {
    eachImages(geometry, axes.map(padded), [], (_, first, count) => {
      const images = placed(input, first, count, paddedLayout(sizes, axes.map(padding)));
      const grads = placed(
        grad,
        first,
        count,
        paddedLayout(
          places,
          places.map(() => [0, 0]),
        ),
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
          gathered(grads.storage, grads.offset + group * perGroupOut * size, a.lines, a.k),
          gathered(images.storage, images.offset + group * perGroup * plane, b.lines, b.k),
          result.storage,
          group * perGroupOut * taps,
          { rowStride: taps, columns: ascending(taps) },
          first > 0,
        );
      }
      images.release();
      grads.release();
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
  if (depthwise.takes(geometry)) return depthwise.inputGradient(grad, weight, geometry);
  const { batch, channels, outputs, groups, axes } = geometry;
  const sizes = axes.map(({ size }) => size);
  const result = Tensor.uninitialized(grad.dtype, [batch, channels, ...sizes]);
  const plane = product(sizes);
  const places = axes.map((axis) => axis.places);
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
      const grads = placed(grad, first, count, paddedLayout(places, pads));
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
            gathered(grads.storage, grads.offset + group * perGroupOut * gradPlane, b.lines, b.k),
            result.storage,
            (first * channels + group * perGroup) * plane,
            { rowStride: plane, columns },
          );
        }
      }
      grads.release();
    });
  });
  return result;
}

function gathered(storage: Storage, offset: number, lines: Int32Array, k: Int32Array): Gathered {
  return { storage, offset, lines, k };
}
