import { recordComposed } from "../../autograd/composed.ts";
import { checkTensor } from "../../autograd/functions/operands.ts";
import { noGrad } from "../../autograd/gradMode.ts";
import { define, type Node, recordWith, tracks } from "../../autograd/graph.ts";
import { type DType, type FloatDType, isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { reprFloat } from "../../python/text.ts";
import * as rows from "../../rows/functions.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { floats } from "./pointwise.ts";

/** Options of {@link batchNorm}. */
export interface BatchNormOptions {
  /** [channels], multiplied in. Default none. */
  weight?: Tensor | null;
  /** [channels], added. Default none. */
  bias?: Tensor | null;
  /** Whether to normalize by the batch's own mean and variance, and to update the running ones. Default false. */
  training?: boolean;
  /** How much of the batch's statistics the running ones take on. Default 0.1. */
  momentum?: number;
  /** Added to the variance. Default 1e-5. */
  eps?: number;
}

interface Extra {
  readonly batch: number;
  readonly channels: number;
  readonly places: number;
  readonly eps: number;
  readonly means: Float64Array;
  readonly inverseStds: Float64Array;
  /** Whether mean and variance depend on the input. */
  readonly training: boolean;
  readonly weighed: boolean;
}

const BATCH_NORM = define<Extra>("NativeBatchNormBackward0", differentiate);

/**
 * Shifts and scales each channel, over the batch and all places, to mean 0 and variance 1, then multiplies by a weight
 * and adds a bias, where given.
 *
 * @param input [batch, channels, ...places]
 * @param runningMean [channels]: updated while training, used while not; null for none
 * @param runningVar [channels], likewise
 * @throws RangeError for shapes that don't fit, or a single value per channel while training; TypeError for dtypes
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.batch_norm.html
 */
export function batchNorm(
  input: Tensor,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  { momentum = 0.1, ...options }: BatchNormOptions = {},
): Tensor {
  return batchNormBy(() => momentum, input, runningMean, runningVar, options);
}

/** The same with a momentum that is asked for each time that the running statistics move, in compiled functions too. */
export function batchNormBy(
  momentum: () => number,
  input: Tensor,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  { weight = null, bias = null, training = false, eps = 1e-5 }: BatchNormOptions,
): Tensor {
  checkTensor(input, "batchNorm", "input");
  const [batch, channels, ...rest] = input._shape;
  const places = rest.reduce((product, size) => product * size, 1);
  if (training && batch * places === 1) {
    throw new RangeError(
      `Expected more than 1 value per channel when training, got input size torch.Size(${formatShape(input._shape)})`,
    );
  }
  if (training ? !(eps > 0) : eps < 0) {
    const expected = training ? "positive during training" : "non-negative";
    throw new RangeError(`batch_norm eps must be ${expected}, but got ${reprFloat(eps)}`);
  }
  check(input, { running_mean: runningMean, running_var: runningVar, weight, bias });
  const means = new Float64Array(channels);
  const inverseStds = new Float64Array(channels);
  const weighed = weight !== null;
  const extra: Extra = { batch, channels, places, eps, means, inverseStds, training, weighed };
  const planes = planesOf(extra);
  const source = planes.arrange(input);
  if (training) {
    launch("statistics", () => measure(source, planes, extra, runningMean, runningVar, momentum()));
  } else {
    if (runningMean === null || runningVar === null) {
      throw new TypeError("Expected running_mean and running_var to be defined when training=False");
    }
    launch("statistics", () => {
      means.set(runningMean.toTypedArray() as Float32Array);
      inverseStds.set(
        Float64Array.from(runningVar.toTypedArray() as Float32Array, (variance) => 1 / Math.sqrt(variance + eps)),
      );
    });
  }
  const result = normalize(source, planes, extra, weight, bias);
  const inputs = [input];
  if (weight !== null) inputs.push(weight);
  if (bias !== null) inputs.push(bias);
  if (!inputs.some(tracks)) return result;
  return recordWith(result, BATCH_NORM, inputs, weight === null ? [input] : [input, weight], extra);
}

function check(input: Tensor, perChannel: Readonly<Record<string, Tensor | null>>): void {
  if (input.ndim < 2)
    throw new RangeError(`expected at least 2 dimensions, got input of size ${formatShape(input._shape)}`);
  if (!isFloat(input.dtype)) throw new TypeError(`"batch_norm" not implemented for '${typeName(input.dtype)}'`);
  const channels = input._shape[1];
  for (const [name, tensor] of Object.entries(perChannel)) {
    if (tensor === null) continue;
    if (tensor.numel() !== channels) {
      throw new RangeError(`${name} should contain ${channels} elements not ${tensor.numel()}`);
    }
    if (tensor.dtype !== input.dtype) {
      throw new TypeError(
        `expected ${name} to have scalar type ${typeName(input.dtype)}, got ${typeName(tensor.dtype)}`,
      );
    }
  }
}

/** Planes shorter than this are not worth a walk each: those of a channel are brought together. */
const SHORT_PLANE = 16;

/** How the elements of a channel lie: in one plane for each sample, or in one for the whole batch. */
interface Planes {
  readonly count: number;
  readonly size: number;
  /** A row-major copy, or the tensor itself, in which planes are runs. */
  arrange(tensor: Tensor): Tensor;
  /** The inverse of `arrange`, for a result shaped like the input. */
  restore(arranged: Tensor): Tensor;
  /** A number of each channel as one of each plane. */
  spread(values: Float64Array): Float64Array;
  /** The sums of planes as those of channels. */
  gather(values: Float64Array): Float64Array;
}

function planesOf({ batch, channels, places }: Extra): Planes {
  if (places < SHORT_PLANE) {
    const flipped = (tensor: Tensor) => rowMajor(tensor.detach().transpose(0, 1));
    return {
      count: channels,
      size: batch * places,
      arrange: flipped,
      restore: flipped,
      spread: (values) => values,
      gather: (values) => values,
    };
  }
  return {
    count: batch * channels,
    size: places,
    arrange: rowMajor,
    restore: (arranged) => arranged,
    spread: (values) => Float64Array.from({ length: batch * channels }, (_, plane) => values[plane % channels]),
    gather(values) {
      const sums = new Float64Array(channels);
      for (let plane = 0; plane < values.length; plane++) sums[plane % channels] += values[plane];
      return sums;
    },
  };
}

/** Computes the statistics of each channel, and moves the running ones towards them. */
function measure(
  source: Tensor,
  planes: Planes,
  { batch, places, eps, means, inverseStds }: Extra,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  momentum: number,
): void {
  const count = batch * places;
  const type = source.dtype as FloatDType;
  const sums = new Float64Array(planes.count);
  rows.planeSum(type, planes.count, planes.size, [source], [], [], [sums]);
  means.set(planes.gather(sums).map((sum) => sum / count));
  rows.planeSquares(type, planes.count, planes.size, [source], [], [planes.spread(means)], [sums]);
  const squares = planes.gather(sums);
  inverseStds.set(squares.map((sum) => 1 / Math.sqrt(sum / count + eps)));
  if (count === 0) return;
  move(runningMean, means, momentum);
  move(
    runningVar,
    squares.map((sum) => sum / (count - 1)),
    momentum,
  );
}

function move(running: Tensor | null, values: Float64Array, momentum: number): void {
  if (running === null) return;
  const next = Tensor.allocate(running.dtype, running._shape);
  const before = running.toTypedArray() as Float32Array;
  const out = floats(next);
  for (let c = 0; c < values.length; c++) out[c] = momentum * values[c] + (1 - momentum) * before[c];
  noGrad(() => running.copy_(next));
}

function normalize(
  source: Tensor,
  planes: Planes,
  { means, inverseStds }: Extra,
  weight: Tensor | null,
  bias: Tensor | null,
): Tensor {
  const result = Tensor.uninitializedLike(source, source.dtype);
  launch("batchNorm", () => {
    const w = weight?.toTypedArray() as Float32Array | undefined;
    const b = bias?.toTypedArray() as Float32Array | undefined;
    const scales = inverseStds.map((inverseStd, c) => inverseStd * (w === undefined ? 1 : w[c]));
    const shifts = means.map((mean, c) => (b === undefined ? 0 : b[c]) - mean * scales[c]);
    const columns = [planes.spread(scales), planes.spread(shifts)];
    rows.planeScale(source.dtype as FloatDType, planes.count, planes.size, [source, result], [], columns);
  });
  return planes.restore(result);
}

/** By the input (index 0), the weight if there is one (1), the bias (the last). */
function differentiate(grad: Tensor, node: Node<Extra>, index: number): Tensor {
  const { extra } = node;
  const input = node.saved(0);
  const dims = input._shape.map((_, dim) => dim).filter((dim) => dim !== 1);
  if (index === 0) return inputGradient(grad, input, extra.weighed ? node.saved(1) : null, extra, dims);
  if (index === 1 && extra.weighed) {
    const result = Tensor.allocate(grad.dtype, [extra.channels]);
    launch("batchNormWeightGradient", () => floats(result).set(gradientSums(grad, input, extra).scoreSums));
    const compose = (g: Tensor, x: Tensor) => g.mul(standardized(x, extra, dims)[0]).sum(dims);
    return recordComposed(result, "NativeBatchNormBackwardBackward0", [grad, input], compose);
  }
  return grad.sum(dims);
}

/** The sums over each channel of the gradient, and of the gradient times the scores. */
function gradientSums(grad: Tensor, input: Tensor, extra: Extra) {
  const planes = planesOf(extra);
  const sums = new Float64Array(planes.count);
  const scoreSums = new Float64Array(planes.count);
  const columns = [planes.spread(extra.means), planes.spread(extra.inverseStds)];
  const arrays = [planes.arrange(grad), planes.arrange(input)];
  rows.planeGradientSums(grad.dtype as FloatDType, planes.count, planes.size, arrays, [], columns, [sums, scoreSums]);
  return { sums: planes.gather(sums), scoreSums: planes.gather(scoreSums) };
}

function inputGradient(grad: Tensor, input: Tensor, weight: Tensor | null, extra: Extra, dims: number[]): Tensor {
  const { batch, channels, places, means, inverseStds, training } = extra;
  const planes = planesOf(extra);
  const source = planes.arrange(input);
  const result = Tensor.uninitializedLike(source, source.dtype);
  const arrays = [planes.arrange(grad), source, result];
  launch("batchNormGradient", () => {
    const none = new Float64Array(channels);
    const { sums, scoreSums } = training ? gradientSums(grad, input, extra) : { sums: none, scoreSums: none };
    const count = training ? batch * places : 1;
    const w = weight?.toTypedArray() as Float32Array | undefined;
    const scales = inverseStds.map((inverseStd, c) => inverseStd * (w === undefined ? 1 : w[c]));
    const columns = [means, inverseStds, scales, sums.map((sum) => sum / count), scoreSums.map((sum) => sum / count)];
    rows.planeGradient(grad.dtype as FloatDType, planes.count, planes.size, arrays, [], columns.map(planes.spread));
  });
  const name = "NativeBatchNormBackwardBackward0";
  const restored = planes.restore(result);
  if (weight === null) {
    return recordComposed(restored, name, [grad, input], (g, x) => composed(g, x, null, extra, dims));
  }
  return recordComposed(restored, name, [grad, input, weight], (g, x, w2) => composed(g, x, w2, extra, dims));
}

function perChannel(values: Float64Array, dtype: DType, shape: Shape): Tensor {
  const result = Tensor.allocate(dtype, shape);
  launch("perChannel", () => floats(result).set(values));
  return result;
}

/** The normalized input, before weight and bias, and what it was multiplied by; with public functions. */
function standardized(input: Tensor, extra: Extra, dims: number[]): [scores: Tensor, inverseStd: Tensor] {
  const { channels, eps, means, inverseStds, training } = extra;
  if (training) {
    const centered = input.sub(input.mean(dims, { keepdim: true }));
    const inverseStd = centered.square().mean(dims, { keepdim: true }).add(eps).rsqrt();
    return [centered.mul(inverseStd), inverseStd];
  }
  const shape = [1, channels, ...dims.slice(1).map(() => 1)];
  const inverseStd = perChannel(inverseStds, input.dtype, shape);
  return [input.sub(perChannel(means, input.dtype, shape)).mul(inverseStd), inverseStd];
}

/** The gradient by the input with public functions, for gradients that are to be differentiated again. */
function composed(grad: Tensor, input: Tensor, weight: Tensor | null, extra: Extra, dims: number[]): Tensor {
  const [scores, inverseStd] = standardized(input, extra, dims);
  const shape = [1, extra.channels, ...dims.slice(1).map(() => 1)];
  const weighed = weight === null ? grad : grad.mul(weight.reshape(shape));
  if (!extra.training) return weighed.mul(inverseStd);
  const mean = weighed.mean(dims, { keepdim: true });
  const scoreMean = weighed.mul(scores).mean(dims, { keepdim: true });
  return weighed.sub(mean).sub(scores.mul(scoreMean)).mul(inverseStd);
}
