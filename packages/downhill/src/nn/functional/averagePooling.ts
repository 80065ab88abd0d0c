import { checkTensor } from "../../autograd/functions/operands.ts";
import { define, recordWith, tracks } from "../../autograd/graph.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { floats } from "./pointwise.ts";
import { axis, type Extent, sizesOf } from "./window.ts";

/** Options of average pooling over windows. */
export interface AveragePoolingOptions<Size extends Extent = Extent> {
  /** How far the window moves at a time. Default: its size. */
  stride?: Size | null;
  /** Zeros added on every side, at most half of the window. Default 0. */
  padding?: Size;
  /** Whether windows that reach over the end count too. Default false. */
  ceilMode?: boolean;
  /** Whether the zeros count in what is divided by. Default true. */
  countIncludePad?: boolean;
  /** What is divided by in place of the window's size; not for one dimension. Default null. */
  divisorOverride?: number | null;
}

/** The elements of one dimension that a place averages, and how many it stands for with the padding. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly padded: number;
}

/** An average of each of many windows: linear, so that the gradient is spread over the same windows. */
interface Averaging {
  /** Of depth, height and width, the last ones that there are. */
  readonly spans: readonly (readonly Span[])[];
  readonly sizes: readonly number[];
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** What a window is divided by: null for the number of its elements. */
  readonly divisor: ((padded: number) => number) | null;
}

/** Calls `visit` for each window with the places of its elements, in order, within a plane. */
function eachWindow({ spans, sizes, divisor }: Averaging, visit: (places: number[], divisor: number) => void): void {
  const [depths, heights, widths] = [...Array<Span[]>(3 - spans.length).fill([WHOLE]), ...spans];
  const [, height, width] = [...Array<number>(3 - sizes.length).fill(1), ...sizes];
  for (const d of depths) {
    for (const h of heights) {
      for (const w of widths) {
        const places: number[] = [];
        for (let z = d.start; z < d.end; z++) {
          for (let y = h.start; y < h.end; y++) {
            for (let x = w.start; x < w.end; x++) places.push((z * height + y) * width + x);
          }
        }
        visit(places, divisor === null ? places.length : divisor(d.padded * h.padded * w.padded));
      }
    }
  }
}

const WHOLE: Span = { start: 0, end: 1, padded: 1 };

/** The windows of a plane, as runs of one list of places; kept with the averaging, since all planes are alike. */
interface Windows {
  readonly starts: Int32Array;
  readonly places: Int32Array;
  readonly divisors: Float64Array;
}

const known = new WeakMap<Averaging, Windows>();

function windowsOf(averaging: Averaging): Windows {
  let windows = known.get(averaging);
  if (windows === undefined) {
    const starts = [0];
    const places: number[] = [];
    const divisors: number[] = [];
    eachWindow(averaging, (found, divisor) => {
      for (const place of found) places.push(place);
      starts.push(places.length);
      divisors.push(divisor);
    });
    windows = {
      starts: Int32Array.from(starts),
      places: Int32Array.from(places),
      divisors: Float64Array.from(divisors),
    };
    known.set(averaging, windows);
  }
  return windows;
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((count, size) => count * size, 1);
}

function average(input: Tensor, averaging: Averaging): Tensor {
  const source = rowMajor(input);
  const result = Tensor.uninitialized(input.dtype, averaging.outputShape);
  launch("avgPool", () => {
    const { starts, places, divisors } = windowsOf(averaging);
    const plane = product(averaging.sizes);
    const [x, out] = [floats(source), floats(result)];
    for (let o = 0, first = source.offset; o < out.length; first += plane) {
      for (let w = 0; w < divisors.length; w++, o++) {
        let sum = 0;
        for (let i = starts[w]; i < starts[w + 1]; i++) sum += x[first + places[i]];
        out[o] = sum / divisors[w];
      }
    }
  });
  return tracks(input) ? recordWith(result, AVERAGE, [input], [], averaging) : result;
}

/** The gradient of `average`, which is linear. */
function spread(grad: Tensor, averaging: Averaging): Tensor {
  const source = rowMajor(grad);
  const result = Tensor.allocate(grad.dtype, averaging.inputShape);
  launch("avgPoolGradient", () => {
    const { starts, places, divisors } = windowsOf(averaging);
    const plane = product(averaging.sizes);
    const [g, out] = [floats(source), floats(result)];
    const count = source._numel;
    for (let o = 0, first = 0; o < count; first += plane) {
      for (let w = 0; w < divisors.length; w++, o++) {
        const share = g[source.offset + o] / divisors[w];
        for (let i = starts[w]; i < starts[w + 1]; i++) out[first + places[i]] += share;
      }
    }
  });
  return tracks(grad) ? recordWith(result, SPREAD, [grad], [], averaging) : result;
}

const AVERAGE = define<Averaging>("AvgPoolBackward0", (grad, node) => spread(grad, node.extra));
const SPREAD = define<Averaging>("AvgPoolBackwardBackward0", (grad, node) => average(grad, node.extra));

function checkInput(input: Tensor, dims: number, name: string): void {
  checkTensor(input, name, "input");
  if (input.ndim !== dims + 1 && input.ndim !== dims + 2) {
    throw new RangeError(
      `${name}: expected ${dims + 1}D or ${dims + 2}D (batch mode) input, got one of size ${formatShape(input._shape)}`,
    );
  }
  if (!isFloat(input.dtype)) throw new TypeError(`"${name}" not implemented for '${typeName(input.dtype)}'`);
}

/** Averages over windows of any number of dimensions. */
function pooled(
  name: string,
  dims: number,
  input: Tensor,
  kernelSize: Extent,
  {
    stride = null,
    padding = 0,
    ceilMode = false,
    countIncludePad = true,
    divisorOverride = null,
  }: AveragePoolingOptions = {},
): Tensor {
  checkInput(input, dims, name);
  const kernel = sizesOf(kernelSize, "kernelSize", dims);
  const steps = sizesOf(stride ?? kernelSize, "stride", dims);
  const pads = sizesOf(padding, "padding", dims);
  if (kernel.some((size) => size <= 0)) throw new RangeError("kernel size should be greater than zero");
  if (steps.some((step) => step <= 0)) throw new RangeError("stride should be greater than zero");
  if (pads.some((pad, d) => pad < 0 || pad > kernel[d] / 2)) {
    throw new RangeError("pad should be at most half of effective kernel size");
  }
  if (divisorOverride === 0) throw new RangeError("divisor must be not zero");
  const sizes = input._shape.slice(-dims);
  const axes = sizes.map((size, d) => axis(size, kernel[d], steps[d], [pads[d], pads[d]], 1, ceilMode));
  if (axes.some(({ places }) => places <= 0)) {
    throw new RangeError(
      `Given input size: (${sizes.join("x")}). Calculated output size: (${axes.map(({ places }) => places).join("x")}). ` +
        "Output size is too small",
    );
  }
  const spans = axes.map(({ size, stride: step, before, places }, d) =>
    Array.from({ length: places }, (_, i): Span => {
      const start = i * step - before;
      const end = Math.min(start + kernel[d], size + before);
      return { start: Math.max(start, 0), end: Math.min(end, size), padded: end - start };
    }),
  );
  const divisor =
    divisorOverride !== null ? () => divisorOverride : countIncludePad ? (padded: number) => padded : null;
  const outputShape = [...input._shape.slice(0, -dims), ...axes.map(({ places }) => places)];
  return average(input, { spans, sizes, inputShape: input._shape, outputShape, divisor });
}

/** The size of an adaptive pooling's output: a number for all dimensions, or one for each; null keeps the input's. */
export type OutputSize = number | null | readonly (number | null)[];

/** Averages over as many windows as are wanted, of sizes that differ by at most one. */
function adaptive(name: string, dims: number, input: Tensor, outputSize: OutputSize): Tensor {
  checkInput(input, dims, name);
  const sizes = input._shape.slice(-dims);
  const wanted = Array.isArray(outputSize) ? outputSize : new Array<number | null>(dims).fill(outputSize as number);
  if (wanted.length !== dims) {
    throw new RangeError(`${name}: output_size must have ${dims} elements, got ${wanted.length}`);
  }
  const counts = wanted.map((count, d) => count ?? sizes[d]);
  if (!counts.every((count) => Number.isInteger(count) && count >= 0)) {
    throw new RangeError(
      `elements of output_size must be greater than or equal to 0, got ${JSON.stringify(outputSize)}`,
    );
  }
  const spans = counts.map((count, d) =>
    Array.from({ length: count }, (_, i): Span => {
      const start = Math.floor((i * sizes[d]) / count);
      const end = Math.ceil(((i + 1) * sizes[d]) / count);
      return { start, end, padded: end - start };
    }),
  );
  const outputShape = [...input._shape.slice(0, -dims), ...counts];
  return average(input, { spans, sizes, inputShape: input._shape, outputShape, divisor: null });
}

/**
 * The average of each window of [batch, channels, length], or without the batch.
 * @throws RangeError for shapes or options that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool1d.html
 */
export function avgPool1d(input: Tensor, kernelSize: Extent, options?: AveragePoolingOptions): Tensor {
  return pooled("avg_pool1d", 1, input, kernelSize, options);
}

/**
 * The average of each window of [batch, channels, height, width], or without the batch.
 * @throws RangeError for shapes or options that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool2d.html
 */
export function avgPool2d(input: Tensor, kernelSize: Extent, options?: AveragePoolingOptions): Tensor {
  return pooled("avg_pool2d", 2, input, kernelSize, options);
}

/**
 * The average of each window of [batch, channels, depth, height, width], or without the batch.
 * @throws RangeError for shapes or options that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool3d.html
 */
export function avgPool3d(input: Tensor, kernelSize: Extent, options?: AveragePoolingOptions): Tensor {
  return pooled("avg_pool3d", 3, input, kernelSize, options);
}

/**
 * Averages of [batch, channels, length] over `outputSize` windows that cover it.
 * @throws RangeError for shapes or sizes that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool1d.html
 */
export function adaptiveAvgPool1d(input: Tensor, outputSize: OutputSize): Tensor {
  return adaptive("adaptive_avg_pool1d", 1, input, outputSize);
}

/**
 * The same of [batch, channels, height, width].
 * @throws RangeError for shapes or sizes that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool2d.html
 */
export function adaptiveAvgPool2d(input: Tensor, outputSize: OutputSize): Tensor {
  return adaptive("adaptive_avg_pool2d", 2, input, outputSize);
}

/**
 * The same of [batch, channels, depth, height, width].
 * @throws RangeError for shapes or sizes that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool3d.html
 */
export function adaptiveAvgPool3d(input: Tensor, outputSize: OutputSize): Tensor {
  return adaptive("adaptive_avg_pool3d", 3, input, outputSize);
}
