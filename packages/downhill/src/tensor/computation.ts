import { boolArrays, type Program } from "../ir/program.ts";
import type { Tensor } from "./tensor.ts";

/** What a launch computes, element by element, for recorders that join computations. */
export class ElementwiseComputation {
  private constructor(
    /** Its arrays are the operands and the result. */
    readonly program: Program,
    readonly out: Tensor,
    /** They broadcast to `out`. */
    readonly operands: readonly Tensor[],
  ) {}

  /** The computation of a program over tensors, if there is a program and their types are those of its arrays. */
  static of(program: Program | null, out: Tensor, operands: readonly Tensor[]): ElementwiseComputation | undefined {
    if (program === null) return undefined;
    const bools = boolArrays(program);
    const fits = (tensor: Tensor, i: number) => tensor.dtype === (bools[i] ? "bool" : program.dtype);
    if (![...operands, out].every(fits)) return undefined;
    return new ElementwiseComputation(program, out, operands);
  }
}
