/*
 * Written by `npm run generate` from `MATHEMATICS` in elementwise/curves.ts: change that, not this file.
 */

import { inPlace, methods } from "../../signatures/publish.ts";
import type { MathematicsMethods } from "../../tensor/methods/mathematics.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { apply_ } from "../functions/inPlace.ts";
import { type MathematicalName, mathematical } from "../functions/mathematics.ts";
import { acosh, asinh, atanh, cosh, deg2rad, exp2, frac, log2, log10, rad2deg, sinh, tan } from "./mathematics.ts";

function over(name: MathematicalName): (target: Tensor) => Tensor {
  const compute = mathematical(name);
  return (target) => apply_(target, compute);
}

export const mathematicsMethods = {
  ...methods({ tan, sinh, cosh, asinh, acosh, atanh, exp2, log2, log10, frac, deg2rad, rad2deg }),
  tan_: inPlace(tan, over("tan")),
  sinh_: inPlace(sinh, over("sinh")),
  cosh_: inPlace(cosh, over("cosh")),
  asinh_: inPlace(asinh, over("asinh")),
  acosh_: inPlace(acosh, over("acosh")),
  atanh_: inPlace(atanh, over("atanh")),
  exp2_: inPlace(exp2, over("exp2")),
  log2_: inPlace(log2, over("log2")),
  log10_: inPlace(log10, over("log10")),
  frac_: inPlace(frac, over("frac")),
  deg2rad_: inPlace(deg2rad, over("deg2rad")),
  rad2deg_: inPlace(rad2deg, over("rad2deg")),
} satisfies Record<keyof MathematicsMethods<Tensor>, unknown>;
