/*
 * Written by `npm run generate` from `MATHEMATICS` in elementwise/curves.ts: change that, not this file.
 */

import { publish } from "../../signatures/publish.ts";
import { type Signature, signature } from "../../signatures/signature.ts";
import { TENSOR } from "../../tensor/kinds.ts";
import { mathematical } from "../functions/mathematics.ts";

/* @__NO_SIDE_EFFECTS__ */
function unary(name: string): Signature {
  return signature(name, { input: TENSOR });
}

/**
 * The inverse of the sine; NaN beyond -1 and 1.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.asin.html
 */
export const asin = /* @__PURE__ */ publish(unary("asin"), mathematical("asin"));

/**
 * Another name of `asin`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.arcsin.html
 */
export const arcsin = /* @__PURE__ */ publish(unary("arcsin"), mathematical("arcsin"));

/**
 * The inverse of the cosine; NaN beyond -1 and 1.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.acos.html
 */
export const acos = /* @__PURE__ */ publish(unary("acos"), mathematical("acos"));

/**
 * Another name of `acos`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.arccos.html
 */
export const arccos = /* @__PURE__ */ publish(unary("arccos"), mathematical("arccos"));

/**
 * The inverse of the tangent.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.atan.html
 */
export const atan = /* @__PURE__ */ publish(unary("atan"), mathematical("atan"));

/**
 * Another name of `atan`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.arctan.html
 */
export const arctan = /* @__PURE__ */ publish(unary("arctan"), mathematical("arctan"));

/**
 * 1 - `erf`, accurate where it is tiny.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.erfc.html
 */
export const erfc = /* @__PURE__ */ publish(unary("erfc"), mathematical("erfc"));

/**
 * The inverse of `erf`; NaN beyond -1 and 1.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.erfinv.html
 */
export const erfinv = /* @__PURE__ */ publish(unary("erfinv"), mathematical("erfinv"));

/**
 * The logarithm of the gamma function's absolute value.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.lgamma.html
 */
export const lgamma = /* @__PURE__ */ publish(unary("lgamma"), mathematical("lgamma"));

/**
 * The derivative of `lgamma`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.digamma.html
 */
export const digamma = /* @__PURE__ */ publish(unary("digamma"), mathematical("digamma"));

/**
 * sin(pi x) / (pi x); 1 at zero.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.sinc.html
 */
export const sinc = /* @__PURE__ */ publish(unary("sinc"), mathematical("sinc"));

/**
 * The tangent.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.tan.html
 */
export const tan = /* @__PURE__ */ publish(unary("tan"), mathematical("tan"));

/**
 * The hyperbolic sine.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.sinh.html
 */
export const sinh = /* @__PURE__ */ publish(unary("sinh"), mathematical("sinh"));

/**
 * The hyperbolic cosine.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.cosh.html
 */
export const cosh = /* @__PURE__ */ publish(unary("cosh"), mathematical("cosh"));

/**
 * The inverse of `sinh`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.asinh.html
 */
export const asinh = /* @__PURE__ */ publish(unary("asinh"), mathematical("asinh"));

/**
 * Another name of `asinh`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.arcsinh.html
 */
export const arcsinh = /* @__PURE__ */ publish(unary("arcsinh"), mathematical("arcsinh"));

/**
 * The inverse of `cosh`; NaN below 1.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.acosh.html
 */
export const acosh = /* @__PURE__ */ publish(unary("acosh"), mathematical("acosh"));

/**
 * Another name of `acosh`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.arccosh.html
 */
export const arccosh = /* @__PURE__ */ publish(unary("arccosh"), mathematical("arccosh"));

/**
 * The inverse of `tanh`; NaN beyond -1 and 1.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.atanh.html
 */
export const atanh = /* @__PURE__ */ publish(unary("atanh"), mathematical("atanh"));

/**
 * Another name of `atanh`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.arctanh.html
 */
export const arctanh = /* @__PURE__ */ publish(unary("arctanh"), mathematical("arctanh"));

/**
 * 2 to the power of each element.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.exp2.html
 */
export const exp2 = /* @__PURE__ */ publish(unary("exp2"), mathematical("exp2"));

/**
 * The logarithm to base 2.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.log2.html
 */
export const log2 = /* @__PURE__ */ publish(unary("log2"), mathematical("log2"));

/**
 * The logarithm to base 10.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.log10.html
 */
export const log10 = /* @__PURE__ */ publish(unary("log10"), mathematical("log10"));

/**
 * What is behind the point, with the sign of the element.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.frac.html
 */
export const frac = /* @__PURE__ */ publish(unary("frac"), mathematical("frac"));

/**
 * Degrees as radians.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.deg2rad.html
 */
export const deg2rad = /* @__PURE__ */ publish(unary("deg2rad"), mathematical("deg2rad"));

/**
 * Radians as degrees.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.rad2deg.html
 */
export const rad2deg = /* @__PURE__ */ publish(unary("rad2deg"), mathematical("rad2deg"));
