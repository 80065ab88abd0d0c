import { input } from "../ir/expression.ts";
import { lower, type Program } from "../ir/program.ts";
import { evaluate } from "../kernels/evaluator.ts";
import { type FloatDType, newArray, type TypedArray } from "../memory/dtype.ts";
import type { Definition, Loops } from "./definition.ts";
import type { BinaryLoop, UnaryLoop } from "./loopTypes.ts";

type FloatArray = Float32Array | Float64Array;

const NAMES = ["a", "b"];

/** The loops of a definition for which none were written: its program is evaluated, with the same bits. */
export function evaluatedLoops(definition: Definition<1>): Loops<UnaryLoop>;
export function evaluatedLoops(definition: Definition<2>): Loops<BinaryLoop>;
export function evaluatedLoops(definition: Definition<1> | Definition<2>): Loops<UnaryLoop> | Loops<BinaryLoop> {
  return { float32: loopOf(definition, "float32"), float64: loopOf(definition, "float64"), int64: null };
}

function loopOf({ arity, value }: Definition<1> | Definition<2>, dtype: FloatDType): BinaryLoop {
  const names = NAMES.slice(0, arity);
  let program: Program | null = null;
  return (n, out, o, os, ...operands) => {
    program ??= lower(dtype, [...names, "out"], { out: (value as (...args: unknown[]) => never)(...names.map(input)) });
    const arrays = names.map((_, i) => {
      const [from, first, step] = operands.slice(3 * i, 3 * i + 3) as [TypedArray, number, number];
      return gathered(dtype, n, from as FloatArray, first, step);
    });
    const result = newArray(dtype, n) as FloatArray;
    evaluate(program, [...arrays, result], []);
    const to = out as FloatArray;
    for (let t = 0, at = o; t < n; t++, at += os) to[at] = result[t];
  };
}

function gathered(dtype: FloatDType, n: number, from: FloatArray, first: number, step: number): FloatArray {
  if (step === 1) return from.subarray(first, first + n);
  const array = newArray(dtype, n) as FloatArray;
  for (let t = 0, at = first; t < n; t++, at += step) array[t] = from[at];
  return array;
}
