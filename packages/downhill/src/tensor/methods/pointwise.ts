import type { MethodWithNames } from "../../signatures/named.ts";
import type { Scalar } from "../scalar.ts";

/** How an addend and a product are scaled. */
export interface ScaleOptions {
  /** Of the addend; with 0 the addend plays no part, whatever it is. Default 1. */
  beta?: number | bigint;
  /** Of the product. Default 1. */
  alpha?: number | bigint;
}

/** What takes the place of numbers that are none. */
export interface NanToNumOptions {
  /** Of NaN. Default 0. */
  nan?: number | null;
  /** Of infinity. Default: the largest number of the type. */
  posinf?: number | null;
  /** Of minus infinity. Default: the smallest number of the type. */
  neginf?: number | null;
}

/** Functions of single elements beyond arithmetic, and sums with products. */
export interface PointwiseMethods<T> {
  /**
   * The angle of the point (other, this), from -pi to pi.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.atan2.html
   */
  atan2: MethodWithNames<(other: T) => T, ["other"]>;
  /** {@link atan2} in place. */
  atan2_: MethodWithNames<(other: T) => T, ["other"]>;

  /**
   * Another name of `atan2`.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.arctan2.html
   */
  arctan2: MethodWithNames<(other: T) => T, ["other"]>;
  /** {@link arctan2} in place. */
  arctan2_: MethodWithNames<(other: T) => T, ["other"]>;

  /**
   * The size of this tensor with the sign of another.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.copysign.html
   */
  copysign: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** {@link copysign} in place. */
  copysign_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /**
   * What division towards zero leaves, with this tensor's sign.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.fmod.html
   */
  fmod: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** {@link fmod} in place. */
  fmod_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /**
   * 0 where this tensor is negative, 1 where it is positive, and `values` where it is zero.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.heaviside.html
   */
  heaviside: MethodWithNames<(values: T) => T, ["values"]>;
  /** {@link heaviside} in place. */
  heaviside_: MethodWithNames<(values: T) => T, ["values"]>;

  /**
   * The square root of the sum of two squares.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.hypot.html
   */
  hypot: MethodWithNames<(other: T) => T, ["other"]>;
  /** {@link hypot} in place. */
  hypot_: MethodWithNames<(other: T) => T, ["other"]>;

  /**
   * this * log(other), and 0 where this tensor is.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.xlogy.html
   */
  xlogy: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** {@link xlogy} in place. */
  xlogy_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /**
   * This tensor to the power of the exponent in double precision.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.float_power.html
   */
  floatPower: MethodWithNames<(exponent: T | Scalar) => T, ["exponent"]>;
  /** {@link floatPower} in place. */
  floatPower_: MethodWithNames<(exponent: T | Scalar) => T, ["exponent"]>;

  /**
   * The quotient rounded down; no gradient passes.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.floor_divide.html
   */
  floorDivide: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** {@link floorDivide} in place. */
  floorDivide_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /**
   * `div` without rounding.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.true_divide.html
   */
  trueDivide: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** {@link trueDivide} in place. */
  trueDivide_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /**
   * The bits that both have.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.bitwise_and.html
   */
  bitwiseAnd: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** {@link bitwiseAnd} in place. */
  bitwiseAnd_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /**
   * The bits that either has.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.bitwise_or.html
   */
  bitwiseOr: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** {@link bitwiseOr} in place. */
  bitwiseOr_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /**
   * The bits that exactly one has.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.bitwise_xor.html
   */
  bitwiseXor: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** {@link bitwiseXor} in place. */
  bitwiseXor_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /**
   * The bits shifted to the left.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.bitwise_left_shift.html
   */
  bitwiseLeftShift: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** {@link bitwiseLeftShift} in place. */
  bitwiseLeftShift_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /**
   * The bits shifted to the right, those of the sign moving in.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.bitwise_right_shift.html
   */
  bitwiseRightShift: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** {@link bitwiseRightShift} in place. */
  bitwiseRightShift_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /**
   * The bits that an integer has not; of bools the opposite.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.bitwise_not.html
   */
  bitwiseNot(): T;
  /** {@link bitwiseNot} in place. */
  bitwiseNot_(): T;

  /**
   * `sign`, which for complex numbers would be their direction.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.sgn.html
   */
  sgn(): T;
  /** {@link sgn} in place. */
  sgn_(): T;

  /**
   * This tensor with NaN and the infinities replaced.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.nan_to_num.html
   */
  nanToNum(options?: NanToNumOptions): T;
  /** {@link nanToNum} in place. */
  nanToNum_(options?: NanToNumOptions): T;

  /**
   * log(x / (1 - x)), the inverse of `sigmoid`; clamped to [eps, 1 - eps] first if `eps` is given.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.logit.html
   */
  logit(options?: { eps?: number | null }): T;
  /** {@link logit} in place. */
  logit_(options?: { eps?: number | null }): T;

  /**
   * The nearest number with so many decimals (default 0), halves to the even one.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.round.html
   */
  round(options?: { decimals?: number }): T;
  /** {@link round} in place. */
  round_(options?: { decimals?: number }): T;

  /**
   * `clamp` by a lower bound alone.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.clamp_min.html
   */
  clampMin: MethodWithNames<(min: T | Scalar) => T, ["min"]>;
  /** {@link clampMin} in place. */
  clampMin_: MethodWithNames<(min: T | Scalar) => T, ["min"]>;

  /**
   * `clamp` by an upper bound alone.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.clamp_max.html
   */
  clampMax: MethodWithNames<(max: T | Scalar) => T, ["max"]>;
  /** {@link clampMax} in place. */
  clampMax_: MethodWithNames<(max: T | Scalar) => T, ["max"]>;

  /**
   * beta * this + alpha * (mat1 @ mat2) of matrices.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.addmm.html
   */
  addmm: MethodWithNames<(mat1: T, mat2: T, options?: ScaleOptions) => T, ["mat1", "mat2"]>;
  /** {@link addmm} in place. */
  addmm_: MethodWithNames<(mat1: T, mat2: T, options?: ScaleOptions) => T, ["mat1", "mat2"]>;

  /**
   * beta * this + alpha * (mat @ vec).
   * @see https://docs.pytorch.org/docs/stable/generated/torch.addmv.html
   */
  addmv: MethodWithNames<(mat: T, vec: T, options?: ScaleOptions) => T, ["mat", "vec"]>;
  /** {@link addmv} in place. */
  addmv_: MethodWithNames<(mat: T, vec: T, options?: ScaleOptions) => T, ["mat", "vec"]>;

  /**
   * beta * this + alpha * outer(vec1, vec2).
   * @see https://docs.pytorch.org/docs/stable/generated/torch.addr.html
   */
  addr: MethodWithNames<(vec1: T, vec2: T, options?: ScaleOptions) => T, ["vec1", "vec2"]>;
  /** {@link addr} in place. */
  addr_: MethodWithNames<(vec1: T, vec2: T, options?: ScaleOptions) => T, ["vec1", "vec2"]>;

  /**
   * beta * this + alpha * bmm(batch1, batch2).
   * @see https://docs.pytorch.org/docs/stable/generated/torch.baddbmm.html
   */
  baddbmm: MethodWithNames<(batch1: T, batch2: T, options?: ScaleOptions) => T, ["batch1", "batch2"]>;
  /** {@link baddbmm} in place. */
  baddbmm_: MethodWithNames<(batch1: T, batch2: T, options?: ScaleOptions) => T, ["batch1", "batch2"]>;

  /**
   * beta * this + alpha * the sum of bmm(batch1, batch2) over the batch.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.addbmm.html
   */
  addbmm: MethodWithNames<(batch1: T, batch2: T, options?: ScaleOptions) => T, ["batch1", "batch2"]>;
  /** {@link addbmm} in place. */
  addbmm_: MethodWithNames<(batch1: T, batch2: T, options?: ScaleOptions) => T, ["batch1", "batch2"]>;

  /**
   * The larger of two elements; the other one where one is NaN.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.fmax.html
   */
  fmax: MethodWithNames<(other: T) => T, ["other"]>;

  /**
   * The smaller of two elements; the other one where one is NaN.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.fmin.html
   */
  fmin: MethodWithNames<(other: T) => T, ["other"]>;

  /**
   * log(exp(this) + exp(other)), without overflow.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.logaddexp.html
   */
  logaddexp: MethodWithNames<(other: T) => T, ["other"]>;

  /**
   * `logaddexp` to base 2.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.logaddexp2.html
   */
  logaddexp2: MethodWithNames<(other: T) => T, ["other"]>;

  /**
   * The tensor itself.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.positive.html
   */
  positive(): T;

  /**
   * Whether the sign is negative, as a bool tensor; also that of -0.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.signbit.html
   */
  signbit(): T;

  /**
   * Where this tensor is minus infinity, as a bool tensor.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.isneginf.html
   */
  isneginf(): T;

  /**
   * Where this tensor is plus infinity, as a bool tensor.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.isposinf.html
   */
  isposinf(): T;

  /**
   * The products of two batches of as many matrices.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.bmm.html
   */
  bmm: MethodWithNames<(mat2: T) => T, ["mat2"]>;

  /**
   * The sums of products over the last dimensions of two tensors.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.inner.html
   */
  inner: MethodWithNames<(other: T) => T, ["other"]>;

  /**
   * The products of all pairs of elements of two vectors, as a matrix.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.outer.html
   */
  outer: MethodWithNames<(vec2: T) => T, ["vec2"]>;

  /** {@link eq} in place: 1 where it holds, else 0. */
  eq_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /** {@link ne} in place: 1 where it holds, else 0. */
  ne_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /** {@link lt} in place: 1 where it holds, else 0. */
  lt_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /** {@link le} in place: 1 where it holds, else 0. */
  le_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /** {@link gt} in place: 1 where it holds, else 0. */
  gt_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /** {@link ge} in place: 1 where it holds, else 0. */
  ge_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;

  /** {@link logicalAnd} in place: 1 where it holds, else 0. */
  logicalAnd_: MethodWithNames<(other: T) => T, ["other"]>;

  /** {@link logicalOr} in place: 1 where it holds, else 0. */
  logicalOr_: MethodWithNames<(other: T) => T, ["other"]>;

  /** {@link logicalXor} in place: 1 where it holds, else 0. */
  logicalXor_: MethodWithNames<(other: T) => T, ["other"]>;
}
