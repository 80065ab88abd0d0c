/*
 * Written by `npm run generate` from `MATHEMATICS` in elementwise/curves.ts: change that, not this file.
 */

/** Functions of one number, applied to each element. */
export interface MathematicsMethods<T> {
  /**
   * The inverse of the sine; NaN beyond -1 and 1.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.asin.html
   */
  asin(): T;

  /** {@link asin} in place. */
  asin_(): T;

  /**
   * Another name of `asin`.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.arcsin.html
   */
  arcsin(): T;

  /** {@link arcsin} in place. */
  arcsin_(): T;

  /**
   * The inverse of the cosine; NaN beyond -1 and 1.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.acos.html
   */
  acos(): T;

  /** {@link acos} in place. */
  acos_(): T;

  /**
   * Another name of `acos`.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.arccos.html
   */
  arccos(): T;

  /** {@link arccos} in place. */
  arccos_(): T;

  /**
   * The inverse of the tangent.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.atan.html
   */
  atan(): T;

  /** {@link atan} in place. */
  atan_(): T;

  /**
   * Another name of `atan`.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.arctan.html
   */
  arctan(): T;

  /** {@link arctan} in place. */
  arctan_(): T;

  /**
   * 1 - `erf`, accurate where it is tiny.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.erfc.html
   */
  erfc(): T;

  /** {@link erfc} in place. */
  erfc_(): T;

  /**
   * The inverse of `erf`; NaN beyond -1 and 1.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.erfinv.html
   */
  erfinv(): T;

  /** {@link erfinv} in place. */
  erfinv_(): T;

  /**
   * The logarithm of the gamma function's absolute value.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.lgamma.html
   */
  lgamma(): T;

  /** {@link lgamma} in place. */
  lgamma_(): T;

  /**
   * The derivative of `lgamma`.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.digamma.html
   */
  digamma(): T;

  /** {@link digamma} in place. */
  digamma_(): T;

  /**
   * sin(pi x) / (pi x); 1 at zero.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.sinc.html
   */
  sinc(): T;

  /** {@link sinc} in place. */
  sinc_(): T;

  /**
   * The tangent.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.tan.html
   */
  tan(): T;

  /** {@link tan} in place. */
  tan_(): T;

  /**
   * The hyperbolic sine.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.sinh.html
   */
  sinh(): T;

  /** {@link sinh} in place. */
  sinh_(): T;

  /**
   * The hyperbolic cosine.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.cosh.html
   */
  cosh(): T;

  /** {@link cosh} in place. */
  cosh_(): T;

  /**
   * The inverse of `sinh`.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.asinh.html
   */
  asinh(): T;

  /** {@link asinh} in place. */
  asinh_(): T;

  /**
   * Another name of `asinh`.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.arcsinh.html
   */
  arcsinh(): T;

  /** {@link arcsinh} in place. */
  arcsinh_(): T;

  /**
   * The inverse of `cosh`; NaN below 1.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.acosh.html
   */
  acosh(): T;

  /** {@link acosh} in place. */
  acosh_(): T;

  /**
   * Another name of `acosh`.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.arccosh.html
   */
  arccosh(): T;

  /** {@link arccosh} in place. */
  arccosh_(): T;

  /**
   * The inverse of `tanh`; NaN beyond -1 and 1.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.atanh.html
   */
  atanh(): T;

  /** {@link atanh} in place. */
  atanh_(): T;

  /**
   * Another name of `atanh`.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.arctanh.html
   */
  arctanh(): T;

  /** {@link arctanh} in place. */
  arctanh_(): T;

  /**
   * 2 to the power of each element.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.exp2.html
   */
  exp2(): T;

  /** {@link exp2} in place. */
  exp2_(): T;

  /**
   * The logarithm to base 2.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.log2.html
   */
  log2(): T;

  /** {@link log2} in place. */
  log2_(): T;

  /**
   * The logarithm to base 10.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.log10.html
   */
  log10(): T;

  /** {@link log10} in place. */
  log10_(): T;

  /**
   * What is behind the point, with the sign of the element.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.frac.html
   */
  frac(): T;

  /** {@link frac} in place. */
  frac_(): T;

  /**
   * Degrees as radians.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.deg2rad.html
   */
  deg2rad(): T;

  /** {@link deg2rad} in place. */
  deg2rad_(): T;

  /**
   * Radians as degrees.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.rad2deg.html
   */
  rad2deg(): T;

  /** {@link rad2deg} in place. */
  rad2deg_(): T;
}
