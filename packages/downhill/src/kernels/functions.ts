import type { FunctionName } from "../ir/expression.ts";
import { fmod } from "../math/elementary.ts";
import { erf } from "../math/erf.ts";
import { pow } from "../math/pow.ts";
import { cos, exp, expm1, log, log1p, sin } from "../math/real.ts";
import { tanh } from "../math/tanh.ts";

/** The functions that a program calls where no polynomial stands for them: in double precision. */
export const FUNCTIONS: Readonly<Record<FunctionName, (x: number, y: number) => number>> = {
  exp,
  expm1,
  log,
  log1p,
  tanh,
  erf,
  sin,
  cos,
  pow,
  fmod,
};
