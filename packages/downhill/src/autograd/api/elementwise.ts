import { NUMBER, STRING } from "../../signatures/kinds.ts";
import { methods, publish } from "../../signatures/publish.ts";
import { type Signature, signature } from "../../signatures/signature.ts";
import { TENSOR } from "../../tensor/kinds.ts";
import type { ElementwiseMethods } from "../../tensor/methods/elementwise.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as functions from "../functions/index.ts";

/** A function of one tensor. */
/* @__NO_SIDE_EFFECTS__ */
function unary(name: string): Signature {
  return signature(name, { input: TENSOR });
}

export const abs = publish(unary("abs"), functions.abs);
export const sign = publish(unary("sign"), functions.sign);
export const reciprocal = publish(unary("reciprocal"), functions.reciprocal);
export const square = publish(unary("square"), functions.square);
export const sqrt = publish(unary("sqrt"), functions.sqrt);
export const rsqrt = publish(unary("rsqrt"), functions.rsqrt);
export const exp = publish(unary("exp"), functions.exp);
export const expm1 = publish(unary("expm1"), functions.expm1);
export const log = publish(unary("log"), functions.log);
export const log1p = publish(unary("log1p"), functions.log1p);
export const sin = publish(unary("sin"), functions.sin);
export const cos = publish(unary("cos"), functions.cos);
export const tanh = publish(unary("tanh"), functions.tanh);
export const sigmoid = publish(unary("sigmoid"), functions.sigmoid);
export const erf = publish(unary("erf"), functions.erf);
export const relu = publish(unary("relu"), functions.relu);
export const floor = publish(unary("floor"), functions.floor);
export const ceil = publish(unary("ceil"), functions.ceil);
export const trunc = publish(unary("trunc"), functions.trunc);
export const logicalNot = publish(unary("logicalNot"), functions.logicalNot);
export const isnan = publish(unary("isnan"), functions.isnan);
export const isinf = publish(unary("isinf"), functions.isinf);
export const isfinite = publish(unary("isfinite"), functions.isfinite);

export const gelu = publish(signature("gelu", { input: TENSOR }, {}, { approximate: STRING }), functions.gelu);

export const softplus = publish(
  signature("softplus", { input: TENSOR }, { beta: NUMBER, threshold: NUMBER }),
  functions.softplus,
);

export const elementwiseMethods = {
  ...methods({
    abs,
    sign,
    square,
    sqrt,
    rsqrt,
    reciprocal,
    exp,
    expm1,
    log,
    log1p,
    sin,
    cos,
    tanh,
    sigmoid,
    erf,
    relu,
    floor,
    ceil,
    trunc,
    logicalNot,
    isnan,
    isinf,
    isfinite,
    gelu,
    softplus,
  }),
} satisfies Record<keyof ElementwiseMethods<Tensor>, unknown>;
