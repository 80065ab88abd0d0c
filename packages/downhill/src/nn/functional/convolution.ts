import { matmul } from "../../autograd/functions/matmul.ts";
import { checkTensor } from "../../autograd/functions/operands.ts";
import { define, type Node, recordWith, tracks } from "../../autograd/graph.ts";
import { isFloat } from "../../memory/dtype.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { floats } from "./pointwise.ts";
import { axis, type Pair, pairOf, type Window } from "./window.ts";

/** Options of {@link conv2d}. */
export interface ConvolutionOptions {
  /** How far the kernel moves at a time. Default 1. */
  stride?: Pair;
  /** Zeros added on every side; "same" keeps height and width, "valid" adds none. Default 0. */
  padding?: Pair | "same" | "valid";
  /** How far the kernel's elements lie apart. Default 1. */
  dilation?: Pair;
  /** Into how many groups the channels are divided; each output sees its group's inputs only. Default 1. */
  groups?: number;
}

interface Extra {
  readonly window: Window;
  readonly groups: number;
}

const CONVOLUTION = define<Extra>(
  "ConvolutionBackward0",
  (grad, node) => inputGradient(grad, node.saved(1), node.extra),
  (grad, node) => weightGradient(grad, node.saved(0), node.saved(1), node.extra),
  (grad) => grad.sum([0, 2, 3]),
);

/**
 * The two-dimensional cross-correlation of images with kernels.
 *
 * @param input [batch, channels, height, width], or [channels, height, width]
 * @param weight [outputs, channels / groups, kernel height, kernel width]
 * @param bias [outputs], or null
 * @throws RangeError for shapes or options that don't fit, TypeError for dtypes that differ
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html
 */
export function conv2d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  { stride = 1, padding = 0, dilation = 1, groups = 1 }: ConvolutionOptions = {},
): Tensor {
  checkTensor(input, "conv2d", "input");
  checkTensor(weight, "conv2d", "weight");
  if (input.ndim === 3) {
    return conv2d(input.unsqueeze(0), weight, bias, { stride, padding, dilation, groups }).squeeze(0);
  }
  check(input, weight, bias, groups);
  const window = convolutionWindow(input, weight, pairOf(stride, "stride"), padding, pairOf(dilation, "dilation"));
  const { batch, height, width } = window;
  const outputs = weight._shape[0];
  const extra = { window, groups };
  const columns = unfold(input, window).detach();
  const kernels = matrices(weight.detach(), groups);
  const products = matmul(kernels, grouped(columns, groups)).reshape([batch, outputs, height.places, width.places]);
  const result = bias === null ? products : products.add(bias.detach().reshape([1, outputs, 1, 1]));
  const inputs = bias === null ? [input, weight] : [input, weight, bias];
  return inputs.some(tracks) ? recordWith(result, CONVOLUTION, inputs, [input, weight], extra) : result;
}

function check(input: Tensor, weight: Tensor, bias: Tensor | null, groups: number): void {
  if (input.ndim !== 4) {
    throw new RangeError(
      `Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: ${formatShape(input._shape)}`,
    );
  }
  if (weight.ndim !== 4) throw new RangeError(`weight must have 4 dimensions, got ${formatShape(weight._shape)}`);
  if (!Number.isInteger(groups) || groups <= 0) throw new RangeError("groups must be a positive integer");
  if (weight._shape[0] % groups !== 0 || weight._shape[0] < groups) {
    const wanted = weight._shape[0] < groups ? `at least ${groups}` : `divisible by ${groups}`;
    throw new RangeError(
      `Given groups=${groups}, expected weight to be ${wanted} at dimension 0, but got weight of size ` +
        `${formatShape(weight._shape)} instead`,
    );
  }
  const channels = weight._shape[1] * groups;
  if (input._shape[1] !== channels) {
    throw new RangeError(
      `Given groups=${groups}, weight of size ${formatShape(weight._shape)}, expected ` +
        `input${formatShape(input._shape)} to have ${channels} channels, but got ${input._shape[1]} channels instead`,
    );
  }
  if (!isFloat(input.dtype)) throw new TypeError(`"conv2d" not implemented for '${typeName(input.dtype)}'`);
  for (const [name, tensor] of [["weight", weight] as const, ["bias", bias] as const]) {
    if (tensor === null || tensor.dtype === input.dtype) continue;
    const types = [input.dtype, tensor.dtype].map((dtype) => (dtype === "float64" ? "double" : "float"));
    throw new TypeError(`Input type (${types[0]}) and ${name} type (${types[1]}) should be the same`);
  }
  if (bias !== null && (bias.ndim !== 1 || bias._shape[0] !== weight._shape[0])) {
    throw new RangeError(
      `Given weight of size ${formatShape(weight._shape)}, expected bias to be 1-dimensional with ${weight._shape[0]} ` +
        `elements, but got bias of size ${formatShape(bias._shape)} instead`,
    );
  }
}

function convolutionWindow(
  input: Tensor,
  weight: Tensor,
  stride: readonly [number, number],
  padding: Pair | "same" | "valid",
  dilation: readonly [number, number],
): Window {
  const [batch, channels, ...size] = input._shape;
  const kernel = weight._shape.slice(2);
  if (stride.some((step) => step <= 0)) throw new RangeError("non-positive stride is not supported");
  if (dilation.some((step) => step <= 0)) throw new RangeError("dilation should be greater than zero");
  if (padding === "same" && stride.some((step) => step !== 1)) {
    throw new RangeError("padding='same' is not supported for strided convolutions");
  }
  const pads = [0, 1].map((dim): readonly [number, number] => {
    if (padding === "valid") return [0, 0];
    if (padding === "same") {
      const total = dilation[dim] * (kernel[dim] - 1);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    }
    const amount = pairOf(padding, "padding")[dim];
    if (amount < 0) throw new RangeError("negative padding is not supported");
    return [amount, amount];
  });
  const axes = [0, 1].map((dim) => axis(size[dim], kernel[dim], stride[dim], pads[dim], dilation[dim]));
  if (axes.some(({ places }) => places <= 0)) {
    const padded = size.map((extent, dim) => extent + pads[dim][0] + pads[dim][1]);
    const reach = kernel.map((extent, dim) => dilation[dim] * (extent - 1) + 1);
    throw new RangeError(
      `Calculated padded input size per channel: (${padded.join(" x ")}). Kernel size: (${reach.join(" x ")}). ` +
        "Kernel size can't be greater than actual input size",
    );
  }
  return { batch, channels, height: axes[0], width: axes[1] };
}

/** The kernels as one matrix per group: [groups, outputs / groups, channels / groups · kernel]. */
function matrices(weight: Tensor, groups: number): Tensor {
  const [outputs, ...rest] = weight._shape;
  return weight.reshape([groups, outputs / groups, rest.reduce((product, size) => product * size, 1)]);
}

/** Columns by group: [batch, groups, channels / groups · kernel, places]. */
function grouped(columns: Tensor, groups: number): Tensor {
  const [batch, rows, places] = columns._shape;
  return columns.reshape([batch, groups, rows / groups, places]);
}

function inputGradient(grad: Tensor, weight: Tensor, { window, groups }: Extra): Tensor {
  const { batch, channels, height, width } = window;
  const [, outputs] = grad._shape;
  const rows = grad.reshape([batch, groups, outputs / groups, height.places * width.places]);
  const columns = matmul(matrices(weight, groups).transpose(1, 2), rows);
  const size = channels * height.kernel * width.kernel;
  return fold(columns.reshape([batch, size, height.places * width.places]), window);
}

function weightGradient(grad: Tensor, input: Tensor, weight: Tensor, { window, groups }: Extra): Tensor {
  const { batch, height, width } = window;
  const [, outputs] = grad._shape;
  const rows = grad.reshape([batch, groups, outputs / groups, height.places * width.places]);
  const columns = grouped(unfold(input, window), groups);
  return matmul(rows, columns.transpose(2, 3))
    .sum(0)
    .reshape([...weight._shape]);
}

const UNFOLD = define<Window>("Im2ColBackward0", (grad, { extra }: Node<Window>) => fold(grad, extra));
const FOLD = define<Window>("Col2ImBackward0", (grad, { extra }: Node<Window>) => unfold(grad, extra));

/** Every window's elements as a column: [batch, channels · kernel, places]. Zeros lie around the input. */
function unfold(input: Tensor, window: Window): Tensor {
  const { batch, channels, height, width } = window;
  const source = rowMajor(input);
  const places = height.places * width.places;
  const result = Tensor.allocate(input.dtype, [batch, channels * height.kernel * width.kernel, places]);
  const out = floats(result);
  const x = floats(source);
  eachRun(window, (row, column, count, step) => {
    for (let i = 0, e = source.offset + row; i < count; i++, e += step) out[column + i] = x[e];
  });
  return tracks(input) ? recordWith(result, UNFOLD, [input], [], window) : result;
}

/** The opposite of {@link unfold}: adds up what columns hold of each element of the input. */
function fold(columns: Tensor, window: Window): Tensor {
  const { batch, channels, height, width } = window;
  const source = rowMajor(columns);
  const result = Tensor.allocate(columns.dtype, [batch, channels, height.size, width.size]);
  const out = floats(result);
  const x = floats(source);
  eachRun(window, (row, column, count, step) => {
    for (let i = 0, e = row; i < count; i++, e += step) out[e] += x[source.offset + column + i];
  });
  return tracks(columns) ? recordWith(result, FOLD, [columns], [], window) : result;
}

/**
 * Calls `run` for every row of places and element of the kernel: `count` elements of the input from `row` on, `step`
 * apart, are those of the columns from `column` on. What lies outside the input is left out.
 */
function eachRun(
  { batch, channels, height, width }: Window,
  run: (row: number, column: number, count: number, step: number) => void,
): void {
  const places = height.places * width.places;
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let ky = 0; ky < height.kernel; ky++) {
      for (let kx = 0; kx < width.kernel; kx++) {
        const start = ((plane * height.kernel + ky) * width.kernel + kx) * places;
        const shift = kx * width.dilation - width.before;
        const first = Math.max(0, Math.ceil(-shift / width.stride));
        const end = Math.min(width.places, Math.ceil((width.size - shift) / width.stride));
        if (end <= first) continue;
        for (let py = 0; py < height.places; py++) {
          const y = py * height.stride + ky * height.dilation - height.before;
          if (y < 0 || y >= height.size) continue;
          const row = (plane * height.size + y) * width.size + first * width.stride + shift;
          run(row, start + py * width.places + first, end - first, width.stride);
        }
      }
    }
  }
}
