import type { Scalar } from "../scalar.ts";

/** Options of `div`. */
export interface DivOptions {
  /** Whether the quotient is rounded down ("floor") or towards zero ("trunc"). Default null: neither. */
  roundingMode?: "floor" | "trunc" | null;
}

/** Functions of two and more tensors, which broadcast. */
export interface ArithmeticMethods<T> {
  /**
   * this + alpha * other.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.add.html
   */
  add(other: T | Scalar, options?: { alpha?: number | bigint }): T;
  add(options: { other: T | Scalar; alpha?: number | bigint }): T;

  /**
   * this - alpha * other.
   * @throws RangeError when the shapes do not broadcast, TypeError for bool tensors.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.sub.html
   */
  sub(other: T | Scalar, options?: { alpha?: number | bigint }): T;
  sub(options: { other: T | Scalar; alpha?: number | bigint }): T;

  /**
   * this * other.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.mul.html
   */
  mul(other: T | Scalar): T;
  mul(options: { other: T | Scalar }): T;

  /**
   * this / other; integers are divided as floats, or with a rounding mode to an integer.
   * @throws RangeError when the shapes do not broadcast, and for integers divided by zero to an integer.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.div.html
   */
  div(other: T | Scalar, options?: DivOptions): T;
  div(options: DivOptions & { other: T | Scalar }): T;

  /**
   * this - other * floor(this / other), with the sign of `other`.
   * @throws RangeError when the shapes do not broadcast, and for integers divided by zero; TypeError for bools.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.remainder.html
   */
  remainder(other: T | Scalar): T;
  remainder(options: { other: T | Scalar }): T;

  /**
   * -this.
   * @throws TypeError for a bool tensor.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.neg.html
   */
  neg(): T;

  /**
   * This to the power of the exponent.
   * @throws RangeError for integers to a negative integer power, and when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.pow.html
   */
  pow(exponent: T | Scalar): T;
  pow(options: { exponent: T | Scalar }): T;

  /**
   * The larger of two elements; NaN when either is.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.maximum.html
   */
  maximum(other: T): T;
  maximum(options: { other: T }): T;

  /**
   * The smaller of two elements; NaN when either is.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.minimum.html
   */
  minimum(other: T): T;
  minimum(options: { other: T }): T;

  /**
   * min(max(this, lower), upper); a missing bound leaves that side open. NaN stays NaN.
   * @throws TypeError when both bounds are missing, or one is a number and the other a tensor.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.clamp.html
   */
  clamp(min?: T | Scalar | null, max?: T | Scalar | null): T;
  clamp(options: { min?: T | Scalar | null; max?: T | Scalar | null }): T;
  clamp(min: T | Scalar | null, options: { max?: T | Scalar | null }): T;

  /**
   * Another name of {@link clamp}.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.clip.html
   */
  clip(min?: T | Scalar | null, max?: T | Scalar | null): T;
  clip(options: { min?: T | Scalar | null; max?: T | Scalar | null }): T;
  clip(min: T | Scalar | null, options: { max?: T | Scalar | null }): T;

  /**
   * This where the bool tensor `condition` holds, `other` elsewhere.
   * @throws TypeError when the condition is not bool, RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.where.html
   */
  where(condition: T, other: T | Scalar): T;
  where(options: { condition: T; other: T | Scalar }): T;
  where(condition: T, options: { other: T | Scalar }): T;

  /**
   * this + weight * (end - this).
   * @throws TypeError for integers, RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.lerp.html
   */
  lerp(end: T, weight: T | number): T;
  lerp(options: { end: T; weight: T | number }): T;
  lerp(end: T, options: { weight: T | number }): T;

  /**
   * this + value * tensor1 * tensor2.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.addcmul.html
   */
  addcmul(tensor1: T, tensor2: T, options?: { value?: number }): T;
  addcmul(options: { tensor1: T; tensor2: T; value?: number }): T;
  addcmul(tensor1: T, options: { tensor2: T; value?: number }): T;

  /**
   * this + value * tensor1 / tensor2.
   * @throws TypeError for integers, RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.addcdiv.html
   */
  addcdiv(tensor1: T, tensor2: T, options?: { value?: number }): T;
  addcdiv(options: { tensor1: T; tensor2: T; value?: number }): T;
  addcdiv(tensor1: T, options: { tensor2: T; value?: number }): T;

  /**
   * this == other, as a bool tensor.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.eq.html
   */
  eq(other: T | Scalar): T;
  eq(options: { other: T | Scalar }): T;

  /**
   * this != other, as a bool tensor.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.ne.html
   */
  ne(other: T | Scalar): T;
  ne(options: { other: T | Scalar }): T;

  /**
   * this < other, as a bool tensor.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.lt.html
   */
  lt(other: T | Scalar): T;
  lt(options: { other: T | Scalar }): T;

  /**
   * this <= other, as a bool tensor.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.le.html
   */
  le(other: T | Scalar): T;
  le(options: { other: T | Scalar }): T;

  /**
   * this > other, as a bool tensor.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.gt.html
   */
  gt(other: T | Scalar): T;
  gt(options: { other: T | Scalar }): T;

  /**
   * this >= other, as a bool tensor.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.ge.html
   */
  ge(other: T | Scalar): T;
  ge(options: { other: T | Scalar }): T;

  /**
   * Where both are nonzero, as a bool tensor.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.logical_and.html
   */
  logicalAnd(other: T): T;
  logicalAnd(options: { other: T }): T;

  /**
   * Where either is nonzero, as a bool tensor.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.logical_or.html
   */
  logicalOr(other: T): T;
  logicalOr(options: { other: T }): T;

  /**
   * Where exactly one is nonzero, as a bool tensor.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.logical_xor.html
   */
  logicalXor(other: T): T;
  logicalXor(options: { other: T }): T;

  /**
   * The matrix product: of vectors, matrices, or batches of matrices, which broadcast.
   * @throws RangeError when the shapes do not fit.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.matmul.html
   */
  matmul(other: T): T;
  matmul(options: { other: T }): T;

  /**
   * The product of two matrices.
   * @throws RangeError when the shapes do not fit.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.mm.html
   */
  mm(other: T): T;
  mm(options: { mat2: T }): T;

  /**
   * The product of a matrix and a vector.
   * @throws RangeError when the shapes do not fit.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.mv.html
   */
  mv(vec: T): T;
  mv(options: { vec: T }): T;

  /**
   * The sum of the products of two vectors.
   * @throws RangeError when the shapes do not fit.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.dot.html
   */
  dot(other: T): T;
  dot(options: { tensor: T }): T;

  /**
   * Where |this - other| <= atol + rtol * |other|, as a bool tensor. Defaults: rtol 1e-5, atol 1e-8.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.isclose.html
   */
  isclose(other: T, options?: { rtol?: number; atol?: number; equalNan?: boolean }): T;
  isclose(options: { other: T; rtol?: number; atol?: number; equalNan?: boolean }): T;

  /**
   * Whether |this - other| <= atol + rtol * |other| everywhere. Defaults: rtol 1e-5, atol 1e-8.
   * @throws TypeError when the dtypes differ, RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.allclose.html
   */
  allclose(other: T, options?: { rtol?: number; atol?: number; equalNan?: boolean }): boolean;
  allclose(options: { other: T; rtol?: number; atol?: number; equalNan?: boolean }): boolean;

  /**
   * Whether both have the same shape and the same elements.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.equal.html
   */
  equal(other: T): boolean;
  equal(options: { other: T }): boolean;
}
