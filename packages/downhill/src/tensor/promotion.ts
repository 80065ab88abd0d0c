import {
  type DType,
  type FloatDType,
  type HalfDType,
  isDifferentiable,
  isInteger,
  type LoopDType,
  loopDtype,
  toComputeDType,
} from "../memory/dtype.ts";
import { getDefaultDtype } from "./defaultDtype.ts";
import type { Scalar } from "./scalar.ts";
import type { Tensor } from "./tensor.ts";

const CATEGORY: Readonly<Record<LoopDType, number>> = { bool: 0, int64: 1, float32: 2, float64: 2 };

/** @throws TypeError for a type that is not computed with. */
function category(dtype: DType): number {
  return CATEGORY[loopDtype(dtype)];
}

/** Integers from the narrowest to the widest; uint8 stands beside int8. */
const INTEGERS: readonly DType[] = ["int8", "int16", "int32", "int64"];

/** The narrowest type for elements of both. */
function wider(a: DType, b: DType): DType {
  if (a === b) return a;
  if (category(a) !== category(b)) return category(a) > category(b) ? a : b;
  if (isInteger(a)) {
    if (a === "uint8" || b === "uint8") return a === "int8" || b === "int8" ? "int16" : a === "uint8" ? b : a;
    return INTEGERS[Math.max(INTEGERS.indexOf(a), INTEGERS.indexOf(b))];
  }
  if (a === "float64" || b === "float64") return "float64";
  return "float32"; // of two different ones, of which both are narrow
}

/**
 * The dtype in which two tensors meet. A zero-dimensional tensor widens one with dimensions only when it belongs to a
 * higher category (bool, integer, floating point).
 */
export function resultType(a: Tensor, b: Tensor): DType {
  if (a.dtype === b.dtype) return a.dtype;
  const aScalar = a._shape.length === 0;
  const bScalar = b._shape.length === 0;
  if (aScalar === bScalar) return wider(a.dtype, b.dtype);
  const full = aScalar ? b.dtype : a.dtype;
  const single = aScalar ? a.dtype : b.dtype;
  return category(single) > category(full) ? single : full;
}

/** The dtype in which several tensors meet. */
export function commonType(...tensors: readonly Tensor[]): DType {
  const full = tensors.filter((tensor) => tensor._shape.length > 0).map((tensor) => tensor.dtype);
  const single = tensors.filter((tensor) => tensor._shape.length === 0).map((tensor) => tensor.dtype);
  if (full.length === 0) return single.reduce(wider);
  if (single.length === 0) return full.reduce(wider);
  const dtype = full.reduce(wider);
  const scalar = single.reduce(wider);
  return category(scalar) > category(dtype) ? scalar : dtype;
}

/** The dtype in which elements and a plain value meet: a number never widens a floating point type. */
export function resultTypeWithScalar(dtype: DType, value: Scalar): DType {
  if (isDifferentiable(dtype)) return dtype;
  const held = category(dtype) > 0; // whether the type holds integers
  if (typeof value === "boolean") return dtype;
  // Of a number that no int64 could hold, Python would say that it is a float, as 1e30 is.
  const isWhole = typeof value === "bigint" || (Number.isInteger(value) && Math.abs(value) <= 2 ** 63);
  if (!isWhole) return getDefaultDtype();
  return held ? dtype : "int64";
}

/** The dtype of functions that only make sense on real numbers. */
export function floatType(dtype: DType): FloatDType | HalfDType {
  if (isDifferentiable(dtype)) return dtype;
  toComputeDType(dtype);
  return getDefaultDtype();
}

/** PyTorch's names of types, where they are not the capitalized dtype: `Bool`, `Float8_e5m2`. */
const TYPE_NAMES: Readonly<Partial<Record<DType, string>>> = {
  float32: "Float",
  float64: "Double",
  int64: "Long",
  float16: "Half",
  int8: "Char",
  int16: "Short",
  int32: "Int",
  uint8: "Byte",
  uint16: "UInt16",
  uint32: "UInt32",
  uint64: "UInt64",
  bfloat16: "BFloat16",
  complex32: "ComplexHalf",
  complex64: "ComplexFloat",
  complex128: "ComplexDouble",
};

/** A dtype's tensors as PyTorch names them: `torch.FloatTensor`. */
export function tensorTypeName(dtype: DType): string {
  return `torch.${typeName(dtype)}Tensor`;
}

/** The dtype of a name that `tensorTypeName` gives; any other name as it is. */
export function dtypeOfTensorType(name: string): DType {
  const found = /^torch\.(\w+)Tensor$/.exec(name)?.[1];
  if (found === undefined) return name as DType;
  const entry = Object.entries(TYPE_NAMES).find(([, text]) => text === found);
  return (entry?.[0] ?? found.toLowerCase()) as DType;
}

/** A dtype as PyTorch's messages spell it. */
export function typeName(dtype: DType): string {
  return TYPE_NAMES[dtype] ?? dtype[0].toUpperCase() + dtype.slice(1);
}
