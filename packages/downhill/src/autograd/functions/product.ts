import { isFloat, isHalf } from "../../memory/dtype.ts";
import { applyAlong } from "../../tensor/along.ts";
import { convert } from "../../tensor/copy.ts";
import { eye } from "../../tensor/factories.ts";
import { productOfOthers } from "../../tensor/loops/along.ts";
import * as loops from "../../tensor/loops/reduction.ts";
import type { SumOptions } from "../../tensor/methods/reduction.ts";
import { reduce } from "../../tensor/reduce.ts";
import { dimMask, normalizeDim } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { gradEnabled } from "../gradMode.ts";
import { define, type Node, recordWith, tracks } from "../graph.ts";
import { mul } from "./arithmetic.ts";
import { inLoopType, to } from "./conversion.ts";
import { accumulationType, expand, type Reduced, reduceIntegers, unreduce } from "./sum.ts";
import { reshape, transpose, view } from "./views.ts";
import { where } from "./where.ts";

/**
 * For each element along a dimension the product of all others, which unlike a quotient is right where there are zeros.
 * While it is recorded, it is composed of a product of every element's companions, and so can be differentiated.
 */
function others(input: Tensor, dim: number): Tensor {
  if (!gradEnabled || !input.requiresGrad) return applyAlong(productOfOthers, input, dim);
  if (input._shape.length === 0) return applyAlong(productOfOthers, input, 0);
  const last = transpose(input, dim, -1);
  const { _shape: shape } = last;
  const n = shape[shape.length - 1];
  const rows = expand(view(reshape(last, shape), [...shape.slice(0, -1), 1, n]), [...shape.slice(0, -1), n, n]);
  return transpose(prod(where(to(eye(n), "bool"), 1, rows), -1), dim, -1);
}

const prodBackward = define<Reduced>("ProdBackward0", (grad, node: Node<Reduced>) => {
  const input = node.saved(0);
  return mul(unreduce(grad, node.extra), view(others(reshape(input, [-1]), 0), input._shape));
});

const prodDimBackward = define<Reduced>("ProdBackward1", (grad, node: Node<Reduced>) =>
  mul(unreduce(grad, node.extra), others(node.saved(0), Math.max(0, node.extra.mask.indexOf(true)))),
);

/**
 * The product of all elements, or along one dimension. Integers and bools are multiplied as int64, as bools if asked to.
 * @throws RangeError when the dimension is out of range, TypeError for a gradient through integers.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.prod.html
 */
export function prod(input: Tensor, dim?: number | null, options?: SumOptions): Tensor {
  const rank = input._shape.length;
  const isAll = dim === undefined || dim === null;
  const mask = dimMask(isAll ? null : normalizeDim(dim, rank), rank);
  const dtype = accumulationType(input, options?.dtype);
  const keepdim = options?.keepdim ?? false;
  if (isHalf(dtype)) return inLoopType([to(input, dtype)], (wide) => prod(wide, dim, { keepdim }));
  if (!isFloat(dtype)) return reduceIntegers(loops.prodInteger, input, mask, keepdim, dtype);
  const out = reduce(loops.prod, convert(input, dtype), mask, keepdim, dtype);
  if (!tracks(input)) return out;
  return recordWith(out, isAll ? prodBackward : prodDimBackward, [input], [input], { shape: input._shape, mask });
}
