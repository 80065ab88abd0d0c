import * as e from "../ir/expression.ts";
import type { Definition } from "./definition.ts";

export const floor: Definition<1> = { name: "floor", arity: 1, value: (a) => e.floor(a) };
export const ceil: Definition<1> = { name: "ceil", arity: 1, value: (a) => e.ceil(a) };
export const trunc: Definition<1> = { name: "trunc", arity: 1, value: (a) => e.trunc(a) };
/** To the nearest integer, halves to the even one; what becomes zero keeps its sign. */
export const round: Definition<1> = { name: "round", arity: 1, value: (a) => e.nearest(a) };

/** Whether two numbers have different signs, of which neither is zero. */
const differ = (a: e.Expression, b: e.Expression) => e.or(e.and(e.lt(a, 0), e.gt(b, 0)), e.and(e.gt(a, 0), e.lt(b, 0)));

/**
 * The largest whole number not above a / b, found by the remainder, as Python's `//`: the quotient itself may round up
 * to the next.
 */
export const floorDivide: Definition<2> = {
  name: "floorDivide",
  arity: 2,
  value: (a, b) => {
    const rest = e.fmod(a, b);
    const truncated = e.div(e.sub(a, rest), b);
    const quotient = e.where(differ(rest, b), e.sub(truncated, 1), truncated);
    const floor = e.floor(quotient);
    const nearest = e.where(e.gt(e.sub(quotient, floor), 0.5), e.add(floor, 1), floor);
    const divided = e.div(a, b);
    const value = e.where(e.eq(quotient, 0), e.copysign(0, divided), nearest);
    return e.where(e.eq(b, 0), divided, value);
  },
};
export const truncDivide: Definition<2> = { name: "truncDivide", arity: 2, value: (a, b) => e.trunc(e.div(a, b)) };
/** a − b·floor(a / b): exact but for one rounding, with the sign of b. */
export const remainder: Definition<2> = {
  name: "remainder",
  arity: 2,
  value: (a, b) => {
    const rest = e.fmod(a, b);
    return e.where(differ(rest, b), e.add(rest, b), rest);
  },
};
