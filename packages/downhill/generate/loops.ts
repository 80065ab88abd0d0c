import type { Definition } from "../src/elementwise/definition.ts";
import { input } from "../src/ir/expression.ts";
import { boolArrays, type Instruction, isTest, lower, type Program } from "../src/ir/program.ts";

/*
 * Plain loops from definitions: one for each type, over runs of elements with a stride for each array, in TypeScript.
 */

/** What a loop of one type reads and writes. */
export type LoopType = "float32" | "float64" | "int64";

const NAMES = ["a", "b", "c"];
/** Each argument's index and stride, as `loopTypes.ts` names them. */
const INDICES = ["i", "j", "k"];

/** A loop's parameters and body, or null for a type that the definition doesn't serve. */
export interface LoopText {
  readonly parameters: string;
  readonly body: string;
}

/** Operators between two values. */
const OPERATORS: Readonly<Record<string, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  eq: "===",
  ne: "!==",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
  and: "&&",
  or: "||",
};
/** Functions of `Math` that are exact, and so the same in every engine. */
const MATH: Readonly<Record<string, string>> = {
  sqrt: "sqrt",
  abs: "abs",
  floor: "floor",
  ceil: "ceil",
  trunc: "trunc",
  min: "min",
  max: "max",
  sign: "sign",
};
/** What rounds: everything else gives one of its operands, or a whole number. */
const ROUNDING = new Set(["add", "sub", "mul", "div", "sqrt", "narrow", "call"]);

/** Writes the loop of a definition for a type. */
export function loopText(definition: Definition, type: LoopType): LoopText | null {
  if (type === "int64" && definition.integers !== true) return null;
  const names = NAMES.slice(0, definition.arity);
  const value = definition.value(...names.map((name) => input(name)));
  const program = lower(type === "float32" ? "float32" : "float64", [...names, "out"], { out: value });
  const text = new ProgramText(program, type, (array) => `${names[array]}[${INDICES[array]}]`);
  const steps = ["o += os", ...names.map((_, n) => `${INDICES[n]} += ${INDICES[n]}s`)];
  const parameters = ["n", "out", "o", "os", ...names.flatMap((name, n) => [name, INDICES[n], `${INDICES[n]}s`])];
  const lines = [...text.lines, `out[o] = ${text.results[0]};`];
  const body = `for (let t = 0; t < n; t++, ${steps.join(", ")}) {\n${lines.join("\n")}\n}`;
  return { parameters: parameters.join(", "), body };
}

/** The text of a program's values. */
export class ProgramText {
  /** What comes before: values that are used more than once. */
  readonly lines: string[] = [];
  /** What comes before the walk: values that are the same for all elements of a row. */
  readonly invariants: string[] = [];
  /** The outputs' values; a truth is 1 or 0. */
  readonly results: string[] = [];
  readonly #program: Program;
  readonly #type: LoopType;
  readonly #load: (array: number) => string;
  readonly #uses: number[];
  readonly #texts: string[] = [];

  /**
   * @param load the text that reads an array's element
   * @param prefix of the names of values
   */
  constructor(program: Program, type: LoopType, load: (array: number) => string, prefix = "v") {
    this.#program = program;
    this.#type = type;
    this.#load = load;
    const { instructions, outputs } = program;
    this.#uses = new Array<number>(instructions.length).fill(0);
    for (const instruction of instructions) for (const index of operands(instruction)) this.#uses[index]++;
    const isStored = (index: number) => outputs.some(({ array, value }) => value === index && array >= 0);
    const invariant: boolean[] = [];
    instructions.forEach((instruction, index) => {
      const text = this.#text(instruction, index, isStored(index) && this.#uses[index] === 0);
      const isPlain = instruction.op === "constant" || instruction.op === "row";
      const used = operands(instruction);
      const isInvariant = !isPlain && used.length > 0 && used.every((i) => invariant[i]);
      invariant.push(isPlain || isInvariant);
      if (isInvariant && used.some((i) => instructions[i].op !== "constant")) {
        this.invariants.push(`const ${prefix}${index} = ${text};`);
        this.#texts.push(`${prefix}${index}`);
      } else if (isPlain || (this.#uses[index] <= 1 && !this.#readsTwice(index))) this.#texts.push(text);
      else {
        this.lines.push(`const ${prefix}${index} = ${text};`);
        this.#texts.push(`${prefix}${index}`);
      }
    });
    for (const { value } of outputs) {
      const text = this.#texts[value];
      this.results.push(isTest(instructions[value]) ? `${text} ? 1 : 0` : text);
    }
  }

  /** Whether the one use of a value spells it out twice. */
  #readsTwice(index: number): boolean {
    const { instructions } = this.#program;
    const user = instructions.find((instruction) => operands(instruction).includes(index));
    return this.#type === "int64" && (user?.op === "abs" || user?.op === "sign");
  }

  #text(instruction: Instruction, index: number, isLast: boolean): string {
    const text = this.#operation(instruction);
    const rounds = this.#type === "float32" && !this.#program.wide[index] && ROUNDING.has(instruction.op) && !isLast;
    return rounds ? `Math.fround(${text})` : text;
  }

  #operation(instruction: Instruction): string {
    const at = (operand: number) => this.#texts[operand];
    switch (instruction.op) {
      case "load":
        return this.#load(instruction.array);
      case "truth":
        return `(${this.#load(instruction.array)} !== 0)`;
      case "row":
        return `r${instruction.index}`;
      case "constant":
        return this.#constant(instruction.value);
      case "uniform":
        throw new Error("a definition has no scalars");
      case "widen":
      case "narrow":
        return at(instruction.a);
      case "where":
        return `(${at(instruction.test)} ? ${at(instruction.a)} : ${at(instruction.b)})`;
      case "call":
        return this.#call(instruction.name, instruction.args.map(at));
      case "neg":
        return `-${at(instruction.a)}`;
      default: {
        const args = operands(instruction).map(at);
        const operator = OPERATORS[instruction.op];
        if (operator !== undefined) return `(${args.join(` ${operator} `)})`;
        if (this.#type === "int64") return integerOperation(instruction.op, args);
        if (instruction.op === "sign") return `(${args[0]} > 0 ? 1 : ${args[0]} < 0 ? -1 : 0)`;
        if (MATH[instruction.op] !== undefined) return `Math.${MATH[instruction.op]}(${args.join(", ")})`;
        return this.#call(instruction.op, args);
      }
    }
  }

  #call(name: string, args: readonly string[]): string {
    return `math.${name}(${args.join(", ")})`;
  }

  #constant(value: number): string {
    if (this.#type === "int64") return `${value}n`;
    if (Object.is(value, -0)) return "-0";
    if (Number.isNaN(value)) return "Number.NaN";
    if (!Number.isFinite(value)) return value > 0 ? "Number.POSITIVE_INFINITY" : "Number.NEGATIVE_INFINITY";
    return value < 0 ? `(${value})` : String(value);
  }
}

function integerOperation(op: string, [a]: readonly string[]): string {
  if (op === "abs") return `(${a} < 0n ? -${a} : ${a})`;
  if (op === "sign") return `(${a} > 0n ? 1n : ${a} < 0n ? -1n : 0n)`;
  throw new Error(`integers have no ${op}`);
}

function operands(instruction: Instruction): number[] {
  const used: number[] = [];
  if ("test" in instruction) used.push(instruction.test);
  if ("a" in instruction) used.push(instruction.a);
  if ("b" in instruction) used.push(instruction.b);
  if ("args" in instruction) used.push(...instruction.args);
  return used;
}

/** Of each operand and of the result whether it is an array of bools. */
export function boolsOf({ arity, value }: Definition): boolean[] {
  const names = NAMES.slice(0, arity);
  return boolArrays(lower("float64", [...names, "out"], { out: value(...names.map((name) => input(name))) }));
}
