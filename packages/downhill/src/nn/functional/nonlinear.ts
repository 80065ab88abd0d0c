import { applyCurve } from "../../autograd/functions/curve.ts";
import { apply_ } from "../../autograd/functions/inPlace.ts";
import * as curves from "../../elementwise/curves.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { reprFloat } from "../../python/text.ts";
import { copyOf, rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { defaultGenerator } from "../../tensor/random/generator.ts";
import { normalizeDim } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { floats } from "./pointwise.ts";

/** Options of activations that can overwrite their input. */
export interface InplaceOptions {
  /** Whether to write the result over the input. Default false. */
  inplace?: boolean;
}

/** A function of the input, written over it where that is asked for. */
function computed(input: Tensor, compute: (x: Tensor) => Tensor, { inplace = false }: InplaceOptions = {}): Tensor {
  return inplace ? apply_(input, compute) : compute(input);
}

function applied(
  input: Tensor,
  curve: curves.Curve,
  node: string,
  kernel: string | null,
  options?: InplaceOptions,
): Tensor {
  return computed(input, (x) => applyCurve(x, curve, node, kernel), options);
}

/**
 * x / (1 + exp(-x)).
 * @throws TypeError for integers and bools
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.silu.html
 */
export function silu(input: Tensor, options?: InplaceOptions): Tensor {
  return applied(input, curves.silu(), "SiluBackward", "silu_cpu", options);
}

/**
 * x · tanh(log(1 + exp(x))).
 * @throws TypeError for integers and bools
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.mish.html
 */
export function mish(input: Tensor, options?: InplaceOptions): Tensor {
  return applied(input, curves.mish(), "MishBackward", "mish_cpu", options);
}

/**
 * log(1 / (1 + exp(-x))).
 * @throws TypeError for integers and bools
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.logsigmoid.html
 */
export function logsigmoid(input: Tensor): Tensor {
  return applied(input, curves.logSigmoid(), "LogSigmoidBackward", "log_sigmoid_cpu");
}

/**
 * x where it is positive, else alpha · (exp(x) - 1).
 * @param alpha default 1
 * @throws TypeError for integers and bools
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.elu.html
 */
export function elu(input: Tensor, alpha = 1, options?: InplaceOptions): Tensor {
  return applied(input, curves.elu(alpha, 1, 1), "EluBackward", "elu_cpu", options);
}

/**
 * x where it is positive, else alpha · (exp(x / alpha) - 1).
 * @param alpha not zero; default 1
 * @throws TypeError for integers and bools, RangeError for an alpha of zero
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.celu.html
 */
export function celu(input: Tensor, alpha = 1, options?: InplaceOptions): Tensor {
  if (alpha === 0) throw new RangeError("ZeroDivisionError: alpha cannot be 0 for CELU");
  return applied(input, curves.celu(alpha), "CeluBackward", "elu_cpu", options);
}

/**
 * 1.0507 · (x where it is positive, else 1.6733 · (exp(x) - 1)).
 * @throws TypeError for integers and bools
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.selu.html
 */
export function selu(input: Tensor, options?: InplaceOptions): Tensor {
  return applied(input, curves.selu(), "EluBackward", "elu_cpu", options);
}

/**
 * x where it is positive, else negativeSlope · x.
 * @param negativeSlope default 0.01
 * @throws TypeError for integers and bools
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.leaky_relu.html
 */
export function leakyRelu(input: Tensor, negativeSlope = 0.01, options?: InplaceOptions): Tensor {
  return applied(input, curves.leakyRelu(negativeSlope), "LeakyReluBackward", "leaky_relu_cpu", options);
}

/**
 * x kept between two bounds.
 * @param minVal default -1
 * @param maxVal default 1
 * @throws RangeError for bounds that are no range
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardtanh.html
 */
export function hardtanh(input: Tensor, minVal = -1, maxVal = 1, options?: InplaceOptions): Tensor {
  if (minVal > maxVal) throw new RangeError("min_val cannot be greater than max_val");
  if (isFloat(input.dtype)) {
    return applied(input, curves.hardtanh(minVal, maxVal), "HardtanhBackward", "hardtanh_cpu", options);
  }
  return computed(input, (x) => x.clamp(Math.trunc(minVal), Math.trunc(maxVal)), options);
}

/**
 * x kept between 0 and 6.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu6.html
 */
export function relu6(input: Tensor, options?: InplaceOptions): Tensor {
  return hardtanh(input, 0, 6, options);
}

/**
 * 0 up to -3, 1 from 3 on, x / 6 + 1 / 2 between them.
 * @throws TypeError for integers and bools
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardsigmoid.html
 */
export function hardsigmoid(input: Tensor, options?: InplaceOptions): Tensor {
  return applied(input, curves.hardsigmoid(), "HardsigmoidBackward", "hardsigmoid_cpu", options);
}

/**
 * 0 up to -3, x from 3 on, x · (x + 3) / 6 between them.
 * @throws TypeError for integers and bools
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardswish.html
 */
export function hardswish(input: Tensor, options?: InplaceOptions): Tensor {
  return applied(input, curves.hardswish(), "HardswishBackward", "hardswish_cpu", options);
}

/**
 * x / (1 + |x|).
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softsign.html
 */
export function softsign(input: Tensor): Tensor {
  return applied(input, curves.softsign(), "SoftsignBackward", null);
}

/**
 * x - tanh(x).
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.tanhshrink.html
 */
export function tanhshrink(input: Tensor): Tensor {
  return applied(input, curves.tanhshrink(), "TanhshrinkBackward", null);
}

/**
 * x brought nearer to zero by lambd; 0 where it is nearer than that.
 * @param lambd not negative; default 0.5
 * @throws TypeError for integers and bools, RangeError for a negative lambd
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softshrink.html
 */
export function softshrink(input: Tensor, lambd = 0.5): Tensor {
  const largest = input.dtype === "float64" ? Number.MAX_VALUE : 2 ** 128 - 2 ** 104;
  if (isFloat(input.dtype) && !(lambd >= 0 && lambd <= largest)) {
    const [name, limit] = input.dtype === "float64" ? ["Double", "1.79769e+308"] : ["Float", "3.40282e+38"];
    throw new RangeError(`lambda must be in range [0, ${limit}] for input dtype ${name}, but found ${lambd}`);
  }
  return applied(input, curves.softshrink(lambd), "SoftshrinkBackward", "softshrink_check");
}

/**
 * 0 where x lies between -lambd and lambd, else x.
 * @param lambd default 0.5
 * @throws TypeError for integers and bools
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardshrink.html
 */
export function hardshrink(input: Tensor, lambd = 0.5): Tensor {
  return applied(input, curves.hardshrink(lambd), "HardshrinkBackward", "hardshrink_cpu");
}

/**
 * x where it is above a threshold, else a value.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.threshold.html
 */
export function threshold(input: Tensor, threshold: number, value: number, options?: InplaceOptions): Tensor {
  if (isFloat(input.dtype)) {
    return applied(input, curves.threshold(threshold, value), "ThresholdBackward", "threshold_cpu", options);
  }
  return computed(input, (x) => x.where(x.gt(Math.trunc(threshold)), Math.trunc(value)), options);
}

/**
 * The first half along a dimension times the sigmoid of the second one.
 * @param dim default -1
 * @throws RangeError for a size that can't be halved, or a tensor without dimensions
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.glu.html
 */
export function glu(input: Tensor, dim = -1): Tensor {
  if (input.ndim === 0) throw new RangeError("glu does not support scalars because halving size must be even");
  const d = normalizeDim(dim, input.ndim);
  const size = input._shape[d];
  if (size % 2 !== 0) {
    throw new RangeError(`Halving dimension must be even, but dimension ${d} is size ${size}`);
  }
  if (!isFloat(input.dtype)) throw new TypeError(`"glu_cpu" not implemented for '${typeName(input.dtype)}'`);
  const half = size / 2;
  return input.narrow(d, 0, half).mul(input.narrow(d, half, half).sigmoid());
}

/**
 * x where it is positive, else weight · x.
 * @param weight one number for all, or one for each channel (dimension 1)
 * @throws RangeError for another number of weights, TypeError for types that differ
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.prelu.html
 */
export function prelu(input: Tensor, weight: Tensor): Tensor {
  if (input.dtype !== weight.dtype) {
    throw new TypeError(
      `prelu: Type promoting not supported. Got ${typeName(input.dtype)} and ${typeName(weight.dtype)}`,
    );
  }
  if (weight.ndim > 1) {
    throw new RangeError(`prelu: Expected \`weight\` to be a scalar or 1D tensor, but got: ndim = ${weight.ndim}`);
  }
  if (weight._numel === 1) return input.where(input.gt(0), input.mul(weight.reshape([])));
  if (input.ndim === 0) throw new RangeError("Not allow zero-dim input tensor.");
  const channels = input.ndim > 1 ? input._shape[1] : 1;
  if (channels !== weight._numel) {
    throw new RangeError(
      "Mismatch of parameter numbers and input channel size. Found parameter numbers = " +
        `${weight._numel} and channel size = ${channels}.`,
    );
  }
  const shape = input._shape.map((_, d) => (d === 1 ? channels : 1));
  return input.where(input.gt(0), input.mul(weight.reshape(shape)));
}

/** Options of {@link rrelu}. */
export interface RreluOptions extends InplaceOptions {
  /** Whether to draw the slopes; else all have the middle of the range. Default false. */
  training?: boolean;
}

/**
 * x where it is positive, else a slope times x: while training one that is drawn for each element, else the middle one.
 * @param lower default 1 / 8
 * @param upper default 1 / 3
 * @throws RangeError for bounds that are no range, TypeError for integers and bools
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.rrelu.html
 */
export function rrelu(
  input: Tensor,
  lower = 1 / 8,
  upper = 1 / 3,
  { training = false, inplace = false }: RreluOptions = {},
): Tensor {
  if (!(lower <= upper)) {
    throw new RangeError(
      `Lower bound should be less than or equal to the upper bound, but got ${reprFloat(lower)} and ${reprFloat(upper)}`,
    );
  }
  if (!training) return leakyRelu(input, (lower + upper) / 2, { inplace });
  if (!isFloat(input.dtype)) {
    throw new TypeError(`"rrelu_with_noise_out_cpu" not implemented for '${typeName(input.dtype)}'`);
  }
  const source = rowMajor(input.detach());
  const slopes = copyOf(source);
  launch("rrelu", () => {
    const { engine } = defaultGenerator;
    const out = floats(slopes);
    for (let i = 0; i < out.length; i++) out[i] = out[i] <= 0 ? engine.uniform64() * (upper - lower) + lower : 1;
  });
  return inplace ? input.mul_(slopes) : input.mul(slopes);
}
