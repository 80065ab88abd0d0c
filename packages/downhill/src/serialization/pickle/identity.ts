import type { PyString } from "./values.ts";

/*
 * Python's pickles refer back to a string that they meet before only if it is the very same object, and JavaScript's
 * strings have no identity. Equal strings therefore count as one, as the names of options and states are in Python,
 * except where a file had them apart: its containers remember that here, so that saving gives the same bytes again.
 */

/** Where a string stands in a container: it is a key, or the value under one. */
export type StringRole = "key" | "value";

const apart = new WeakMap<object, Map<StringRole, Map<unknown, PyString>>>();

/** Records that the string in this place is the object `identity`, not the one that all equal strings are. */
export function markApart(container: object, role: StringRole, key: unknown, identity: PyString): void {
  let roles = apart.get(container);
  if (roles === undefined) {
    roles = new Map();
    apart.set(container, roles);
  }
  let keys = roles.get(role);
  if (keys === undefined) {
    keys = new Map();
    roles.set(role, keys);
  }
  keys.set(key, identity);
}

/**
 * What tells the string in this place from others: the string itself, or what `markApart` recorded, if it is still the
 * one that was there.
 */
export function stringIdentity(text: string, container: object | null, role: StringRole, key: unknown): unknown {
  const recorded = container === null ? undefined : apart.get(container)?.get(role)?.get(key);
  return recorded?.value === text ? recorded : text;
}

const floatKeys = new WeakMap<object, Set<unknown>>();

/** Records that a key of a dict is a Python float although its value is integral. */
export function markFloatKey(container: object, key: unknown): void {
  const keys = floatKeys.get(container);
  if (keys === undefined) floatKeys.set(container, new Set([key]));
  else keys.add(key);
}

/** Whether {@link markFloatKey} was told of this key. */
export function isFloatKey(container: object, key: unknown): boolean {
  return floatKeys.get(container)?.has(key) === true;
}

const exact = new WeakSet<object>();

/**
 * Records that a value is written as what it was in its file, although PyTorch's safe loader refuses that: of others, a
 * frozenset becomes a set and a defaultdict a dict.
 */
export function markExact(value: object): void {
  exact.add(value);
}

/** Whether {@link markExact} was told of this value. */
export function isExact(value: object): boolean {
  return exact.has(value);
}

const texts = new WeakMap<Uint8Array, PyString>();

/** Records the string that a byte, or none, was spelled as: of those of one character Python has one for all. */
export function markText(bytes: Uint8Array, text: PyString): void {
  texts.set(bytes, text);
}

/** What {@link markText} was told of these bytes. */
export function textOf(bytes: Uint8Array): PyString | undefined {
  return texts.get(bytes);
}
