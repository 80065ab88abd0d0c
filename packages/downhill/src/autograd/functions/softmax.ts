import { isFloat, isHalf } from "../../memory/dtype.ts";
import * as rows from "../../rows/functions.ts";
import { convert } from "../../tensor/copy.ts";
import type { Dims, ReductionOptions, SoftmaxOptions } from "../../tensor/methods/reduction.ts";
import { floatType, typeName } from "../../tensor/promotion.ts";
import { applyRows, reduceRows } from "../../tensor/rows.ts";
import { dimMask, normalizeDim } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { define, type Node, recordWith, tracks, tracksAny } from "../graph.ts";
import { mul, neg, sub } from "./arithmetic.ts";
import { inLoopType, to } from "./conversion.ts";
import { exp } from "./exponential.ts";
import { type Reduced, sum, unreduce } from "./sum.ts";

/** result * (grad - sum(grad * result)), as a function that can be differentiated again. */
function softmaxGradient(grad: Tensor, result: Tensor, dim: number): Tensor {
  const out = applyRows(rows.softmaxGradient, [grad, result], dim);
  return tracksAny(grad, result) ? recordWith(out, softmaxGradientBackward, [grad, result], [grad, result], dim) : out;
}

const softmaxGradientBackward = define<number>(
  "SoftmaxBackwardDataBackward0",
  (outer, node: Node<number>) => softmaxGradient(outer, node.saved(1), node.extra),
  (outer, node: Node<number>) => {
    const [grad, result] = [node.saved(0), node.saved(1)];
    const over = { keepdim: true };
    const direct = mul(outer, sub(grad, sum(mul(grad, result), node.extra, over)));
    return sub(direct, mul(grad, sum(mul(outer, result), node.extra, over)));
  },
);

const softmaxBackward = define<number>("SoftmaxBackward0", (grad, node: Node<number>) =>
  softmaxGradient(grad, node.saved(0), node.extra),
);

/** grad - exp(result) * sum(grad), likewise. */
function logSoftmaxGradient(grad: Tensor, result: Tensor, dim: number): Tensor {
  const out = applyRows(rows.logSoftmaxGradient, [grad, result], dim);
  return tracksAny(grad, result)
    ? recordWith(out, logSoftmaxGradientBackward, [grad, result], [grad, result], dim)
    : out;
}

const logSoftmaxGradientBackward = define<number>(
  "LogSoftmaxBackwardDataBackward0",
  (outer, node: Node<number>) => sub(outer, sum(mul(outer, exp(node.saved(1))), node.extra, { keepdim: true })),
  (outer, node: Node<number>) => {
    const [grad, result] = [node.saved(0), node.saved(1)];
    return neg(mul(mul(outer, exp(result)), sum(grad, node.extra, { keepdim: true })));
  },
);

const logSoftmaxBackward = define<number>("LogSoftmaxBackward0", (grad, node: Node<number>) =>
  logSoftmaxGradient(grad, node.saved(0), node.extra),
);

function checkFloat(input: Tensor, name: string, dim: number): void {
  if (isFloat(input.dtype)) return;
  const kernel = dim >= input.ndim - 1 ? `${name}_lastdim_kernel_impl` : `${name}_kernel_impl`;
  throw new TypeError(`"${kernel}" not implemented for '${typeName(input.dtype)}'`);
}

/**
 * exp(input) divided by its sum along a dimension.
 * @throws TypeError for integers and bools, RangeError when the dimension is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html
 */
export function softmax(given: Tensor, dim: number, options?: SoftmaxOptions): Tensor {
  const input = options?.dtype === undefined ? given : to(given, options.dtype);
  const index = normalizeDim(dim, input._shape.length);
  if (isHalf(input.dtype)) return inLoopType([input], (wide) => softmax(wide, index));
  checkFloat(input, "softmax", index);
  const out = applyRows(rows.softmax, [input], index);
  return tracks(input) ? recordWith(out, softmaxBackward, [input], [out], index) : out;
}

/** The softmax along the last dimension, but zeros where all elements are negative infinities: what sees nothing. */
export function safeSoftmax(input: Tensor): Tensor {
  const dim = input._shape.length - 1;
  if (isHalf(input.dtype)) return inLoopType([input], safeSoftmax);
  checkFloat(input, "softmax", dim);
  const out = applyRows(rows.safeSoftmax, [input], dim);
  return tracks(input) ? recordWith(out, softmaxBackward, [input], [out], dim) : out;
}

/**
 * The logarithm of the softmax along a dimension, accurate where the softmax is tiny.
 * @throws TypeError for integers and bools, RangeError when the dimension is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
 */
export function logSoftmax(given: Tensor, dim: number, options?: SoftmaxOptions): Tensor {
  const input = options?.dtype === undefined ? given : to(given, options.dtype);
  const index = normalizeDim(dim, input._shape.length);
  if (isHalf(input.dtype)) return inLoopType([input], (wide) => logSoftmax(wide, index));
  checkFloat(input, "log_softmax", index);
  const out = applyRows(rows.logSoftmax, [input], index);
  return tracks(input) ? recordWith(out, logSoftmaxBackward, [input], [out], index) : out;
}

const logsumexpBackward = define<Reduced>("LogsumexpBackward0", (grad, node: Node<Reduced>) => {
  const weights = exp(sub(node.saved(0), unreduce(node.saved(1), node.extra)));
  return mul(unreduce(grad, node.extra), weights);
});

/**
 * log(sum(exp(input))) over the given dimensions, without overflow.
 * @throws RangeError when a dimension is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.logsumexp.html
 */
export function logsumexp(input: Tensor, dim: Dims, options?: ReductionOptions): Tensor {
  const mask = dimMask(dim, input._shape.length);
  const dtype = floatType(input.dtype);
  if (isHalf(dtype)) return inLoopType([to(input, dtype)], (wide) => logsumexp(wide, dim, options));
  const out = reduceRows(rows.logsumexp, convert(input, dtype), mask, options?.keepdim ?? false);
  if (!tracks(input)) return out;
  return recordWith(out, logsumexpBackward, [input], [input, out], { shape: input._shape, mask });
}
