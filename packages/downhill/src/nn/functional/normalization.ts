import { recordComposed } from "../../autograd/composed.ts";
import { checkTensor } from "../../autograd/functions/operands.ts";
import { gradEnabled } from "../../autograd/gradMode.ts";
import { define, type Node, recordWith } from "../../autograd/graph.ts";
import { type FloatDType, isFloat } from "../../memory/dtype.ts";
import * as rows from "../../rows/functions.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { full } from "../../tensor/factories.ts";
import { typeName } from "../../tensor/promotion.ts";
import { elementCount, formatShape, type Shape, sameShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";

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
  checkNormalized("LayerNormKernelImpl", input, normalizedShape, weight, bias);
  const size = elementCount(normalizedShape);
  const groups = size === 0 ? 0 : input._numel / size;
  const source = rowMajor(input);
  const result = Tensor.uninitializedLike(source, input.dtype);
  const extra: Extra = {
    groups,
    size,
    eps,
    means: new Float64Array(groups),
    inverseStds: new Float64Array(groups),
    weighed: weight !== null,
  };
  const type = input.dtype as FloatDType;
  const columns = [extra.means, extra.inverseStds];
  if (groups > 0 && weight === null && bias === null) {
    rows.standardize(type, groups, size, [source, result], [eps], [], columns);
  } else if (groups > 0) {
    const w = weight === null ? full(normalizedShape, 1, { dtype: type }) : rowMajor(weight);
    const b = bias === null ? full(normalizedShape, -0, { dtype: type }) : rowMajor(bias); // -0 changes no number
    rows.layerNorm(type, groups, size, [source, w, b, result], [eps], [], columns);
  }
  const inputs = [input];
  if (weight !== null) inputs.push(weight);
  if (bias !== null) inputs.push(bias);
  if (!gradEnabled || !inputs.some((tensor) => tensor.requiresGrad)) return result;
  return recordWith(result, LAYER_NORM, inputs, weight === null ? [input] : [input, weight], extra);
}

/** @throws RangeError for shapes that don't fit, TypeError for dtypes */
export function checkNormalized(
  kernel: "LayerNormKernelImpl" | "RMSNormKernelImpl",
  input: Tensor,
  normalizedShape: Shape,
  weight: Tensor | null,
  bias: Tensor | null,
): void {
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
      `Given normalized_shape=${shape}, expected input with shape [*${kernel === "RMSNormKernelImpl" ? "" : ", "}${normalizedShape.join(", ")}], but got input ` +
        `of size${formatShape(input._shape)}`,
    );
  }
  if (!isFloat(input.dtype)) throw new TypeError(`"${kernel}" not implemented for '${typeName(input.dtype)}'`);
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

/** By the input (index 0), the weight if there is one (1), the bias (the last). */
function differentiate(grad: Tensor, node: Node<Extra>, index: number): Tensor {
  const { extra } = node;
  const input = node.saved(0);
  if (index === 0) return inputGradient(grad, input, extra.weighed ? node.saved(1) : null, extra);
  return index === 1 && extra.weighed ? grad.mul(scores(input, extra)) : grad;
}

function inputGradient(grad: Tensor, input: Tensor, weight: Tensor | null, extra: Extra): Tensor {
  const { groups, size, means, inverseStds } = extra;
  const result = Tensor.uninitializedLike(input, input.dtype);
  const type = input.dtype as FloatDType;
  if (groups > 0) {
    const w = weight === null ? full([size], 1, { dtype: type }) : rowMajor(weight);
    const arrays = [rowMajor(grad), rowMajor(input), w, result];
    rows.layerNormGradient(type, groups, size, arrays, [], [means, inverseStds]);
  }
  const name = "NativeLayerNormBackwardBackward0";
  if (weight === null) return recordComposed(result, name, [grad, input], (g, x) => composed(g, x, null, extra));
  return recordComposed(result, name, [grad, input, weight], (g, x, w) => composed(g, x, w, extra));
}

/** The normalized elements, before weight and bias. */
function scores(input: Tensor, extra: Extra): Tensor {
  const { groups, size, means, inverseStds } = extra;
  const result = Tensor.uninitializedLike(input, input.dtype);
  const arrays = [rowMajor(input), result];
  if (groups > 0) rows.scores(input.dtype as FloatDType, groups, size, arrays, [], [means, inverseStds]);
  return recordComposed(result, "NativeLayerNormBackward0", [input], (x) => standardized(x, extra));
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
