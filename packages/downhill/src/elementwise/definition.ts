import { type Comparison, Expression, input, scalar } from "../ir/expression.ts";
import { isCompilable, lower } from "../ir/program.ts";
import { ElementwiseKernel } from "../kernels/elementwise.ts";
import type { FloatDType } from "../memory/dtype.ts";
import type { BinaryLoop, TernaryLoop, UnaryLoop } from "./loopTypes.ts";

/**
 * A function of single elements, written once: the loops of `loops.ts`, which `npm run generate` writes, and the
 * compiled kernels come from it, and have the same bits.
 */
export interface Definition<Arity extends 1 | 2 | 3 = 1 | 2 | 3> {
  readonly name: string;
  readonly arity: Arity;
  /** The value. Each operation rounds to the arrays' type unless it computes with what `widen` gave. */
  readonly value: (...args: Expression[]) => Expression | Comparison;
  /** Whether the same expression is the function of int64, exact and wrapping at 64 bits. Default false. */
  readonly integers?: true;
}

/** A definition's loops by type; without one for integers they are computed as floats. */
export interface Loops<Loop> {
  readonly float32: Loop;
  readonly float64: Loop;
  readonly int64: Loop | null;
}

/** A function of elements that can be run: plain loops, and kernels for many elements. */
export interface Elementwise<Loop> extends Loops<Loop> {
  /**
   * The compiled kernel; null where there is none.
   *
   * @param repeated which arguments are one element that is repeated: bit i for argument i
   */
  readonly kernel: ((dtype: FloatDType, repeated: number) => ElementwiseKernel | null) | null;
}

export type UnaryOp = Elementwise<UnaryLoop>;
export type BinaryOp = Elementwise<BinaryLoop>;
export type TernaryOp = Elementwise<TernaryLoop>;

const NAMES = ["a", "b", "c"];

/** The name of a kernel's result among its arrays; it comes last. */
const RESULT = "out";

/** Joins a definition with its loops. */
export function bind<Loop>(definition: Definition, loops: Loops<Loop>): Elementwise<Loop> {
  const kernels = new Map<string, ElementwiseKernel | null>();
  const kernel = (dtype: FloatDType, repeated: number) => {
    const key = dtype + repeated;
    let found = kernels.get(key);
    if (found === undefined) {
      found = compiled(definition, dtype, repeated);
      kernels.set(key, found);
    }
    return found;
  };
  return { ...loops, kernel };
}

/** A function that has loops only. */
export function loopsOnly<Loop>(floats: Loop, integers: Loop | null = null): Elementwise<Loop> {
  return { float32: floats, float64: floats, int64: integers, kernel: null };
}

function compiled({ arity, value }: Definition, dtype: FloatDType, repeated: number): ElementwiseKernel | null {
  const names = NAMES.slice(0, arity);
  const isRepeated = (i: number) => (repeated & (1 << i)) !== 0;
  const args = names.map((name, i) =>
    isRepeated(i) ? new Expression({ kind: "uniform", scalar: scalar(name) }) : input(name),
  );
  const result = value(...args);
  if (!(result instanceof Expression)) return null;
  const arrays = [...names.filter((_, i) => !isRepeated(i)), RESULT];
  const program = lower(dtype, arrays, { [RESULT]: result });
  return isCompilable(program) ? new ElementwiseKernel(program) : null;
}
