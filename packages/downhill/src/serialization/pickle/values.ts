import { printable, quoted } from "../errors.ts";
import { FREE, KeySpread } from "./keySpread.ts";

/**
 * Python's objects while a pickle is being read. Unlike the values they become, they tell ints from floats, and equal
 * strings from the same string, and a dict does not change its class when a key that is no string is added.
 */
export type PyValue = null | boolean | number | bigint | object;

/** A Python float; a plain number here is an int. */
export class PyFloat {
  constructor(readonly value: number) {}
}

/** A Python string, which has an identity: a pickle refers back to the same one, or spells an equal one anew. */
export class PyString {
  constructor(readonly value: string) {}
}

export class PyList {
  readonly items: PyValue[] = [];
}

export class PyTuple {
  constructor(readonly items: readonly PyValue[]) {}
}

const NOTHING: ReadonlyMap<unknown, never> = new Map<unknown, never>();

/**
 * A `Map` by what tells keys apart, which no choice of keys makes slow: they may be put into any other `Map` or `Set`
 * afterwards.
 */
export class KeyTable<V> extends Map<unknown, V> {
  #spread: KeySpread | null = null;

  /** @throws PickleProblem for numbers that were chosen to collide, and for NaN when it is there already */
  override set(key: unknown, value: V): this {
    if (Number.isNaN(key) && this.has(key)) {
      throw new PickleProblem("unsupported", "a dict or set with NaN twice, which is one key in JavaScript");
    }
    if (this.size >= FREE && isNumber(key) && !this.has(key)) this.#spreadOut(key);
    return super.set(key, value);
  }

  #spreadOut(key: number | bigint): void {
    if (this.#spread === null) {
      this.#spread = new KeySpread();
      for (const other of this.keys()) if (isNumber(other)) this.#spread.add(other);
    }
    if (this.#spread.add(key)) return;
    throw new PickleProblem("refused", "the numbers that are keys of a dict or set were chosen to collide");
  }
}

function isNumber(key: unknown): key is number | bigint {
  return typeof key === "number" || typeof key === "bigint";
}

export class PySet {
  #items: KeyTable<PyValue> | null = null;

  get items(): ReadonlyMap<unknown, PyValue> {
    return this.#items ?? NOTHING;
  }

  get size(): number {
    return this.items.size;
  }

  addAll(items: Iterable<PyValue>): this {
    this.#items ??= new KeyTable();
    for (const item of items) this.#items.set(hashable(item), item);
    return this;
  }
}

export class PyFrozenSet extends PySet {}

/** The kinds of dicts that files hold. */
export type DictKind = "dict" | "OrderedDict" | "defaultdict" | "Counter";

export class PyDict {
  #entries: KeyTable<readonly [key: PyValue, value: PyValue]> | null = null;
  /** The object's `__dict__`, which only an OrderedDict has. */
  attributes: PyDict | null = null;
  /** The name of a defaultdict's factory. */
  defaultFactory: string | null = null;

  constructor(readonly kind: DictKind) {}

  /** By a key that compares as Python's does. */
  get entries(): ReadonlyMap<unknown, readonly [key: PyValue, value: PyValue]> {
    return this.#entries ?? NOTHING;
  }

  get size(): number {
    return this.entries.size;
  }

  set(key: PyValue, value: PyValue): void {
    this.#entries ??= new KeyTable();
    const hash = hashable(key);
    this.#entries.set(hash, [this.#entries.get(hash)?.[0] ?? key, value]);
  }

  /** The value under a string. */
  get(key: string): PyValue | undefined {
    return this.entries.get(key)?.[1];
  }
}

/**
 * What becomes of a call: what a function gives for these arguments, `object` if the call itself stands for a plain value,
 * or null for what may be named but not called.
 */
export type PyCall = ((args: readonly PyValue[]) => PyValue) | "object" | null;

/** A class or function that a pickle may name. */
export class PyGlobal {
  constructor(
    readonly module: string,
    readonly name: string,
    readonly call: PyCall,
    /** Whether nothing is known of it but the name. */
    readonly isUnknown = false,
  ) {}
}

/** What a call would make that is not done. */
export class PyObject {
  /** What Python would set it to; undefined if nothing. */
  state: PyValue | undefined = undefined;
  /** What Python would append to it, and set in it; null if nothing. */
  items: PyList | null = null;
  entries: PyDict | null = null;

  constructor(
    readonly callable: PyGlobal | PyObject,
    readonly args: PyTuple,
    /** Whether the class's `__new__` would make it. */
    readonly isNew: boolean,
  ) {}
}

/** A class or function that a pickle may not use. */
export class PyForbidden {
  constructor(
    readonly module: string,
    readonly name: string,
    readonly offset: number,
  ) {}
}

/** What is wrong with a pickle, before the place is known. */
export class PickleProblem extends Error {
  constructor(
    readonly problem: "corrupt" | "refused" | "unsupported",
    message: string,
  ) {
    super(message);
  }
}

/** A pickle that ends too early, as far as its bytes are known. */
export class PickleTruncated extends PickleProblem {
  constructor(missing: number) {
    super("corrupt", `the pickle ends before ${missing} bytes that belong here`);
  }
}

/** What a key is found by: equal numbers are one key whatever their type, strings go by their text. */
export function hashable(key: PyValue): unknown {
  if (key instanceof PyString) return key.value;
  if (key instanceof PyFloat) return isLarge(key.value) ? BigInt(key.value) : key.value;
  if (typeof key === "boolean") return Number(key);
  if (key instanceof PyList || key instanceof PyDict || (key instanceof PySet && !(key instanceof PyFrozenSet))) {
    throw new PickleProblem("corrupt", `unhashable type: '${typeName(key)}'`);
  }
  return key;
}

/** Beyond these doubles hold no odd ints, which are bigints here. */
function isLarge(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** Python's name of a value's type. */
export function typeName(value: PyValue): string {
  if (value === null) return "NoneType";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number" || typeof value === "bigint") return "int";
  if (value instanceof PyFloat) return "float";
  if (value instanceof PyString) return "str";
  if (value instanceof PyList) return "list";
  if (value instanceof PyTuple) return "tuple";
  if (value instanceof PyFrozenSet) return "frozenset";
  if (value instanceof PySet) return "set";
  if (value instanceof PyDict) return value.kind;
  if (value instanceof PyGlobal || value instanceof PyForbidden) return printable(`${value.module}.${value.name}`);
  if (value instanceof PyObject) return typeName(value.callable);
  if (value instanceof Uint8Array) return "bytes";
  return value.constructor.name;
}

/** A short Python-like text of a value, for messages about what a file wanted to run. */
export function describe(value: PyValue, depth = 2): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" || typeof value === "bigint") return printable(String(value));
  if (value instanceof PyFloat) return String(value.value);
  if (value instanceof PyString) return quoted(value.value);
  if (value instanceof PyGlobal || value instanceof PyForbidden) return printable(`${value.module}.${value.name}`);
  if (value instanceof PyTuple) return `(${describeAll(value.items, depth)}${value.items.length === 1 ? "," : ""})`;
  if (value instanceof PyList) return `[${describeAll(value.items, depth)}]`;
  return `<${typeName(value)}>`;
}

/** The texts of several values, at most four of them. */
export function describeAll(items: readonly PyValue[], depth = 2): string {
  if (items.length > 0 && depth === 0) return "…";
  const texts = items.slice(0, 4).map((item) => describe(item, depth - 1));
  return items.length > 4 ? `${texts.join(", ")}, …` : texts.join(", ");
}
