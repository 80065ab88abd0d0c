import type { FloatDType } from "../memory/dtype.ts";
import { type Instruction, keyOf, type Program } from "./program.ts";

/** The number of a value in a program that is being joined. */
export type Value = number;

/** The indices of the instructions an instruction uses, by what they are to it. */
type Used = { readonly test?: number; readonly a?: number; readonly b?: number };

/**
 * Joins programs to one, in which values of the earlier ones are operands of later ones. Instructions are taken over as
 * they are, so that every value is rounded as in its own program.
 */
export class ProgramJoiner {
  readonly dtype: FloatDType;
  readonly #instructions: Instruction[] = [];
  readonly #wide: boolean[] = [];
  readonly #known = new Map<string, Value>();

  constructor(dtype: FloatDType) {
    this.dtype = dtype;
  }

  /** What array number `array` of the joined program holds. */
  load(array: number): Value {
    return this.#push({ op: "load", array }, false);
  }

  constant(value: number): Value {
    return this.#push({ op: "constant", value }, false);
  }

  /**
   * Takes over a program without scalars.
   *
   * @param operands what its arrays hold, by their number
   * @returns the value of its only output
   */
  add({ instructions, wide, outputs }: Program, operands: readonly Value[]): Value {
    const moved: Value[] = [];
    instructions.forEach((instruction, i) => {
      if (instruction.op === "load" || instruction.op === "truth") moved.push(operands[instruction.array]);
      else if (instruction.op === "uniform" || instruction.op === "row" || instruction.op === "call") {
        throw new Error(`a program with ${instruction.op} can't be joined`);
      } else moved.push(this.#push(withOperands(instruction, moved), wide[i]));
    });
    return moved[outputs[0].value];
  }

  /** The program that stores values in arrays. */
  finish(arrays: readonly string[], outputs: Program["outputs"]): Program {
    return { dtype: this.dtype, arrays, uniforms: [], instructions: this.#instructions, wide: this.#wide, outputs };
  }

  /** Instructions are pure, so the same one again is the same value. */
  #push(instruction: Instruction, wide: boolean): Value {
    const key = `${wide} ${keyOf(instruction)}`;
    let value = this.#known.get(key);
    if (value === undefined) {
      value = this.#instructions.push(instruction) - 1;
      this.#wide.push(wide);
      this.#known.set(key, value);
    }
    return value;
  }
}

function withOperands<I extends Instruction & Used>(instruction: I, moved: readonly Value[]): I {
  const changed: { test?: number; a?: number; b?: number } = {};
  for (const name of ["test", "a", "b"] as const) {
    const used = instruction[name];
    if (used !== undefined) changed[name] = moved[used];
  }
  return { ...instruction, ...changed };
}
