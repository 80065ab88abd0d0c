import { Counter, DefaultDict, isDict, OrderedDict, Tuple } from "../../python/containers.ts";
import { repr } from "../../python/repr.ts";
import { printable } from "../errors.ts";
import { NumpyArray } from "../objects/numpy.ts";
import { PythonValue } from "../objects/pythonObject.ts";
import { Slice } from "../objects/values.ts";
import { decodeLatin1 } from "../pickle/bytesReader.ts";
import { type KeyRole, MAX_DEPTH } from "../pickle/pythonPickler.ts";
import { ByteArray, Complex, Device, FrozenSet, Layout, PythonName } from "../torch/objects.ts";

/** Python computes a tuple's hash from all its parts each time, shared or not. */
const MAX_PARTS = 1_000_000;

/** Python can't have a key like this one in a dict, nor such an item in a set. */
export class UnhashableKey extends TypeError {}

/** A tuple as a key: what it is the same as, and of how many parts. */
interface TupleKey {
  readonly id: string;
  readonly parts: number;
}

/**
 * Tells which keys are one key in Python: 1, `true` and `1.0`, tuples of equal parts, equal bytes, and names that mean
 * the same. Containers that can change are none at all; other objects are each their own.
 */
export class PythonKeys {
  /** One object for each compound key, by its text. */
  readonly #compounds = new Map<string, object>();
  readonly #tuples = new Map<object, TupleKey>();
  /** Numbers for objects, and for texts of any length. */
  readonly #ids = new Map<unknown, number>();
  readonly #frozenSets: (set: FrozenSet) => boolean;

  /** @param frozenSets which frozensets can be keys, as in Python; PyTorch's files mostly have sets in their place */
  constructor({ frozenSets }: { frozenSets: (set: FrozenSet) => boolean }) {
    this.#frozenSets = frozenSets;
  }

  /**
   * Makes sure that Python can have these keys in one dict, or these items in one set, which a `Map` may hold though it
   * can't.
   * @throws TypeError for what can be none, RangeError for two that are one, and for what Python takes too long over
   */
  check(keys: Iterable<unknown>, what: KeyRole, place: () => string): void {
    const seen = new Map<unknown, unknown>();
    for (const key of keys) {
      if (typeof key === "string") continue; // which is equal to nothing else
      let identity: unknown;
      try {
        identity = this.identityOf(key);
      } catch (error) {
        const message = `cannot save ${what}: ${(error as Error).message}${place()}`;
        throw error instanceof RangeError ? new RangeError(message) : new TypeError(message);
      }
      if (seen.has(identity)) {
        const pair = `${printable(repr(seen.get(identity)))} and ${printable(repr(key))}`;
        throw new RangeError(`cannot save two keys that are one in Python: ${pair}${place()}`);
      }
      seen.set(identity, key);
    }
  }

  /**
   * What a key is found by: equal (as of a `Map`) for keys that are equal in Python, and only for those.
   * @throws UnhashableKey
   */
  identityOf(key: unknown): unknown {
    if (typeof key === "boolean") return Number(key);
    if (typeof key === "number") return isLarge(key) ? BigInt(key) : key;
    if (typeof key === "bigint") return Number.isSafeInteger(Number(key)) ? Number(key) : key;
    if (key instanceof Complex && key.imag === 0) return this.identityOf(key.real);
    if (typeof key !== "object" || key === null) return key;
    const text = this.#idOf(key, 0);
    let identity = this.#compounds.get(text);
    if (identity === undefined) {
      identity = {};
      this.#compounds.set(text, identity);
    }
    return identity;
  }

  #idOf(part: unknown, depth: number): string {
    if (part instanceof Tuple) return this.#tuple(part, depth).id;
    if (typeof part === "object" && part !== null) return this.#object(part);
    // NaN equals nothing, not even another one that was read from a file.
    if (Number.isNaN(part)) return `#${this.#number({})}`;
    if (typeof part === "string") return `#${this.#number(part)}`;
    return String(this.identityOf(part));
  }

  #object(value: object): string {
    if (value instanceof FrozenSet && this.#frozenSets(value)) {
      return `#${this.#number(`frozenset ${Array.from(value, (item) => this.#idOf(item, 0)).sort()}`)}`;
    }
    const unhashable = unhashableType(value);
    if (unhashable !== null) throw new UnhashableKey(`unhashable type: '${unhashable}'`);
    if (value instanceof Complex) {
      return value.imag === 0
        ? this.#idOf(value.real, 0)
        : `${this.#idOf(value.real, 0)}+${this.#idOf(value.imag, 0)}j`;
    }
    if (value instanceof Uint8Array) return `#${this.#number(`bytes ${decodeLatin1(value)}`)}`;
    if (value instanceof PythonName || value instanceof Device || value instanceof Layout) {
      return `#${this.#number(`${value.constructor.name} ${value}`)}`;
    }
    if (value instanceof PythonValue) return `#${this.#number(`${value.constructor.name} ${repr(value)}`)}`;
    return `#${this.#number(value)}`;
  }

  #tuple(tuple: Tuple, depth: number): TupleKey {
    const known = this.#tuples.get(tuple);
    if (known !== undefined) return known;
    if (depth >= MAX_DEPTH) throw new RangeError(`tuples nested more than ${MAX_DEPTH} deep`);
    const ids: string[] = [];
    let parts = 1;
    for (const item of tuple) {
      ids.push(this.#idOf(item, depth + 1));
      parts += item instanceof Tuple ? (this.#tuples.get(item)?.parts ?? 1) : 1;
      if (parts > MAX_PARTS) throw new RangeError(`a tuple of more than ${MAX_PARTS} parts as a key`);
    }
    const key = { id: `#${this.#number(`(${ids.join(",")})`)}`, parts };
    this.#tuples.set(tuple, key);
    return key;
  }

  #number(of: unknown): number {
    const known = this.#ids.get(of);
    if (known !== undefined) return known;
    this.#ids.set(of, this.#ids.size);
    return this.#ids.size - 1;
  }
}

/** A double that is an int beyond those that are told apart. */
function isLarge(key: number): boolean {
  return Number.isInteger(key) && !Number.isSafeInteger(key);
}

/** Python's name of a type that can be no key, or null. */
function unhashableType(value: object): string | null {
  if (value instanceof Tuple) return null;
  if (Array.isArray(value)) return "list";
  if (value instanceof OrderedDict) return "collections.OrderedDict";
  if (value instanceof DefaultDict) return "collections.defaultdict";
  if (value instanceof Counter) return "Counter";
  if (value instanceof Set) return "set";
  if (value instanceof ByteArray) return "bytearray";
  if (value instanceof NumpyArray) return "numpy.ndarray";
  if (value instanceof Slice) return "slice";
  return isDict(value) ? "dict" : null;
}
