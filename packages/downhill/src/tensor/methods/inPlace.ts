import type { Scalar } from "../scalar.ts";

/**
 * Operations that change the tensor's own elements and return it. Outside `noGrad` they throw on a leaf that requires
 * a gradient, and on results whose shape or type the tensor can't hold.
 */
export interface InPlaceMethods<T> {
  /** this += alpha * other. */
  add_(other: T | Scalar, options?: { alpha?: number | bigint }): T;
  /** this -= alpha * other. */
  sub_(other: T | Scalar, options?: { alpha?: number | bigint }): T;
  /** this *= other. */
  mul_(other: T | Scalar): T;
  /** this /= other. */
  div_(other: T | Scalar): T;
  /** Sets every element to zero. */
  zero_(): T;
  /** Sets every element to a value, a plain one or a tensor without dimensions. */
  fill_(value: T | Scalar): T;
  /** Overwrites the elements by those of another tensor, which broadcasts and is converted. */
  copy_(source: T): T;
}
