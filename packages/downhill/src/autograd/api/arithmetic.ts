import { BOOLEAN, either, NUMBER, orNull, STRING } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { overloads } from "../../signatures/overloads.ts";
import { optional } from "../../signatures/parameters.ts";
import { method, methods, publish } from "../../signatures/publish.ts";
import { type Signature, signature } from "../../signatures/signature.ts";
import { NUMERIC, OPERAND, TENSOR } from "../../tensor/kinds.ts";
import type { ArithmeticMethods } from "../../tensor/methods/arithmetic.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as functions from "../functions/index.ts";
import { nonzero } from "../functions/masking.ts";
import type { Operand } from "../functions/operands.ts";

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

export const add: WithNames<typeof functions.add, ["other"]> = publish(
  signature("add", { input: OPERAND, other: OPERAND }, {}, { alpha: NUMERIC }),
  functions.add,
);
export const sub: WithNames<typeof functions.sub, ["other"]> = publish(
  signature("sub", { input: OPERAND, other: OPERAND }, {}, { alpha: NUMERIC }),
  functions.sub,
);
export const mul: WithNames<typeof functions.mul, ["other"]> = publish(binary("mul"), functions.mul);
export const div: WithNames<typeof functions.divide, ["other"]> = publish(
  signature("div", { input: OPERAND, other: OPERAND }, {}, { roundingMode: orNull(STRING) }),
  functions.divide,
);
export const remainder: WithNames<typeof functions.remainder, ["other"]> = publish(
  binary("remainder"),
  functions.remainder,
);
export const neg = publish(signature("neg", { input: TENSOR }), functions.neg);
export const pow: WithNames<typeof functions.pow, ["exponent"]> = publish(
  signature("pow", { input: OPERAND, exponent: OPERAND }),
  functions.pow,
);

export const maximum: WithNames<typeof functions.maximum, ["other"]> = publish(pair("maximum"), functions.maximum);
export const minimum: WithNames<typeof functions.minimum, ["other"]> = publish(pair("minimum"), functions.minimum);
const BOUNDS = { input: TENSOR, min: optional(orNull(OPERAND)), max: optional(orNull(OPERAND)) };

export const clamp: WithNames<typeof functions.clamp, ["min", "max"]> = publish(
  signature("clamp", BOUNDS),
  functions.clamp,
);
/** Another name of `clamp`. */
export const clip: WithNames<typeof functions.clamp, ["min", "max"]> = publish(
  signature("clip", BOUNDS),
  functions.clamp,
);
/** {@link where} of two choices, or the places at which a condition holds, as `nonzero` gives them for each dimension. */
export type Where = WithNames<typeof functions.where, ["input", "other"]> & ((condition: Tensor) => Tensor[]);

export const where = publish(
  overloads(
    signature("where", { condition: TENSOR, input: OPERAND, other: OPERAND }),
    signature("where", { condition: TENSOR }),
  ),
  (condition: Tensor, input?: Operand, other?: Operand) =>
    input === undefined ? nonzero(condition, { asTuple: true }) : functions.where(condition, input, other as Operand),
) as unknown as Where;

export const lerp: WithNames<typeof functions.lerp, ["end", "weight"]> = publish(
  signature("lerp", { input: TENSOR, end: TENSOR, weight: either(TENSOR, NUMBER) }),
  functions.lerp,
);
export const addcmul: WithNames<typeof functions.addcmul, ["tensor1", "tensor2"]> = publish(
  signature("addcmul", { input: TENSOR, tensor1: TENSOR, tensor2: TENSOR }, {}, { value: NUMERIC }),
  functions.addcmul,
);
export const addcdiv: WithNames<typeof functions.addcdiv, ["tensor1", "tensor2"]> = publish(
  signature("addcdiv", { input: TENSOR, tensor1: TENSOR, tensor2: TENSOR }, {}, { value: NUMERIC }),
  functions.addcdiv,
);

export const eq: WithNames<typeof functions.eq, ["other"]> = publish(comparison("eq"), functions.eq);
export const ne: WithNames<typeof functions.ne, ["other"]> = publish(comparison("ne"), functions.ne);
export const lt: WithNames<typeof functions.lt, ["other"]> = publish(comparison("lt"), functions.lt);
export const le: WithNames<typeof functions.le, ["other"]> = publish(comparison("le"), functions.le);
export const gt: WithNames<typeof functions.gt, ["other"]> = publish(comparison("gt"), functions.gt);
export const ge: WithNames<typeof functions.ge, ["other"]> = publish(comparison("ge"), functions.ge);
export const logicalAnd: WithNames<typeof functions.logicalAnd, ["other"]> = publish(
  pair("logicalAnd"),
  functions.logicalAnd,
);
export const logicalOr: WithNames<typeof functions.logicalOr, ["other"]> = publish(
  pair("logicalOr"),
  functions.logicalOr,
);
export const logicalXor: WithNames<typeof functions.logicalXor, ["other"]> = publish(
  pair("logicalXor"),
  functions.logicalXor,
);

export const matmul: WithNames<typeof functions.matmul, ["other"]> = publish(pair("matmul"), functions.matmul);
export const mm: WithNames<typeof functions.mm, ["mat2"]> = publish(
  signature("mm", { input: TENSOR, mat2: TENSOR }),
  functions.mm,
);
export const mv: WithNames<typeof functions.mv, ["vec"]> = publish(
  signature("mv", { input: TENSOR, vec: TENSOR }),
  functions.mv,
);
export const dot: WithNames<typeof functions.dot, ["tensor"]> = publish(
  signature("dot", { input: TENSOR, tensor: TENSOR }),
  functions.dot,
);

const TOLERANCES = { rtol: NUMBER, atol: NUMBER, equalNan: BOOLEAN };

export const isclose: WithNames<typeof functions.isclose, ["other"]> = publish(
  signature("isclose", { input: TENSOR, other: TENSOR }, TOLERANCES),
  functions.isclose,
);
export const allclose: WithNames<typeof functions.allclose, ["other"]> = publish(
  signature("allclose", { input: TENSOR, other: TENSOR }, TOLERANCES),
  functions.allclose,
);
export const equal: WithNames<typeof functions.equal, ["other"]> = publish(pair("equal"), functions.equal);

export const arithmeticMethods = {
  ...methods({ add, sub, mul, div, remainder, neg, pow, maximum, minimum, clamp, clip, lerp, addcmul, addcdiv }),
  ...methods({ eq, ne, lt, le, gt, ge, logicalAnd, logicalOr, logicalXor }),
  ...methods({ matmul, mm, mv, dot, isclose, allclose, equal }),
  where: method(
    signature("where", { condition: TENSOR, other: OPERAND }),
    (input: Tensor, condition: Tensor, other: Tensor) => functions.where(condition, input, other),
  ),
} satisfies Record<keyof ArithmeticMethods<Tensor>, unknown>;
