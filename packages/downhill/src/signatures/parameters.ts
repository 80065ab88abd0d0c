import type { Kind } from "./kinds.ts";

/** A parameter that may be left out: what it may be, and what it is otherwise. */
export interface Optional<T> {
  readonly kind: Kind<T>;
  readonly fallback: T | undefined;
}

/** A parameter that may be left out; without a default, whoever takes it knows what to do then. */
export function optional<T>(kind: Kind<T>): Optional<T | undefined>;
export function optional<T, Default extends T>(kind: Kind<T>, fallback: Default): Optional<T>;
/* @__NO_SIDE_EFFECTS__ */
export function optional<T>(kind: Kind<T>, fallback?: T): Optional<T | undefined> {
  return { kind: kind as Kind<T | undefined>, fallback };
}

/** Parameters by name, in their order. */
export type Parameters = Readonly<Record<string, Kind<unknown> | Optional<unknown>>>;

/** The values of positional parameters, of which a bare kind is one that must be given. */
export type PositionalValues<P extends Parameters> = {
  [Name in keyof P]: P[Name] extends Optional<infer T> ? T : P[Name] extends Kind<infer T> ? T : never;
};

/** The values of options, of which a bare kind is one without a default. */
export type OptionValues<P extends Parameters> = {
  [Name in keyof P]: P[Name] extends Optional<infer T> ? T : P[Name] extends Kind<infer T> ? T | undefined : never;
};

/** A positional parameter. */
export interface Place {
  readonly name: string;
  readonly kind: Kind<unknown>;
  readonly isRequired: boolean;
  readonly fallback: unknown;
}

/** Whether a positional parameter takes a value, or does without one. */
export function admits({ kind, isRequired }: Place, value: unknown): boolean {
  return (value === undefined && !isRequired) || kind.accepts(value);
}

export function placesOf(parameters: Parameters): Place[] {
  return Object.entries(parameters).map(([name, parameter]) =>
    "accepts" in parameter
      ? { name, kind: parameter, isRequired: true, fallback: undefined }
      : { name, kind: parameter.kind, isRequired: false, fallback: parameter.fallback },
  );
}

export function optionsOf(parameters: Parameters): [name: string, option: Optional<unknown>][] {
  return Object.entries(parameters).map(([name, parameter]) => [
    name,
    "accepts" in parameter ? { kind: parameter, fallback: undefined } : parameter,
  ]);
}

/**
 * Whether an argument is of what callbacks are handed beside the element, by `map`, `reduce` and the like: its index, and
 * the collection.
 */
export function isByChance(value: unknown): boolean {
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) || ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set;
  }
  return value === undefined || value === null || typeof value === "number";
}
