import { BOOLEAN } from "../../signatures/kinds.ts";
import { inPlace, method } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { OPERAND, TENSOR } from "../../tensor/kinds.ts";
import type { InPlaceMethods } from "../../tensor/methods/inPlace.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as functions from "../functions/index.ts";
import { add, addcdiv, addcmul, clamp, clip, div, lerp, mul, neg, pow, remainder, sub } from "./arithmetic.ts";
import {
  abs,
  ceil,
  cos,
  erf,
  exp,
  expm1,
  floor,
  log,
  log1p,
  logicalNot,
  reciprocal,
  relu,
  rsqrt,
  sigmoid,
  sign,
  sin,
  sqrt,
  square,
  tanh,
  trunc,
} from "./elementwise.ts";

/** What writes a function's values over those of its tensor. */
function over(compute: (input: Tensor) => Tensor): (target: Tensor) => Tensor {
  return (target) => functions.apply_(target, compute);
}

export const inPlaceMethods = {
  add_: inPlace(add, functions.add_),
  sub_: inPlace(sub, functions.sub_),
  mul_: inPlace(mul, functions.mul_),
  div_: inPlace(div, functions.div_),
  remainder_: inPlace(remainder, functions.remainder_),
  pow_: inPlace(pow, functions.pow_),
  addcmul_: inPlace(addcmul, functions.addcmul_),
  addcdiv_: inPlace(addcdiv, functions.addcdiv_),
  lerp_: inPlace(lerp, functions.lerp_),
  clamp_: inPlace(clamp, functions.clamp_),
  clip_: inPlace(clip, functions.clamp_),
  zero_: method(signature("zero_", {}), functions.zero_),
  fill_: method(signature("fill_", { value: OPERAND }), functions.fill_),
  copy_: method(signature("copy_", { other: TENSOR }, { nonBlocking: BOOLEAN }), functions.copy_),
  neg_: inPlace(neg, over(functions.neg)),
  abs_: inPlace(abs, over(functions.abs)),
  reciprocal_: inPlace(reciprocal, over(functions.reciprocal)),
  square_: inPlace(square, over(functions.square)),
  sqrt_: inPlace(sqrt, over(functions.sqrt)),
  rsqrt_: inPlace(rsqrt, over(functions.rsqrt)),
  exp_: inPlace(exp, over(functions.exp)),
  log_: inPlace(log, over(functions.log)),
  relu_: inPlace(relu, over(functions.relu)),
  sigmoid_: inPlace(sigmoid, over(functions.sigmoid)),
  tanh_: inPlace(tanh, over(functions.tanh)),
  sin_: inPlace(sin, over(functions.sin)),
  cos_: inPlace(cos, over(functions.cos)),
  expm1_: inPlace(expm1, over(functions.expm1)),
  log1p_: inPlace(log1p, over(functions.log1p)),
  erf_: inPlace(erf, over(functions.erf)),
  floor_: inPlace(floor, over(functions.floor)),
  ceil_: inPlace(ceil, over(functions.ceil)),
  trunc_: inPlace(trunc, over(functions.trunc)),
  sign_: inPlace(sign, over(functions.sign)),
  logicalNot_: inPlace(
    logicalNot,
    over((input) => functions.to(functions.logicalNot(input), input.dtype)),
  ),
} satisfies Record<keyof InPlaceMethods<Tensor>, unknown>;
