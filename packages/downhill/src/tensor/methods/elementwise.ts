/** Functions applied to each element. */
export interface ElementwiseMethods<T> {
  /**
   * The absolute value.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.abs.html
   */
  abs(): T;

  /**
   * 1, 0 or -1; 0 for NaN.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.sign.html
   */
  sign(): T;

  /**
   * The square.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.square.html
   */
  square(): T;

  /**
   * The square root, correctly rounded; NaN for negative numbers.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.sqrt.html
   */
  sqrt(): T;

  /**
   * 1 / sqrt(this).
   * @see https://docs.pytorch.org/docs/stable/generated/torch.rsqrt.html
   */
  rsqrt(): T;

  /**
   * 1 / this.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.reciprocal.html
   */
  reciprocal(): T;

  /**
   * e to the power of this.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.exp.html
   */
  exp(): T;

  /**
   * exp(this) - 1, accurate also near zero.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.expm1.html
   */
  expm1(): T;

  /**
   * The natural logarithm.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.log.html
   */
  log(): T;

  /**
   * log(1 + this), accurate also near zero.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.log1p.html
   */
  log1p(): T;

  /**
   * The sine.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.sin.html
   */
  sin(): T;

  /**
   * The cosine.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.cos.html
   */
  cos(): T;

  /**
   * The hyperbolic tangent.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.tanh.html
   */
  tanh(): T;

  /**
   * 1 / (1 + exp(-this)).
   * @see https://docs.pytorch.org/docs/stable/generated/torch.sigmoid.html
   */
  sigmoid(): T;

  /**
   * The error function.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.erf.html
   */
  erf(): T;

  /**
   * max(this, 0).
   * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu.html
   */
  relu(): T;

  /**
   * The largest integer that is not larger.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.floor.html
   */
  floor(): T;

  /**
   * The smallest integer that is not smaller.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.ceil.html
   */
  ceil(): T;

  /**
   * The integer part.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.trunc.html
   */
  trunc(): T;

  /**
   * Where this is zero, as a bool tensor.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.logical_not.html
   */
  logicalNot(): T;

  /**
   * Where this is NaN, as a bool tensor.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.isnan.html
   */
  isnan(): T;

  /**
   * Where this is infinite, as a bool tensor.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.isinf.html
   */
  isinf(): T;

  /**
   * Where this is neither infinite nor NaN, as a bool tensor.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.isfinite.html
   */
  isfinite(): T;

  /**
   * This times the normal distribution function of this, or with `approximate: "tanh"` its approximation.
   * @throws RangeError for an unknown approximation.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.gelu.html
   */
  gelu(options?: { approximate?: "none" | "tanh" }): T;

  /**
   * log(1 + exp(beta * this)) / beta, or this where beta * this exceeds the threshold. Defaults: beta 1, threshold 20.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softplus.html
   */
  softplus(options?: { beta?: number; threshold?: number }): T;
}
