import type { FloatDType } from "../memory/dtype.ts";
import {
  type BinaryName,
  Comparison,
  type ComparisonName,
  constant,
  type Expression,
  type Scalar,
  type UnaryName,
} from "./expression.ts";

/**
 * One instruction of a straight-line program; its result is known by its index in the list.
 * `load` reads an array, `uniform` a scalar's slot, the rest combine earlier results.
 */
export type Instruction =
  | { readonly op: "load"; readonly array: number }
  | { readonly op: "uniform"; readonly slot: number }
  | { readonly op: UnaryName; readonly a: number }
  | { readonly op: BinaryName | ComparisonName; readonly a: number; readonly b: number }
  | { readonly op: "where"; readonly test: number; readonly a: number; readonly b: number };

/** A rule's update in its final form: what the compiler and the reference evaluator both take. */
export interface Program {
  readonly dtype: FloatDType;
  /** The arrays' names; a kernel takes their addresses in this order. */
  readonly arrays: readonly string[];
  /** The scalars, in the order of their slots. */
  readonly uniforms: readonly Scalar[];
  readonly instructions: readonly Instruction[];
  /** For each array that is written: its index and that of the instruction whose result it gets. */
  readonly outputs: readonly { readonly array: number; readonly value: number }[];
}

/** The weights of the `lerp`s in an expression graph, whose size decides the form they take. */
export function lerpWeights(outputs: Readonly<Record<string, Expression>>): Scalar[] {
  const weights = new Map<string, Scalar>();
  const seen = new Set<Expression>();
  const visit = (expression: Expression): void => {
    if (seen.has(expression)) return;
    seen.add(expression);
    const { node } = expression;
    if (node.kind === "compound" && node.name === "lerp") weights.set(node.by.key, node.by);
    if (node.kind === "where") for (const arg of node.test.args) visit(arg);
    if ("args" in node) for (const arg of node.args) visit(arg);
  };
  for (const output of Object.values(outputs)) visit(output);
  return [...weights.values()];
}

/**
 * Lowers an update to a program: equal subexpressions are computed once, and the compound forms become the plain
 * operations that PyTorch's portable profile rounds one by one.
 *
 * @param arrays every array's name, in the order in which a kernel takes their addresses
 * @param outputs the new value of each array that changes
 * @param smallWeights keys of the `lerp` weights that are below a half in size
 */
export function lower(
  dtype: FloatDType,
  arrays: readonly string[],
  outputs: Readonly<Record<string, Expression>>,
  smallWeights: ReadonlySet<string>,
): Program {
  const builder = new Builder(arrays, smallWeights);
  const written = Object.entries(outputs).map(([name, expression]) => ({
    array: builder.arrayIndex(name),
    value: builder.value(expression),
  }));
  return { dtype, arrays, uniforms: builder.uniforms, instructions: builder.instructions, outputs: written };
}

class Builder {
  readonly instructions: Instruction[] = [];
  readonly uniforms: Scalar[] = [];
  readonly #arrays: readonly string[];
  readonly #smallWeights: ReadonlySet<string>;
  readonly #known = new Map<string, number>();
  readonly #slots = new Map<string, number>();
  readonly #values = new Map<Expression | Comparison, number>();

  constructor(arrays: readonly string[], smallWeights: ReadonlySet<string>) {
    this.#arrays = arrays;
    this.#smallWeights = smallWeights;
  }

  arrayIndex(name: string): number {
    const index = this.#arrays.indexOf(name);
    if (index < 0) throw new TypeError(`update names the array "${name}"; there are ${this.#arrays.join(", ")}`);
    return index;
  }

  value(expression: Expression | Comparison): number {
    let value = this.#values.get(expression);
    if (value === undefined) {
      value = expression instanceof Comparison ? this.#comparison(expression) : this.#expression(expression);
      this.#values.set(expression, value);
    }
    return value;
  }

  #comparison({ name, args }: Comparison): number {
    return this.#push({ op: name, a: this.value(args[0]), b: this.value(args[1]) });
  }

  #expression({ node }: Expression): number {
    switch (node.kind) {
      case "input":
        return this.#push({ op: "load", array: this.arrayIndex(node.name) });
      case "uniform":
        return this.#uniform(node.scalar);
      case "unary":
        return this.#push({ op: node.name, a: this.value(node.args[0]) });
      case "binary":
        return this.#push({ op: node.name, a: this.value(node.args[0]), b: this.value(node.args[1]) });
      case "where": {
        const test = this.value(node.test);
        return this.#push({ op: "where", test, a: this.value(node.args[0]), b: this.value(node.args[1]) });
      }
      case "compound": {
        const args = node.args.map((arg) => this.value(arg));
        if (node.name === "addScaled") return this.#binary("add", args[0], this.#scaled(args[1], node.by));
        if (node.name === "lerp") return this.#lerp(args[0], args[1], node.by);
        const scaled = this.#scaled(args[1], node.by);
        return this.#binary("add", args[0], this.#binary(node.name === "addcmul" ? "mul" : "div", scaled, args[2]));
      }
    }
  }

  #lerp(start: number, end: number, weight: Scalar): number {
    const difference = this.#binary("sub", end, start);
    const w = this.#uniform(weight);
    if (this.#smallWeights.has(weight.key)) return this.#binary("add", start, this.#binary("mul", w, difference));
    const one = this.#uniform(constant(1));
    return this.#binary("sub", end, this.#binary("mul", difference, this.#binary("sub", one, w)));
  }

  #scaled(value: number, by: Scalar): number {
    return by.key === "1" ? value : this.#binary("mul", this.#uniform(by), value);
  }

  #binary(op: BinaryName, a: number, b: number): number {
    return this.#push({ op, a, b });
  }

  #uniform(scalar: Scalar): number {
    let slot = this.#slots.get(scalar.key);
    if (slot === undefined) {
      slot = this.uniforms.push(scalar) - 1;
      this.#slots.set(scalar.key, slot);
    }
    return this.#push({ op: "uniform", slot });
  }

  /** Instructions are pure, so the same one again is the same value. */
  #push(instruction: Instruction): number {
    const key = JSON.stringify(instruction);
    let index = this.#known.get(key);
    if (index === undefined) {
      index = this.instructions.push(instruction) - 1;
      this.#known.set(key, index);
    }
    return index;
  }
}
