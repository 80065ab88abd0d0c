import { checkTensor } from "../../autograd/functions/operands.ts";
import { define, recordWith, tracks } from "../../autograd/graph.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { countsOf, type OutputSize } from "./adaptiveSizes.ts";
import { type Floats, floats } from "./pointwise.ts";
import { adaptiveSpans, type PlaneSpans, planeSpans, type Spans, slidingSpans, wholeWindow } from "./spans.ts";
import { type Axis, axis, type Extent, sizesOf } from "./window.ts";

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

/** An average of each of many windows: linear, so that the gradient is spread over the same windows. */
interface Averaging {
  readonly spans: PlaneSpans;
  /** A window is divided by the product of its places' divisors. */
  readonly divisors: readonly Float64Array[];
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

/** An averaging whose divisors along each dimension are told; it has as many dimensions as there are spans. */
function averagingOf(input: Tensor, spans: readonly Spans[], divisors: readonly Float64Array[]): Averaging {
  const front = input._shape.slice(0, -spans.length);
  return {
    spans: planeSpans(spans),
    divisors: [...Array<Float64Array>(3 - spans.length).fill(ONE), ...divisors],
    inputShape: input._shape,
    outputShape: [...front, ...spans.map(({ starts }) => starts.length)],
  };
}

const ONE = Float64Array.of(1);

function average(input: Tensor, averaging: Averaging): Tensor {
  const source = rowMajor(input);
  const result = Tensor.uninitialized(input.dtype, averaging.outputShape);
  launch("avgPool", () => averageWindows(floats(source), source.offset, averaging, floats(result)));
  return tracks(input) ? recordWith(result, AVERAGE, [input], [], averaging) : result;
}

/** Larger windows are summed row by row. */
const MOST_TAPS = 64;

function averageWindows(x: Floats, offset: number, { spans, divisors }: Averaging, out: Floats): void {
  const [{ starts: fronts, ends: backs, size: slices }, rows, columns] = spans;
  const { starts: tops, ends: bottoms, size: height } = rows;
  const { starts: lefts, ends: rights, size: width } = columns;
  const [byDepth, byHeight, byWidth] = divisors;
  const plane = slices * height * width;
  const { deep, high, wide, taps } = wholeWindow(spans);
  for (let to = 0, at = offset; to < out.length; at += plane) {
    for (let d = 0; d < fronts.length; d++) {
      for (let h = 0; h < tops.length; h++) {
        const divisor = byDepth[d] * byHeight[h];
        const isWhole = taps.length < MOST_TAPS && backs[d] - fronts[d] === deep && bottoms[h] - tops[h] === high;
        const corner = at + (fronts[d] * height + tops[h]) * width;
        for (let w = 0; w < lefts.length; w++) {
          let sum = 0;
          if (isWhole && rights[w] - lefts[w] === wide) {
            const start = corner + lefts[w];
            for (let t = 0; t < taps.length; t++) sum += x[start + taps[t]];
          } else {
            for (let z = fronts[d]; z < backs[d]; z++) {
              for (let y = tops[h]; y < bottoms[h]; y++) {
                const row = at + (z * height + y) * width;
                for (let place = row + lefts[w]; place < row + rights[w]; place++) sum += x[place];
              }
            }
          }
          out[to++] = sum / (divisor * byWidth[w]);
        }
      }
    }
  }
}

/** The gradient of `average`, which is linear. */
function spread(grad: Tensor, averaging: Averaging): Tensor {
  const source = rowMajor(grad);
  const result = Tensor.allocate(grad.dtype, averaging.inputShape);
  launch("avgPoolGradient", () => {
    spreadWindows(floats(source), source.offset, source._numel, averaging, floats(result));
  });
  return tracks(grad) ? recordWith(result, SPREAD, [grad], [], averaging) : result;
}

function spreadWindows(g: Floats, offset: number, count: number, { spans, divisors }: Averaging, out: Floats): void {
  const [{ starts: fronts, ends: backs, size: slices }, rows, columns] = spans;
  const { starts: tops, ends: bottoms, size: height } = rows;
  const { starts: lefts, ends: rights, size: width } = columns;
  const [byDepth, byHeight, byWidth] = divisors;
  const plane = slices * height * width;
  const { deep, high, wide, taps } = wholeWindow(spans);
  for (let from = offset, first = 0; from < offset + count; first += plane) {
    for (let d = 0; d < fronts.length; d++) {
      for (let h = 0; h < tops.length; h++) {
        const divisor = byDepth[d] * byHeight[h];
        const isWhole = taps.length < MOST_TAPS && backs[d] - fronts[d] === deep && bottoms[h] - tops[h] === high;
        const corner = first + (fronts[d] * height + tops[h]) * width;
        for (let w = 0; w < lefts.length; w++) {
          const share = g[from++] / (divisor * byWidth[w]);
          if (isWhole && rights[w] - lefts[w] === wide) {
            const start = corner + lefts[w];
            for (let t = 0; t < taps.length; t++) out[start + taps[t]] += share;
          } else {
            for (let z = fronts[d]; z < backs[d]; z++) {
              for (let y = tops[h]; y < bottoms[h]; y++) {
                const row = first + (z * height + y) * width;
                for (let place = row + lefts[w]; place < row + rights[w]; place++) out[place] += share;
              }
            }
          }
        }
      }
    }
  }
}

const AVERAGE = define<Averaging>("AvgPoolBackward0", (grad, node) => spread(grad, node.extra));
const SPREAD = define<Averaging>("AvgPoolBackwardBackward0", (grad, node) => average(grad, node.extra));

function checkInput(input: Tensor, dims: number, name: string, words: string): void {
  checkTensor(input, name, "input");
  if (input.ndim !== dims + 1 && input.ndim !== dims + 2) throw new RangeError(words);
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
  checkInput(input, dims, name, `non-empty ${dims + 1}D or ${dims + 2}D (batch mode) tensor expected for input`);
  const kernel = sizesOf(kernelSize, "kernelSize", dims);
  const steps = sizesOf(stride ?? kernelSize, "stride", dims);
  const pads = sizesOf(padding, "padding", dims);
  if (kernel.some((size) => size <= 0)) throw new RangeError("kernel size should be greater than zero");
  if (steps.some((step) => step <= 0)) throw new RangeError("stride should be greater than zero");
  pads.forEach((pad, d) => {
    if (pad < 0) throw new RangeError(`pad must be non-negative, but got pad: ${pad}`);
    if (pad <= kernel[d] / 2) return;
    throw new RangeError(
      `pad should be at most half of effective kernel size, but got pad=${pad}, kernel_size=${kernel[d]} and dilation=1`,
    );
  });
  if (divisorOverride === 0) throw new RangeError("divisor must be not zero");
  const sizes = input._shape.slice(-dims);
  if (dims === 3 && sizes.some((size, d) => size < kernel[d])) {
    const [image, window] = [sizes, kernel].map((lengths) => lengths.map((length, d) => `${"THW"[d]}: ${length}`));
    throw new RangeError(
      `input image (${image.join(" ")}) smaller than kernel size (${window.map((text) => `k${text}`).join(" ")})`,
    );
  }
  const axes = sizes.map((size, d) => axis(size, kernel[d], steps[d], [pads[d], pads[d]], 1, ceilMode));
  if (axes.some(({ places }) => places <= 0)) {
    const channels = input._shape[input.ndim - dims - 1];
    throw new RangeError(
      `Given input size: (${[channels, ...sizes].join("x")}). Calculated output size: ` +
        `(${[channels, ...axes.map(({ places }) => places)].join("x")}). Output size is too small`,
    );
  }
  const spans = axes.map(slidingSpans);
  const divisors = axes.map((one, d) => {
    if (divisorOverride !== null) return new Float64Array(one.places).fill(d === 0 ? divisorOverride : 1);
    return countIncludePad ? paddedCounts(one) : counts(spans[d]);
  });
  return average(input, averagingOf(input, spans, divisors));
}

/** How many elements each window has. */
function counts({ starts, ends }: Spans): Float64Array {
  return Float64Array.from(starts, (start, i) => ends[i] - start);
}

/** The same with those of the padding. */
function paddedCounts({ places, stride, before, kernel, size }: Axis): Float64Array {
  return Float64Array.from({ length: places }, (_, i) => Math.min(kernel, size + 2 * before - i * stride));
}

/** Averages over as many windows as are wanted, of sizes that differ by at most one. */
function adaptive(name: string, dims: number, input: Tensor, outputSize: OutputSize): Tensor {
  const words = `${name}(): Expected ${dims + 1}D or ${dims + 2}D tensor, but got ${formatShape(input._shape)}`;
  checkInput(input, dims, name, words);
  const sizes = input._shape.slice(-dims);
  const spans = countsOf(name, sizes, outputSize).map((count, d) => adaptiveSpans(sizes[d], count));
  return average(input, averagingOf(input, spans, spans.map(counts)));
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
