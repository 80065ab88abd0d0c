import type { FunctionName } from "../ir/expression.ts";
import { fmod } from "../math/elementary.ts";
import { erf } from "../math/erf.ts";
import { exp } from "../math/exp.ts";
import { expm1 } from "../math/expm1.ts";
import { log, log1p } from "../math/log.ts";
import { pow } from "../math/pow.ts";
import { tanh } from "../math/tanh.ts";
import { cos, sin } from "../math/trigonometry.ts";

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
