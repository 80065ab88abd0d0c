import { BOOLEAN, either, NUMBER, orNull, STRING } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { method, methods, publish } from "../../signatures/publish.ts";
import { type Signature, signature } from "../../signatures/signature.ts";
import { NUMERIC, OPERAND, TENSOR } from "../../tensor/kinds.ts";
import type { ArithmeticMethods } from "../../tensor/methods/arithmetic.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Bound } from "../functions/clamp.ts";
import * as functions from "../functions/index.ts";

/** A function of two tensors, of which one may be a number. */
/* @__NO_SIDE_EFFECTS__ */
function binary(name: string): Signature {
  return signature(name, { input: OPERAND, other: OPERAND });
}

/** A function of a tensor, and a tensor or a number. */
/* @__NO_SIDE_EFFECTS__ */
function comparison(name: string): Signature {
  return signature(name, { input: TENSOR, other: OPERAND });
}

/** A function of two tensors. */
/* @__NO_SIDE_EFFECTS__ */
function pair(name: string): Signature {
  return signature(name, { input: TENSOR, other: TENSOR });
}

export const add = publish(signature("add", { input: OPERAND, other: OPERAND }, {}, { alpha: NUMERIC }), functions.add);
export const sub = publish(signature("sub", { input: OPERAND, other: OPERAND }, {}, { alpha: NUMERIC }), functions.sub);
export const mul = publish(binary("mul"), functions.mul);
export const div = publish(
  signature("div", { input: OPERAND, other: OPERAND }, {}, { roundingMode: orNull(STRING) }),
  functions.divide,
);
export const remainder = publish(binary("remainder"), functions.remainder);
export const neg = publish(signature("neg", { input: TENSOR }), functions.neg);
export const pow = publish(signature("pow", { input: OPERAND, exponent: OPERAND }), functions.pow);

export const maximum = publish(pair("maximum"), functions.maximum);
export const minimum = publish(pair("minimum"), functions.minimum);
export type Clamp = typeof functions.clamp & ((input: Tensor, options: { min?: Bound; max?: Bound }) => Tensor);

const BOUNDS = { input: TENSOR, min: optional(orNull(OPERAND)), max: optional(orNull(OPERAND)) };

export const clamp: Clamp = publish(signature("clamp", BOUNDS), functions.clamp);
/** Another name of `clamp`. */
export const clip: Clamp = publish(signature("clip", BOUNDS), functions.clamp);
export const where = publish(
  signature("where", { condition: TENSOR, input: OPERAND, other: OPERAND }),
  functions.where,
);

export const lerp = publish(
  signature("lerp", { input: TENSOR, end: TENSOR, weight: either(TENSOR, NUMBER) }),
  functions.lerp,
);
export const addcmul = publish(
  signature("addcmul", { input: TENSOR, tensor1: TENSOR, tensor2: TENSOR }, {}, { value: NUMERIC }),
  functions.addcmul,
);
export const addcdiv = publish(
  signature("addcdiv", { input: TENSOR, tensor1: TENSOR, tensor2: TENSOR }, {}, { value: NUMERIC }),
  functions.addcdiv,
);

export const eq = publish(comparison("eq"), functions.eq);
export const ne = publish(comparison("ne"), functions.ne);
export const lt = publish(comparison("lt"), functions.lt);
export const le = publish(comparison("le"), functions.le);
export const gt = publish(comparison("gt"), functions.gt);
export const ge = publish(comparison("ge"), functions.ge);
export const logicalAnd = publish(pair("logicalAnd"), functions.logicalAnd);
export const logicalOr = publish(pair("logicalOr"), functions.logicalOr);
export const logicalXor = publish(pair("logicalXor"), functions.logicalXor);

export const matmul = publish(pair("matmul"), functions.matmul);
export const mm = publish(signature("mm", { input: TENSOR, mat2: TENSOR }), functions.mm);
export const mv = publish(signature("mv", { input: TENSOR, vec: TENSOR }), functions.mv);
export const dot = publish(signature("dot", { input: TENSOR, tensor: TENSOR }), functions.dot);

const TOLERANCES = { rtol: NUMBER, atol: NUMBER, equalNan: BOOLEAN };

export const isclose = publish(signature("isclose", { input: TENSOR, other: TENSOR }, TOLERANCES), functions.isclose);
export const allclose = publish(
  signature("allclose", { input: TENSOR, other: TENSOR }, TOLERANCES),
  functions.allclose,
);
export const equal = publish(pair("equal"), functions.equal);

export const arithmeticMethods = {
  ...methods({ add, sub, mul, div, remainder, neg, pow, maximum, minimum, clamp, clip, lerp, addcmul, addcdiv }),
  ...methods({ eq, ne, lt, le, gt, ge, logicalAnd, logicalOr, logicalXor }),
  ...methods({ matmul, mm, mv, dot, isclose, allclose, equal }),
  where: method(
    signature("where", { condition: TENSOR, other: OPERAND }),
    (input: Tensor, condition: Tensor, other: Tensor) => functions.where(condition, input, other),
  ),
} satisfies Record<keyof ArithmeticMethods<Tensor>, unknown>;
