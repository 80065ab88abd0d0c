import type { Scalar } from "../scalar.ts";

/** Elementwise arithmetic with broadcasting. */
export interface ArithmeticMethods<T> {
  /**
   * this + alpha * other.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.add.html
   */
  add(other: T | Scalar, options?: { alpha?: number | bigint }): T;

  /**
   * this - alpha * other.
   * @throws RangeError when the shapes do not broadcast, TypeError for bool tensors.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.sub.html
   */
  sub(other: T | Scalar, options?: { alpha?: number | bigint }): T;

  /**
   * this * other.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.mul.html
   */
  mul(other: T | Scalar): T;

  /**
   * this / other; integers are divided as floats.
   * @throws RangeError when the shapes do not broadcast.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.div.html
   */
  div(other: T | Scalar): T;

  /**
   * -this.
   * @throws TypeError for a bool tensor.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.neg.html
   */
  neg(): T;

  /**
   * 1 / this.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.reciprocal.html
   */
  reciprocal(): T;

  /**
   * max(this, 0).
   * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu.html
   */
  relu(): T;

  /**
   * The matrix product.
   * @throws RangeError when the shapes do not fit.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.matmul.html
   */
  matmul(other: T): T;
}
