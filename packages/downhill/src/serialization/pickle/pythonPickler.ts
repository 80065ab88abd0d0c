import {
  Counter,
  DefaultDict,
  type Dict,
  dictEntries,
  isDict,
  OrderedDict,
  Size,
  Tuple,
} from "../../python/containers.ts";
import { isPythonFloat } from "../../python/floats.ts";
import { scalarAt } from "../../python/scalars.ts";
import { quoted } from "../errors.ts";
import { PythonObject, PythonScalar, reductionOf } from "../objects/pythonObject.ts";
import { PythonName } from "../torch/objects.ts";
import { isExact, isFloatKey, stringIdentity } from "./identity.ts";
import * as op from "./opcodes.ts";
import { PickleWriter } from "./pickleWriter.ts";

/** How many items CPython's pickler hands over at once. */
const BATCH = 1000;

/** How deep containers may lie in each other: what walks over them must not run out of stack. */
export const MAX_DEPTH = 500;

/**
 * How many values may be saved however few bytes they take, where one that is shared counts as often as it occurs: what
 * walks over them must come to an end.
 */
export const MAX_VALUES = 1_000_000;

/** As how many values a string or bytes count, to whoever prints them. */
export function lengthInValues(text: string | Uint8Array): number {
  return 1 + Math.floor(text.length / 16);
}

/** What {@link PythonPickler} has checked. */
export type KeyRole = "a key of a dict" | "an item of a set";

/**
 * Pickles Python's own types as CPython does, to the byte: the order and batches, the memo, the choice of opcodes.
 * What is an object of another kind, the subclass knows.
 */
export abstract class PythonPickler {
  protected readonly out = new PickleWriter();
  /** The containers being written, from the outside in, and the keys that lead inwards. */
  readonly #parents: object[] = [];
  readonly #path: unknown[] = [];
  /** How many values were written, and how many of them in each container. */
  #values = 0;
  readonly #valuesIn = new Map<object, number>();

  /** Writes an object that is neither a list, a tuple, a dict nor a set, and was not written before. */
  protected abstract saveObject(value: object): void;

  /**
   * Makes sure that Python can have these keys in one dict, or these items in one set.
   * @param place where they are, for messages
   * @throws TypeError, RangeError
   */
  protected abstract checkKeys(keys: Iterable<unknown>, what: KeyRole, place: () => string): void;

  /** Writes the value that stands in `container` under `key`. */
  save(value: unknown, container: object | null, key: unknown): void {
    const out = this.out;
    this.#count(typeof value === "string" || value instanceof Uint8Array ? lengthInValues(value) : 1);
    const scalar = container === null ? undefined : scalarAt(container, "value", key, value);
    if (scalar instanceof PythonScalar) this.#object(scalar.reduction);
    else if (value === null) out.op(op.NONE);
    else if (typeof value === "boolean") out.bool(value);
    else if (typeof value === "number") {
      const isFloat = !Number.isSafeInteger(value) || isPythonFloat(value, container ?? undefined, key);
      if (isFloat) out.float(value);
      else out.int(value);
    } else if (typeof value === "bigint") out.int(value);
    else if (typeof value === "string") out.text(value, stringIdentity(value, container, "value", key));
    else if (typeof value === "object") this.#object(value);
    else throw this.unsupported(value);
  }

  #object(value: object): void {
    const parent = this.#parents.indexOf(value);
    // Python could refer back to any container that is not complete yet; what reads it here only through objects.
    if (parent >= 0 && !this.#parents.slice(parent).some((part) => part instanceof PythonObject)) throw this.#cycle();
    if (this.out.get(value)) {
      this.#count(this.#valuesIn.get(value) ?? 0);
      return;
    }
    if (parent >= 0) throw this.#cycle();
    const reduction = reductionOf(value);
    if (reduction !== undefined) this.#within(reduction, () => this.#pythonObject(reduction, value));
    else if (value instanceof Size) this.saveObject(value);
    else if (Array.isArray(value) || isDict(value) || value instanceof Set) this.#container(value);
    else this.saveObject(value);
  }

  /** Whether what is being written belongs to an object that PyTorch's safe loader refuses. */
  protected get isWithinObject(): boolean {
    return this.#parents.some((part) => part instanceof PythonObject);
  }

  #cycle(): RangeError {
    return new RangeError(`cannot save data that contain themselves${this.#place()}`);
  }

  /** Writes the parts of a container. */
  #within(container: object, write: () => void): void {
    if (this.#parents.length >= MAX_DEPTH) {
      throw new RangeError(`cannot save containers nested more than ${MAX_DEPTH} deep`);
    }
    const before = this.#values;
    this.#parents.push(container);
    write();
    this.#parents.pop();
    this.#valuesIn.set(container, this.#values - before);
  }

  #count(values: number): void {
    this.#values += values;
    // Each value that is spelled out takes a byte at least, and whoever reads the file counts those too.
    if (this.#values > MAX_VALUES + this.out.length) {
      throw new RangeError(
        `cannot save values that share their parts so often that they are more than ${MAX_VALUES} in all${this.#place()}`,
      );
    }
  }

  #container(value: unknown[] | Dict | Set<unknown>): void {
    this.#within(value, () => {
      if (value instanceof Tuple) this.#tuple(value);
      else if (Array.isArray(value)) this.#list(value);
      else if (value instanceof Set) this.#set(value);
      else if (value instanceof OrderedDict) this.#orderedDict(value);
      else if (value instanceof Counter) this.#counter(value);
      else if (value instanceof DefaultDict && isExact(value)) this.#defaultDict(value);
      else this.#dict(value);
    });
  }

  /**
   * What Python would call, and the state it would give to the result.
   * @param identity what refers back to it
   */
  #pythonObject(object: PythonObject, identity: object): void {
    const out = this.out;
    const { callable, args, items, entries, state } = object;
    if (callable instanceof PythonName) out.global(callable.module, callable.name);
    else this.saveItem(callable, object, "callable");
    this.saveItem(args, object, "args");
    out.op(object.how === "new" ? op.NEWOBJ : op.REDUCE);
    out.put(identity);
    if (items !== null) this.#iteratedItems(items);
    if (entries !== null) this.#dictItems(entries, true);
    if (state === undefined) return;
    this.saveItem(state, object, "state");
    out.op(op.BUILD);
  }

  protected saveItem(value: unknown, container: object, key: unknown): void {
    this.#path.push(key);
    this.save(value, container, key);
    this.#path.pop();
  }

  #tuple(tuple: Tuple): void {
    this.out.beginTuple(tuple.length);
    for (const [index, item] of tuple.entries()) this.saveItem(item, tuple, index);
    this.out.endTuple(tuple.length, tuple); // Python has one empty tuple, which needs no memo
  }

  #list(list: readonly unknown[]): void {
    const out = this.out;
    out.op(op.EMPTY_LIST);
    out.put(list);
    this.#listItems(list, list);
  }

  #listItems(items: readonly unknown[], container: object): void {
    const keyOf = (index: number) => (container instanceof Set ? items[index] : index);
    if (items.length === 1) {
      this.saveItem(items[0], container, keyOf(0));
      this.out.op(op.APPEND);
      return;
    }
    for (let start = 0; start < items.length; start += BATCH) {
      const end = Math.min(start + BATCH, items.length);
      this.out.op(op.MARK);
      for (let i = start; i < end; i++) this.saveItem(items[i], container, keyOf(i));
      this.out.op(op.APPENDS);
    }
  }

  /** The items of an object that CPython goes through with an iterator: a last one by itself is appended alone. */
  #iteratedItems(items: readonly unknown[]): void {
    for (let start = 0; start < items.length; start += BATCH) {
      const end = Math.min(start + BATCH, items.length);
      const isSingle = end === start + 1;
      if (!isSingle) this.out.op(op.MARK);
      for (let i = start; i < end; i++) this.saveItem(items[i], items, i);
      this.out.op(isSingle ? op.APPEND : op.APPENDS);
    }
  }

  #dict(dict: Dict): void {
    this.out.op(op.EMPTY_DICT);
    this.out.put(dict);
    this.#dictItems(dict, false);
  }

  /**
   * @param iterated whether CPython goes through an iterator, as for all but plain dicts: it then writes a last batch of
   *   one as a single SETITEM, and else an empty batch after the last full one
   */
  #dictItems(dict: Dict, iterated: boolean): void {
    const out = this.out;
    const entries = dictEntries(dict);
    if (entries.length === 0) return;
    if (dict instanceof Map) this.checkKeys(dict.keys(), "a key of a dict", () => this.#place());
    const end = iterated ? entries.length : entries.length + 1;
    for (let start = 0; start < end; start += BATCH) {
      const batch = entries.slice(start, start + BATCH);
      const single = batch.length === 1 && (iterated || entries.length === 1);
      if (!single) out.op(op.MARK);
      for (const [key, value] of batch) {
        this.#key(key, dict);
        this.saveItem(value, dict, key);
      }
      out.op(single ? op.SETITEM : op.SETITEMS);
    }
  }

  #key(key: unknown, dict: object): void {
    const scalar = scalarAt(dict, "key", key, key);
    if (scalar instanceof PythonScalar) this.#object(scalar.reduction);
    else if (typeof key === "string") {
      this.#count(lengthInValues(key));
      this.out.text(key, stringIdentity(key, dict, "key", key));
    } else if (typeof key === "number" && isFloatKey(dict, key)) this.out.float(key);
    else this.saveItem(key, {}, key);
  }

  #orderedDict(dict: OrderedDict<unknown, unknown>): void {
    const out = this.out;
    out.global("collections", "OrderedDict");
    out.endTuple(0);
    out.op(op.REDUCE);
    out.put(dict);
    this.#dictItems(dict, true);
    if (dict.attributes.size === 0) return;
    for (const name of dict.attributes.keys() as Iterable<unknown>) {
      if (typeof name !== "string") throw this.refused(dict, "has an attribute whose name is no string");
    }
    out.op(op.EMPTY_DICT);
    out.put();
    this.#dictItems(dict.attributes, false);
    out.op(op.BUILD);
  }

  #counter(counter: Counter): void {
    const out = this.out;
    out.global("collections", "Counter");
    out.op(op.EMPTY_DICT);
    out.put();
    this.#dictItems(counter, false);
    out.endTuple(1);
    out.op(op.REDUCE);
    out.put(counter);
  }

  /** As Python writes it, which PyTorch's safe loader refuses. */
  #defaultDict(dict: DefaultDict): void {
    const out = this.out;
    const { defaultFactory } = dict;
    out.global("collections", "defaultdict");
    if (defaultFactory !== null) {
      const point = defaultFactory.lastIndexOf(".");
      const module = point < 0 ? "builtins" : defaultFactory.slice(0, point);
      out.global(module, defaultFactory.slice(point + 1));
    }
    out.endTuple(defaultFactory === null ? 0 : 1);
    out.op(op.REDUCE);
    out.put(dict);
    this.#dictItems(dict, true);
  }

  #set(set: ReadonlySet<unknown>): void {
    const out = this.out;
    this.checkKeys(set, "an item of a set", () => this.#place());
    out.global("builtins", isExact(set) ? "frozenset" : "set");
    out.op(op.EMPTY_LIST);
    out.put();
    this.#listItems([...set], set);
    out.endTuple(1);
    out.op(op.REDUCE);
    out.put(set);
  }

  /** What to throw for a value that can't be saved. */
  protected unsupported(value: unknown): TypeError {
    return new TypeError(`cannot save ${describeType(value)}${this.#place()}`);
  }

  /** What to throw for one of a class that can be saved, but not as it is. */
  protected refused(value: object, problem: string): TypeError {
    return new TypeError(`cannot save a ${value.constructor.name} that ${problem}${this.#place()}`);
  }

  /** Where in the saved object the writer is, for messages. */
  #place(): string {
    if (this.#path.length === 0) return "";
    const step = (key: unknown) =>
      typeof key === "string" ? quoted(key) : typeof key === "object" ? "…" : String(key);
    return ` at ${this.#path.map((key) => `[${step(key)}]`).join("")}`;
  }
}

function describeType(value: unknown): string {
  if (value === undefined) return "undefined (Python's None is null)";
  if (typeof value === "object" && value !== null) {
    const hint = "stateDict" in value ? " (save its stateDict())" : "";
    return `an object of the class ${value.constructor?.name ?? "unknown"}${hint}`;
  }
  return `a ${typeof value}`;
}
