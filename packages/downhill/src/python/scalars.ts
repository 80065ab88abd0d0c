/*
 * A number, text or truth value has one type in JavaScript where Python has several: numpy's scalars. The container that
 * holds one remembers here what it was, as it remembers which numbers are floats.
 */

/** What a value was in Python. */
export interface Scalar {
  /** Python's text of it: `np.float64(0.5)`. */
  toString(): string;
}

interface Mark {
  readonly scalar: Scalar;
  readonly value: unknown;
}

/** A dict's keys and values are marked apart. */
export type Role = "key" | "value";

const marks: Readonly<Record<Role, WeakMap<object, Map<unknown, Mark>>>> = { key: new WeakMap(), value: new WeakMap() };

/** Records that the value which a container holds under a key (of an array: the index), or that key, is a scalar. */
export function markScalar(container: object, role: Role, key: unknown, value: unknown, scalar: Scalar): void {
  const known = marks[role].get(container);
  if (known === undefined) marks[role].set(container, new Map([[key, { scalar, value }]]));
  else known.set(key, { scalar, value });
}

/** The scalar in a place, if what is there is still the value that was marked. */
export function scalarAt(container: object, role: Role, key: unknown, value: unknown): Scalar | undefined {
  const mark = marks[role].get(container)?.get(key);
  return mark !== undefined && Object.is(mark.value, value) ? mark.scalar : undefined;
}
