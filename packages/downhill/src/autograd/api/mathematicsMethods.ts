/*
 * Written by `npm run generate` from `MATHEMATICS` in elementwise/curves.ts: change that, not this file.
 */

import { inPlace, methods } from "../../signatures/publish.ts";
import type { MathematicsMethods } from "../../tensor/methods/mathematics.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { apply_ } from "../functions/inPlace.ts";
import { type MathematicalName, mathematical } from "../functions/mathematics.ts";
import {
  acos,
  acosh,
  arccos,
  arccosh,
  arcsin,
  arcsinh,
  arctan,
  arctanh,
  asin,
  asinh,
  atan,
  atanh,
  cosh,
  deg2rad,
  digamma,
  erfc,
  erfinv,
  exp2,
  frac,
  lgamma,
  log2,
  log10,
  rad2deg,
  sinc,
  sinh,
  tan,
} from "./mathematics.ts";

function over(name: MathematicalName): (target: Tensor) => Tensor {
  const compute = mathematical(name);
  return (target) => apply_(target, compute);
}

export const mathematicsMethods = {
  ...methods({
    asin,
    arcsin,
    acos,
    arccos,
    atan,
    arctan,
    erfc,
    erfinv,
    lgamma,
    digamma,
    sinc,
    tan,
    sinh,
    cosh,
    asinh,
    arcsinh,
    acosh,
    arccosh,
    atanh,
    arctanh,
    exp2,
    log2,
    log10,
    frac,
    deg2rad,
    rad2deg,
  }),
  asin_: inPlace(asin, over("asin")),
  arcsin_: inPlace(arcsin, over("arcsin")),
  acos_: inPlace(acos, over("acos")),
  arccos_: inPlace(arccos, over("arccos")),
  atan_: inPlace(atan, over("atan")),
  arctan_: inPlace(arctan, over("arctan")),
  erfc_: inPlace(erfc, over("erfc")),
  erfinv_: inPlace(erfinv, over("erfinv")),
  lgamma_: inPlace(lgamma, over("lgamma")),
  digamma_: inPlace(digamma, over("digamma")),
  sinc_: inPlace(sinc, over("sinc")),
  tan_: inPlace(tan, over("tan")),
  sinh_: inPlace(sinh, over("sinh")),
  cosh_: inPlace(cosh, over("cosh")),
  asinh_: inPlace(asinh, over("asinh")),
  arcsinh_: inPlace(arcsinh, over("arcsinh")),
  acosh_: inPlace(acosh, over("acosh")),
  arccosh_: inPlace(arccosh, over("arccosh")),
  atanh_: inPlace(atanh, over("atanh")),
  arctanh_: inPlace(arctanh, over("arctanh")),
  exp2_: inPlace(exp2, over("exp2")),
  log2_: inPlace(log2, over("log2")),
  log10_: inPlace(log10, over("log10")),
  frac_: inPlace(frac, over("frac")),
  deg2rad_: inPlace(deg2rad, over("deg2rad")),
  rad2deg_: inPlace(rad2deg, over("rad2deg")),
} satisfies Record<keyof MathematicsMethods<Tensor>, unknown>;
