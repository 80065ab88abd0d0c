import { checkTensor } from "../../autograd/functions/operands.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { fillUniform } from "../../tensor/random/fill.ts";
import { defaultGenerator } from "../../tensor/random/generator.ts";
import { formatShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { floats } from "./pointwise.ts";
import type { WithIndices } from "./pooling.ts";
import { greatest, placesOf, recordSelection } from "./selecting.ts";
import { planeSpans, type Spans, type WholeWindow, wholeWindow } from "./spans.ts";
import { type Extent, type Pair, sizesOf, type Triple } from "./window.ts";

/** Options of fractional max pooling; one of `outputSize` and `outputRatio` must be given. */
export interface FractionalPoolingOptions<Size extends Extent = Extent> {
  /** How many windows there are along each dimension. */
  outputSize?: Size | null;
  /** The same as a part of the input's sizes, each in (0, 1). */
  outputRatio?: Size | null;
  /** Whether to return also where in its plane each element was found. Default false. */
  returnIndices?: boolean;
  /** Numbers in [0, 1) that decide where windows are, [batch, channels, dimensions]. Default null: drawn by the seed. */
  randomSamples?: Tensor | null;
}

/** PyTorch's names of the dimensions. */
const AXES = { 2: ["height", "width"], 3: ["time", "height", "width"] } as const;

/** One number for each dimension, not only integers. */
function numbersOf(value: Extent, dims: number): readonly number[] {
  return typeof value === "number" ? new Array<number>(dims).fill(value) : value;
}

function fractional(
  dims: 2 | 3,
  input: Tensor,
  kernelSize: Extent,
  { outputSize = null, outputRatio = null, returnIndices = false, randomSamples = null }: FractionalPoolingOptions = {},
): Tensor | WithIndices {
  const name = `fractional_max_pool${dims}d`;
  checkTensor(input, `fractionalMaxPool${dims}d`, "input");
  if (outputSize === null && outputRatio === null) {
    throw new RangeError(`${name} requires specifying either an output_size or an output_ratio`);
  }
  if (input.ndim !== dims + 1 && input.ndim !== dims + 2) {
    throw new RangeError(
      `${name}(): Expected ${dims + 1}D or ${dims + 2}D tensor, but got: ${formatShape(input._shape)}`,
    );
  }
  const empty = input._shape.findIndex((size, dim) => size === 0 && dim > input.ndim - dims - 2);
  if (empty >= 0 && (empty > 0 || input.ndim === dims + 1)) {
    throw new RangeError(
      `${name}(): Expected input to have non-zero size for non-batch dimensions, but got${formatShape(input._shape)} ` +
        `with dimension ${empty} being empty.`,
    );
  }
  if (!isFloat(input.dtype)) {
    throw new TypeError(`"check_uniform_bounds" not implemented for '${typeName(input.dtype)}'`);
  }
  const kernel = sizesOf(kernelSize, "kernelSize", dims);
  const sizes = input._shape.slice(-dims);
  const counts =
    outputSize !== null
      ? sizesOf(outputSize, "outputSize", dims)
      : numbersOf(outputRatio as Extent, dims).map((ratio, d) => Math.trunc(sizes[d] * ratio));
  kernel.forEach((size, d) => {
    if (size > 0 && counts[d] > 0 && counts[d] + size - 1 <= sizes[d]) return;
    if (size <= 0) throw new RangeError(`${name}(): kernel_size must be greater than zero, but got ${size}`);
    if (counts[d] <= 0) throw new RangeError(`${name}(): output_size must be greater than zero, but got ${counts[d]}`);
    throw new RangeError(
      `${name}${dims === 3 ? "_out" : ""}(): pool ${AXES[dims][d]} ${size} too large relative to input ` +
        `${AXES[dims][d]} ${sizes[d]}`,
    );
  });
  return pooled(dims, input, kernel, counts, samplesFor(input, dims, randomSamples), returnIndices);
}

/** @throws RangeError or TypeError for given samples of another shape or dtype */
function samplesFor(input: Tensor, dims: number, given: Tensor | null): Tensor {
  const [channels, batch = 1] = input._shape.slice(0, -dims).reverse();
  if (given === null) {
    const samples = Tensor.uninitialized(input.dtype, [batch, channels, dims]);
    fillUniform(samples, 0, 1, defaultGenerator);
    return samples;
  }
  checkTensor(given, `fractionalMaxPool${dims}d`, "randomSamples");
  if (given.dtype !== input.dtype) {
    throw new TypeError("Expect _random_samples to have the same dtype as input");
  }
  if (given.ndim !== 3) throw new RangeError(`Expect _random_samples to have 3 dimensions, got ${given.ndim}`);
  if (given._shape[0] < batch) {
    throw new RangeError("Expect _random_samples.size(0) no less then input batch size.");
  }
  if (given._shape[1] !== channels) {
    throw new RangeError("Expect _random_samples.size(1) equals to input channel size.");
  }
  if (given._shape[2] !== dims) {
    throw new RangeError(`Expect _random_samples.size(2) equals to ${dims}; got ${given._shape[2]}.`);
  }
  return rowMajor(given);
}

function pooled(
  dims: number,
  input: Tensor,
  kernel: readonly number[],
  counts: readonly number[],
  samples: Tensor,
  returnIndices: boolean,
): Tensor | WithIndices {
  const front = input._shape.slice(0, -dims);
  const sizes = input._shape.slice(-dims);
  const source = rowMajor(input);
  const result = Tensor.uninitialized(input.dtype, [...front, ...counts]);
  const origins = new Int32Array(result._numel);
  const product = (numbers: readonly number[]) => numbers.reduce((count, number) => count * number, 1);
  const [plane, selected] = [product(sizes), product(counts)];
  const spans = sizes.map((size, d): Spans => {
    return { size, starts: new Int32Array(counts[d]), ends: new Int32Array(counts[d]), step: 1 };
  });
  const round = input.dtype === "float32" ? Math.fround : (value: number) => value;
  launch("fractionalMaxPool", () => {
    const [x, out, drawn] = [floats(source), floats(result), floats(samples)];
    const all = planeSpans(spans);
    let whole: WholeWindow | null = null;
    for (let p = 0; p * selected < origins.length; p++) {
      spans.forEach((span, d) => {
        // PyTorch draws for the width first where there is no depth.
        const sample = drawn[samples.offset + p * dims + (dims === 2 ? 1 - d : d)];
        place(span, sample, kernel[d], round);
      });
      // All windows are of one size, wherever they are.
      whole ??= wholeWindow(all);
      greatest(x, source.offset + p * plane, all, whole, out, origins, p * selected);
    }
  });
  const name = `FractionalMaxPool${dims}D`;
  const selection = { name, origins, plane, selected, inputShape: input._shape, outputShape: result._shape };
  const output = recordSelection(result, input, selection);
  return returnIndices ? [output, placesOf(selection)] : output;
}

/** Spreads windows over a dimension, by a random number and with the roundings of PyTorch. */
function place({ size, starts, ends }: Spans, sample: number, kernel: number, round: (value: number) => number): void {
  const last = starts.length - 1;
  const alpha = round((size - kernel) / last);
  const first = Math.trunc(round(sample * alpha));
  for (let i = 0; i < last; i++) starts[i] = Math.trunc(round(round(i + sample) * alpha)) - first;
  starts[last] = size - kernel;
  for (let i = 0; i <= last; i++) ends[i] = starts[i] + kernel;
}

/**
 * The greatest elements of windows whose places are random: about equally spaced, neighbours at distances that differ by
 * one. They are the same as in PyTorch for the same seed.
 *
 * @param input [batch, channels, height, width], or [channels, height, width]
 * @throws RangeError for shapes or options that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.fractional_max_pool2d.html
 */
export function fractionalMaxPool2d(
  input: Tensor,
  kernelSize: Pair,
  options: FractionalPoolingOptions<Pair> & { returnIndices: true },
): WithIndices;
export function fractionalMaxPool2d(
  input: Tensor,
  kernelSize: Pair,
  options?: FractionalPoolingOptions<Pair> & { returnIndices?: false },
): Tensor;
export function fractionalMaxPool2d(
  input: Tensor,
  kernelSize: Pair,
  options?: FractionalPoolingOptions<Pair>,
): Tensor | WithIndices {
  return fractional(2, input, kernelSize, options);
}

/**
 * The same of [batch, channels, depth, height, width].
 * @throws RangeError for shapes or options that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.fractional_max_pool3d.html
 */
export function fractionalMaxPool3d(
  input: Tensor,
  kernelSize: Triple,
  options: FractionalPoolingOptions<Triple> & { returnIndices: true },
): WithIndices;
export function fractionalMaxPool3d(
  input: Tensor,
  kernelSize: Triple,
  options?: FractionalPoolingOptions<Triple> & { returnIndices?: false },
): Tensor;
export function fractionalMaxPool3d(
  input: Tensor,
  kernelSize: Triple,
  options?: FractionalPoolingOptions<Triple>,
): Tensor | WithIndices {
  return fractional(3, input, kernelSize, options);
}
