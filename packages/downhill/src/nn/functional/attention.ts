import { add, mul } from "../../autograd/functions/arithmetic.ts";
import { to } from "../../autograd/functions/conversion.ts";
import { unsqueeze } from "../../autograd/functions/dims.ts";
import { matmul } from "../../autograd/functions/matmul.ts";
import { safeSoftmax } from "../../autograd/functions/softmax.ts";
import { expand } from "../../autograd/functions/sum.ts";
import { reshape, transpose } from "../../autograd/functions/views.ts";
import { where } from "../../autograd/functions/where.ts";
import { type DType, isFloat } from "../../memory/dtype.ts";
import { typeName } from "../../tensor/promotion.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { dropout } from "./dropout.ts";

/** Options of {@link scaledDotProductAttention}. */
export interface AttentionOptions {
  /**
   * What broadcasts to the weights' shape: bools, true where a query may look at a key, or numbers that are added to the
   * products. Default null.
   */
  attnMask?: Tensor | null;
  /** The probability of dropping a weight, whether training or not. Default 0. */
  dropoutP?: number;
  /** Whether each query looks at the keys up to its own place only. Default false. */
  isCausal?: boolean;
  /** What the products are multiplied by; default null: 1/√E. */
  scale?: number | null;
  /** Whether the queries may have several times as many heads (dimension -3) as keys and values. Default false. */
  enableGqa?: boolean;
}

/**
 * softmax(scale · Q Kᵀ + mask) V: for each query the mean of the values, weighed by how well their keys fit it. A query that
 * the mask lets look at nothing gets zeros.
 *
 * @param query [..., L, E]
 * @param key [..., S, E]
 * @param value [..., S, Ev]
 * @returns [..., L, Ev]
 * @throws RangeError when shapes don't fit or a mask is given beside `isCausal`, TypeError when dtypes don't
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  { attnMask = null, dropoutP = 0, isCausal = false, scale = null, enableGqa = false }: AttentionOptions = {},
): Tensor {
  check(query, key, value, attnMask, isCausal);
  const [keys, values] = enableGqa ? [key, value].map((tensor) => repeatHeads(tensor, query)) : [key, value];
  const size = query._shape[query._shape.length - 1];
  const scaled = mul(query, scale ?? 1 / Math.sqrt(size));
  const products = matmul(scaled, transpose(keys, -2, -1));
  const mask = isCausal ? causalMask(products) : attnMask === null ? null : additive(attnMask, query.dtype);
  const weights = safeSoftmax(mask === null ? products : add(products, mask));
  return matmul(dropoutP > 0 ? dropout(weights, dropoutP) : weights, values);
}

function check(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | null, isCausal: boolean): void {
  const names = (show: (tensor: Tensor) => string | number, what: string) =>
    `query.${what}: ${show(query)} key.${what}: ${show(key)} and value.${what}: ${show(value)} instead.`;
  const all = [query, key, value];
  if (all.some((tensor) => tensor._shape.length < 2)) {
    const ranks = names((tensor) => tensor._shape.length, "dim");
    throw new RangeError(`Expected query, key, and value to all be  at least 2 dimensional, but got ${ranks}`);
  }
  if (all.some((tensor) => tensor.dtype !== query.dtype)) {
    const types = names((tensor) => nameOf(tensor.dtype), "dtype");
    throw new TypeError(`Expected query, key, and value to have the same dtype, but got ${types}`);
  }
  if (!isFloat(query.dtype))
    throw new TypeError(`"softmax_kernel_impl" not implemented for '${typeName(query.dtype)}'`);
  if (mask === null) return;
  if (isCausal) {
    throw new RangeError("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True");
  }
  const { dtype } = mask;
  if (dtype === "bool" || dtype === "float32" || dtype === query.dtype) return;
  throw new TypeError(
    "Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: " +
      `${nameOf(dtype)} and  query.dtype: ${nameOf(query.dtype)} instead.`,
  );
}

const NAMES: Readonly<Partial<Record<DType, string>>> = { int64: "long int", float64: "double", bool: "bool" };

/** How C++ calls a dtype. */
function nameOf(dtype: DType): string {
  return NAMES[dtype] ?? typeName(dtype).toLowerCase();
}

/** Keys or values with as many heads as the queries: each several times. @throws RangeError when they don't divide */
function repeatHeads(tensor: Tensor, query: Tensor): Tensor {
  const { _shape: shape } = tensor;
  const rank = shape.length;
  if (rank < 3 || query._shape.length < 3) {
    throw new RangeError("Dimension out of range (expected to be in range of [-2, 1], but got -3)");
  }
  const heads = query._shape[query._shape.length - 3];
  const times = heads / shape[rank - 3];
  if (!Number.isInteger(times)) {
    throw new RangeError("Number of heads in key and value must divide the number of heads in query");
  }
  if (times === 1) return tensor;
  const [leading, matrix] = [shape.slice(0, rank - 2), shape.slice(rank - 2)];
  return reshape(expand(unsqueeze(tensor, -3), [...leading, times, ...matrix]), [
    ...shape.slice(0, rank - 3),
    heads,
    ...matrix,
  ]);
}

/** What is added to products, so that a query sees the keys up to its own place. */
function causalMask({ _shape: shape, dtype }: Tensor): Tensor {
  const [rows, columns] = shape.slice(-2);
  return subsequentMask(rows, columns, dtype);
}

/** Zeros, and negative infinities above the diagonal. */
export function subsequentMask(rows: number, columns: number, dtype: DType): Tensor {
  const mask = Tensor.allocate(dtype, [rows, columns]);
  const elements = mask.storage.data as Float32Array;
  for (let i = 0; i < rows; i++) {
    elements.fill(
      Number.NEGATIVE_INFINITY,
      mask.offset + i * columns + Math.min(i + 1, columns),
      mask.offset + (i + 1) * columns,
    );
  }
  return mask;
}

/** A mask as what is added: of bools, which are true where a query may look, negative infinity where it may not. */
function additive(mask: Tensor, dtype: DType): Tensor {
  if (mask.dtype !== "bool") return to(mask, dtype);
  return to(where(mask, 0, Number.NEGATIVE_INFINITY), dtype);
}
