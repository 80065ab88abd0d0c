import * as e from "../ir/expression.ts";
import type { Definition } from "./definition.ts";

/*
 * Comparisons and tests, whose results are 0 or 1.
 */

export const eq: Definition<2> = { name: "eq", arity: 2, value: (a, b) => e.eq(a, b), integers: true };
export const ne: Definition<2> = { name: "ne", arity: 2, value: (a, b) => e.ne(a, b), integers: true };
export const lt: Definition<2> = { name: "lt", arity: 2, value: (a, b) => e.lt(a, b), integers: true };
export const le: Definition<2> = { name: "le", arity: 2, value: (a, b) => e.le(a, b), integers: true };
export const gt: Definition<2> = { name: "gt", arity: 2, value: (a, b) => e.gt(a, b), integers: true };
export const ge: Definition<2> = { name: "ge", arity: 2, value: (a, b) => e.ge(a, b), integers: true };

export const isnan: Definition<1> = { name: "isnan", arity: 1, value: (a) => e.isNan(a) };
export const isinf: Definition<1> = {
  name: "isinf",
  arity: 1,
  value: (a) => e.eq(e.abs(a), Number.POSITIVE_INFINITY),
};
export const isfinite: Definition<1> = {
  name: "isfinite",
  arity: 1,
  value: (a) => e.lt(e.abs(a), Number.POSITIVE_INFINITY),
};
