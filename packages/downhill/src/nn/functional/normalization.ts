import { checkTensor } from "../../autograd/functions/operands.ts";
import { gradEnabled } from "../../autograd/gradMode.ts";
import { define, type Node, recordWith } from "../../autograd/graph.ts";
import { isFloat } from "../../memory/dtype.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { elementCount, formatShape, type Shape, sameShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { floats } from "./pointwise.ts";

interface Extra {
  /** How many groups are normalized, and how many elements each has. */
  readonly groups: number;
  readonly size: number;
  readonly eps: number;
  readonly means: Float64Array;
  readonly inverseStds: Float64Array;
  /** Whether there is a weight: then it is the second saved tensor and the second input. */
  readonly weighed: boolean;
}

const LAYER_NORM = define<Extra>("NativeLayerNormBackward0", differentiate);

/**
 * Shifts and scales the elements along the last dimensions to mean 0 and variance 1, then multiplies by a weight and
 * adds a bias, where given.
 *
 * @param normalizedShape the sizes of those dimensions
 * @param options.weight of `normalizedShape`
 * @param options.bias of `normalizedShape`
 * @param options.eps added to the variance, default 1e-5
 * @throws RangeError when a shape doesn't fit, TypeError when a dtype does not
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.layer_norm.html
 */
export function layerNorm(
  input: Tensor,
  normalizedShape: Shape,
  { weight = null, bias = null, eps = 1e-5 }: { weight?: Tensor | null; bias?: Tensor | null; eps?: number } = {},
): Tensor {
  checkTensor(input, "layerNorm", "input");
  check(input, normalizedShape, weight, bias);
  const size = elementCount(normalizedShape);
  const groups = size === 0 ? 0 : input._numel / size;
  const source = rowMajor(input);
  const result = Tensor.like(source, input.dtype);
  const extra: Extra = {
    groups,
    size,
    eps,
    means: new Float64Array(groups),
    inverseStds: new Float64Array(groups),
    weighed: weight !== null,
  };
  const w = weight === null ? null : rowMajor(weight);
  normalize(source, w, bias === null ? null : rowMajor(bias), result, extra);
  const inputs = [input];
  if (weight !== null) inputs.push(weight);
  if (bias !== null) inputs.push(bias);
  if (!gradEnabled || !inputs.some((tensor) => tensor.requiresGrad)) return result;
  return recordWith(result, LAYER_NORM, inputs, weight === null ? [input] : [input, weight], extra);
}

function check(input: Tensor, normalizedShape: Shape, weight: Tensor | null, bias: Tensor | null): void {
  const shape = formatShape(normalizedShape);
  if (normalizedShape.length === 0) {
    throw new RangeError(
      "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got " +
        `normalized_shape = ${shape}`,
    );
  }
  const rank = normalizedShape.length;
  if (input.ndim < rank || !sameShape(input._shape.slice(input.ndim - rank), normalizedShape)) {
    throw new RangeError(
      `Given normalized_shape=${shape}, expected input with shape [*, ${normalizedShape.join(", ")}], but got input ` +
        `of size${formatShape(input._shape)}`,
    );
  }
  if (!isFloat(input.dtype))
    throw new TypeError(`"LayerNormKernelImpl" not implemented for '${typeName(input.dtype)}'`);
  for (const [name, tensor] of [
    ["weight", weight],
    ["bias", bias],
  ] as const) {
    if (tensor === null) continue;
    if (!sameShape(tensor._shape, normalizedShape)) {
      throw new RangeError(
        `Expected ${name} to be of same shape as normalized_shape, but got ${name} of shape ` +
          `${formatShape(tensor._shape)} and normalized_shape = ${shape}`,
      );
    }
    if (tensor.dtype !== input.dtype) {
      throw new TypeError(`mixed dtype (CPU): expect parameter to have scalar type of ${typeName(input.dtype)}`);
    }
  }
}

function normalize(source: Tensor, weight: Tensor | null, bias: Tensor | null, result: Tensor, extra: Extra): void {
  const { groups, size, eps, means, inverseStds } = extra;
  const x = floats(source);
  const out = floats(result);
  for (let group = 0; group < groups; group++) {
    const start = source.offset + group * size;
    let sum = 0;
    for (let e = 0; e < size; e++) sum += x[start + e];
    const mean = sum / size;
    let squares = 0;
    for (let e = 0; e < size; e++) squares += (x[start + e] - mean) ** 2;
    const inverseStd = 1 / Math.sqrt(squares / size + eps);
    means[group] = mean;
    inverseStds[group] = inverseStd;
    for (let e = 0; e < size; e++) out[group * size + e] = (x[start + e] - mean) * inverseStd;
  }
  if (weight !== null) {
    const w = floats(weight);
    for (let e = 0, k = 0; e < groups * size; e++, k = k + 1 === size ? 0 : k + 1) out[e] *= w[weight.offset + k];
  }
  if (bias !== null) {
    const b = floats(bias);
    for (let e = 0, k = 0; e < groups * size; e++, k = k + 1 === size ? 0 : k + 1) out[e] += b[bias.offset + k];
  }
}

/** By the input (index 0), the weight if there is one (1), the bias (the last). */
function differentiate(grad: Tensor, node: Node<Extra>, index: number): Tensor {
  const { extra } = node;
  const input = node.saved(0);
  if (index === 0) {
    const weight = extra.weighed ? node.saved(1) : null;
    if (gradEnabled) return composed(grad, input, weight, extra);
    return inputGradient(rowMajor(grad), rowMajor(input), weight === null ? null : rowMajor(weight), extra);
  }
  if (index === 1 && extra.weighed) {
    return grad.mul(gradEnabled ? standardized(input, extra) : scores(rowMajor(input), extra));
  }
  return grad;
}

function inputGradient(grad: Tensor, source: Tensor, weight: Tensor | null, extra: Extra): Tensor {
  const { groups, size, means, inverseStds } = extra;
  const result = Tensor.like(source, source.dtype);
  const out = floats(result);
  const x = floats(source);
  const g = floats(grad);
  const w = weight === null ? null : floats(weight);
  const wo = weight === null ? 0 : weight.offset;
  for (let group = 0; group < groups; group++) {
    const mean = means[group];
    const inverseStd = inverseStds[group];
    const start = group * size;
    let sum = 0;
    let scoreSum = 0;
    for (let e = 0; e < size; e++) {
      const value = g[grad.offset + start + e] * (w === null ? 1 : w[wo + e]);
      sum += value;
      scoreSum += value * (x[source.offset + start + e] - mean) * inverseStd;
    }
    for (let e = 0; e < size; e++) {
      const value = g[grad.offset + start + e] * (w === null ? 1 : w[wo + e]);
      const score = (x[source.offset + start + e] - mean) * inverseStd;
      out[start + e] = inverseStd * (value - (sum + score * scoreSum) / size);
    }
  }
  return result;
}

/** The normalized elements, before weight and bias. */
function scores(source: Tensor, { groups, size, means, inverseStds }: Extra): Tensor {
  const result = Tensor.like(source, source.dtype);
  const out = floats(result);
  const x = floats(source);
  for (let group = 0; group < groups; group++) {
    for (let e = group * size; e < (group + 1) * size; e++) {
      out[e] = (x[source.offset + e] - means[group]) * inverseStds[group];
    }
  }
  return result;
}

/*
 * The same with public functions, for gradients that are to be differentiated again. They see the input as groups.
 */

function standardized(input: Tensor, { groups, size, eps }: Extra): Tensor {
  const [centered, inverseStd] = statistics(input.reshape([groups, size]), eps);
  return centered.mul(inverseStd).reshape([...input._shape]);
}

function statistics(rows: Tensor, eps: number): [centered: Tensor, inverseStd: Tensor] {
  const centered = rows.sub(rows.mean(1, { keepdim: true }));
  return [centered, centered.square().mean(1, { keepdim: true }).add(eps).rsqrt()];
}

function composed(grad: Tensor, input: Tensor, weight: Tensor | null, { groups, size, eps }: Extra): Tensor {
  const [centered, inverseStd] = statistics(input.reshape([groups, size]), eps);
  const score = centered.mul(inverseStd);
  const rows = grad.reshape([groups, size]);
  const weighed = weight === null ? rows : rows.mul(weight.reshape([size]));
  const mean = weighed.mean(1, { keepdim: true });
  const scoreMean = weighed.mul(score).mean(1, { keepdim: true });
  return weighed
    .sub(mean)
    .sub(score.mul(scoreMean))
    .mul(inverseStd)
    .reshape([...input._shape]);
}
