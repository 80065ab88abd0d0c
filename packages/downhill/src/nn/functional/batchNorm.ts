import { checkTensor } from "../../autograd/functions/operands.ts";
import { gradEnabled, noGrad } from "../../autograd/gradMode.ts";
import { define, type Node, recordWith, tracks } from "../../autograd/graph.ts";
import { isFloat } from "../../memory/dtype.ts";
import { reprFloat } from "../../python/text.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape } from "../../tensor/shape.ts";
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
  { weight = null, bias = null, training = false, momentum = 0.1, eps = 1e-5 }: BatchNormOptions = {},
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
  const source = rowMajor(input);
  if (training) measure(source, extra, runningMean, runningVar, momentum);
  else {
    if (runningMean === null || runningVar === null) {
      throw new TypeError("Expected running_mean and running_var to be defined when training=False");
    }
    means.set(runningMean.toTypedArray() as Float32Array);
    inverseStds.set(
      Float64Array.from(runningVar.toTypedArray() as Float32Array, (variance) => 1 / Math.sqrt(variance + eps)),
    );
  }
  const result = normalize(source, extra, weight, bias);
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

/** Computes the statistics of each channel, and moves the running ones towards them. */
function measure(
  source: Tensor,
  { batch, channels, places, eps, means, inverseStds }: Extra,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  momentum: number,
): void {
  const x = floats(source);
  const count = batch * places;
  const variances = new Float64Array(channels);
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let n = 0; n < batch; n++) {
      const start = source.offset + (n * channels + c) * places;
      for (let p = 0; p < places; p++) sum += x[start + p];
    }
    const mean = sum / count;
    let squares = 0;
    for (let n = 0; n < batch; n++) {
      const start = source.offset + (n * channels + c) * places;
      for (let p = 0; p < places; p++) squares += (x[start + p] - mean) ** 2;
    }
    means[c] = mean;
    inverseStds[c] = 1 / Math.sqrt(squares / count + eps);
    variances[c] = squares / (count - 1);
  }
  if (count === 0) return;
  move(runningMean, means, momentum);
  move(runningVar, variances, momentum);
}

function move(running: Tensor | null, values: Float64Array, momentum: number): void {
  if (running === null) return;
  const next = Tensor.allocate(running.dtype, running._shape);
  const before = running.toTypedArray() as Float32Array;
  const out = floats(next);
  for (let c = 0; c < values.length; c++) out[c] = momentum * values[c] + (1 - momentum) * before[c];
  noGrad(() => running.copy_(next));
}

function normalize(source: Tensor, extra: Extra, weight: Tensor | null, bias: Tensor | null): Tensor {
  const { batch, channels, places, means, inverseStds } = extra;
  const result = Tensor.like(source, source.dtype);
  const out = floats(result);
  const x = floats(source);
  const w = weight?.toTypedArray() as Float32Array | undefined;
  const b = bias?.toTypedArray() as Float32Array | undefined;
  for (let c = 0; c < channels; c++) {
    const scale = inverseStds[c] * (w === undefined ? 1 : w[c]);
    const shift = (b === undefined ? 0 : b[c]) - means[c] * scale;
    for (let n = 0; n < batch; n++) {
      const start = (n * channels + c) * places;
      for (let e = start; e < start + places; e++) out[e] = x[source.offset + e] * scale + shift;
    }
  }
  return result;
}

/** By the input (index 0), the weight if there is one (1), the bias (the last). */
function differentiate(grad: Tensor, node: Node<Extra>, index: number): Tensor {
  const { extra } = node;
  const input = node.saved(0);
  const dims = input._shape.map((_, dim) => dim).filter((dim) => dim !== 1);
  if (index === 0) {
    const weight = extra.weighed ? node.saved(1) : null;
    if (gradEnabled) return composed(grad, input, weight, extra, dims);
    return inputGradient(rowMajor(grad), rowMajor(input), weight, extra);
  }
  if (index === 1 && extra.weighed) return grad.mul(standardized(input, extra, dims)[0]).sum(dims);
  return grad.sum(dims);
}

function inputGradient(grad: Tensor, source: Tensor, weight: Tensor | null, extra: Extra): Tensor {
  const { batch, channels, places, means, inverseStds, training } = extra;
  const result = Tensor.like(source, source.dtype);
  const out = floats(result);
  const x = floats(source);
  const g = floats(grad);
  const w = weight?.toTypedArray() as Float32Array | undefined;
  const count = batch * places;
  for (let c = 0; c < channels; c++) {
    const mean = means[c];
    const inverseStd = inverseStds[c];
    let sum = 0;
    let scoreSum = 0;
    for (let n = 0; n < batch && training; n++) {
      const start = (n * channels + c) * places;
      for (let e = start; e < start + places; e++) {
        sum += g[grad.offset + e];
        scoreSum += g[grad.offset + e] * (x[source.offset + e] - mean) * inverseStd;
      }
    }
    const scale = inverseStd * (w === undefined ? 1 : w[c]);
    for (let n = 0; n < batch; n++) {
      const start = (n * channels + c) * places;
      for (let e = start; e < start + places; e++) {
        const score = (x[source.offset + e] - mean) * inverseStd;
        out[e] = scale * (g[grad.offset + e] - (sum + score * scoreSum) / count);
      }
    }
  }
  return result;
}

/** The normalized input, before weight and bias, and what it was multiplied by; with public functions. */
function standardized(input: Tensor, extra: Extra, dims: number[]): [scores: Tensor, inverseStd: Tensor] {
  const { channels, eps, means, inverseStds, training } = extra;
  if (training && gradEnabled) {
    const centered = input.sub(input.mean(dims, { keepdim: true }));
    const inverseStd = centered.square().mean(dims, { keepdim: true }).add(eps).rsqrt();
    return [centered.mul(inverseStd), inverseStd];
  }
  const perChannel = (values: Float64Array) => {
    const result = Tensor.allocate(input.dtype, [1, channels, ...dims.slice(1).map(() => 1)]);
    floats(result).set(values);
    return result;
  };
  const inverseStd = perChannel(inverseStds);
  return [input.sub(perChannel(means)).mul(inverseStd), inverseStd];
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
