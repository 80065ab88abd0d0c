import * as e from "../ir/expression.ts";
import type { Definition } from "./definition.ts";
import { angleOf } from "./special.ts";

/*
 * Functions of two numbers.
 */

/** The angle of the point (b, a). */
export const atan2: Definition<2> = {
  name: "atan2",
  arity: 2,
  value: (a, b) => e.narrow(angleOf(e.widen(a), e.widen(b))),
};
export const copysign: Definition<2> = { name: "copysign", arity: 2, value: (a, b) => e.copysign(a, b) };
/** The larger one; the other one if one is NaN. */
export const fmax: Definition<2> = {
  name: "fmax",
  arity: 2,
  value: (a, b) => e.where(e.or(e.ge(a, b), e.isNan(b)), a, b),
  integers: true,
};
/** The smaller one; the other one if one is NaN. */
export const fmin: Definition<2> = {
  name: "fmin",
  arity: 2,
  value: (a, b) => e.where(e.or(e.le(a, b), e.isNan(b)), a, b),
  integers: true,
};
/** What division towards zero leaves, with the sign of a. */
export const fmod: Definition<2> = { name: "fmod", arity: 2, value: (a, b) => e.fmod(a, b) };
/** 0 for negative a, 1 for positive ones, b for zero. */
export const heaviside: Definition<2> = {
  name: "heaviside",
  arity: 2,
  value: (a, b) => e.where(e.eq(a, 0), b, e.where(e.gt(a, 0), 1, 0)),
  integers: true,
};
/** The length of the vector (a, b), without overflow on the way. */
export const hypot: Definition<2> = {
  name: "hypot",
  arity: 2,
  value: (a, b) => {
    const [x, y] = [e.abs(e.widen(a)), e.abs(e.widen(b))];
    const large = e.where(e.gt(x, y), x, y);
    const ratio = e.div(e.where(e.gt(x, y), y, x), large);
    const length = e.mul(large, e.sqrt(e.add(e.mul(ratio, ratio), 1)));
    const isInfinite = e.or(e.eq(x, Infinity), e.eq(y, Infinity));
    return e.narrow(e.where(isInfinite, Infinity, e.where(e.and(e.eq(x, 0), e.eq(y, 0)), 0, length)));
  },
};

function logAdd(a: e.Expression, b: e.Expression, base: number): e.Expression {
  const [x, y] = [e.widen(a), e.widen(b)];
  const large = e.where(e.gt(x, y), x, y);
  const away = e.neg(e.abs(e.sub(x, y)));
  const scale = Math.log(base);
  const sum = e.add(large, e.div(e.log1p(e.exp(e.mul(away, scale))), scale));
  // Equal infinities, whose difference is no number.
  return e.narrow(e.where(e.and(e.eq(x, y), e.eq(e.abs(x), Infinity)), x, sum));
}

/** log(exp(a) + exp(b)) */
export const logaddexp: Definition<2> = { name: "logaddexp", arity: 2, value: (a, b) => logAdd(a, b, Math.E) };
/** The same to base 2. */
export const logaddexp2: Definition<2> = { name: "logaddexp2", arity: 2, value: (a, b) => logAdd(a, b, 2) };
/** a log(b), and 0 where a is, unless b is NaN. */
export const xlogy: Definition<2> = {
  name: "xlogy",
  arity: 2,
  value: (a, b) => {
    const [x, y] = [e.widen(a), e.widen(b)];
    return e.narrow(e.where(e.isNan(y), y, e.where(e.eq(x, 0), 0, e.mul(x, e.log(y)))));
  },
};
