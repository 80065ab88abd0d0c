import type { FloatDType } from "../memory/dtype.ts";
import { add, div, input, isTrue, where } from "./expression.ts";
import { lower, type Program } from "./program.ts";

/*
 * Programs of what no definition is made for.
 */

/** out = a */
export function copying(dtype: FloatDType): Program {
  return lower(dtype, ["a", "out"], { out: input("a") });
}

/** out = a + b */
export function adding(dtype: FloatDType): Program {
  return lower(dtype, ["a", "b", "out"], { out: add(input("a"), input("b")) });
}

/** out = a / count */
export function dividing(dtype: FloatDType, count: number): Program {
  return lower(dtype, ["a", "out"], { out: div(input("a"), count) });
}

/** out = 1 where an array of bools says so, else 0 */
export function counting(dtype: FloatDType): Program {
  return lower(dtype, ["condition", "out"], { out: where(isTrue(input("condition")), 1, 0) });
}
