import { boolArrays, type Program } from "../ir/program.ts";
import { itemSize } from "../memory/dtype.ts";
import type { Work } from "../memory/recording.ts";
import type { Tensor } from "./tensor.ts";

/** A tensor's elements that one element of a result is computed from: first where they begin, then how they go on. */
export interface Factor {
  readonly tensor: Tensor;
  readonly offset: number;
  /** From one element of the result to the next, along each of its dimensions. */
  readonly strides: readonly number[];
  /** From one term of the sum to the next. */
  readonly step: number;
}

/**
 * An operand that is a sum over a loop of its own: `products` adds the products of two factors one after the other, each
 * rounded, to zero; `pairs` adds the elements of one in double precision, those of even and of odd number by themselves, and
 * rounds at last.
 */
export class InnerSum {
  constructor(
    readonly kind: "products" | "pairs",
    readonly factors: readonly Factor[],
    readonly count: number,
  ) {}
}

/** What a launch computes, element by element, for recorders that join computations. */
export class ElementwiseComputation implements Work {
  private constructor(
    /** Its arrays are the operands and the result. */
    readonly program: Program,
    readonly out: Tensor,
    /** They broadcast to `out`. */
    readonly operands: readonly (Tensor | InnerSum)[],
  ) {}

  get operations(): number {
    const terms = this.operands.reduce((sum, operand) => sum + (operand instanceof InnerSum ? operand.count : 0), 0);
    return (operationsOf(this.program) + 2 * terms) * this.out._numel;
  }

  get bytes(): number {
    const tensors = this.operands.flatMap((operand) =>
      operand instanceof InnerSum ? operand.factors.map(({ tensor }) => tensor) : [operand],
    );
    return bytesOf([this.out, ...tensors]);
  }

  /** The computation of a program over tensors, if there is a program and their types are those of its arrays. */
  static of(
    program: Program | null,
    out: Tensor,
    operands: readonly (Tensor | InnerSum)[],
  ): ElementwiseComputation | undefined {
    if (program === null) return undefined;
    const bools = boolArrays(program);
    const fits = (tensor: Tensor, i: number) => tensor.dtype === (bools[i] ? "bool" : program.dtype);
    const fit = operands.every((operand, i) =>
      operand instanceof InnerSum ? operand.factors.every(({ tensor }) => fits(tensor, i)) : fits(operand, i),
    );
    return fit && fits(out, operands.length) ? new ElementwiseComputation(program, out, operands) : undefined;
  }
}

/** What a program does with numbers for each element. */
export function operationsOf({ instructions }: Program): number {
  return instructions.filter(({ op }) => !NO_OPERATIONS.has(op)).length;
}

const NO_OPERATIONS: ReadonlySet<string> = new Set(["load", "truth", "constant", "uniform", "row", "widen", "narrow"]);

/** What the elements of tensors take. */
export function bytesOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((sum, { _numel, dtype }) => sum + _numel * itemSize(dtype), 0);
}
