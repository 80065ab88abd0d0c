import { type DType, type FloatDType, isFloat } from "../memory/dtype.ts";
import { getDefaultDtype } from "./defaultDtype.ts";
import type { Scalar } from "./scalar.ts";
import type { Tensor } from "./tensor.ts";

const CATEGORY: Readonly<Record<DType, number>> = { bool: 0, int64: 1, float32: 2, float64: 2 };

function wider(a: DType, b: DType): DType {
  if (CATEGORY[a] !== CATEGORY[b]) return CATEGORY[a] > CATEGORY[b] ? a : b;
  return a === "float64" || b === "float64" ? "float64" : a;
}

/**
 * The dtype in which two tensors meet. A zero-dimensional tensor widens one with dimensions only when it belongs to a
 * higher category (bool, integer, floating point).
 */
export function resultType(a: Tensor, b: Tensor): DType {
  if (a.dtype === b.dtype) return a.dtype;
  const aScalar = a.shape.length === 0;
  const bScalar = b.shape.length === 0;
  if (aScalar === bScalar) return wider(a.dtype, b.dtype);
  const full = aScalar ? b.dtype : a.dtype;
  const single = aScalar ? a.dtype : b.dtype;
  return CATEGORY[single] > CATEGORY[full] ? single : full;
}

/** The dtype in which several tensors meet. */
export function commonType(...tensors: readonly Tensor[]): DType {
  const full = tensors.filter((tensor) => tensor.shape.length > 0).map((tensor) => tensor.dtype);
  const single = tensors.filter((tensor) => tensor.shape.length === 0).map((tensor) => tensor.dtype);
  if (full.length === 0) return single.reduce(wider);
  if (single.length === 0) return full.reduce(wider);
  const dtype = full.reduce(wider);
  const scalar = single.reduce(wider);
  return CATEGORY[scalar] > CATEGORY[dtype] ? scalar : dtype;
}

/** The dtype in which elements and a plain value meet: a number never widens a floating point type. */
export function resultTypeWithScalar(dtype: DType, value: Scalar): DType {
  if (isFloat(dtype) || typeof value === "boolean") return dtype;
  if (typeof value === "bigint" || Number.isInteger(value)) return "int64";
  return getDefaultDtype();
}

/** The dtype of functions that only make sense on real numbers. */
export function floatType(dtype: DType): FloatDType {
  return isFloat(dtype) ? dtype : getDefaultDtype();
}

/** A dtype as PyTorch's messages spell it. */
export function typeName(dtype: DType): string {
  return dtype === "float32" ? "Float" : dtype === "float64" ? "Double" : dtype === "int64" ? "Long" : "Bool";
}
