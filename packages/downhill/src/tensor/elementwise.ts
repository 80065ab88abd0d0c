import type { BinaryOp, Elementwise, TernaryOp, UnaryOp } from "../elementwise/definition.ts";
import { type ComputeDType, type DType, isFloat, toComputeDType } from "../memory/dtype.ts";
import { recorder } from "../memory/recording.ts";
import { convert } from "./copy.ts";
import { floatType, resultType } from "./promotion.ts";
import { type ElementType, runBinaryOp, runTernaryOp, runUnaryOp } from "./run.ts";
import type { Scalar } from "./scalar.ts";
import { broadcastShapes, type Shape } from "./shape.ts";
import { Tensor } from "./tensor.ts";

export type { BinaryOp, TernaryOp, UnaryOp };

/** A fresh result for operands that broadcast to `shape`; shares the strides of the operand that has it. */
function allocateResult(shape: Shape, a: Tensor, b: Tensor, dtype: DType): Tensor {
  if (shape === a._shape) return Tensor.uninitializedLike(a, dtype);
  return shape === b._shape ? Tensor.uninitializedLike(b, dtype) : Tensor.uninitialized(dtype, shape);
}

/** The type an operation computes in: bools are taken for integers. */
function computeType<Loop>(operation: Elementwise<Loop>, dtype: DType): ElementType {
  if (isFloat(dtype)) return dtype;
  return operation.int64 === null ? floatType(dtype) : "int64";
}

/** f(a), with a float result where the operation knows no integers. */
export function applyUnary(operation: UnaryOp, a: Tensor): Tensor {
  const dtype = computeType(operation, a.dtype);
  const x = convert(a, dtype);
  const out = Tensor.uninitializedLike(x, dtype);
  runUnaryOp(operation, dtype, out, x);
  return a.dtype === "bool" && dtype === "int64" ? convert(out, "bool") : out;
}

/** f(a, b) of operands that broadcast, in the type they promote to unless given. */
export function applyBinary(operation: BinaryOp, a: Tensor, b: Tensor, type: DType = resultType(a, b)): Tensor {
  const dtype = computeType(operation, type);
  const x = convert(a, dtype);
  const y = convert(b, dtype);
  const shape = broadcastShapes(a._shape, b._shape);
  const out = allocateResult(shape, x, y, dtype);
  runBinaryOp(operation, dtype, out, x, y);
  return type === "bool" && dtype === "int64" ? convert(out, "bool") : out;
}

/** f(a, b, c) of operands that broadcast, in the given type. */
export function applyTernary(operation: TernaryOp, a: Tensor, b: Tensor, c: Tensor, type: DType): Tensor {
  const dtype = computeType(operation, type);
  const x = convert(a, dtype);
  const y = convert(b, dtype);
  const z = convert(c, dtype);
  const shape = broadcastShapes(broadcastShapes(a._shape, b._shape), c._shape);
  const out = allocateResult(shape, x, y, dtype);
  runTernaryOp(operation, dtype, out, x, y, z);
  return out;
}

/** f(a, b) into a bool tensor: the operands meet in their common type, the loop compares. */
export function applyComparison(operation: BinaryOp, a: Tensor, b: Tensor, type: DType = resultType(a, b)): Tensor {
  const dtype = computeType(operation, type);
  const x = convert(a, dtype);
  const y = convert(b, dtype);
  const out = allocateResult(broadcastShapes(a._shape, b._shape), x, y, "bool");
  runBinaryOp(operation, dtype, out, x, y);
  return out;
}

const NO_DIMS: Shape = [];

function operandsOf(dtype: DType): readonly Tensor[] {
  return [0, 1].map(() => Tensor.allocate(dtype, NO_DIMS));
}

const SCALARS: Readonly<Record<ComputeDType, readonly Tensor[]>> = {
  float32: operandsOf("float32"),
  float64: operandsOf("float64"),
  int64: operandsOf("int64"),
  bool: operandsOf("bool"),
};

/**
 * A plain value as an operand, rounded to the dtype. The tensor is reused by the next call with the same slot: use it
 * at once and never hand it out.
 */
export function scalarOperand(value: Scalar, dtype: DType, slot: 0 | 1 = 0): Tensor {
  if (recorder !== null) {
    // One of its own: what is recorded reads it again later.
    const constant = Tensor.allocate(dtype, NO_DIMS);
    setElement(constant, 0, value);
    return constant;
  }
  const operand = (SCALARS[dtype as ComputeDType] ?? SCALARS[toComputeDType(dtype)])[slot];
  setElement(operand, 0, value);
  return operand;
}

/** Stores a plain value at an index of a tensor's storage, converted to its dtype. */
export function setElement(target: Tensor, index: number, value: Scalar): void {
  if (target.dtype === "int64") (target.storage.data as BigInt64Array)[index] = toInteger(value);
  else if (target.dtype === "bool")
    (target.storage.data as Uint8Array)[index] = Number(value) === 0 ? 0 : 1; // NaN is true
  else (target.storage.data as Float32Array)[index] = Number(value);
}

/** @throws RangeError for a value that no int64 is near to. */
function toInteger(value: Scalar): bigint {
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(overflow(value));
  const integer = typeof value === "bigint" ? value : BigInt(Math.trunc(value));
  if (integer !== BigInt.asIntN(64, integer)) throw new RangeError(overflow(value));
  return integer;
}

function overflow(value: Scalar): string {
  return `value cannot be converted to type int64_t without overflow: ${value}`;
}
