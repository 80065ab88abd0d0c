/** What the loops of `functions.ts` call by name. */
export { copysign, exponent, fmod, mantissa, nearest, scale2 } from "../math/elementary.ts";
export { erf } from "../math/erf.ts";
export { pow } from "../math/pow.ts";
export { cos, exp, expm1, log, log1p, sin } from "../math/real.ts";
export { tanh } from "../math/tanh.ts";
