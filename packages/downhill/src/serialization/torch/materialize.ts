import { Counter, DefaultDict, type Dict, dict, OrderedDict, Size, Tuple } from "../../python/containers.ts";
import { markFloat } from "../../python/floats.ts";
import { markScalar } from "../../python/scalars.ts";
import { SparseTensor } from "../../tensor/sparse.ts";
import { Tensor } from "../../tensor/tensor.ts";
import type { Root } from "../contents.ts";
import { decodeKnown } from "../objects/known.ts";
import { scalarOf } from "../objects/numpy.ts";
import { attachReduction, PythonObject, type PythonScalar } from "../objects/pythonObject.ts";
import { markApart, markExact, markFloatKey, type StringRole, textOf } from "../pickle/identity.ts";
import { lengthInValues, MAX_DEPTH, MAX_VALUES } from "../pickle/pythonPickler.ts";
import {
  KeyTable,
  PickleProblem,
  PyDict,
  PyFloat,
  PyFrozenSet,
  PyGlobal,
  PyList,
  PyObject,
  PySet,
  PyString,
  PyTuple,
  type PyValue,
  typeName,
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

/** A container or object that is not complete yet, and how many others it lies in. */
interface Open {
  readonly value: unknown;
  readonly depth: number;
}

type Convert = (part: PyValue) => unknown;

/**
 * Turns what a pickle built into the values that users see. Containers that are nested too deeply are refused, and so are
 * ones that share their parts so often that walking over them would take forever, or that contain themselves, except by
 * way of an object of an unknown class.
 */
export class Materializer {
  /** Null while an object is being turned. */
  readonly #done = new Map<object, Done | null>();
  /** What may be referred to while it is being turned. */
  readonly #open = new Map<object, Open>();
  /** How many containers the innermost object of an unknown class lies in. */
  #objectDepth = -1;
  /** What scalars of NumPy's were made of. */
  readonly #scalars = new Map<PyObject, PythonScalar>();
  /** The object that stands for all equal strings. */
  readonly #strings: Map<string, PyString> = new Map();
  /** The sparse tensors that were met. */
  readonly sparse: SparseTensor[] = [];

  readonly #maxValues: number;
  readonly #keepsUnknown: boolean;
  readonly #keys = new PythonKeys({ frozenSets: () => true });

  /**
   * @param size of what spells the values out, in bytes: each takes one at least, however many are shared
   * @param constants the strings of PyTorch's own code in the file, which a string of the data may be the same as
   */
  constructor(size: number, keepsUnknown = false, constants: ReadonlyMap<string, PyString> = new Map()) {
    this.#maxValues = MAX_VALUES + size;
    this.#keepsUnknown = keepsUnknown;
    if (keepsUnknown) this.#strings = new Map(constants);
  }

  /** @throws PickleProblem */
  materialize(source: PyValue): Root {
    const root: Root = [this.#convert(source, 0).value];
    this.#note(source, root, "value", 0);
    return root;
  }

  #convert(source: PyValue, depth: number): Done {
    if (typeof source !== "object" || source === null) return { value: source, height: 0, count: 1 };
    if (source instanceof PyFloat) return { value: source.value, height: 0, count: 1 };
    if (source instanceof PyString) return { value: source.value, height: 0, count: lengthInValues(source.value) };
    const known = this.#done.get(source);
    if (known === null) return this.#again(source);
    if (known !== undefined) return known;
    if (depth > MAX_DEPTH) throw new PickleProblem("refused", `containers are nested more than ${MAX_DEPTH} deep`);
    this.#done.set(source, null);
    let height = isContainer(source) ? 1 : 0;
    let count = source instanceof Uint8Array ? lengthInValues(source) : 1;
    const convert = (part: PyValue) => {
      count += part instanceof PyString ? lengthInValues(part.value) : 1;
      if (count > this.#maxValues) {
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
    };
    const value = this.#object(source, convert, depth);
    if (height > MAX_DEPTH) throw new PickleProblem("refused", `containers are nested more than ${MAX_DEPTH} deep`);
    const done = { value, height, count };
    this.#done.set(source, done);
    return done;
  }

  /** Something that is met within itself. */
  #again(source: object): Done {
    const open = this.#open.get(source);
    if (open !== undefined && open.depth <= this.#objectDepth) return { value: open.value, height: 0, count: 1 };
    throw new PickleProblem(
      "refused",
      "the data contain themselves (a cyclic reference): in Python, leave out what leads back",
    );
  }

  #object(source: object, convert: Convert, depth: number): unknown {
    if (source instanceof PyList) {
      const target: unknown[] = [];
      this.#open.set(source, { value: target, depth });
      this.#fill(target, source.items, convert);
      return target;
    }
    if (source instanceof PyTuple) {
      const items = source.items.map(convert);
      const target = source instanceof PySize ? Size.from(items as number[]) : Tuple.from(items);
      for (const [index, item] of source.items.entries()) this.#note(item, target, "value", index);
      return target;
    }
    if (source instanceof PyDict) return this.#dict(source, convert, depth);
    if (source instanceof PySet) {
      const all = [...source.items.values()];
      const converted = all.map(convert);
      const places = this.#distinct(converted, all);
      const items = places?.map(([first]) => all[first]) ?? all;
      const values = places?.map(([first]) => converted[first]) ?? converted;
      const target = source instanceof PyFrozenSet ? new FrozenSet(values) : new Set(values);
      if (source instanceof PyFrozenSet && this.#keepsUnknown) markExact(target);
      for (const [index, item] of items.entries()) this.#note(item, target, "value", values[index]);
      return target;
    }
    if (source instanceof PyGlobal) return this.#name(source);
    if (source instanceof PyObject) return this.#pythonObject(source, convert, depth);
    if (source instanceof StorageReference) return new StorageObject(wholeStorage(source), source.untyped);
    if (source instanceof SparseTensor) this.sparse.push(source);
    if (source instanceof Uint8Array) this.#bytes(source);
    if (source instanceof Tensor) {
      const { attributes, type } = tensorExtras(source);
      if (attributes !== undefined) attachExtras(source, { attributes: convert(attributes as PyValue) });
      if (type !== undefined) attachExtras(source, { type: convert(type as PyValue) });
    }
    return source;
  }

  #bytes(bytes: Uint8Array): void {
    const text = textOf(bytes);
    if (text !== undefined && bytes.length === 1) this.#note(text, bytes, "value", "text");
    if (text === undefined && bytes.length === 0 && this.#keepsUnknown) markExact(bytes); // as Python has it
  }

  #name({ module, name }: PyGlobal): PythonName {
    const result = new PythonName(module, name);
    markExact(result); // whatever it is, its file had it
    return result;
  }

  /** Puts the parts of a list into one that may be referred to meanwhile. */
  #fill(target: unknown[], parts: readonly PyValue[], convert: Convert): void {
    for (const [index, part] of parts.entries()) {
      target.push(convert(part));
      this.#note(part, target, "value", index);
    }
  }

  #dict(source: PyDict, convert: Convert, depth: number): Dict {
    const all = [...source.entries.values()];
    const converted = all.map(([key]) => convert(key));
    const places = this.#distinct(
      converted,
      all.map(([key]) => key),
    );
    const parts = places?.map(([first, last]) => [all[first][0], all[last][1]] as const) ?? all;
    const keys = places?.map(([first]) => converted[first]) ?? converted;
    const target = emptyDict(source, keys);
    if (target instanceof DefaultDict && this.#keepsUnknown) markExact(target);
    this.#open.set(source, { value: target, depth });
    for (const [index, [key, value]] of parts.entries()) {
      const place = keys[index];
      setEntry(target, place, convert(value));
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
   * @param sources what the keys were made of
   * @throws PickleProblem for a key that is or contains something that Python can't have there
   */
  #distinct(
    keys: readonly unknown[],
    sources: readonly PyValue[],
  ): readonly (readonly [first: number, last: number])[] | null {
    const isCompound = (key: unknown) => typeof key === "object" && key !== null;
    if (!keys.some(isCompound) && !sources.some((source) => source instanceof PyObject)) return null;
    const places = new KeyTable<[number, number]>();
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

  /** The plain value that a call stands for, or the call as an object of an unknown class. */
  #pythonObject(source: PyObject, convert: Convert, depth: number): unknown {
    const callable = convert(source.callable);
    if (!(callable instanceof PythonName || callable instanceof PythonObject)) {
      throw new PickleProblem("refused", `the pickle would call a ${typeName(source.callable)}, which nobody can`);
    }
    const args = convert(source.args) as Tuple;
    const object = new PythonObject(callable, args, { how: source.isNew ? "new" : "call" });
    const isKnownCall = source.callable instanceof PyGlobal && source.callable.call === "object";
    if (!isKnownCall) this.#open.set(source, { value: object, depth });
    const outer = this.#objectDepth;
    if (!isKnownCall) this.#objectDepth = depth;
    if (source.items !== null) {
      object.items = [];
      this.#fill(object.items, source.items.items, convert);
    }
    if (source.entries !== null) object.entries = convert(source.entries) as Dict;
    if (source.state !== undefined) {
      object.state = convert(source.state);
      this.#note(source.state, object, "value", "state");
    }
    this.#objectDepth = outer;
    return isKnownCall ? this.#plain(source, object) : object;
  }

  #plain(source: PyObject, object: PythonObject): unknown {
    let value: unknown;
    try {
      value = decodeKnown(object);
    } catch (error) {
      if (this.#keepsUnknown && error instanceof PickleProblem && error.problem !== "corrupt") return object;
      throw error;
    }
    if (typeof value === "object" && value !== null) attachReduction(value, object);
    else this.#scalars.set(source, scalarOf(value, object));
    return value;
  }

  /** Records with a container what JavaScript's numbers and strings don't tell by themselves. */
  #note(part: PyValue, container: object, role: StringRole, key: unknown): void {
    if (part instanceof PyFloat) {
      if (!Number.isInteger(part.value)) return;
      if (role === "value") markFloat(container, key);
      else markFloatKey(container, key);
    } else if (part instanceof PyString) {
      const text = part.value;
      // Of these Python has one each, once it has loaded them: what it saves then is written, unless all is kept as it was.
      if (!this.#keepsUnknown && (text.length === 0 || (text.length === 1 && text.charCodeAt(0) < 256))) return;
      const isFree = this.#keepsUnknown || !CONSTANTS.has(text);
      if (!this.#strings.has(text) && isFree) this.#strings.set(text, part);
      else if (this.#strings.get(text) !== part) markApart(container, role, key, part);
    } else if (part instanceof PyObject) {
      const scalar = this.#scalars.get(part);
      if (scalar === undefined) return;
      markScalar(container, role, key, this.#done.get(part)?.value, scalar);
    }
  }
}

function isContainer(source: object): boolean {
  return [PyList, PyTuple, PyDict, PySet].some((type) => source instanceof type);
}

function emptyDict(source: PyDict, keys: readonly unknown[]): Dict {
  if (source.kind === "dict") return dict(keys.map((key) => [key, null] as const));
  if (source.kind === "defaultdict") return new DefaultDict(source.defaultFactory);
  return source.kind === "Counter" ? new Counter() : new OrderedDict<unknown, unknown>();
}

function setEntry(target: Dict, key: unknown, value: unknown): void {
  if (target instanceof Map) target.set(key, value);
  else target[key as string] = value;
}
