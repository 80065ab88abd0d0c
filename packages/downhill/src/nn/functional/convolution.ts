import { checkTensor } from "../../autograd/functions/operands.ts";
import { type Definition, define, recordWith, tracks, tracksAny } from "../../autograd/graph.ts";
import * as elementwise from "../../elementwise/functions.ts";
import type { FloatDType } from "../../memory/dtype.ts";
import { runBinaryOp } from "../../tensor/run.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { geometryOf } from "./convolutionGeometry.ts";
import * as computed from "./convolving.ts";
import type { Extent, Geometry, Pair, Single, Triple } from "./window.ts";

/** Options of {@link conv1d}, {@link conv2d} and {@link conv3d}. */
export interface ConvolutionOptions<Size extends Extent = Pair> {
  /** How far the kernel moves at a time. Default 1. */
  stride?: Size;
  /** Zeros added on every side; "same" keeps the sizes of the input, "valid" adds none. Default 0. */
  padding?: Size | "same" | "valid";
  /** How far the kernel's elements lie apart. Default 1. */
  dilation?: Size;
  /** Into how many groups the channels are divided; each output sees its group's inputs only. Default 1. */
  groups?: number;
}

/** Options of {@link convTranspose1d}, {@link convTranspose2d} and {@link convTranspose3d}. */
export interface TransposedConvolutionOptions<Size extends Extent = Pair> {
  /** How far the kernel moves at a time in the output. Default 1. */
  stride?: Size;
  /** How much is cut off on every side of the output. Default 0. */
  padding?: Size;
  /** How much larger the output is at the end: convolutions with a stride make one size of several. Default 0. */
  outputPadding?: Size;
  /** Into how many groups the channels are divided; each output sees its group's inputs only. Default 1. */
  groups?: number;
  /** How far the kernel's elements lie apart. Default 1. */
  dilation?: Size;
}

/*
 * A convolution and its two derivatives are linear in each of two tensors, and the derivatives of each of the three are
 * the other two. A transposed convolution is the derivative of one by its input.
 */

const CONVOLUTION = define<Geometry>(
  "ConvolutionBackward0",
  (grad, node) => inputGradient(grad, node.saved(1), node.extra),
  (grad, node) => weightGradient(grad, node.saved(0), node.extra),
  biasGradient,
);

const TRANSPOSED = define<Geometry>(
  "ConvolutionBackward0",
  (grad, node) => convolve(grad, node.saved(1), node.extra),
  (grad, node) => weightGradient(node.saved(0), grad, node.extra),
  biasGradient,
);

const INPUT_GRADIENT = define<Geometry>(
  "ConvolutionBackwardBackward0",
  (outer, node) => convolve(outer, node.saved(1), node.extra),
  (outer, node) => weightGradient(node.saved(0), outer, node.extra),
);

const WEIGHT_GRADIENT = define<Geometry>(
  "ConvolutionBackwardBackward0",
  (outer, node) => convolve(node.saved(1), outer, node.extra),
  (outer, node) => inputGradient(node.saved(0), outer, node.extra),
);

function convolve(input: Tensor, weight: Tensor, geometry: Geometry): Tensor {
  return recordBoth(computed.convolve(input, weight, geometry), CONVOLUTION, input, weight, geometry);
}

function inputGradient(grad: Tensor, weight: Tensor, geometry: Geometry): Tensor {
  return recordBoth(computed.inputGradient(grad, weight, geometry), INPUT_GRADIENT, grad, weight, geometry);
}

function weightGradient(grad: Tensor, input: Tensor, geometry: Geometry): Tensor {
  return recordBoth(computed.weightGradient(grad, input, geometry), WEIGHT_GRADIENT, grad, input, geometry);
}

/** The sum over all but the channels. */
function biasGradient(grad: Tensor): Tensor {
  return grad.sum(grad._shape.map((_, dim) => dim).filter((dim) => dim !== 1));
}

function recordBoth(out: Tensor, definition: Definition<Geometry>, a: Tensor, b: Tensor, geometry: Geometry): Tensor {
  return tracksAny(a, b) ? recordWith(out, definition, [a, b], [a, b], geometry) : out;
}

/** A convolution over any number of dimensions, transposed or not. */
export function convolution(
  dims: number,
  transposed: boolean,
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  {
    stride = 1,
    padding = 0,
    outputPadding = 0,
    dilation = 1,
    groups = 1,
  }: ConvolutionOptions<Extent> & Pick<TransposedConvolutionOptions<Extent>, "outputPadding">,
): Tensor {
  const name = `conv${transposed ? "Transpose" : ""}${dims}d`;
  checkTensor(input, name, "input");
  checkTensor(weight, name, "weight");
  if (input.ndim !== dims + 1 && input.ndim !== dims + 2) {
    throw new RangeError(
      `Expected ${dims + 1}D (unbatched) or ${dims + 2}D (batched) input to ` +
        `conv${transposed ? "_transpose" : ""}${dims}d, but got input of size: ${formatShape(input._shape)}`,
    );
  }
  const batched = input.ndim === dims + 1 ? input.unsqueeze(0) : input;
  const options = { stride, padding, outputPadding, dilation, groups };
  const geometry = geometryOf({ dims, transposed, input: batched, weight, bias, ...options });
  const compute = transposed ? computed.inputGradient : computed.convolve;
  const result = compute(batched, weight, geometry);
  const inputs = [batched, weight];
  if (bias !== null) {
    const perChannel = bias.detach().reshape([1, -1, ...new Array<number>(dims).fill(1)]);
    runBinaryOp(elementwise.add, input.dtype as FloatDType, result, result, perChannel);
    inputs.push(bias);
  }
  if (inputs.some(tracks)) {
    recordWith(result, transposed ? TRANSPOSED : CONVOLUTION, inputs, [batched, weight], geometry);
  }
  return batched === input ? result : result.squeeze(0);
}

/**
 * The one-dimensional cross-correlation of signals with kernels.
 *
 * @param input [batch, channels, length], or [channels, length]
 * @param weight [outputs, channels / groups, kernel length]
 * @param bias [outputs], or null
 * @throws RangeError for shapes or options that don't fit, TypeError for dtypes that differ
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv1d.html
 */
export function conv1d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvolutionOptions<Single> = {},
): Tensor {
  return convolution(1, false, input, weight, bias, options);
}

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
  options: ConvolutionOptions<Pair> = {},
): Tensor {
  return convolution(2, false, input, weight, bias, options);
}

/**
 * The three-dimensional cross-correlation of volumes with kernels.
 *
 * @param input [batch, channels, depth, height, width], or [channels, depth, height, width]
 * @param weight [outputs, channels / groups, kernel depth, kernel height, kernel width]
 * @param bias [outputs], or null
 * @throws RangeError for shapes or options that don't fit, TypeError for dtypes that differ
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv3d.html
 */
export function conv3d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvolutionOptions<Triple> = {},
): Tensor {
  return convolution(3, false, input, weight, bias, options);
}

/**
 * The transpose of the linear function `conv1d`: each element of the input adds its multiple of the kernel to the output.
 *
 * @param input [batch, channels, length], or [channels, length]
 * @param weight [channels, outputs / groups, kernel length]
 * @param bias [outputs], or null
 * @throws RangeError for shapes or options that don't fit, TypeError for dtypes that differ
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose1d.html
 */
export function convTranspose1d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: TransposedConvolutionOptions<Single> = {},
): Tensor {
  return convolution(1, true, input, weight, bias, options);
}

/**
 * The transpose of the linear function `conv2d`: each element of the input adds its multiple of the kernel to the output.
 *
 * @param input [batch, channels, height, width], or [channels, height, width]
 * @param weight [channels, outputs / groups, kernel height, kernel width]
 * @param bias [outputs], or null
 * @throws RangeError for shapes or options that don't fit, TypeError for dtypes that differ
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose2d.html
 */
export function convTranspose2d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: TransposedConvolutionOptions<Pair> = {},
): Tensor {
  return convolution(2, true, input, weight, bias, options);
}

/**
 * The transpose of the linear function `conv3d`: each element of the input adds its multiple of the kernel to the output.
 *
 * @param input [batch, channels, depth, height, width], or [channels, depth, height, width]
 * @param weight [channels, outputs / groups, kernel depth, kernel height, kernel width]
 * @param bias [outputs], or null
 * @throws RangeError for shapes or options that don't fit, TypeError for dtypes that differ
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose3d.html
 */
export function convTranspose3d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: TransposedConvolutionOptions<Triple> = {},
): Tensor {
  return convolution(3, true, input, weight, bias, options);
}
