import { isDict } from "./containers.ts";

/**
 * JavaScript has one kind of number, Python has two. A number that is not integral is a float; for an integral one, the
 * container that holds it remembers here whether Python would call it a float: `1.0` and not `1`.
 */
const marks = new WeakMap<object, Set<unknown>>();

/** Records that the entry of a container under a key (of an array: the index) is a Python float. */
export function markFloat(container: object, key: unknown): void {
  const keys = marks.get(container);
  if (keys === undefined) marks.set(container, new Set([key]));
  else keys.add(key);
}

/** Whether the number that a container holds under a key is a Python float: by its value, or because it was marked. */
export function isPythonFloat(value: number, container?: object, key?: unknown): boolean {
  if (!Number.isInteger(value) || Object.is(value, -0)) return true;
  return container !== undefined && marks.get(container)?.has(key) === true;
}

/** Gives a copy of a container the marks of the original, but not to the containers within. */
export function copyOwnFloatMarks(from: object, to: object): void {
  const keys = marks.get(from);
  if (keys !== undefined) marks.set(to, new Set([...(marks.get(to) ?? []), ...keys]));
}

/** Gives a copy of a container the marks of the original, and likewise to the containers within. */
export function copyFloatMarks(from: object, to: object): void {
  copyOwnFloatMarks(from, to);
  for (const [key, value] of entries(from)) {
    const twin = child(to, key);
    if (isContainer(value) && isContainer(twin) && value !== twin) copyFloatMarks(value, twin);
  }
}

function isContainer(value: unknown): value is object {
  return Array.isArray(value) || isDict(value);
}

function entries(container: object): Iterable<[unknown, unknown]> {
  if (Array.isArray(container)) return container.entries();
  return container instanceof Map ? container : Object.entries(container);
}

function child(container: object, key: unknown): unknown {
  if (container instanceof Map) return container.get(key);
  return Object.hasOwn(container, key as PropertyKey)
    ? (container as Record<PropertyKey, unknown>)[key as PropertyKey]
    : undefined;
}
