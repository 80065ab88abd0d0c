import { checkTensor } from "../../autograd/functions/operands.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { countsOf, type OutputSize } from "./adaptiveSizes.ts";
import { floats } from "./pointwise.ts";
import { greatest, placesOf, recordSelection } from "./selecting.ts";
import { adaptiveSpans, planeSpans, type Spans, slidingSpans, wholeWindow } from "./spans.ts";
import { type Axis, axis, type Extent, type Pair, type Single, sizesOf, type Triple } from "./window.ts";

/** Options of max pooling over windows. */
export interface PoolingOptions<Size extends Extent = Pair> {
  /** How far the window moves at a time. Default its size. */
  stride?: Size | null;
  /** What is added on every side, never the greatest. At most half the window. Default 0. */
  padding?: Size;
  /** How far the window's elements lie apart. Default 1. */
  dilation?: Size;
  /** Whether a window may reach beyond the end. Default false. */
  ceilMode?: boolean;
  /** Whether to return also where in its plane each element was found. Default false. */
  returnIndices?: boolean;
}

/** Whether to return also where elements were found. */
export interface ReturnIndices {
  /** Whether to return also where in its plane each element was found. Default false. */
  returnIndices?: boolean;
}

/** What a pooling gives with `returnIndices`. */
export type WithIndices = [output: Tensor, indices: Tensor];

/** The greatest element of each window, and where it was found if that is asked for. */
function pooled(
  name: string,
  input: Tensor,
  spans: readonly Spans[],
  returnIndices: boolean,
  nodeName: string,
): Tensor | WithIndices {
  const front = input._shape.slice(0, -spans.length);
  const outputShape = [...front, ...spans.map(({ starts }) => starts.length)];
  const source = rowMajor(input);
  const result = Tensor.uninitialized(input.dtype, outputShape);
  const origins = new Int32Array(result._numel);
  const plane = spans.reduce((count, { size }) => count * size, 1);
  const selected = spans.reduce((count, { starts }) => count * starts.length, 1);
  const all = planeSpans(spans);
  launch(name, () => {
    const [x, out] = [floats(source), floats(result)];
    const whole = wholeWindow(all);
    for (let to = 0, at = source.offset; to < origins.length; to += selected, at += plane) {
      greatest(x, at, all, whole, out, origins, to);
    }
  });
  const selection = { name: nodeName, origins, plane, selected, inputShape: input._shape, outputShape };
  const output = recordSelection(result, input, selection);
  return returnIndices ? [output, placesOf(selection)] : output;
}

/** @throws TypeError unless the elements are floats */
function checkFloats(input: Tensor, name: string): void {
  if (!isFloat(input.dtype)) throw new TypeError(`"${name}" not implemented for '${typeName(input.dtype)}'`);
}

function maxPool(
  dims: number,
  input: Tensor,
  kernelSize: Extent,
  {
    stride = null,
    padding = 0,
    dilation = 1,
    ceilMode = false,
    returnIndices = false,
  }: PoolingOptions<Extent> | undefined = {},
): Tensor | WithIndices {
  const name = `max_pool${dims}d`;
  checkTensor(input, `maxPool${dims}d`, "input");
  if (input.ndim !== dims + 1 && input.ndim !== dims + 2) throw new RangeError(wrongDims(dims, input));
  checkFloats(input, name);
  const kernel = sizesOf(kernelSize, "kernelSize", dims);
  const steps = sizesOf(stride ?? kernelSize, "stride", dims);
  const pads = sizesOf(padding, "padding", dims);
  const gaps = sizesOf(dilation, "dilation", dims);
  const told = dims === 1 ? "max_pool1d() " : "";
  const positive: [string, readonly number[]][] = [
    [dims === 1 ? "kernel_size must" : "kernel size should", kernel],
    [dims === 1 ? "stride must" : "stride should", steps],
    [dims === 1 ? "dilation must" : "dilation should", gaps],
  ];
  for (const [what, values] of positive) {
    if (values.every((value) => value > 0)) continue;
    const got = dims === 1 ? `, but got ${values[0]}` : "";
    throw new RangeError(`${told}${what} be greater than zero${got}`);
  }
  const sizes = input._shape.slice(-dims);
  if (input._shape.slice(-dims - 1).includes(0)) {
    throw new RangeError(
      `${dims === 1 ? "max_pool1d: " : ""}Expected ${dims + 1}D or ${dims + 2}D (batch mode) tensor with optional 0 dim ` +
        `batch size for input, but got:${formatShape(input._shape)}`,
    );
  }
  const axes = sizes.map((size, d) => {
    checkPadding(told, pads[d], kernel[d], gaps[d]);
    return axis(size, kernel[d], steps[d], [pads[d], pads[d]], gaps[d], ceilMode);
  });
  if (pads.some((pad, d) => pad > kernel[d] / 2)) {
    throw new RangeError(
      `pad should be smaller than or equal to half of kernel size, but got padW = ${pads[dims - 1]}, ` +
        `padH = ${pads[dims - 2] ?? 0}, kW = ${kernel[dims - 1]}, kH = ${kernel[dims - 2] ?? 1}`,
    );
  }
  checkPlaces(axes, input._shape);
  return pooled(name, input, axes.map(slidingSpans), returnIndices, `MaxPool${Math.max(dims, 2)}DWithIndices`);
}

function wrongDims(dims: number, { _shape }: Tensor): string {
  if (dims > 1) return `non-empty ${dims + 1}D or ${dims + 2}D (batch mode) tensor expected for input`;
  return `max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:${formatShape(_shape)}`;
}

function checkPadding(told: string, pad: number, kernel: number, dilation: number): void {
  if (told !== "") {
    if (pad < 0) throw new RangeError(`${told}padding must be non-negative, but got ${pad}`);
    if (pad <= kernel / 2) return;
    throw new RangeError(
      `${told}padding should be at most half of kernel size, but got padding=${pad} and kernel_size=${kernel}`,
    );
  }
  if (pad < 0) throw new RangeError(`pad must be non-negative, but got pad: ${pad}`);
  if (pad <= (dilation * (kernel - 1) + 1) / 2) return;
  throw new RangeError(
    `pad should be at most half of effective kernel size, but got pad=${pad}, kernel_size=${kernel} and ` +
      `dilation=${dilation}`,
  );
}

function checkPlaces(axes: readonly Axis[], shape: Shape): void {
  if (axes.every(({ places }) => places > 0)) return;
  const channels = shape[shape.length - axes.length - 1];
  const places = axes.map((one) => one.places);
  throw new RangeError(
    axes.length === 1
      ? `max_pool1d() Invalid computed output size: ${places[0]}`
      : `Given input size: (${[channels, ...axes.map(({ size }) => size)].join("x")}). Calculated output size: ` +
          `(${[channels, ...places].join("x")}). Output size is too small`,
  );
}

/**
 * The greatest element of each window; NaN if there is one. With `returnIndices` beside it where each was found: the
 * number of the element in its row, int64.
 *
 * @param input [batch, channels, length], or [channels, length]
 * @throws RangeError for shapes or options that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool1d.html
 */
export function maxPool1d(
  input: Tensor,
  kernelSize: Single,
  options: PoolingOptions<Single> & { returnIndices: true },
): WithIndices;
export function maxPool1d(
  input: Tensor,
  kernelSize: Single,
  options?: PoolingOptions<Single> & { returnIndices?: false },
): Tensor;
export function maxPool1d(input: Tensor, kernelSize: Single, options?: PoolingOptions<Single>): Tensor | WithIndices {
  return maxPool(1, input, kernelSize, options);
}

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
): WithIndices;
export function maxPool2d(
  input: Tensor,
  kernelSize: Pair,
  options?: PoolingOptions & { returnIndices?: false },
): Tensor;
export function maxPool2d(input: Tensor, kernelSize: Pair, options?: PoolingOptions): Tensor | WithIndices {
  return maxPool(2, input, kernelSize, options);
}

/**
 * The greatest element of each window; NaN if there is one. With `returnIndices` beside it where each was found: the
 * number of the element in its volume, int64.
 *
 * @param input [batch, channels, depth, height, width], or [channels, depth, height, width]
 * @throws RangeError for shapes or options that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool3d.html
 */
export function maxPool3d(
  input: Tensor,
  kernelSize: Triple,
  options: PoolingOptions<Triple> & { returnIndices: true },
): WithIndices;
export function maxPool3d(
  input: Tensor,
  kernelSize: Triple,
  options?: PoolingOptions<Triple> & { returnIndices?: false },
): Tensor;
export function maxPool3d(input: Tensor, kernelSize: Triple, options?: PoolingOptions<Triple>): Tensor | WithIndices {
  return maxPool(3, input, kernelSize, options);
}

function adaptive(
  dims: number,
  input: Tensor,
  outputSize: OutputSize,
  { returnIndices = false }: ReturnIndices = {},
): Tensor | WithIndices {
  const name = `adaptive_max_pool${dims}d`;
  checkTensor(input, `adaptiveMaxPool${dims}d`, "input");
  if (input.ndim !== dims + 1 && input.ndim !== dims + 2) {
    throw new RangeError(
      `${name}(): Expected ${dims + 1}D or ${dims + 2}D tensor, but got: ${formatShape(input._shape)}`,
    );
  }
  const empty = input._shape.findIndex((size, dim) => size === 0 && dim > 0);
  if (empty > 0) {
    throw new RangeError(
      `${name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ` +
        `${formatShape(input._shape)} with dimension ${empty} being empty`,
    );
  }
  checkFloats(input, name);
  const sizes = input._shape.slice(-dims);
  const spans = countsOf(name, sizes, outputSize).map((count, d) => adaptiveSpans(sizes[d], count));
  return pooled(name, input, spans, returnIndices, `AdaptiveMaxPool${Math.max(dims, 2)}D`);
}

/**
 * The greatest elements of `outputSize` windows that cover [batch, channels, length].
 * @throws RangeError for shapes or sizes that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool1d.html
 */
export function adaptiveMaxPool1d(input: Tensor, outputSize: OutputSize, options: { returnIndices: true }): WithIndices;
export function adaptiveMaxPool1d(input: Tensor, outputSize: OutputSize, options?: { returnIndices?: false }): Tensor;
export function adaptiveMaxPool1d(
  input: Tensor,
  outputSize: OutputSize,
  options?: ReturnIndices,
): Tensor | WithIndices {
  return adaptive(1, input, outputSize, options);
}

/**
 * The same of [batch, channels, height, width].
 * @throws RangeError for shapes or sizes that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool2d.html
 */
export function adaptiveMaxPool2d(input: Tensor, outputSize: OutputSize, options: { returnIndices: true }): WithIndices;
export function adaptiveMaxPool2d(input: Tensor, outputSize: OutputSize, options?: { returnIndices?: false }): Tensor;
export function adaptiveMaxPool2d(
  input: Tensor,
  outputSize: OutputSize,
  options?: ReturnIndices,
): Tensor | WithIndices {
  return adaptive(2, input, outputSize, options);
}

/**
 * The same of [batch, channels, depth, height, width].
 * @throws RangeError for shapes or sizes that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool3d.html
 */
export function adaptiveMaxPool3d(input: Tensor, outputSize: OutputSize, options: { returnIndices: true }): WithIndices;
export function adaptiveMaxPool3d(input: Tensor, outputSize: OutputSize, options?: { returnIndices?: false }): Tensor;
export function adaptiveMaxPool3d(
  input: Tensor,
  outputSize: OutputSize,
  options?: ReturnIndices,
): Tensor | WithIndices {
  return adaptive(3, input, outputSize, options);
}
