import { isDifferentiable } from "../../memory/dtype.ts";
import { refuseRecording } from "../../memory/recording.ts";
import { getDefaultDtype } from "../../tensor/defaultDtype.ts";
import { typeName } from "../../tensor/promotion.ts";
import { sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { noGrad } from "../gradMode.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { eq, isfinite, isnan, le, logicalAnd, logicalOr } from "./comparison.ts";
import { checkTensor } from "./operands.ts";
import { abs } from "./rounding.ts";

/** How close is close enough. */
export interface ClosenessOptions {
  /** Relative tolerance. Default 1e-5. */
  rtol?: number;
  /** Absolute tolerance. Default 1e-8. */
  atol?: number;
  /** Whether two NaNs count as close. Default false. */
  equalNan?: boolean;
}

function checkTolerance(value: number, name: string): void {
  if (!(value >= 0)) throw new RangeError(`${name} must be greater than or equal to zero, but got ${value}`);
}

/**
 * Where |input - other| <= atol + rtol * |other|, as a bool tensor. Infinities are close to themselves.
 * @throws TypeError when the dtypes differ, RangeError for a negative tolerance or shapes that do not broadcast.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.isclose.html
 */
export function isclose(input: Tensor, other: Tensor, options?: ClosenessOptions): Tensor {
  checkTensor(input, "isclose", "input");
  checkTensor(other, "isclose", "other");
  if (input.dtype !== other.dtype) {
    throw new TypeError(`${typeName(input.dtype)} did not match ${typeName(other.dtype)}`);
  }
  const rtol = options?.rtol ?? 1e-5;
  const atol = options?.atol ?? 1e-8;
  checkTolerance(rtol, "rtol");
  checkTolerance(atol, "atol");
  return noGrad(() => {
    let close = eq(input, other);
    if (options?.equalNan === true) close = logicalOr(close, logicalAnd(isnan(input), isnan(other)));
    if (input.dtype === "bool" || (rtol === 0 && atol === 0)) return close;
    const second = isDifferentiable(other.dtype) ? other : other.to(getDefaultDtype());
    const allowed = add(abs(mul(second, rtol)), atol);
    const error = abs(sub(input, second));
    return logicalOr(close, logicalAnd(isfinite(error), le(error, allowed)));
  });
}

/**
 * Whether |input - other| <= atol + rtol * |other| everywhere.
 * @throws TypeError when the dtypes differ, RangeError for a negative tolerance or shapes that do not broadcast.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.allclose.html
 */
export function allclose(input: Tensor, other: Tensor, options?: ClosenessOptions): boolean {
  return isEverywhere(isclose(input, other, options));
}

/**
 * Whether two tensors have the same shape and the same elements; NaN differs from itself.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.equal.html
 */
export function equal(input: Tensor, other: Tensor): boolean {
  checkTensor(input, "equal", "input");
  checkTensor(other, "equal", "other");
  return sameShape(input._shape, other._shape) && isEverywhere(eq(input, other));
}

/** Whether a bool tensor that was just made is all true. */
function isEverywhere(mask: Tensor): boolean {
  refuseRecording("allclose() or equal()");
  return !(mask.storage.data as Uint8Array).includes(0);
}
