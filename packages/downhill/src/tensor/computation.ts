import type { Program } from "../ir/program.ts";
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
    const { arrays, dtype, instructions, outputs } = program;
    const isTest = TESTS.has(instructions[outputs[0].value].op);
    const fits = (tensor: Tensor, isTruth: boolean) => tensor.dtype === (isTruth ? "bool" : dtype);
    if (!fits(out, isTest) || !operands.every((operand, i) => fits(operand, arrays[i] === "condition")))
      return undefined;
    return new ElementwiseComputation(program, out, operands);
  }
}

/** Instructions whose results are truths. */
const TESTS: ReadonlySet<string> = new Set(["eq", "ne", "lt", "le", "gt", "ge", "and", "or"]);
