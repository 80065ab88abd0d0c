/** What the loops of `functions.ts` call by name. */
export { copysign, exponent, fmod, mantissa, nearest, scale2 } from "../math/elementary.ts";
export { erf } from "../math/erf.ts";
export { exp } from "../math/exp.ts";
export { expm1 } from "../math/expm1.ts";
export { log, log1p } from "../math/log.ts";
export { pow } from "../math/pow.ts";
export { tanh } from "../math/tanh.ts";
export { cos, sin } from "../math/trigonometry.ts";
