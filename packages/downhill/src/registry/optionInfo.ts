import { isOptions, type Kind } from "../signatures/kinds.ts";
import type { OptionTexts } from "./registry.ts";

/**
 * What is known of an option besides its name, for whoever asks people for a value: its type, the values it takes
 * (bounds under the names that JSON Schema has for them), its default, and what it does.
 */
export type OptionInfo = NumberOption | BooleanOption | StringOption | ListOption | NumbersOption | OtherOption;

/** What options of all types have. */
export interface OptionBase {
  /** What it does, in a sentence. */
  readonly description: string;
  /** The value it has when it isn't given; absent if it must be given. */
  readonly default?: unknown;
  /** Whether null, Python's None, is a value too. */
  readonly nullable?: boolean;
}

/** The values that a number takes, and those worth trying. */
export interface NumberRange {
  readonly type: "number" | "integer";
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly nullable?: boolean;
  /** The values worth trying: a slider's ends, or where a search looks. */
  readonly search?: SearchRange;
}

/** Values worth trying. */
export interface SearchRange {
  readonly low: number;
  readonly high: number;
  /** How values are spread between the ends: evenly, by their logarithms, or by the logarithms of 1 − value. */
  readonly scale: "linear" | "log" | "logComplement";
}

/** An option that takes a number. */
export interface NumberOption extends OptionBase, NumberRange {
  readonly nullable?: boolean;
  /** Whether a list of two is taken too: one for the height, one for the width. */
  readonly pair?: boolean;
  /** How many numbers a list has that is taken too, such as one for each dimension; absent where none is. */
  readonly count?: number;
}

/** An option that is true or false. */
export interface BooleanOption extends OptionBase {
  readonly type: "boolean";
}

/** An option that takes a text. */
export interface StringOption extends OptionBase {
  readonly type: "string";
  /** The texts it takes; absent if it takes any. */
  readonly enum?: readonly string[];
}

/** An option that takes a list of so many numbers. */
export interface ListOption extends OptionBase {
  readonly type: "array";
  /** What each number is, one by one. */
  readonly items: readonly NumberRange[];
}

/** An option that takes a list of any number of numbers. */
export interface NumbersOption extends OptionBase {
  readonly type: "numbers";
  /** What every number is. */
  readonly each: NumberRange;
}

/** An option whose values can't be typed in, such as functions and tensors. */
export interface OtherOption extends OptionBase {
  readonly type: "other";
  /** The type in TypeScript. */
  readonly typeScript: string;
}

type Bounds = Omit<NumberRange, "type" | "search">;

/** A number. */
export function number(bounds: Bounds, low: number, high: number, scale: SearchRange["scale"] = "linear"): NumberRange {
  return { type: "number", ...bounds, search: { low, high, scale } };
}

/** A whole number. */
export function integer(
  bounds: Bounds,
  low: number,
  high: number,
  scale: SearchRange["scale"] = "linear",
): NumberRange {
  return { type: "integer", ...bounds, search: { low, high, scale } };
}

/** What a table says of an option: nothing where its default or its declaration tell enough. */
export type OptionSpec =
  | NumberRange
  | readonly NumberRange[]
  | { readonly type: "numbers"; readonly each: NumberRange }
  | { readonly type: "string"; readonly enum: readonly string[]; readonly nullable?: boolean };

/** What a table says of options, by their names. */
export const SPECS: Kind<Readonly<Record<string, OptionSpec>>> = {
  expected: "an object by the options' names",
  accepts: (value): value is Readonly<Record<string, OptionSpec>> => isOptions(value),
};

/**
 * What is known of a class's options.
 *
 * @param texts the options there are, each with what its declaration says
 * @param specs what their numbers are
 * @param defaults the values of options that aren't given; where they are left out, what the documentation says
 * @throws {TypeError} for an entry of the table that is no option
 */
export function describeOptions(
  texts: Readonly<Record<string, OptionTexts>>,
  specs: Readonly<Record<string, OptionSpec>>,
  defaults?: Readonly<Record<string, unknown>>,
): Record<string, OptionInfo> {
  for (const name of Object.keys(specs)) {
    if (!Object.hasOwn(texts, name)) throw new TypeError(`there is no option ${name} to tell the values of`);
  }
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const values: Readonly<Record<string, unknown>> = defaults ?? ("default" in text ? { [name]: text.default } : {});
      const value = Object.hasOwn(values, name) ? { default: values[name] } : {};
      return [name, describeOption(text, specs[name], value)];
    }),
  );
}

function describeOption(
  { description, type }: OptionTexts,
  spec: OptionSpec | undefined,
  value: { readonly default?: unknown },
): OptionInfo {
  const types = type.split(" | ");
  const nullable = types.includes("null") || value.default === null;
  const base = { description, ...value, nullable };
  if (isList(spec)) return { type: "array", items: spec, ...base };
  const lists = {
    ...(types.some((one) => one.startsWith("readonly [height")) ? { pair: true } : {}),
    ...countOf(types),
  };
  if (spec !== undefined) return { ...spec, ...base, ...lists };
  if (types.includes("boolean")) return { type: "boolean", ...base };
  if (types.includes("number")) return { type: "number", ...base, ...lists };
  const texts = types.filter((one) => one !== "null");
  if (texts.every((one) => /^"[^"]*"$/.test(one))) {
    return { type: "string", enum: texts.map((one) => one.slice(1, -1)), ...base };
  }
  return { type: "other", typeScript: type, ...base };
}

/** The length of the list among types: `readonly [height: number, width: number]`. */
function countOf(types: readonly string[]): { readonly count?: number } {
  const list = types.find((one) => /^readonly \[\w+: number(, \w+: number)*\]$/.test(one));
  return list === undefined ? {} : { count: list.split(",").length };
}

function isList(spec: OptionSpec | undefined): spec is readonly NumberRange[] {
  return Array.isArray(spec);
}
