import type { ElementDType, FloatDType } from "../memory/dtype.ts";
import {
  type BinaryName,
  Comparison,
  type ComparisonName,
  constant,
  type Expression,
  type FunctionName,
  type Scalar,
  type UnaryName,
} from "./expression.ts";
import { expand } from "./functions.ts";
import { widthsOf } from "./widths.ts";

/**
 * One instruction of a straight-line program; its result is known by its index in the list.
 * `load` reads an array, `truth` one of bools, `uniform` a scalar's slot, `row` a number of the row that is walked (see `rows.ts`), the rest
 * combine earlier results. `call` is a function that only
 * the evaluators know; no kernel is compiled from a program that has one.
 */
export type Instruction =
  | { readonly op: "load" | "truth"; readonly array: number }
  | { readonly op: "uniform"; readonly slot: number }
  | { readonly op: "constant"; readonly value: number }
  | { readonly op: "row"; readonly index: number }
  | { readonly op: UnaryName | "widen" | "narrow"; readonly a: number }
  | { readonly op: BinaryName | ComparisonName | "and" | "or"; readonly a: number; readonly b: number }
  | { readonly op: "where"; readonly test: number; readonly a: number; readonly b: number }
  | { readonly op: "call"; readonly name: FunctionName; readonly args: readonly number[] };

/** An update, or a function's value, in its final form: what the compiler and the evaluators take. */
export interface Program<Type extends ElementDType = FloatDType> {
  readonly dtype: Type;
  /** The arrays' names; a kernel takes their addresses in this order. */
  readonly arrays: readonly string[];
  /** The scalars, in the order of their slots. */
  readonly uniforms: readonly Scalar[];
  readonly instructions: readonly Instruction[];
  /** For each instruction whether its result is a double although the arrays hold float32. */
  readonly wide: readonly boolean[];
  /** For each array that is written (-1 for none): its index and that of the instruction whose result it gets. */
  readonly outputs: readonly { readonly array: number; readonly value: number }[];
}

/** The weights of the `lerp`s in an expression graph, whose size decides the form they take. */
export function lerpWeights(outputs: Readonly<Record<string, Expression>>): Scalar[] {
  const weights = new Map<string, Scalar>();
  const seen = new Set<Expression | Comparison>();
  const visit = (value: Expression | Comparison): void => {
    if (seen.has(value)) return;
    seen.add(value);
    const { node } = value;
    if (node.kind === "compound" && node.name === "lerp") weights.set(node.by.key, node.by);
    if (node.kind === "where") visit(node.test);
    if ("tests" in node) for (const test of node.tests) visit(test);
    if ("args" in node) for (const arg of node.args) visit(arg);
  };
  for (const output of Object.values(outputs)) visit(output);
  return [...weights.values()];
}

/**
 * Lowers an update to a program: equal subexpressions are computed once, the compound forms become the plain
 * operations that PyTorch's portable profile rounds one by one, and functions of real numbers become polynomials.
 *
 * @param arrays every array's name, in the order in which a kernel takes their addresses
 * @param outputs the new value of each array that changes
 * @param smallWeights keys of the `lerp` weights that are below a half in size
 */
export function lower<Type extends ElementDType>(
  dtype: Type,
  arrays: readonly string[],
  outputs: Readonly<Record<string, Expression | Comparison>>,
  smallWeights: ReadonlySet<string> = new Set(),
): Program<Type> {
  const builder = new Builder(dtype, arrays, smallWeights);
  const written = Object.entries(outputs).map(([name, expression]) => ({
    array: builder.arrayIndex(name),
    value: expression instanceof Comparison ? builder.test(expression, false) : builder.value(expression, false),
  }));
  const { uniforms, instructions, wide } = builder;
  return { dtype, arrays, uniforms, instructions, wide, outputs: written };
}

/**
 * Lowers expressions whose values go to no array.
 *
 * @param wide whether the values are wanted as doubles
 */
export function lowerValues(
  dtype: FloatDType,
  arrays: readonly string[],
  expressions: readonly Expression[],
  wide: boolean,
): Program {
  const builder = new Builder(dtype, arrays, new Set());
  const outputs = expressions.map((expression) => ({ array: -1, value: builder.value(expression, wide) }));
  const { uniforms, instructions } = builder;
  return { dtype, arrays, uniforms, instructions, wide: builder.wide, outputs };
}

const TESTS: ReadonlySet<string> = new Set(["truth", "eq", "ne", "lt", "le", "gt", "ge", "and", "or"]);

/** Whether an instruction's result is a truth. */
export function isTest({ op }: Instruction): boolean {
  return TESTS.has(op);
}

/** For each array whether its elements are bools: those that are read as truths, and those that get one. */
export function boolArrays({ arrays, instructions, outputs }: Program<ElementDType>): boolean[] {
  const bools = arrays.map(() => false);
  for (const instruction of instructions) if (instruction.op === "truth") bools[instruction.array] = true;
  for (const { array, value } of outputs) if (array >= 0 && isTest(instructions[value])) bools[array] = true;
  return bools;
}

/** Whether a program can be compiled: it calls nothing that only the evaluators know. */
export function isCompilable({ instructions }: Program<ElementDType>): boolean {
  return instructions.every(({ op }) => op !== "call");
}

class Builder {
  readonly instructions: Instruction[] = [];
  readonly wide: boolean[] = [];
  readonly uniforms: Scalar[] = [];
  readonly #dtype: ElementDType;
  readonly #arrays: readonly string[];
  readonly #smallWeights: ReadonlySet<string>;
  readonly #widths = widthsOf();
  readonly #known = new Map<string, number>();
  readonly #slots = new Map<string, number>();
  /** The results that are known, by whether they are wide. */
  readonly #values = [new Map<Expression | Comparison, number>(), new Map<Expression | Comparison, number>()] as const;
  readonly #expansions = new Map<Expression, Expression>();

  constructor(dtype: ElementDType, arrays: readonly string[], smallWeights: ReadonlySet<string>) {
    this.#dtype = dtype;
    this.#arrays = arrays;
    this.#smallWeights = smallWeights;
  }

  arrayIndex(name: string): number {
    const index = this.#arrays.indexOf(name);
    if (index < 0) throw new TypeError(`update names the array "${name}"; there are ${this.#arrays.join(", ")}`);
    return index;
  }

  /** The instruction that computes an expression, as a double if `wide` and the arrays are none. */
  value(expression: Expression, wide: boolean): number {
    const known = this.#values[Number(wide)];
    let value = known.get(expression);
    if (value === undefined) {
      value = this.#fitted(expression, wide);
      known.set(expression, value);
    }
    return value;
  }

  #fitted(expression: Expression, wide: boolean): number {
    const own = this.#widths(expression);
    if (own === null || own === wide || this.#dtype !== "float32") return this.#expression(expression, wide);
    if (wide) return this.#push({ op: "widen", a: this.value(expression, false) }, true);
    throw new TypeError("a double has to be rounded by `narrow` before it meets an array or is one's new value");
  }

  /** The instruction that computes a truth, of doubles if `wide` and the arrays are none. */
  test(test: Comparison, wide: boolean): number {
    const known = this.#values[Number(wide)];
    let value = known.get(test);
    if (value === undefined) {
      value = this.#test(test, wide);
      known.set(test, value);
    }
    return value;
  }

  #test({ node }: Comparison, wide: boolean): number {
    switch (node.kind) {
      case "truth":
        if (wide && this.#dtype === "float32")
          throw new TypeError("a bool chooses between elements, not between doubles");
        return this.#push({ op: "truth", array: this.arrayIndex(node.name) }, false);
      case "compare":
        return this.#push(
          { op: node.name, a: this.value(node.args[0], wide), b: this.value(node.args[1], wide) },
          wide,
        );
      default:
        return this.#push(
          { op: node.kind, a: this.test(node.tests[0], wide), b: this.test(node.tests[1], wide) },
          wide,
        );
    }
  }

  #expression(expression: Expression, wide: boolean): number {
    const { node } = expression;
    switch (node.kind) {
      case "input":
        return this.#push({ op: "load", array: this.arrayIndex(node.name) }, false);
      case "uniform":
        return this.#scalar(node.scalar, wide);
      case "row":
        return this.#push({ op: "row", index: node.index }, true);
      case "unary":
        return this.#push({ op: node.name, a: this.value(node.args[0], wide) }, wide);
      case "binary":
        return this.#binary(node.name, this.value(node.args[0], wide), this.value(node.args[1], wide), wide);
      case "where": {
        const [a, b] = node.args.map((arg) => this.value(arg, wide));
        return this.#push({ op: "where", test: this.test(node.test, wide), a, b }, wide);
      }
      case "widen":
        return this.value(node.args[0], this.#dtype === "float32");
      case "narrow":
        if (this.#dtype !== "float32") return this.value(node.args[0], false);
        return this.#push({ op: "narrow", a: this.value(node.args[0], true) }, false);
      case "function":
        return this.#function(expression, wide);
      case "compound": {
        const args = node.args.map((arg) => this.value(arg, wide));
        if (node.name === "addScaled") return this.#binary("add", args[0], this.#scaled(args[1], node.by, wide), wide);
        if (node.name === "lerp") return this.#lerp(args[0], args[1], node.by, wide);
        const scaled = this.#scaled(args[1], node.by, wide);
        const term = this.#binary(node.name === "addcmul" ? "mul" : "div", scaled, args[2], wide);
        return this.#binary("add", args[0], term, wide);
      }
    }
  }

  #function(expression: Expression, wide: boolean): number {
    const { node } = expression;
    if (node.kind !== "function") throw new Error(`${node.kind} is no function`);
    let expansion = this.#expansions.get(expression);
    if (expansion === undefined && this.#dtype === "float32") {
      expansion = expand(node.name, node.args) ?? undefined;
      if (expansion !== undefined) this.#expansions.set(expression, expansion);
    }
    if (expansion === undefined) {
      const args = node.args.map((arg) => this.value(arg, wide));
      return this.#push({ op: "call", name: node.name, args }, wide);
    }
    const value = this.value(expansion, true);
    return wide ? value : this.#push({ op: "narrow", a: value }, false);
  }

  #lerp(start: number, end: number, weight: Scalar, wide: boolean): number {
    const difference = this.#binary("sub", end, start, wide);
    const w = this.#scalar(weight, wide);
    if (this.#smallWeights.has(weight.key)) {
      return this.#binary("add", start, this.#binary("mul", w, difference, wide), wide);
    }
    const rest = this.#binary("sub", this.#scalar(constant(1), wide), w, wide);
    return this.#binary("sub", end, this.#binary("mul", difference, rest, wide), wide);
  }

  #scaled(value: number, by: Scalar, wide: boolean): number {
    return by.key === "1" ? value : this.#binary("mul", this.#scalar(by, wide), value, wide);
  }

  #binary(op: BinaryName, a: number, b: number, wide: boolean): number {
    return this.#push({ op, a, b }, wide);
  }

  /** A number that the expression spells out is part of the program; one of a step has a slot, rounded to the arrays' type. */
  #scalar(scalar: Scalar, wide: boolean): number {
    if (scalar.node.kind === "constant") {
      const { value } = scalar.node;
      return this.#push(
        { op: "constant", value: wide || this.#dtype !== "float32" ? value : Math.fround(value) },
        wide,
      );
    }
    let slot = this.#slots.get(scalar.key);
    if (slot === undefined) {
      slot = this.uniforms.push(scalar) - 1;
      this.#slots.set(scalar.key, slot);
    }
    const value = this.#push({ op: "uniform", slot }, false);
    return wide ? this.#push({ op: "widen", a: value }, true) : value;
  }

  /** Instructions are pure, so the same one again is the same value. */
  #push(instruction: Instruction, wide: boolean): number {
    const isWide = wide && this.#dtype === "float32";
    const key = `${isWide} ${keyOf(instruction)}`;
    let index = this.#known.get(key);
    if (index === undefined) {
      index = this.instructions.push(instruction) - 1;
      this.wide.push(isWide);
      this.#known.set(key, index);
    }
    return index;
  }
}

/** Equal for equal instructions alone. */
export function keyOf(instruction: Instruction): string {
  // JSON knows neither negative zero nor infinities nor NaN.
  if (instruction.op === "constant") return `constant ${Object.is(instruction.value, -0) ? "-0" : instruction.value}`;
  return JSON.stringify(instruction);
}
