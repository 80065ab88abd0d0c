import * as e from "../ir/expression.ts";
import type { Definition } from "./definition.ts";

export const add: Definition<2> = { name: "add", arity: 2, value: (a, b) => e.add(a, b), integers: true };
export const sub: Definition<2> = { name: "sub", arity: 2, value: (a, b) => e.sub(a, b), integers: true };
export const mul: Definition<2> = { name: "mul", arity: 2, value: (a, b) => e.mul(a, b), integers: true };
export const div: Definition<2> = { name: "div", arity: 2, value: (a, b) => e.div(a, b) };

export const neg: Definition<1> = { name: "neg", arity: 1, value: (a) => e.neg(a), integers: true };
export const abs: Definition<1> = { name: "abs", arity: 1, value: (a) => e.abs(a), integers: true };
/** 1, -1 or 0; 0 for both zeros and for NaN, as in PyTorch. */
export const sign: Definition<1> = { name: "sign", arity: 1, value: (a) => e.sign(a), integers: true };
export const square: Definition<1> = { name: "square", arity: 1, value: (a) => e.mul(a, a), integers: true };
export const cube: Definition<1> = { name: "cube", arity: 1, value: (a) => e.mul(e.mul(a, a), a) };
export const sqrt: Definition<1> = { name: "sqrt", arity: 1, value: (a) => e.sqrt(a) };
export const rsqrt: Definition<1> = { name: "rsqrt", arity: 1, value: (a) => e.reciprocal(e.sqrt(a)) };
export const reciprocal: Definition<1> = { name: "reciprocal", arity: 1, value: (a) => e.reciprocal(a) };

/** The larger one, the second of equals (which zeros are); NaN when either is. */
export const maximum: Definition<2> = {
  name: "maximum",
  arity: 2,
  value: (a, b) => e.where(e.or(e.gt(a, b), e.isNan(a)), a, b),
  integers: true,
};
/** The smaller one, the second of equals (which zeros are); NaN when either is. */
export const minimum: Definition<2> = {
  name: "minimum",
  arity: 2,
  value: (a, b) => e.where(e.or(e.lt(a, b), e.isNan(a)), a, b),
  integers: true,
};
/** a unless it is below the bound b; NaN when either is. */
export const atLeast: Definition<2> = {
  name: "atLeast",
  arity: 2,
  value: (a, b) => e.where(e.or(e.ge(a, b), e.isNan(a)), a, b),
  integers: true,
};
/** a unless it is above the bound b; NaN when either is. */
export const atMost: Definition<2> = {
  name: "atMost",
  arity: 2,
  value: (a, b) => e.where(e.or(e.le(a, b), e.isNan(a)), a, b),
  integers: true,
};

/*
 * Compound forms, rounded after each operation like PyTorch's kernels without fused multiply-add.
 */

/** a + c·b, where c is the scale. */
export const addScaled: Definition<3> = {
  name: "addScaled",
  arity: 3,
  value: (a, b, c) => e.add(a, e.mul(c, b)),
  integers: true,
};
/** a + b / c */
export const addQuotient: Definition<3> = {
  name: "addQuotient",
  arity: 3,
  value: (a, b, c) => e.add(a, e.div(b, c)),
};
/** From a towards b by the weight c, starting at the nearer end. */
export const lerp: Definition<3> = {
  name: "lerp",
  arity: 3,
  value: (a, b, weight) => {
    const difference = e.sub(b, a);
    const fromStart = e.add(a, e.mul(weight, difference));
    return e.where(e.lt(e.abs(weight), 0.5), fromStart, e.sub(b, e.mul(difference, e.sub(1, weight))));
  },
};
