/**
 * What is known of an option besides its name, for whoever asks people for a value: its type, the values it takes
 * (bounds under the names that JSON Schema has for them), its default, and what it does.
 */
export type OptionInfo = NumberOption | BooleanOption | StringOption | ListOption | OtherOption;

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

/** An option that takes a list of numbers. */
export interface ListOption extends OptionBase {
  readonly type: "array";
  /** What each number is, one by one. */
  readonly items: readonly NumberRange[];
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

/** What a table says of an option: nothing where its default tells enough. */
export type OptionSpec =
  | NumberRange
  | readonly NumberRange[]
  | { readonly type: "string"; readonly enum: readonly string[]; readonly nullable?: boolean };

/**
 * What is known of a class's options.
 *
 * @param descriptions the options there are, each with what it does
 * @throws {TypeError} for an option of which neither default nor table tell the type
 */
export function describeOptions(
  defaults: Readonly<Record<string, unknown>>,
  specs: Readonly<Record<string, OptionSpec>>,
  descriptions: Readonly<Record<string, string>>,
): Record<string, OptionInfo> {
  for (const name of Object.keys(specs)) {
    if (!Object.hasOwn(descriptions, name)) throw new TypeError(`there is no option ${name} to tell the values of`);
  }
  const names = Object.keys(descriptions);
  return Object.fromEntries(
    names.map((name) => [name, describeOption(name, defaults[name], specs[name], descriptions[name])]),
  );
}

function describeOption(name: string, value: unknown, spec: OptionSpec | undefined, description: string): OptionInfo {
  const base = { description, default: value };
  if (isList(spec)) return { type: "array", items: spec, ...base };
  if (spec !== undefined) return { ...spec, ...base, nullable: spec.nullable ?? value === null };
  if (typeof value === "boolean") return { type: "boolean", ...base };
  throw new TypeError(`nothing tells the values of the option ${name}`);
}

function isList(spec: OptionSpec | undefined): spec is readonly NumberRange[] {
  return Array.isArray(spec);
}
