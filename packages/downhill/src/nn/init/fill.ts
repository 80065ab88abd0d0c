import * as draws from "../../autograd/functions/random.ts";
import { noGrad } from "../../autograd/gradMode.ts";
import { eye } from "../../tensor/factories.ts";
import type { Generator } from "../../tensor/random/generator.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/*
 * Fills tensors with initial values, in place and outside the graph; every function returns its tensor.
 * Source: https://pytorch.org/docs/stable/nn.init.html
 */

/** Where random numbers come from. */
export interface RandomOptions {
  /** Default: the generator that `manualSeed` seeds. */
  generator?: Generator;
}

/** The functions that {@link calculateGain} knows, by their PyTorch names. */
export type Nonlinearity =
  | "linear"
  | "conv1d"
  | "conv2d"
  | "conv3d"
  | "conv_transpose1d"
  | "conv_transpose2d"
  | "conv_transpose3d"
  | "sigmoid"
  | "tanh"
  | "relu"
  | "leaky_relu"
  | "selu";

/** What the Kaiming initializations depend on. */
export interface KaimingOptions extends RandomOptions {
  /** The negative slope of the rectifier that follows, only for "leaky_relu"; default 0. */
  a?: number;
  /** Whether to keep the variance forward ("fan_in", the default) or backward ("fan_out"). */
  mode?: "fan_in" | "fan_out";
  /** The function that follows; default "leaky_relu". */
  nonlinearity?: Nonlinearity;
}

/**
 * The factor by which a layer's standard deviation should grow to make up for the function that follows it.
 *
 * @param param of "leaky_relu": the negative slope, default 0.01
 * @throws RangeError for an unknown function, TypeError for a slope that is no number
 */
export function calculateGain(nonlinearity: Nonlinearity, param?: number | null): number {
  switch (nonlinearity) {
    case "linear":
    case "conv1d":
    case "conv2d":
    case "conv3d":
    case "conv_transpose1d":
    case "conv_transpose2d":
    case "conv_transpose3d":
    case "sigmoid":
      return 1;
    case "tanh":
      return 5 / 3;
    case "relu":
      return Math.sqrt(2);
    case "leaky_relu": {
      const slope = param ?? 0.01;
      if (typeof slope !== "number") throw new TypeError(`negative_slope ${String(param)} not a valid number`);
      return Math.sqrt(2 / (1 + slope * slope));
    }
    case "selu":
      return 3 / 4;
    default:
      throw new RangeError(`Unsupported nonlinearity ${String(nonlinearity)}`);
  }
}

/** Uniform values in [a, b). @throws RangeError when a > b */
export function uniform_<T extends Tensor>(tensor: T, a = 0, b = 1, { generator }: RandomOptions = {}): T {
  return fill(tensor, () => draws.uniform_(tensor, a, b, { generator }));
}

/** Normal values. @throws RangeError for a negative std */
export function normal_<T extends Tensor>(tensor: T, mean = 0, std = 1, { generator }: RandomOptions = {}): T {
  return fill(tensor, () => draws.normal_(tensor, mean, std, { generator }));
}

/** One value everywhere. */
export function constant_<T extends Tensor>(tensor: T, value: number): T {
  return fill(tensor, () => tensor.fill_(value));
}

/** Ones. */
export function ones_<T extends Tensor>(tensor: T): T {
  return constant_(tensor, 1);
}

/** Zeros. */
export function zeros_<T extends Tensor>(tensor: T): T {
  return fill(tensor, () => tensor.zero_());
}

/** The identity matrix, as far as the shape allows. @throws RangeError unless the tensor has two dimensions */
export function eye_<T extends Tensor>(tensor: T): T {
  if (tensor.ndim !== 2) throw new RangeError("Only tensors with 2 dimensions are supported");
  return fill(tensor, () => tensor.copy_(eye(tensor._shape[0], tensor._shape[1], { dtype: tensor.dtype })));
}

/**
 * Xavier's (Glorot's) uniform values in ±gain·√(6 / (fanIn + fanOut)).
 * @throws RangeError for fewer than two dimensions
 */
export function xavierUniform_<T extends Tensor>(tensor: T, gain = 1, options: RandomOptions = {}): T {
  const bound = Math.sqrt(3) * xavierStd(tensor, gain);
  return uniform_(tensor, -bound, bound, options);
}

/**
 * Xavier's (Glorot's) normal values with std gain·√(2 / (fanIn + fanOut)).
 * @throws RangeError for fewer than two dimensions
 */
export function xavierNormal_<T extends Tensor>(tensor: T, gain = 1, options: RandomOptions = {}): T {
  return normal_(tensor, 0, xavierStd(tensor, gain), options);
}

/**
 * Kaiming's (He's) uniform values in ±gain·√(3 / fan).
 * @throws RangeError for fewer than two dimensions, an unknown mode or function
 */
export function kaimingUniform_<T extends Tensor>(tensor: T, options: KaimingOptions = {}): T {
  if (isEmpty(tensor)) return tensor;
  const bound = Math.sqrt(3) * kaimingStd(tensor, options);
  return uniform_(tensor, -bound, bound, options);
}

/**
 * Kaiming's (He's) normal values with std gain / √fan.
 * @throws RangeError for fewer than two dimensions, an unknown mode or function
 */
export function kaimingNormal_<T extends Tensor>(tensor: T, options: KaimingOptions = {}): T {
  if (isEmpty(tensor)) return tensor;
  return normal_(tensor, 0, kaimingStd(tensor, options), options);
}

/**
 * How many inputs each output of a layer with this weight has, and how many outputs each input: the sizes of the
 * second and the first dimension, times those of the rest (the kernel).
 * @throws RangeError for fewer than two dimensions
 */
export function calculateFanInAndFanOut(tensor: Tensor): [fanIn: number, fanOut: number] {
  if (tensor.ndim < 2) {
    throw new RangeError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
  }
  const [outputs, inputs, ...kernel] = tensor._shape;
  const field = kernel.reduce((product, size) => product * size, 1);
  return [inputs * field, outputs * field];
}

function xavierStd(tensor: Tensor, gain: number): number {
  const [fanIn, fanOut] = calculateFanInAndFanOut(tensor);
  return gain * Math.sqrt(2 / (fanIn + fanOut));
}

function kaimingStd(tensor: Tensor, { a = 0, mode = "fan_in", nonlinearity = "leaky_relu" }: KaimingOptions): number {
  if (mode !== "fan_in" && mode !== "fan_out") {
    throw new RangeError(`Mode ${String(mode)} not supported, please use one of ['fan_in', 'fan_out']`);
  }
  const [fanIn, fanOut] = calculateFanInAndFanOut(tensor);
  return calculateGain(nonlinearity, a) / Math.sqrt(mode === "fan_in" ? fanIn : fanOut);
}

function isEmpty(tensor: Tensor): boolean {
  if (!tensor._shape.includes(0)) return false;
  console.warn("Initializing zero-element tensors is a no-op");
  return true;
}

function fill<T extends Tensor>(tensor: T, write: () => void): T {
  noGrad(write);
  return tensor;
}
