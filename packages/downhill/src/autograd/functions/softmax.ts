import { isFloat } from "../../memory/dtype.ts";
import { applyAlong } from "../../tensor/along.ts";
import { convert } from "../../tensor/copy.ts";
import * as along from "../../tensor/loops/along.ts";
import * as loops from "../../tensor/loops/reduction.ts";
import type { Dims, ReductionOptions, SoftmaxOptions } from "../../tensor/methods/reduction.ts";
import { floatType, typeName } from "../../tensor/promotion.ts";
import { reduce } from "../../tensor/reduce.ts";
import { dimMask, normalizeDim } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { define, type Node, recordWith, tracks } from "../graph.ts";
import { mul, sub } from "./arithmetic.ts";
import { to } from "./conversion.ts";
import { exp } from "./exponential.ts";
import { type Reduced, sum, unreduce } from "./sum.ts";

const softmaxBackward = define<number>("SoftmaxBackward0", (grad, node: Node<number>) => {
  const result = node.saved(0);
  const weighted = mul(grad, result);
  return sub(weighted, mul(result, sum(weighted, node.extra, { keepdim: true })));
});

const logSoftmaxBackward = define<number>("LogSoftmaxBackward0", (grad, node: Node<number>) =>
  sub(grad, mul(exp(node.saved(0)), sum(grad, node.extra, { keepdim: true }))),
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
  checkFloat(input, "softmax", index);
  const out = applyAlong(along.softmax, input, index);
  return tracks(input) ? recordWith(out, softmaxBackward, [input], [out], index) : out;
}

/**
 * The logarithm of the softmax along a dimension, accurate where the softmax is tiny.
 * @throws TypeError for integers and bools, RangeError when the dimension is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
 */
export function logSoftmax(given: Tensor, dim: number, options?: SoftmaxOptions): Tensor {
  const input = options?.dtype === undefined ? given : to(given, options.dtype);
  const index = normalizeDim(dim, input._shape.length);
  checkFloat(input, "log_softmax", index);
  const out = applyAlong(along.logSoftmax, input, index);
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
  const out = reduce(loops.logsumexp, convert(input, dtype), mask, options?.keepdim ?? false, dtype);
  if (!tracks(input)) return out;
  return recordWith(out, logsumexpBackward, [input], [input, out], { shape: input._shape, mask });
}
