import { recordComposed } from "../../autograd/composed.ts";
import { checkTensor } from "../../autograd/functions/operands.ts";
import { define, type Node, recordWith, tracks } from "../../autograd/graph.ts";
import type { FloatDType } from "../../memory/dtype.ts";
import * as rows from "../../rows/functions.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { full } from "../../tensor/factories.ts";
import { elementCount, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { checkNormalized } from "./normalization.ts";

/** Options of {@link rmsNorm}. */
export interface RmsNormOptions {
  /** Of `normalizedShape`, multiplied in. Default none. */
  weight?: Tensor | null;
  /** Added to the mean of the squares. Default null: the type's smallest step from 1. */
  eps?: number | null;
}

interface Extra {
  /** How many groups are normalized, and how many elements each has. */
  readonly groups: number;
  readonly size: number;
  readonly eps: number;
  readonly inverseRms: Float64Array;
}

const RMS_NORM = define<Extra>("FusedRmsNormBackward0", differentiate);

/**
 * Divides the elements along the last dimensions by the root of the mean of their squares, then multiplies by a weight, where
 * given.
 *
 * @param normalizedShape the sizes of those dimensions
 * @throws RangeError when a shape doesn't fit, TypeError when a dtype does not
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.rms_norm.html
 */
export function rmsNorm(
  input: Tensor,
  normalizedShape: Shape,
  { weight = null, eps = null }: RmsNormOptions = {},
): Tensor {
  checkTensor(input, "rmsNorm", "input");
  checkNormalized("RMSNormKernelImpl", input, normalizedShape, weight, null);
  const size = elementCount(normalizedShape);
  const groups = size === 0 ? 0 : input._numel / size;
  const source = rowMajor(input);
  const result = Tensor.uninitializedLike(source, input.dtype);
  const type = input.dtype as FloatDType;
  const added = eps ?? (type === "float64" ? 2 ** -52 : 2 ** -23);
  const extra: Extra = { groups, size, eps: added, inverseRms: new Float64Array(groups) };
  if (groups > 0) {
    rows.rmsNorm(type, groups, size, [source, factors(weight, size, type), result], [added], [], [extra.inverseRms]);
  }
  const inputs = weight === null ? [input] : [input, weight];
  return inputs.some(tracks) ? recordWith(result, RMS_NORM, inputs, inputs, extra) : result;
}

function factors(weight: Tensor | null, size: number, dtype: FloatDType): Tensor {
  return weight === null ? full([size], 1, { dtype }) : rowMajor(weight);
}

/** By the input (index 0), and the weight. */
function differentiate(grad: Tensor, node: Node<Extra>, index: number): Tensor {
  const { groups, size, inverseRms } = node.extra;
  const input = node.saved(0);
  const type = input.dtype as FloatDType;
  const result = Tensor.uninitializedLike(input, type);
  if (index === 1) {
    const arrays = [rowMajor(input), result];
    if (groups > 0) rows.scores(type, groups, size, arrays, [], [new Float64Array(groups), inverseRms]);
    const scores = recordComposed(result, "FusedRmsNormBackward0", [input], (x) => standardized(x, node.extra));
    return grad.mul(scores);
  }
  const weight = node.inputs.length > 1 ? node.saved(1) : null;
  if (groups > 0) {
    const arrays = [rowMajor(grad), rowMajor(input), factors(weight, size, type), result];
    rows.rmsNormGradient(type, groups, size, arrays, [], [inverseRms]);
  }
  const name = "FusedRmsNormBackwardBackward0";
  if (weight === null) return recordComposed(result, name, [grad, input], (g, x) => composed(g, x, null, node.extra));
  return recordComposed(result, name, [grad, input, weight], (g, x, w) => composed(g, x, w, node.extra));
}

/*
 * The same with public functions, for gradients that are to be differentiated again. They see the input as groups.
 */

function inverseOf(rows: Tensor, eps: number): Tensor {
  return rows.square().mean(1, { keepdim: true }).add(eps).rsqrt();
}

function standardized(input: Tensor, { groups, size, eps }: Extra): Tensor {
  const rows = input.reshape([groups, size]);
  return rows.mul(inverseOf(rows, eps)).reshape([...input._shape]);
}

function composed(grad: Tensor, input: Tensor, weight: Tensor | null, { groups, size, eps }: Extra): Tensor {
  const rows = input.reshape([groups, size]);
  const inverse = inverseOf(rows, eps);
  const score = rows.mul(inverse);
  const given = grad.reshape([groups, size]);
  const weighed = weight === null ? given : given.mul(weight.reshape([size]));
  const shared = score.mul(weighed.mul(score).mean(1, { keepdim: true }));
  return weighed
    .sub(shared)
    .mul(inverse)
    .reshape([...input._shape]);
}
