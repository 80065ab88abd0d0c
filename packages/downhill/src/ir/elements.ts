import type { FloatDType } from "../memory/dtype.ts";
import type { Instruction, Program } from "./program.ts";

/*
 * Programs of single elements that no expression gives, since one of their arrays may hold truths: to load one of those
 * gives a test, to store a test needs one.
 */

function program(dtype: FloatDType, arrays: readonly string[], instructions: readonly Instruction[]): Program {
  const outputs = [{ array: arrays.length - 1, value: instructions.length - 1 }];
  return { dtype, arrays, uniforms: [], instructions, wide: instructions.map(() => false), outputs };
}

/** out = a */
export function copying(dtype: FloatDType): Program {
  return program(dtype, ["a", "out"], [{ op: "load", array: 0 }]);
}

/** out = condition ? a : b, where the condition is an array of truths. */
export function choosing(dtype: FloatDType): Program {
  return program(
    dtype,
    ["condition", "a", "b", "out"],
    [
      { op: "load", array: 0 },
      { op: "load", array: 1 },
      { op: "load", array: 2 },
      { op: "where", test: 0, a: 1, b: 2 },
    ],
  );
}

/** out = 1 where an array of truths says so, else 0 */
export function counting(dtype: FloatDType): Program {
  return program(
    dtype,
    ["condition", "out"],
    [
      { op: "load", array: 0 },
      { op: "constant", value: 1 },
      { op: "constant", value: 0 },
      { op: "where", test: 0, a: 1, b: 2 },
    ],
  );
}
