import { INTEGER, NUMBER, orNull } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { inPlaces, methods, publish } from "../../signatures/publish.ts";
import { type Signature, signature } from "../../signatures/signature.ts";
import { NUMERIC, OPERAND, TENSOR } from "../../tensor/kinds.ts";
import type { PointwiseMethods } from "../../tensor/methods/pointwise.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as functions from "../functions/index.ts";
import type { Operand } from "../functions/operands.ts";
import { eq, ge, gt, le, logicalAnd, logicalOr, logicalXor, lt, ne } from "./arithmetic.ts";

/*
 * Functions of single elements beyond arithmetic, and sums with products.
 */

/** A function of two tensors. */
type Pair = WithNames<(input: Tensor, other: Tensor) => Tensor, ["other"]>;
/** A function of a tensor, and a tensor or a number. */
type WithOperand = WithNames<(input: Tensor, other: Operand) => Tensor, ["other"]>;
/** A function of two tensors, of which one may be a number. */
type OfOperands = WithNames<(input: Operand, other: Operand) => Tensor, ["other"]>;

/* @__NO_SIDE_EFFECTS__ */
function unary(name: string): Signature {
  return signature(name, { input: TENSOR });
}

/* @__NO_SIDE_EFFECTS__ */
function pair(name: string): Signature {
  return signature(name, { input: TENSOR, other: TENSOR });
}

/* @__NO_SIDE_EFFECTS__ */
function withOperand(name: string): Signature {
  return signature(name, { input: TENSOR, other: OPERAND });
}

/* @__NO_SIDE_EFFECTS__ */
function ofOperands(name: string): Signature {
  return signature(name, { input: OPERAND, other: OPERAND });
}

export const atan2: Pair = publish(pair("atan2"), functions.atan2);
/** Another name of `atan2`. */
export const arctan2: Pair = publish(pair("arctan2"), functions.atan2);
export const copysign: WithOperand = publish(withOperand("copysign"), functions.copysign);
export const fmax: Pair = publish(pair("fmax"), functions.fmax);
export const fmin: Pair = publish(pair("fmin"), functions.fmin);
export const fmod: WithOperand = publish(withOperand("fmod"), functions.fmod);
export const heaviside: WithNames<typeof functions.heaviside, ["values"]> = publish(
  signature("heaviside", { input: TENSOR, values: TENSOR }),
  functions.heaviside,
);
export const hypot: Pair = publish(pair("hypot"), functions.hypot);
export const logaddexp: Pair = publish(pair("logaddexp"), functions.logaddexp);
export const logaddexp2: Pair = publish(pair("logaddexp2"), functions.logaddexp2);
export const xlogy: OfOperands = publish(ofOperands("xlogy"), functions.xlogy);
export const floatPower: WithNames<typeof functions.floatPower, ["exponent"]> = publish(
  signature("floatPower", { input: OPERAND, exponent: OPERAND }),
  functions.floatPower,
);
export const floorDivide: OfOperands = publish(ofOperands("floorDivide"), functions.floorDivide);
/** `div` without rounding. */
export const trueDivide: OfOperands = publish(ofOperands("trueDivide"), functions.div);
export const rsub: WithNames<typeof functions.rsub, ["other"]> = publish(
  signature("rsub", { input: TENSOR, other: OPERAND }, { alpha: NUMERIC }),
  functions.rsub,
);

export const bitwiseAnd: OfOperands = publish(ofOperands("bitwiseAnd"), functions.bitwiseAnd);
export const bitwiseOr: OfOperands = publish(ofOperands("bitwiseOr"), functions.bitwiseOr);
export const bitwiseXor: OfOperands = publish(ofOperands("bitwiseXor"), functions.bitwiseXor);
export const bitwiseLeftShift: OfOperands = publish(ofOperands("bitwiseLeftShift"), functions.bitwiseLeftShift);
export const bitwiseRightShift: OfOperands = publish(ofOperands("bitwiseRightShift"), functions.bitwiseRightShift);
export const bitwiseNot = publish(unary("bitwiseNot"), functions.bitwiseNot);

export const positive = publish(unary("positive"), functions.positive);
export const sgn = publish(unary("sgn"), functions.sgn);
export const signbit = publish(unary("signbit"), functions.signbit);
export const isneginf = publish(unary("isneginf"), functions.isneginf);
export const isposinf = publish(unary("isposinf"), functions.isposinf);
export const nanToNum = publish(
  signature("nanToNum", { input: TENSOR }, { nan: orNull(NUMBER), posinf: orNull(NUMBER), neginf: orNull(NUMBER) }),
  functions.nanToNum,
);
export const logit = publish(signature("logit", { input: TENSOR }, { eps: orNull(NUMBER) }), functions.logit);
export const round = publish(signature("round", { input: TENSOR }, {}, { decimals: INTEGER }), functions.roundTo);
export const clampMin: WithNames<typeof functions.clampMin, ["min"]> = publish(
  signature("clampMin", { input: TENSOR, min: OPERAND }),
  functions.clampMin,
);
export const clampMax: WithNames<typeof functions.clampMax, ["max"]> = publish(
  signature("clampMax", { input: TENSOR, max: OPERAND }),
  functions.clampMax,
);

const SCALES = { beta: NUMERIC, alpha: NUMERIC };

export const addmm: WithNames<typeof functions.addmm, ["mat1", "mat2"]> = publish(
  signature("addmm", { input: TENSOR, mat1: TENSOR, mat2: TENSOR }, {}, SCALES),
  functions.addmm,
);
export const addmv: WithNames<typeof functions.addmv, ["mat", "vec"]> = publish(
  signature("addmv", { input: TENSOR, mat: TENSOR, vec: TENSOR }, {}, SCALES),
  functions.addmv,
);
export const addr: WithNames<typeof functions.addr, ["vec1", "vec2"]> = publish(
  signature("addr", { input: TENSOR, vec1: TENSOR, vec2: TENSOR }, {}, SCALES),
  functions.addr,
);
export const baddbmm: WithNames<typeof functions.baddbmm, ["batch1", "batch2"]> = publish(
  signature("baddbmm", { input: TENSOR, batch1: TENSOR, batch2: TENSOR }, {}, SCALES),
  functions.baddbmm,
);
export const addbmm: WithNames<typeof functions.addbmm, ["batch1", "batch2"]> = publish(
  signature("addbmm", { input: TENSOR, batch1: TENSOR, batch2: TENSOR }, {}, SCALES),
  functions.addbmm,
);
export const bmm: WithNames<typeof functions.bmm, ["mat2"]> = publish(
  signature("bmm", { input: TENSOR, mat2: TENSOR }),
  functions.bmm,
);
export const inner: Pair = publish(pair("inner"), functions.inner);
export const outer: WithNames<typeof functions.outer, ["vec2"]> = publish(
  signature("outer", { input: TENSOR, vec2: TENSOR }),
  functions.outer,
);

/** Functions that PyTorch has in place, too. */
const CHANGING = {
  ...{ atan2, arctan2, copysign, fmod, heaviside, hypot, xlogy, floatPower, floorDivide, trueDivide },
  ...{ bitwiseAnd, bitwiseOr, bitwiseXor, bitwiseLeftShift, bitwiseRightShift, bitwiseNot },
  ...{ sgn, nanToNum, logit, round, clampMin, clampMax, addmm, addmv, addr, baddbmm, addbmm },
};

/** Those whose truths become numbers of the tensor's own type in place. */
const TESTING = { eq, ne, lt, le, gt, ge, logicalAnd, logicalOr, logicalXor };

export const pointwiseMethods = {
  ...methods(CHANGING),
  ...methods({ fmax, fmin, logaddexp, logaddexp2, positive, signbit, isneginf, isposinf, bmm, inner, outer }),
  ...inPlaces(
    CHANGING,
    (run) =>
      (target: Tensor, ...operands: unknown[]) =>
        functions.change(target, operands, (before, given) => run(before, ...given) as Tensor),
  ),
  ...inPlaces(
    TESTING,
    (run) =>
      (target: Tensor, ...operands: unknown[]) =>
        functions.change(target, operands, (before, given) =>
          functions.to(run(before, ...given) as Tensor, before.dtype),
        ),
  ),
} satisfies Record<keyof PointwiseMethods<Tensor>, unknown>;
