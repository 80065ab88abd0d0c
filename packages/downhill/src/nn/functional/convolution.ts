import { checkTensor } from "../../autograd/functions/operands.ts";
import { type Definition, define, recordWith, tracks, tracksAny } from "../../autograd/graph.ts";
import * as elementwise from "../../elementwise/functions.ts";
import { type FloatDType, isFloat } from "../../memory/dtype.ts";
import { typeName } from "../../tensor/promotion.ts";
import { runBinaryOp } from "../../tensor/run.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Geometry } from "./convolving.ts";
import * as computed from "./convolving.ts";
import { axis, type Pair, pairOf } from "./window.ts";

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

/*
 * A convolution and its two derivatives are linear in each of two tensors, and the derivatives of each of the three are
 * the other two.
 */

const CONVOLUTION = define<Geometry>(
  "ConvolutionBackward0",
  (grad, node) => inputGradient(grad, node.saved(1), node.extra),
  (grad, node) => weightGradient(grad, node.saved(0), node.extra),
  (grad) => grad.sum([0, 2, 3]),
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

function recordBoth(out: Tensor, definition: Definition<Geometry>, a: Tensor, b: Tensor, geometry: Geometry): Tensor {
  return tracksAny(a, b) ? recordWith(out, definition, [a, b], [a, b], geometry) : out;
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
  { stride = 1, padding = 0, dilation = 1, groups = 1 }: ConvolutionOptions = {},
): Tensor {
  checkTensor(input, "conv2d", "input");
  checkTensor(weight, "conv2d", "weight");
  if (input.ndim === 3) {
    return conv2d(input.unsqueeze(0), weight, bias, { stride, padding, dilation, groups }).squeeze(0);
  }
  check(input, weight, bias, groups);
  const geometry = geometryOf(input, weight, pairOf(stride, "stride"), padding, pairOf(dilation, "dilation"), groups);
  if (bias === null) return convolve(input, weight, geometry);
  const result = computed.convolve(input, weight, geometry);
  const perChannel = bias.detach().reshape([1, weight._shape[0], 1, 1]);
  runBinaryOp(elementwise.add, input.dtype as FloatDType, result, result, perChannel);
  const inputs = [input, weight, bias];
  return inputs.some(tracks) ? recordWith(result, CONVOLUTION, inputs, [input, weight], geometry) : result;
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

function geometryOf(
  input: Tensor,
  weight: Tensor,
  stride: readonly [number, number],
  padding: Pair | "same" | "valid",
  dilation: readonly [number, number],
  groups: number,
): Geometry {
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
  return { batch, channels, outputs: weight._shape[0], groups, axes };
}
