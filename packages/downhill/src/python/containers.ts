/**
 * Python's containers in memory.
 *
 * A Python list is an array, a set is a `Set`, and a dict is a plain object without a prototype when all its keys are
 * strings of which none looks like an integer (an object would reorder those), else a `Map`. The classes below mark the
 * types that have no counterpart: each behaves as the built-in it extends.
 */

/** A Python dict in memory: see {@link dict}. */
export type Dict<T = unknown> = { [key: string]: T } | Map<unknown, T>;

/**
 * A Python tuple: an array that knows it was one. Made by `Tuple.of(0.9, 0.999)` or `Tuple.from(iterable)`; what
 * `map`, `slice` and the like return are plain arrays.
 */
export class Tuple<T = unknown> extends Array<T> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  static override of<T>(...items: T[]): Tuple<T> {
    return fill(new Tuple<T>(), items);
  }

  static override from<T>(items: Iterable<T> | ArrayLike<T>): Tuple<T> {
    return fill(new Tuple<T>(), Array.from(items));
  }
}

/** `torch.Size`: the tuple of a tensor's sizes. Made by `Size.of(2, 3)` or `Size.from([2, 3])`. */
export class Size extends Tuple<number> {
  static override of(...items: number[]): Size;
  static override of<T>(...items: T[]): Tuple<T>;
  static override of(...items: number[]): Size {
    return fill(new Size(), items);
  }

  static override from(items: Iterable<number> | ArrayLike<number>): Size;
  static override from<T>(items: Iterable<T> | ArrayLike<T>): Tuple<T>;
  static override from(items: Iterable<number> | ArrayLike<number>): Size {
    return fill(new Size(), Array.from(items));
  }
}

function fill<A extends T[], T>(target: A, items: readonly T[]): A {
  for (const item of items) target.push(item); // a spread would overflow the stack on long tuples
  return target;
}

/** `collections.OrderedDict`: a `Map` that can carry attributes, as a module's state dict carries `_metadata`. */
export class OrderedDict<K = string, V = unknown> extends Map<K, V> {
  #attributes: Map<string, unknown> | undefined;

  /** The Python object's attributes (its `__dict__`), empty unless set. */
  get attributes(): Map<string, unknown> {
    this.#attributes ??= new Map();
    return this.#attributes;
  }
}

/**
 * `collections.defaultdict`: a `Map`, with the name of the factory of missing values, or null:
 * `"list"`, or of one that is not built in with its module, `"collections.Counter"`.
 */
export class DefaultDict<K = unknown, V = unknown> extends Map<K, V> {
  defaultFactory: string | null;

  /** @throws TypeError for a factory that is no name */
  constructor(defaultFactory: string | null = null, entries?: Iterable<readonly [K, V]>) {
    super();
    if (defaultFactory !== null && typeof defaultFactory !== "string") {
      throw new TypeError(
        `DefaultDict(): the factory must be a name such as "list", or null, not ${typeof defaultFactory}`,
      );
    }
    this.defaultFactory = defaultFactory;
    if (entries !== undefined) for (const [key, value] of entries) this.set(key, value);
  }
}

/** `collections.Counter`: a `Map` from things to how often they occur. */
export class Counter<K = unknown> extends Map<K, number> {}

/**
 * The in-memory form of a Python dict with these entries, in order: an object without a prototype if every key is a
 * string and none looks like an integer, else a `Map`. A repeated key keeps its place and takes the last value.
 */
export function dict<T>(entries: Iterable<readonly [unknown, T]>): Dict<T> {
  const list = [...entries];
  if (!list.every(([key]) => typeof key === "string" && !/^\d+$/.test(key))) return new Map(list);
  const object: { [key: string]: T } = Object.create(null);
  for (const [key, value] of list) object[key as string] = value;
  return object;
}

/** Whether a value is a dict in memory: a `Map` (of any kind) or a plain object. */
export function isDict(value: unknown): value is Dict {
  if (typeof value !== "object" || value === null) return false;
  if (value instanceof Map) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** The entries of a dict in memory, whichever form it has. */
export function dictEntries<T>(value: Dict<T>): [unknown, T][] {
  return value instanceof Map ? [...value] : Object.entries(value);
}
