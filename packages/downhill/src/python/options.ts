import { repr } from "./repr.ts";
import { reprString } from "./text.ts";

/** The values that an option takes. */
export interface OptionType<T> {
  /** In words: "a number". */
  readonly expected: string;
  accepts(value: unknown): value is T;
}

export const NUMBER: OptionType<number> = {
  expected: "a number",
  accepts: (value) => typeof value === "number",
};

export const BOOLEAN: OptionType<boolean> = {
  expected: "a boolean",
  accepts: (value) => typeof value === "boolean",
};

export const STRING: OptionType<string> = {
  expected: "a string",
  accepts: (value) => typeof value === "string",
};

/** A function; its parameters and results show only when it is called. */
// biome-ignore lint/suspicious/noExplicitAny: any function is one, whatever it takes
export function functionType<F extends (...args: any[]) => unknown>(): OptionType<F> {
  return { expected: "a function", accepts: (value): value is F => typeof value === "function" };
}

/** What a type takes, or null, Python's None. */
export function orNull<T>({ expected, accepts }: OptionType<T>): OptionType<T | null> {
  return { expected: `${expected} or null`, accepts: (value): value is T | null => value === null || accepts(value) };
}

/** A list (an array) of numbers. */
export const NUMBERS: OptionType<readonly number[]> = {
  expected: "a list of numbers",
  accepts: (value): value is readonly number[] => Array.isArray(value) && value.every(NUMBER.accepts),
};

/** One option: its type, and the value it has when it isn't given. */
interface Option<T> {
  readonly type: OptionType<T>;
  readonly isRequired: boolean;
  readonly fallback?: T;
}

/** An option that must be given. */
export function required<T>(type: OptionType<T>): Option<T> {
  return { type, isRequired: true };
}

/** An option with a default. */
export function optional<T, Default extends T>(type: OptionType<T>, fallback: Default): Option<T> {
  return { type, isRequired: false, fallback };
}

type Options = Readonly<Record<string, Option<unknown>>>;

type Values<O extends Options> = { [Name in keyof O]: O[Name] extends Option<infer T> ? T : never };

/**
 * The values of a function's options, the defaults put in; `undefined` is an option that isn't given.
 *
 * @param name the function's name, as Python's messages have it: `StepLR.__init__()`
 * @throws {TypeError} for an option that doesn't exist, that is missing, or that has a value of another type
 */
export function readOptions<O extends Options>(name: string, given: unknown, options: O): Values<O> {
  if (given !== undefined && (typeof given !== "object" || given === null || Array.isArray(given))) {
    throw new TypeError(`${name}: options must be an object, but got ${show(given)}`);
  }
  const values = (given ?? {}) as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(values)) {
    if (Object.hasOwn(options, key)) continue;
    throw new TypeError(
      `${name} got an unexpected option ${reprString(key)}; its options are ${Object.keys(options).join(", ")}`,
    );
  }
  const missing = Object.keys(options).filter((key) => options[key].isRequired && values[key] === undefined);
  if (missing.length > 0) throw missingArguments(name, missing);
  const entries = Object.entries(options).map(([key, { type, fallback }]) => {
    const value = values[key] === undefined ? fallback : values[key];
    if (value !== undefined) checkOption(name, key, value, type);
    return [key, value];
  });
  return Object.fromEntries(entries) as Values<O>;
}

/** @throws {TypeError} unless a value is of an option's type */
export function checkOption<T>(name: string, key: string, value: unknown, type: OptionType<T>): asserts value is T {
  if (!type.accepts(value)) throw new TypeError(`${name}: ${key} must be ${type.expected}, but got ${show(value)}`);
}

/** Python's error for arguments that a function can't do without. */
export function missingArguments(name: string, missing: readonly string[]): TypeError {
  const names = missing.map(reprString);
  const last = names.pop() as string;
  const list = names.length === 0 ? last : `${names.join(", ")}${names.length > 1 ? "," : ""} and ${last}`;
  return new TypeError(
    `${name} missing ${missing.length} required positional argument${missing.length > 1 ? "s" : ""}: ${list}`,
  );
}

/** A value for messages. */
function show(value: unknown): string {
  return typeof value === "object" || typeof value === "string" || typeof value === "function"
    ? repr(value)
    : String(value);
}
