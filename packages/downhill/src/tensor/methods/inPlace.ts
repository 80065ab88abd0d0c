import type { Scalar } from "../scalar.ts";
import type { DivOptions } from "./arithmetic.ts";

/**
 * Operations that change the tensor's own elements and return it. Outside `noGrad` they throw on a leaf that requires
 * a gradient, and on results whose shape or type the tensor can't hold.
 */
export interface InPlaceMethods<T> {
  /** this += alpha * other. */
  add_(other: T | Scalar, options?: { alpha?: number | bigint }): T;
  add_(options: { other: T | Scalar; alpha?: number | bigint }): T;
  /** this -= alpha * other. */
  sub_(other: T | Scalar, options?: { alpha?: number | bigint }): T;
  sub_(options: { other: T | Scalar; alpha?: number | bigint }): T;
  /** this *= other. */
  mul_(other: T | Scalar): T;
  mul_(options: { other: T | Scalar }): T;
  /** this /= other, rounded if the options say so. */
  div_(other: T | Scalar, options?: DivOptions): T;
  div_(options: DivOptions & { other: T | Scalar }): T;
  /** this = this - other * floor(this / other). */
  remainder_(other: T | Scalar): T;
  remainder_(options: { other: T | Scalar }): T;
  /** Sets every element to zero. */
  zero_(): T;
  /** Sets every element to a value, a plain one or a tensor without dimensions. */
  fill_(value: T | Scalar): T;
  fill_(options: { value: T | Scalar }): T;
  /** Overwrites the elements by those of another tensor, which broadcasts and is converted. */
  copy_(source: T): T;
  copy_(options: { other: T }): T;
  /** Raises every element to a power. */
  pow_(exponent: T | Scalar): T;
  pow_(options: { exponent: T | Scalar }): T;
  /** this += value * tensor1 * tensor2. */
  addcmul_(tensor1: T, tensor2: T, options?: { value?: number }): T;
  addcmul_(options: { tensor1: T; tensor2: T; value?: number }): T;
  addcmul_(tensor1: T, options: { tensor2: T; value?: number }): T;
  /** this += value * tensor1 / tensor2. */
  addcdiv_(tensor1: T, tensor2: T, options?: { value?: number }): T;
  addcdiv_(options: { tensor1: T; tensor2: T; value?: number }): T;
  addcdiv_(tensor1: T, options: { tensor2: T; value?: number }): T;
  /** this += weight * (end - this). */
  lerp_(end: T, weight: T | number): T;
  lerp_(options: { end: T; weight: T | number }): T;
  lerp_(end: T, options: { weight: T | number }): T;
  /** Brings every element between two bounds; a missing one leaves that side open. */
  clamp_(min?: T | Scalar | null, max?: T | Scalar | null): T;
  clamp_(options: { min?: T | Scalar | null; max?: T | Scalar | null }): T;
  clamp_(min: T | Scalar | null, options: { max?: T | Scalar | null }): T;
  /** Another name of {@link clamp_}. */
  clip_(min?: T | Scalar | null, max?: T | Scalar | null): T;
  clip_(options: { min?: T | Scalar | null; max?: T | Scalar | null }): T;
  clip_(min: T | Scalar | null, options: { max?: T | Scalar | null }): T;
  /** Negates every element. */
  neg_(): T;
  /** Takes the absolute value of every element. */
  abs_(): T;
  /** Takes 1 / x of every element. */
  reciprocal_(): T;
  /** Squares every element. */
  square_(): T;
  /** Takes the square root of every element. */
  sqrt_(): T;
  /** Takes 1 / sqrt(x) of every element. */
  rsqrt_(): T;
  /** Takes e to the power of every element. */
  exp_(): T;
  /** Takes the natural logarithm of every element. */
  log_(): T;
  /** Replaces negative elements by zero. */
  relu_(): T;
  /** Takes 1 / (1 + exp(-x)) of every element. */
  sigmoid_(): T;
  /** Takes the hyperbolic tangent of every element. */
  tanh_(): T;
  /** {@link sin} in place. */
  sin_(): T;
  /** {@link cos} in place. */
  cos_(): T;
  /** {@link expm1} in place. */
  expm1_(): T;
  /** {@link log1p} in place. */
  log1p_(): T;
  /** {@link erf} in place. */
  erf_(): T;
  /** {@link floor} in place. */
  floor_(): T;
  /** {@link ceil} in place. */
  ceil_(): T;
  /** {@link trunc} in place. */
  trunc_(): T;
  /** {@link sign} in place. */
  sign_(): T;
  /** {@link logicalNot} in place. */
  logicalNot_(): T;
}
