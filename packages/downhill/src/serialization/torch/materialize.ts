import { Counter, DefaultDict, type Dict, dict, OrderedDict, Size, Tuple } from "../../python/containers.ts";
import { markFloat } from "../../python/floats.ts";
import { SparseTensor } from "../../tensor/sparse.ts";
import { Tensor } from "../../tensor/tensor.ts";
import type { Root } from "../contents.ts";
import { markApart, markFloatKey, type StringRole } from "../pickle/identity.ts";
import { MAX_DEPTH, MAX_VALUES } from "../pickle/pythonPickler.ts";
import {
  PickleProblem,
  PyDict,
  PyFloat,
  PyFrozenSet,
  PyGlobal,
  PyList,
  PySet,
  PyString,
  PyTuple,
  type PyValue,
} from "../pickle/values.ts";
import { PythonKeys } from "../structure/keys.ts";
import { PySize } from "./globals.ts";
import { attachExtras, FrozenSet, PythonName, tensorExtras } from "./objects.ts";
import { wholeStorage } from "./rebuild.ts";
import { StorageReference } from "./storages.ts";
import { StorageObject } from "./tensorObjects.ts";

/** Strings of PyTorch's own code in every file; a string that was loaded is never the same object. */
const CONSTANTS: ReadonlySet<string> = new Set(["storage", "cpu", "latin1"]);

/** A value with what it takes to walk over it. */
interface Done {
  readonly value: unknown;
  /** How many containers lie in each other. */
  readonly height: number;
  readonly count: number;
}

/**
 * Turns what a pickle built into the values that users see. Containers that contain themselves are refused, and so are
 * ones that are nested too deeply or share their parts so often that walking over them would take forever.
 */
export class Materializer {
  /** Null while an object is being turned. */
  readonly #done = new Map<object, Done | null>();
  /** The object that stands for all equal strings. */
  readonly #strings = new Map<string, PyString>();
  /** The sparse tensors that were met. */
  readonly sparse: SparseTensor[] = [];

  readonly #maxValues: number;
  readonly #keys = new PythonKeys({ frozenSets: true });

  constructor(fileSize: number) {
    this.#maxValues = MAX_VALUES + fileSize; // a value that is spelled out takes a byte at least
  }

  /** @throws PickleProblem */
  materialize(source: PyValue): Root {
    const root: Root = [this.#convert(source, 0).value];
    this.#note(source, root, "value", 0);
    return root;
  }

  #convert(source: PyValue, depth: number): Done {
    if (typeof source !== "object" || source === null) return { value: source, height: 0, count: 1 };
    if (source instanceof PyFloat || source instanceof PyString) return { value: source.value, height: 0, count: 1 };
    const known = this.#done.get(source);
    if (known === null) throw new PickleProblem("refused", "the data contain themselves (a cyclic reference)");
    if (known !== undefined) return known;
    if (depth > MAX_DEPTH) throw new PickleProblem("refused", `containers are nested more than ${MAX_DEPTH} deep`);
    this.#done.set(source, null);
    let height = isContainer(source) ? 1 : 0;
    let count = 1;
    const value = this.#object(source, (part) => {
      if (++count > this.#maxValues) {
        throw new PickleProblem(
          "refused",
          `containers that share their parts hold more than ${this.#maxValues} values`,
        );
      }
      if (typeof part !== "object" || part === null) return part;
      if (part instanceof PyFloat || part instanceof PyString) return part.value;
      const done = this.#convert(part, depth + 1);
      height = Math.max(height, done.height + 1);
      count += done.count - 1;
      return done.value;
    });
    if (height > MAX_DEPTH) throw new PickleProblem("refused", `containers are nested more than ${MAX_DEPTH} deep`);
    const done = { value, height, count };
    this.#done.set(source, done);
    return done;
  }

  #object(source: object, convert: (part: PyValue) => unknown): unknown {
    if (source instanceof PyTuple || source instanceof PyList) {
      const items = source.items.map(convert);
      const target = source instanceof PyList ? items : this.#tuple(source, items);
      for (const [index, item] of source.items.entries()) this.#note(item, target, "value", index);
      return target;
    }
    if (source instanceof PyDict) return this.#dict(source, convert);
    if (source instanceof PySet) {
      const all = [...source.items.values()];
      const converted = all.map(convert);
      const places = this.#distinct(converted);
      const items = places?.map(([first]) => all[first]) ?? all;
      const values = places?.map(([first]) => converted[first]) ?? converted;
      const target = source instanceof PyFrozenSet ? new FrozenSet(values) : new Set(values);
      for (const [index, item] of items.entries()) this.#note(item, target, "value", values[index]);
      return target;
    }
    if (source instanceof PyGlobal) return new PythonName(source.module, source.name);
    if (source instanceof StorageReference) return new StorageObject(wholeStorage(source), source.untyped);
    if (source instanceof SparseTensor) this.sparse.push(source);
    if (source instanceof Tensor) {
      const { attributes } = tensorExtras(source);
      if (attributes !== undefined) attachExtras(source, { attributes: convert(attributes as PyValue) });
    }
    return source;
  }

  #tuple(source: PyTuple, items: unknown[]): Tuple {
    return source instanceof PySize ? Size.from(items as number[]) : Tuple.from(items);
  }

  #dict(source: PyDict, convert: (part: PyValue) => unknown): Dict {
    const all = [...source.entries.values()];
    const converted = all.map(([key, value]) => [convert(key), convert(value)] as const);
    const places = this.#distinct(converted.map(([key]) => key));
    const parts = places?.map(([first, last]) => [all[first][0], all[last][1]] as const) ?? all;
    const entries = places?.map(([first, last]) => [converted[first][0], converted[last][1]] as const) ?? converted;
    const target = makeDict(source, entries);
    for (const [index, [key, value]] of parts.entries()) {
      const [place] = entries[index];
      this.#note(key, target, "key", place);
      this.#note(value, target, "value", place);
    }
    if (target instanceof OrderedDict && source.attributes !== null) {
      for (const [key, value] of source.attributes.entries.values()) {
        const name = convert(key) as string;
        target.attributes.set(name, convert(value));
        this.#note(key, target.attributes, "key", name);
        this.#note(value, target.attributes, "value", name);
      }
    }
    return target;
  }

  /**
   * Where each of the keys that Python tells from one another is first and last; null if all are distinct already, as
   * numbers and strings are.
   * @throws PickleProblem for a key that is or contains something that Python can't have there
   */
  #distinct(keys: readonly unknown[]): readonly (readonly [first: number, last: number])[] | null {
    if (!keys.some((key) => typeof key === "object" && key !== null)) return null;
    const places = new Map<unknown, [number, number]>();
    for (const [i, key] of keys.entries()) {
      const identity = this.#identityOf(key);
      const place = places.get(identity);
      if (place === undefined) places.set(identity, [i, i]);
      else place[1] = i;
    }
    return [...places.values()];
  }

  #identityOf(key: unknown): unknown {
    try {
      return this.#keys.identityOf(key);
    } catch (error) {
      throw new PickleProblem(error instanceof RangeError ? "refused" : "corrupt", (error as Error).message);
    }
  }

  /** Records with a container what JavaScript's numbers and strings don't tell by themselves. */
  #note(part: PyValue, container: object, role: StringRole, key: unknown): void {
    if (part instanceof PyFloat) {
      if (!Number.isInteger(part.value)) return;
      if (role === "value") markFloat(container, key);
      else markFloatKey(container, key);
    } else if (part instanceof PyString) {
      const text = part.value;
      if (text.length === 0 || (text.length === 1 && text.charCodeAt(0) < 256)) return; // Python has one of each
      if (!this.#strings.has(text) && !CONSTANTS.has(text)) this.#strings.set(text, part);
      else if (this.#strings.get(text) !== part) markApart(container, role, key, part);
    }
  }
}

function isContainer(source: object): boolean {
  return [PyList, PyTuple, PyDict, PySet].some((type) => source instanceof type);
}

function makeDict(source: PyDict, entries: readonly (readonly [unknown, unknown])[]): Dict {
  if (source.kind === "dict") return dict(entries);
  if (source.kind === "defaultdict") return new DefaultDict(source.defaultFactory, entries);
  if (source.kind === "Counter") return new Counter(entries as [unknown, number][]);
  const target = new OrderedDict<unknown, unknown>();
  for (const [key, value] of entries) target.set(key, value);
  return target;
}
