import type { FloatDType } from "../memory/dtype.ts";
import { input, isTrue, where } from "./expression.ts";
import { lower, type Program } from "./program.ts";

/*
 * Programs of copies.
 */

/** out = a */
export function copying(dtype: FloatDType): Program {
  return lower(dtype, ["a", "out"], { out: input("a") });
}

/** out = 1 where an array of bools says so, else 0 */
export function counting(dtype: FloatDType): Program {
  return lower(dtype, ["condition", "out"], { out: where(isTrue(input("condition")), 1, 0) });
}
