import { type Comparison, Expression, input, scalar } from "../ir/expression.ts";
import { isCompilable, lower, type Program } from "../ir/program.ts";
import { ElementwiseKernel } from "../kernels/elementwise.ts";
import type { ElementDType, FloatDType } from "../memory/dtype.ts";
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

/** From so many elements on a kernel's call costs less than it saves, if the loop is short (`bench -- elementwise`). */
const LEAST_OF_SHORT = 512;
/** Likewise for functions of so many instructions. */
const LONG = 16;
const LEAST_OF_LONG = 32;
/** Likewise for int64, whose plain loops make a `bigint` of each element. */
const LEAST_OF_INTEGERS = 64;

/** A function of elements that can be run: plain loops, and kernels for many elements. */
export class Elementwise<Loop> implements Loops<Loop> {
  readonly float32: Loop;
  readonly float64: Loop;
  readonly int64: Loop | null;
  /** Of the function. */
  readonly name: string;
  readonly #definition: Definition | null;
  readonly #kernels = new Map<string, ElementwiseKernel<ElementDType> | null>();
  readonly #programs: Partial<Record<FloatDType, Program | null>> = {};
  #least: number | null = null;

  /** @param definition what kernels are compiled from; null for a function that has loops only */
  constructor(name: string, definition: Definition | null, { float32, float64, int64 }: Loops<Loop>) {
    this.name = name;
    this.#definition = definition;
    this.float32 = float32;
    this.float64 = float64;
    this.int64 = int64;
  }

  /** How many elements a kernel is worth calling for. */
  least(type: ElementDType): number {
    this.#least ??= this.#leastWorth();
    return type === "int64" ? LEAST_OF_INTEGERS : this.#least;
  }

  /**
   * The compiled kernel, whose arrays are the arguments that aren't repeated and the result; null where there is none.
   *
   * @param repeated which arguments are one element that is repeated: bit i for argument i
   */
  kernel(dtype: ElementDType, repeated: number): ElementwiseKernel<ElementDType> | null {
    const key = dtype + repeated;
    let found = this.#kernels.get(key);
    if (found === undefined) {
      const definition = this.#definition;
      const serves = definition !== null && (dtype !== "int64" || definition.integers === true);
      found = serves ? compiled(definition, dtype, repeated) : null;
      this.#kernels.set(key, found);
    }
    return found;
  }

  /** The program whose arrays are the arguments and the result; null where no kernel can be compiled from it. */
  program(dtype: FloatDType): Program | null {
    const known = this.#programs[dtype];
    if (known !== undefined) return known;
    const program = this.#definition === null ? null : lowered(this.#definition, dtype);
    this.#programs[dtype] = program;
    return program;
  }

  /** The same function with another loop for integers. */
  withIntegers(int64: Loop): Elementwise<Loop> {
    return new Elementwise(this.name, this.#definition, { float32: this.float32, float64: this.float64, int64 });
  }

  #leastWorth(): number {
    const kernel = this.kernel("float32", 0);
    if (kernel === null) return Number.POSITIVE_INFINITY;
    return kernel.program.instructions.length < LONG ? LEAST_OF_SHORT : LEAST_OF_LONG;
  }
}

export type UnaryOp = Elementwise<UnaryLoop>;
export type BinaryOp = Elementwise<BinaryLoop>;
export type TernaryOp = Elementwise<TernaryLoop>;

const NAMES = ["a", "b", "c"];

/** The name of a kernel's result among its arrays; it comes last. */
const RESULT = "out";

/** Joins a definition with its loops. */
export function bind<Loop>(definition: Definition, loops: Loops<Loop>): Elementwise<Loop> {
  return new Elementwise(definition.name, definition, loops);
}

function lowered({ arity, value }: Definition, dtype: FloatDType): Program | null {
  const names = NAMES.slice(0, arity);
  const program = lower(dtype, [...names, RESULT], { [RESULT]: value(...names.map(input)) });
  return isCompilable(program) ? program : null;
}

function compiled(
  { arity, value }: Definition,
  dtype: ElementDType,
  repeated: number,
): ElementwiseKernel<ElementDType> | null {
  const names = NAMES.slice(0, arity);
  const isRepeated = (i: number) => (repeated & (1 << i)) !== 0;
  const args = names.map((name, i) =>
    isRepeated(i) ? new Expression({ kind: "uniform", scalar: scalar(name) }) : input(name),
  );
  const arrays = [...names.filter((_, i) => !isRepeated(i)), RESULT];
  const program = lower(dtype, arrays, { [RESULT]: value(...args) });
  return isCompilable(program) ? new ElementwiseKernel(program) : null;
}
