import * as elementwise from "../../elementwise/functions.ts";
import type { BinaryLoop } from "../../elementwise/loopTypes.ts";
import { type FloatDType, isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { convert } from "../../tensor/copy.ts";
import { applyComparison, type BinaryOp, scalarOperand, type UnaryOp } from "../../tensor/elementwise.ts";
import { runBinary, runUnary } from "../../tensor/iterate.ts";
import * as loops from "../../tensor/loops/logical.ts";
import * as reductions from "../../tensor/loops/reduction.ts";
import type { Dims, ReductionOptions } from "../../tensor/methods/reduction.ts";
import { resultTypeWithScalar } from "../../tensor/promotion.ts";
import { reduce } from "../../tensor/reduce.ts";
import { runUnaryOp } from "../../tensor/run.ts";
import { broadcastShapes, dimMask } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { checkOperand, checkTensor, type Operand } from "./operands.ts";

function compare(operation: BinaryOp, name: string, input: Tensor, other: Operand): Tensor {
  checkTensor(input, name, "input");
  if (other instanceof Tensor) return applyComparison(operation, input, other);
  checkOperand(other, name, "other");
  const type = resultTypeWithScalar(input.dtype, other);
  return applyComparison(operation, input, scalarOperand(other, type), type);
}

/**
 * input == other, elementwise with broadcasting, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.eq.html
 */
export function eq(input: Tensor, other: Operand): Tensor {
  return compare(elementwise.eq, "eq", input, other);
}

/**
 * input != other, elementwise with broadcasting, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.ne.html
 */
export function ne(input: Tensor, other: Operand): Tensor {
  return compare(elementwise.ne, "ne", input, other);
}

/**
 * input < other, elementwise with broadcasting, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.lt.html
 */
export function lt(input: Tensor, other: Operand): Tensor {
  return compare(elementwise.lt, "lt", input, other);
}

/**
 * input <= other, elementwise with broadcasting, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.le.html
 */
export function le(input: Tensor, other: Operand): Tensor {
  return compare(elementwise.le, "le", input, other);
}

/**
 * input > other, elementwise with broadcasting, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.gt.html
 */
export function gt(input: Tensor, other: Operand): Tensor {
  return compare(elementwise.gt, "gt", input, other);
}

/**
 * input >= other, elementwise with broadcasting, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.ge.html
 */
export function ge(input: Tensor, other: Operand): Tensor {
  return compare(elementwise.ge, "ge", input, other);
}

function combine(loop: BinaryLoop, name: string, input: Tensor, other: Tensor): Tensor {
  checkTensor(input, name, "input");
  checkTensor(other, name, "other");
  const out = Tensor.allocate("bool", broadcastShapes(input._shape, other._shape));
  const [x, y] = [convert(input, "bool"), convert(other, "bool")];
  launch(name, () => runBinary(loop, out, x, y));
  return out;
}

/**
 * Where both are nonzero, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.logical_and.html
 */
export function logicalAnd(input: Tensor, other: Tensor): Tensor {
  return combine(loops.logicalAnd, "logicalAnd", input, other);
}

/**
 * Where either is nonzero, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.logical_or.html
 */
export function logicalOr(input: Tensor, other: Tensor): Tensor {
  return combine(loops.logicalOr, "logicalOr", input, other);
}

/**
 * Where exactly one is nonzero, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.logical_xor.html
 */
export function logicalXor(input: Tensor, other: Tensor): Tensor {
  return combine(loops.logicalXor, "logicalXor", input, other);
}

/**
 * Where a tensor is zero, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.logical_not.html
 */
export function logicalNot(input: Tensor): Tensor {
  const out = Tensor.like(input, "bool");
  const x = convert(input, "bool");
  launch("logicalNot", () => runUnary(loops.logicalNot, out, x));
  return out;
}

/** Integers and bools take the same tests as floats. */
function testFloats(operation: UnaryOp, input: Tensor): Tensor {
  const x = isFloat(input.dtype) ? input : convert(input, "float64");
  const out = Tensor.like(input, "bool");
  runUnaryOp(operation, x.dtype as FloatDType, out, x);
  return out;
}

/**
 * Where a tensor is NaN, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.isnan.html
 */
export function isnan(input: Tensor): Tensor {
  return testFloats(elementwise.isnan, input);
}

/**
 * Where a tensor is infinite, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.isinf.html
 */
export function isinf(input: Tensor): Tensor {
  return testFloats(elementwise.isinf, input);
}

/**
 * Where a tensor is neither infinite nor NaN, as a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.isfinite.html
 */
export function isfinite(input: Tensor): Tensor {
  return testFloats(elementwise.isfinite, input);
}

/** The dimensions that `all` and `any` reduce: an empty list, unlike in other reductions, names none. */
function namedDims(dim: Dims | undefined, { _shape: shape }: Tensor): boolean[] {
  return Array.isArray(dim) && dim.length === 0 ? shape.map(() => false) : dimMask(dim, shape.length);
}

/**
 * Whether all elements, or all over the given dimensions, are nonzero, as a bool tensor.
 * @throws RangeError when a dimension is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.all.html
 */
export function all(input: Tensor, dim?: Dims, options?: ReductionOptions): Tensor {
  const mask = namedDims(dim, input);
  return reduce(reductions.all, convert(input, "bool"), mask, options?.keepdim ?? false, "bool");
}

/**
 * Whether any element, or any over the given dimensions, is nonzero, as a bool tensor.
 * @throws RangeError when a dimension is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.any.html
 */
export function any(input: Tensor, dim?: Dims, options?: ReductionOptions): Tensor {
  const mask = namedDims(dim, input);
  return reduce(reductions.any, convert(input, "bool"), mask, options?.keepdim ?? false, "bool");
}
