import type { WithNames } from "../../signatures/named.ts";
import { inPlaces, methods, publish } from "../../signatures/publish.ts";
import { type Signature, signature } from "../../signatures/signature.ts";
import { NUMERIC, OPERAND, TENSOR } from "../../tensor/kinds.ts";
import type { AliasMethods } from "../../tensor/methods/aliases.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as functions from "../functions/index.ts";
import type { Operand } from "../functions/operands.ts";

/*
 * PyTorch's second names of functions.
 */

type Comparison = WithNames<(input: Tensor, other: Operand) => Tensor, ["other"]>;

/* @__NO_SIDE_EFFECTS__ */
function unary(name: string): Signature {
  return signature(name, { input: TENSOR });
}

/* @__NO_SIDE_EFFECTS__ */
function comparison(name: string): Signature {
  return signature(name, { input: TENSOR, other: OPERAND });
}

/** Another name of `abs`. */
export const absolute = publish(unary("absolute"), functions.abs);
/** Another name of `neg`. */
export const negative = publish(unary("negative"), functions.neg);
/** Another name of `trunc`. */
export const fix = publish(unary("fix"), functions.trunc);
/** Another name of `sub`. */
export const subtract: WithNames<typeof functions.sub, ["other"]> = publish(
  signature("subtract", { input: OPERAND, other: OPERAND }, {}, { alpha: NUMERIC }),
  functions.sub,
);
/** Another name of `mul`. */
export const multiply: WithNames<typeof functions.mul, ["other"]> = publish(
  signature("multiply", { input: OPERAND, other: OPERAND }),
  functions.mul,
);
/** Another name of `ne`. */
export const notEqual: Comparison = publish(comparison("notEqual"), functions.ne);
/** Another name of `lt`. */
export const less: Comparison = publish(comparison("less"), functions.lt);
/** Another name of `le`. */
export const lessEqual: Comparison = publish(comparison("lessEqual"), functions.le);
/** Another name of `gt`. */
export const greater: Comparison = publish(comparison("greater"), functions.gt);
/** Another name of `ge`. */
export const greaterEqual: Comparison = publish(comparison("greaterEqual"), functions.ge);
/** Another name of `outer`. */
export const ger: WithNames<typeof functions.outer, ["vec2"]> = publish(
  signature("ger", { input: TENSOR, vec2: TENSOR }),
  functions.outer,
);

const CHANGING = { absolute, negative, fix, subtract, multiply };

export const aliasMethods = {
  ...methods(CHANGING),
  ...methods({ notEqual, less, lessEqual, greater, greaterEqual, ger }),
  ...inPlaces(
    CHANGING,
    (run) =>
      (target: Tensor, ...operands: unknown[]) =>
        functions.change(target, operands, (before, given) => run(before, ...given) as Tensor),
  ),
} satisfies Record<keyof AliasMethods<Tensor>, unknown>;
