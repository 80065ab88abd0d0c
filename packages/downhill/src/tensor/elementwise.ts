import type { BinaryOp, Elementwise, TernaryOp, UnaryOp } from "../elementwise/definition.ts";
import { toSmallFloat } from "../math/smallFloats.ts";
import {
  type DType,
  type ElementDType,
  isFloat,
  isHalf,
  itemSize,
  type LoopDType,
  loopDtype,
} from "../memory/dtype.ts";
import { recorder } from "../memory/recording.ts";
import { convert } from "./copy.ts";
import { floatType, resultType } from "./promotion.ts";
import { runBinaryOp, runTernaryOp, runUnaryOp } from "./run.ts";
import type { Scalar } from "./scalar.ts";
import { broadcastShapes, type Shape } from "./shape.ts";
import { Tensor } from "./tensor.ts";

export type { BinaryOp, TernaryOp, UnaryOp };

/** A fresh result for operands that broadcast to `shape`; shares the strides of the operand that has it. */
function allocateResult(shape: Shape, a: Tensor, b: Tensor, dtype: DType): Tensor {
  if (shape === a._shape) return Tensor.uninitializedLike(a, dtype);
  return shape === b._shape ? Tensor.uninitializedLike(b, dtype) : Tensor.uninitialized(dtype, shape);
}

/** The type of an operation's results: a float where it knows no integers. */
function typeOfResult<Loop>(operation: Elementwise<Loop>, dtype: DType): DType {
  return operation.int64 === null ? floatType(dtype) : dtype;
}

/** The type an operation computes in: bools are taken for integers. */
function elementType(dtype: DType): ElementDType {
  const type = loopDtype(dtype);
  return type === "bool" ? "int64" : type;
}

/** f(a), with a float result where the operation knows no integers. */
export function applyUnary(operation: UnaryOp, a: Tensor): Tensor {
  const type = typeOfResult(operation, a.dtype);
  const dtype = elementType(type);
  const x = convert(a, dtype);
  const out = Tensor.uninitializedLike(x, dtype);
  runUnaryOp(operation, dtype, out, x);
  return convert(out, type);
}

/** f(a, b) of operands that broadcast, in the type they promote to unless given. */
export function applyBinary(operation: BinaryOp, a: Tensor, b: Tensor, meeting: DType = resultType(a, b)): Tensor {
  const type = typeOfResult(operation, meeting);
  const dtype = elementType(type);
  const x = convert(a, dtype);
  const y = convert(b, dtype);
  const shape = broadcastShapes(a._shape, b._shape);
  const out = allocateResult(shape, x, y, dtype);
  runBinaryOp(operation, dtype, out, x, y);
  return convert(out, type);
}

/** f(a, b, c) of operands that broadcast, in the given type. */
export function applyTernary(operation: TernaryOp, a: Tensor, b: Tensor, c: Tensor, meeting: DType): Tensor {
  const type = typeOfResult(operation, meeting);
  const dtype = elementType(type);
  const x = convert(a, dtype);
  const y = convert(b, dtype);
  const z = convert(c, dtype);
  const shape = broadcastShapes(broadcastShapes(a._shape, b._shape), c._shape);
  const out = allocateResult(shape, x, y, dtype);
  runTernaryOp(operation, dtype, out, x, y, z);
  return convert(out, type);
}

/** f(a, b) into a bool tensor: the operands meet in their common type, the loop compares. */
export function applyComparison(operation: BinaryOp, a: Tensor, b: Tensor, meeting: DType = resultType(a, b)): Tensor {
  const dtype = elementType(typeOfResult(operation, meeting));
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

const SCALARS: Readonly<Record<LoopDType, readonly Tensor[]>> = {
  float32: operandsOf("float32"),
  float64: operandsOf("float64"),
  int64: operandsOf("int64"),
  bool: operandsOf("bool"),
};

/**
 * A plain value as an operand, rounded or wrapped to the dtype, in the type that is computed in. The tensor is reused by
 * the next call with the same slot: use it at once and never hand it out.
 */
export function scalarOperand(value: Scalar, dtype: DType, slot: 0 | 1 = 0): Tensor {
  const type = loopDtype(dtype);
  // One of its own for a recorder: what is recorded reads it again later.
  const operand = recorder !== null ? Tensor.allocate(type, NO_DIMS) : SCALARS[type][slot];
  setElement(operand, 0, type === "int64" && dtype !== "int64" ? wrapped(value, dtype) : value);
  return operand;
}

/** An integer as small integers hold it. */
function wrapped(value: Scalar, dtype: DType): bigint {
  const bits = 8 * itemSize(dtype);
  const integer = toInteger(value, "int64");
  return dtype === "uint8" ? BigInt.asUintN(bits, integer) : BigInt.asIntN(bits, integer);
}

/**
 * Stores a plain value at an index of a tensor's storage, converted to its dtype.
 * @throws RangeError for a value that no integer of the dtype is near to
 */
export function setElement(target: Tensor, index: number, value: Scalar): void {
  const { dtype } = target;
  const { data } = target.storage;
  if (isFloat(dtype)) data[index] = Number(value);
  else if (dtype === "int64") data[index] = toInteger(value, dtype);
  else if (dtype === "bool")
    data[index] = Number(value) === 0 ? 0 : 1; // NaN is true
  else if (isHalf(dtype)) data[index] = toSmallFloat(Number(value), dtype);
  else data[index] = Number(toInteger(value, dtype));
}

/** What integers of each type may be made of: as in PyTorch, those below the ones of an unsigned type wrap around. */
const INTEGERS: Readonly<Partial<Record<DType, readonly [smallest: bigint, largest: bigint]>>> = {
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int16: [-(2n ** 15n), 2n ** 15n - 1n],
  int8: [-(2n ** 7n), 2n ** 7n - 1n],
  uint8: [-255n, 255n],
};

/** @throws RangeError for a value that no integer of the type is near to. */
function toInteger(value: Scalar, dtype: DType): bigint {
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(overflow(value, dtype));
  const integer = typeof value === "bigint" ? value : BigInt(Math.trunc(value));
  const [smallest, largest] = INTEGERS[dtype]!;
  if (integer < smallest || integer > largest) throw new RangeError(overflow(value, dtype));
  return integer;
}

function overflow(value: Scalar, dtype: DType): string {
  return `value cannot be converted to type ${dtype}_t without overflow: ${value}`;
}
