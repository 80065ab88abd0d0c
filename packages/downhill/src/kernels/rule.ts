import { describe, Expression, input, type Scalar, scalar } from "../ir/expression.ts";
import { lerpWeights, lower } from "../ir/program.ts";
import type { FloatDType } from "../memory/dtype.ts";
import { ElementwiseKernel } from "./elementwise.ts";

/** The expressions for `param`, `grad` and the state's arrays, by name. */
export type Arrays = Readonly<Record<string, Expression>>;
export type Scalars = Readonly<Record<string, Scalar>>;
/** Decided while the expressions are built: a kernel of its own for each combination. */
export type Flags = Readonly<Record<string, boolean | string>>;

/**
 * An update, written once: from the arrays' and scalars' expressions to the new values of the arrays that change.
 * It is called once per combination of flags, never per step.
 */
export type Update = (arrays: Arrays, scalars: Scalars, flags: Flags) => Readonly<Record<string, Expression>>;

/** An update that has met its flags: the expressions, and the kernels made from them so far. */
interface Variant {
  readonly dtype: FloatDType;
  readonly arrays: readonly string[];
  readonly flags: Flags;
  readonly outputs: Readonly<Record<string, Expression>>;
  readonly weights: readonly Scalar[];
  readonly kernels: Map<string, Prepared>;
}

/** A kernel, and the scalars' values in the order of its slots; they are overwritten by the next call. */
export interface Prepared {
  readonly kernel: ElementwiseKernel;
  readonly uniforms: Float64Array;
}

/** How many variants a rule keeps: dtypes, arrays and flags that were met together. */
const MOST_VARIANTS = 64;

/** A rule: its update, and the kernels compiled from it, one per type, set of arrays, flags and form of `lerp`. */
export class Rule {
  readonly #update: Update;
  /** The last one used comes first: a step most often repeats the step before. */
  readonly #variants: Variant[] = [];

  constructor(update: Update) {
    this.#update = update;
  }

  /**
   * The kernel for one step.
   *
   * @param arrays the names of the arrays, in the order in which the kernel takes their addresses
   * @param values the scalars of this step
   */
  prepare(
    dtype: FloatDType,
    arrays: readonly string[],
    values: Readonly<Record<string, number>>,
    flags: Flags,
  ): Prepared {
    const variant = this.#variant(dtype, arrays, values, flags);
    let forms = "";
    for (const weight of variant.weights) forms += isSmall(dtype, weight.evaluate(values)) ? "s" : "l";
    let prepared = variant.kernels.get(forms);
    if (prepared === undefined) {
      const small = variant.weights.filter((weight) => isSmall(dtype, weight.evaluate(values)));
      const program = lower(dtype, arrays, variant.outputs, new Set(small.map(({ key }) => key)));
      prepared = { kernel: new ElementwiseKernel(program), uniforms: new Float64Array(program.uniforms.length) };
      variant.kernels.set(forms, prepared);
    }
    const slots = prepared.kernel.program.uniforms;
    for (let i = 0; i < slots.length; i++) prepared.uniforms[i] = slots[i].evaluate(values);
    return prepared;
  }

  #variant(
    dtype: FloatDType,
    arrays: readonly string[],
    values: Readonly<Record<string, number>>,
    flags: Flags,
  ): Variant {
    const variants = this.#variants;
    for (let i = 0; i < variants.length; i++) {
      const variant = variants[i];
      if (variant.dtype !== dtype || !sameArrays(variant.arrays, arrays) || !sameFlags(variant.flags, flags)) continue;
      if (i > 0) {
        variants[i] = variants[0];
        variants[0] = variant;
      }
      return variant;
    }
    const outputs = this.trace(arrays, values, flags);
    const variant: Variant = { dtype, arrays, flags, outputs, weights: lerpWeights(outputs), kernels: new Map() };
    variants.unshift(variant);
    if (variants.length > MOST_VARIANTS) variants.pop();
    return variant;
  }

  /** The update's expressions, of arrays and scalars of these names. */
  trace(
    arrays: readonly string[],
    values: Readonly<Record<string, unknown>>,
    flags: Flags,
  ): Readonly<Record<string, Expression>> {
    const inputs = Object.fromEntries(arrays.map((name) => [name, input(name)]));
    const scalars = Object.fromEntries(Object.keys(values).map((name) => [name, scalar(name)]));
    const outputs: Readonly<Record<string, unknown>> = this.#update(inputs, scalars, flags) ?? { param: undefined };
    for (const [name, value] of Object.entries(outputs)) {
      if (value instanceof Expression) continue;
      throw new TypeError(`update must return an expression for ${name}, but got ${describe(value)}`);
    }
    return outputs as Readonly<Record<string, Expression>>;
  }
}

function sameArrays(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function sameFlags(a: Flags, b: Flags): boolean {
  for (const name in a) if (a[name] !== b[name]) return false;
  return true;
}

/** PyTorch's `lerp` compares the rounded weight. */
function isSmall(dtype: FloatDType, weight: number): boolean {
  return Math.abs(dtype === "float32" ? Math.fround(weight) : weight) < 0.5;
}

/**
 * The rule that reads and writes the same arrays as a program, unrolled alike, and computes nothing: what a step
 * costs in memory alone. `bench/` runs it beside the real one.
 */
export function memoryTwin(kernel: ElementwiseKernel): ElementwiseKernel {
  const { dtype, arrays, instructions, outputs } = kernel.program;
  const written = new Set(outputs.map(({ array }) => array));
  const read = instructions.flatMap((instruction) => (instruction.op === "load" ? [instruction.array] : []));
  const first = outputs[0].array;
  // An array that is only read is selected by a mask that never holds, so that its loads can't be left out.
  const loads = [...new Set([...read, ...written])];
  const program = {
    dtype,
    arrays,
    uniforms: [scalar("never")],
    instructions: [
      { op: "uniform" as const, slot: 0 },
      { op: "lt" as const, a: 0, b: 0 },
      ...loads.map((array) => ({ op: "load" as const, array })),
    ] as (typeof instructions)[number][],
    wide: [] as boolean[],
    outputs: [] as { array: number; value: number }[],
  };
  const loadOf = (array: number) => 2 + loads.indexOf(array);
  let kept = loadOf(first);
  for (const array of loads) {
    if (written.has(array)) continue;
    kept = program.instructions.push({ op: "where", test: 1, a: loadOf(array), b: kept }) - 1;
  }
  for (const array of written) program.outputs.push({ array, value: array === first ? kept : loadOf(array) });
  program.wide.push(...program.instructions.map(() => false));
  return new ElementwiseKernel(program);
}
