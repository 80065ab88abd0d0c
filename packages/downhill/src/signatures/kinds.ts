/** What an argument may be. */
export interface Kind<T> {
  /** In words: "a number". */
  readonly expected: string;
  /** Whether numbers that stand one after another are taken as one list: `zeros(2, 3)` for `zeros([2, 3])`. */
  readonly isGathered?: boolean;
  /** What is gathered so, if not numbers. */
  readonly element?: (value: unknown) => boolean;
  accepts(value: unknown): value is T;
  /** What to say of another value, where PyTorch has words of its own. */
  readonly refuse?: (value: unknown) => string;
}

export const NUMBER: Kind<number> = {
  expected: "a number",
  accepts: (value) => typeof value === "number",
};

export const INTEGER: Kind<number> = {
  expected: "an integer",
  accepts: (value): value is number => Number.isInteger(value),
};

export const BOOLEAN: Kind<boolean> = {
  expected: "a boolean",
  accepts: (value) => typeof value === "boolean",
};

export const STRING: Kind<string> = {
  expected: "a string",
  accepts: (value) => typeof value === "string",
};

/** A list (an array) of numbers. */
export const NUMBERS: Kind<readonly number[]> = {
  expected: "a list of numbers",
  accepts: (value): value is readonly number[] => Array.isArray(value) && value.every(NUMBER.accepts),
};

/** Whatever is given. */
export const ANYTHING: Kind<unknown> = {
  expected: "a value",
  accepts: (_value): _value is unknown => true,
};

/** Whatever is given but for plain objects, which are options where they stand last. */
export const ANYTHING_UNNAMED: Kind<unknown> = {
  expected: "a value",
  accepts: (value): value is unknown => !isOptions(value),
};

/** What can be iterated over, but for texts. */
export const ITERABLE: Kind<Iterable<unknown>> = {
  expected: "an iterable",
  accepts: (value): value is Iterable<unknown> =>
    typeof value === "object" && value !== null && Symbol.iterator in value,
};

/** A function; its parameters and results show only when it is called. */
/* @__NO_SIDE_EFFECTS__ */
// biome-ignore lint/suspicious/noExplicitAny: any function is one, whatever it takes
export function functionKind<F extends (...args: any[]) => unknown>(): Kind<F> {
  return { expected: "a function", accepts: (value): value is F => typeof value === "function" };
}

/** An array, of whose elements the function itself judges. */
/* @__NO_SIDE_EFFECTS__ */
export function listOf<T>(elements: string): Kind<readonly T[]> {
  return { expected: `an array of ${elements}`, accepts: (value): value is readonly T[] => Array.isArray(value) };
}

/** Names, in an array. */
export const LIST_OF_NAMES = listOf<string>("names");

/** An object of options, or of other things by name. */
export const PLAIN_OBJECT: Kind<object> = {
  expected: "an object of options",
  accepts: (value): value is object => isOptions(value),
};

/** An instance of a class. */
/* @__NO_SIDE_EFFECTS__ */
export function instanceOf<T>(Class: abstract new (...args: never[]) => T): Kind<T> {
  return { expected: Class.name, accepts: (value): value is T => value instanceof Class };
}

/** One of a few texts. */
/* @__NO_SIDE_EFFECTS__ */
export function oneOf<T extends string>(...texts: readonly T[]): Kind<T> {
  return {
    expected: texts.map((text) => `"${text}"`).reduce(alternatives),
    accepts: (value): value is T => texts.includes(value as T),
  };
}

/** `a, b or c` */
function alternatives(some: string, last: string): string {
  return `${some.replaceAll(" or ", ", ")} or ${last}`;
}

/** What a kind takes, or null, Python's None. */
/* @__NO_SIDE_EFFECTS__ */
export function orNull<T>(kind: Kind<T>): Kind<T | null> {
  return {
    ...kind,
    expected: alternatives(kind.expected, "null"),
    accepts: (value): value is T | null => value === null || kind.accepts(value),
  };
}

/** What either of two kinds takes. */
/* @__NO_SIDE_EFFECTS__ */
export function either<A, B>(a: Kind<A>, b: Kind<B>): Kind<A | B> {
  return {
    expected: alternatives(a.expected, b.expected),
    accepts: (value): value is A | B => a.accepts(value) || b.accepts(value),
  };
}

/** The same, of which a wrong value is told in PyTorch's words. */
/* @__NO_SIDE_EFFECTS__ */
export function inWords<T>(kind: Kind<T>, refuse: (value: unknown) => string): Kind<T> {
  return { ...kind, refuse };
}

/** The same, of which numbers that stand one after another make a list. */
/* @__NO_SIDE_EFFECTS__ */
export function gathered<T>(kind: Kind<T>): Kind<T> {
  return { ...kind, isGathered: true };
}

/** The same, of which values of another kind that stand one after another make a list. */
/* @__NO_SIDE_EFFECTS__ */
export function gatheredFrom<T>(kind: Kind<T>, element: (value: unknown) => boolean): Kind<T> {
  return { ...kind, isGathered: true, element };
}

/** What PyTorch has a choice of, and Downhill has not. */
/* @__NO_SIDE_EFFECTS__ */
export function only<T extends string | number | boolean | null>(value: T): Kind<T> {
  return {
    expected: `${JSON.stringify(value)}, the only value supported`,
    accepts: (given): given is T => given === value,
  };
}

/** Whether an argument is an object of options: a plain one, as opposed to arrays, tensors and other instances. */
export function isOptions(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
