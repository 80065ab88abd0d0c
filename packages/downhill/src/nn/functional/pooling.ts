import { checkTensor } from "../../autograd/functions/operands.ts";
import { define, type Node, recordWith, tracks } from "../../autograd/graph.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { floats } from "./pointwise.ts";
import { type Axis, axis, type Pair, pairOf, type Window } from "./window.ts";

/** Options of {@link maxPool2d}. */
export interface PoolingOptions {
  /** How far the window moves at a time. Default its size. */
  stride?: Pair | null;
  /** What is added on every side, never the greatest. At most half the window. Default 0. */
  padding?: Pair;
  /** How far the window's elements lie apart. Default 1. */
  dilation?: Pair;
  /** Whether a window may reach beyond the end. Default false. */
  ceilMode?: boolean;
  /** Whether to return also where in its plane each element was found. Default false. */
  returnIndices?: boolean;
}

interface Extra {
  /** Where in the input, which is row-major, each output comes from. */
  readonly origins: Int32Array;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

const MAX_POOL = define<Extra>("MaxPool2DWithIndicesBackward0", (grad, { extra }: Node<Extra>) => scatter(grad, extra));
const SCATTER = define<Extra>("MaxPool2DWithIndicesBackwardBackward0", (grad, { extra }: Node<Extra>) =>
  gather(grad, extra),
);

/**
 * The greatest element of each window; NaN if there is one. With `returnIndices` beside it where each was found: the
 * number of the element in its plane, int64.
 *
 * @param input [batch, channels, height, width], or [channels, height, width]
 * @throws RangeError for shapes or options that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool2d.html
 */
export function maxPool2d(
  input: Tensor,
  kernelSize: Pair,
  options: PoolingOptions & { returnIndices: true },
): [output: Tensor, indices: Tensor];
export function maxPool2d(
  input: Tensor,
  kernelSize: Pair,
  options?: PoolingOptions & { returnIndices?: false },
): Tensor;
export function maxPool2d(
  input: Tensor,
  kernelSize: Pair,
  { stride = null, padding = 0, dilation = 1, ceilMode = false, returnIndices = false }: PoolingOptions = {},
): Tensor | [output: Tensor, indices: Tensor] {
  checkTensor(input, "maxPool2d", "input");
  if (input.ndim !== 3 && input.ndim !== 4)
    throw new RangeError("non-empty 3D or 4D (batch mode) tensor expected for input");
  if (!isFloat(input.dtype)) throw new TypeError(`"max_pool2d" not implemented for '${typeName(input.dtype)}'`);
  const window = poolingWindow(input, kernelSize, stride ?? kernelSize, padding, dilation, ceilMode);
  const outputShape = [...input._shape.slice(0, -2), window.height.places, window.width.places];
  const extra = { origins: origins(rowMajor(input), window), inputShape: input._shape, outputShape };
  const result = pick(input, extra, -Infinity);
  const output = tracks(input) ? recordWith(result, MAX_POOL, [input], [], extra) : result;
  return returnIndices ? [output, placesIn(extra, window)] : output;
}

/** Where each element was found in its plane. */
function placesIn({ origins: from, outputShape }: Extra, { height, width }: Window): Tensor {
  const result = Tensor.allocate("int64", outputShape);
  const plane = height.size * width.size;
  launch("indices", () => {
    const out = result.storage.data as BigInt64Array;
    for (let i = 0; i < from.length; i++) out[i] = BigInt(from[i] % plane);
  });
  return result;
}

function poolingWindow(
  input: Tensor,
  kernelSize: Pair,
  stride: Pair,
  padding: Pair,
  dilation: Pair,
  ceilMode: boolean,
): Window {
  const kernel = pairOf(kernelSize, "kernelSize");
  const steps = pairOf(stride, "stride");
  const pads = pairOf(padding, "padding");
  const gaps = pairOf(dilation, "dilation");
  if (kernel.some((size) => size <= 0)) throw new RangeError("kernel size should be greater than zero");
  if (steps.some((step) => step <= 0)) throw new RangeError("stride should be greater than zero");
  if (gaps.some((gap) => gap <= 0)) throw new RangeError("dilation should be greater than zero");
  const [channels, height, width] = input._shape.slice(-3);
  if (channels === 0 || height === 0 || width === 0) {
    throw new RangeError(
      "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but " +
        `got:${formatShape(input._shape)}`,
    );
  }
  const axes = [height, width].map((size, dim) => {
    const pad = pads[dim];
    if (pad < 0) throw new RangeError(`pad must be non-negative, but got pad: ${pad}`);
    if (pad > (gaps[dim] * (kernel[dim] - 1) + 1) / 2) {
      throw new RangeError(
        `pad should be at most half of effective kernel size, but got pad=${pad}, kernel_size=${kernel[dim]} and ` +
          `dilation=${gaps[dim]}`,
      );
    }
    return axis(size, kernel[dim], steps[dim], [pad, pad], gaps[dim], ceilMode);
  });
  if (pads.some((pad, dim) => pad > kernel[dim] / 2)) {
    throw new RangeError(
      `pad should be smaller than or equal to half of kernel size, but got padW = ${pads[1]}, padH = ${pads[0]}, ` +
        `kW = ${kernel[1]}, kH = ${kernel[0]}`,
    );
  }
  if (axes.some(({ places }) => places <= 0)) {
    throw new RangeError(
      `Given input size: (${channels}x${height}x${width}). Calculated output size: ` +
        `(${channels}x${axes[0].places}x${axes[1].places}). Output size is too small`,
    );
  }
  return { batch: input.ndim === 4 ? input._shape[0] : 1, channels, height: axes[0], width: axes[1] };
}

/** The first of the greatest elements of each window, or its last NaN; -1 for a window that lies in the padding. */
function origins(input: Tensor, window: Window): Int32Array {
  const { batch, channels, height, width } = window;
  const result = new Int32Array(batch * channels * height.places * width.places);
  launch("maxPool", () => find(result, input, window));
  return result;
}

function find(result: Int32Array, input: Tensor, window: Window): void {
  const { batch, channels, height, width } = window;
  const x = floats(input);
  const isInside = isUnpadded(height) && isUnpadded(width);
  let place = 0;
  for (let plane = 0; plane < batch * channels; plane++) {
    const start = plane * height.size * width.size;
    for (let py = 0; py < height.places; py++) {
      const top = py * height.stride - height.before;
      // The kernel's rows that lie within the plane, and likewise its columns.
      const firstRow = isInside ? 0 : firstInside(top, height.dilation);
      const endRow = isInside ? height.kernel : endInside(top, height);
      for (let px = 0; px < width.places; px++, place++) {
        const left = px * width.stride - width.before;
        const firstColumn = isInside ? 0 : firstInside(left, width.dilation);
        const endColumn = isInside ? width.kernel : endInside(left, width);
        let greatest = -Infinity;
        let origin = -1;
        for (let ky = firstRow; ky < endRow; ky++) {
          let element = start + (top + ky * height.dilation) * width.size + left + firstColumn * width.dilation;
          for (let kx = firstColumn; kx < endColumn; kx++, element += width.dilation) {
            const value = x[input.offset + element];
            if (value > greatest || origin < 0 || value !== value) {
              greatest = value;
              origin = element;
            }
          }
        }
        result[place] = origin;
      }
    }
  }
}

/** Whether every window lies within the input. */
function isUnpadded({ before, places, stride, kernel, dilation, size }: Axis): boolean {
  return before === 0 && (places - 1) * stride + (kernel - 1) * dilation < size;
}

/** The first element of a window that begins at a place, and lies within the input. */
function firstInside(start: number, dilation: number): number {
  return start >= 0 ? 0 : Math.ceil(-start / dilation);
}

/** One past the last such element. */
function endInside(start: number, { size, kernel, dilation }: Axis): number {
  return Math.min(kernel, Math.floor((size - 1 - start) / dilation) + 1);
}

/** The elements that were found, and `nothing` where none was. */
function pick(input: Tensor, { origins: from, outputShape }: Extra, nothing: number): Tensor {
  const source = rowMajor(input);
  const result = Tensor.uninitialized(input.dtype, outputShape);
  launch("pick", () => {
    const out = floats(result);
    const x = floats(source);
    for (let i = 0; i < from.length; i++) out[i] = from[i] < 0 ? nothing : x[source.offset + from[i]];
  });
  return result;
}

function scatter(grad: Tensor, extra: Extra): Tensor {
  const source = rowMajor(grad);
  const result = Tensor.allocate(grad.dtype, extra.inputShape);
  const { origins: to } = extra;
  launch("maxPoolGradient", () => {
    const out = floats(result);
    const g = floats(source);
    for (let i = 0; i < to.length; i++) if (to[i] >= 0) out[to[i]] += g[source.offset + i];
  });
  return tracks(grad) ? recordWith(result, SCATTER, [grad], [], extra) : result;
}

/** The derivative of `scatter`, which is linear. */
function gather(grad: Tensor, extra: Extra): Tensor {
  const result = pick(grad, extra, 0);
  return tracks(grad) ? recordWith(result, MAX_POOL, [grad], [], extra) : result;
}
