import { Parameter } from "../../nn/parameter.ts";
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
import { reprFloat } from "../../python/text.ts";
import { SparseTensor } from "../../tensor/sparse.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { JSON_MEMORY, KEY_MEMORY, MOST_MEMORY } from "../memory.ts";
import { pathTo } from "../names.ts";
import { NumpyArray } from "../objects/numpy.ts";
import { isModuleTable, type PythonObject, PythonScalar, reductionOf } from "../objects/pythonObject.ts";
import { isFloatKey } from "../pickle/identity.ts";
import { type KeyRole, MAX_DEPTH } from "../pickle/pythonPickler.ts";
import { ByteArray, Complex, Device, FrozenSet, Layout, PythonName, tensorExtras } from "../torch/objects.ts";
import { savingProblem } from "../torch/savable.ts";
import { toBase64 } from "./base64.ts";
import { PythonKeys } from "./keys.ts";

/*
 * Python's values as JSON, for files that have no place for them: safetensors' metadata, and JSON itself. What JSON has
 * stands for itself: null, true, false, strings, ints that a double holds exactly, and arrays for lists. All else is an
 * object whose first entry names its type:
 *
 *     {"float": "0.001"}            Python's repr, which reads back exactly
 *     {"int": "1208925819614629174706176"}
 *     {"dict": [[key, value], ...]}, and so "OrderedDict" (with "attributes"), "Counter", "defaultdict" (with "factory")
 *     {"tuple": [...]}, {"same": n} for the n-th tuple of scalars once more, {"size": [...]}, {"set": [...]}, {"frozenset": [...]}
 *     {"bytes": base64}, {"bytearray": base64}, {"complex": [real, imag]}
 *     {"name": "torch.float32"}, {"device": "cuda:1"}, {"layout": "torch.strided"}
 *     {"tensor": ...}, {"parameter": ...}, with "requires_grad" where it is not the usual, and "attributes"
 *     {"sparse": [indices, values], "shape": [...], "coalesced": true}
 *     {"object": callable, "args": [...]} for what Python would call, with "new", "items", "entries" and "state" where it has
 *     them: dates, paths, NumPy's scalars and whatever else; {"again": n} for the n-th object once more
 *     {"elements": ...} or {"raw": ...} for the bytes of an array of NumPy's: a tensor of the same type, or of bytes
 */

/** Anything that `JSON.stringify` takes. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Called for a dense tensor with the keys that lead to it, joined by dots; what it returns stands for the tensor. */
export type TensorEncoder = (tensor: Tensor, path: string | null) => Json;

/**
 * Turns a value into JSON.
 * @throws TypeError for a value of no known type, RangeError for containers that contain themselves
 */
export function encodeStructure(value: unknown, encodeTensor: TensorEncoder): Json {
  return new Encoder(encodeTensor).encode(value, null, null);
}

/** Whether a tuple has no containers in it, and may be referred to: groups share their `betas`. */
export function isFlat(tuple: Tuple): boolean {
  return tuple.length > 0 && tuple.every((item) => typeof item !== "object" || item === null);
}

class Encoder {
  readonly #encodeTensor: TensorEncoder;
  readonly #parents: object[] = [];
  /** What the JSON takes, by estimate. */
  #memory = 0;
  /** The keys that lead to what is being encoded, from the outside in, each with those before it. */
  readonly #paths: string[] = [];
  readonly #tuples = new Map<Tuple, number>();
  readonly #keys = new PythonKeys({ frozenSets: () => true });
  readonly #objects = new Map<object, number>();
  /** The objects whose attributes a dict holds. */
  readonly #owners = new Map<Dict, PythonObject>();

  constructor(encodeTensor: TensorEncoder) {
    this.#encodeTensor = encodeTensor;
  }

  /** The value that stands in `container` under `key`. */
  encode(value: unknown, container: object | null, key: unknown): Json {
    this.#take(JSON_MEMORY.item);
    // A text is there in the value, in the JSON and in the file's bytes.
    if (typeof value === "string") this.#take(JSON_MEMORY.string + 3 * value.length);
    const scalar = container === null ? undefined : scalarAt(container, "value", key, value);
    if (scalar instanceof PythonScalar) return this.#pythonObject(scalar.reduction, scalar.reduction);
    if (value === null || typeof value === "boolean" || typeof value === "string") return value;
    if (typeof value === "number") {
      const isFloat = !Number.isSafeInteger(value) || isPythonFloat(value, container ?? undefined, key);
      return isFloat ? { float: reprFloat(value) } : value;
    }
    if (typeof value === "bigint") return { int: String(value) };
    if (typeof value !== "object") throw this.#unsupported(`a ${typeof value}`);
    return this.#object(value);
  }

  #step(value: unknown, name: string, container: object | null, key: unknown): Json {
    this.#paths.push(pathTo(this.#path, name));
    const json = this.encode(value, container, key);
    this.#paths.pop();
    return json;
  }

  #object(value: object): Json {
    const problem = savingProblem(value);
    if (problem !== null) throw this.#unsupported(`a ${value.constructor.name} that ${problem}`);
    if (value instanceof Tensor) return this.#tensor(value);
    const reduction = reductionOf(value);
    if (reduction !== undefined) return this.#pythonObject(reduction, value);
    return encodeObject(value) ?? this.#container(value);
  }

  #container(value: object): Json {
    if (this.#parents.includes(value)) throw new RangeError(`cannot save data that contain themselves${this.#place()}`);
    return this.#within(value, () => this.#contents(value));
  }

  #within(container: object, encode: () => Json): Json {
    if (this.#parents.length >= MAX_DEPTH) {
      throw new RangeError(`cannot save containers nested more than ${MAX_DEPTH} deep`);
    }
    this.#take(JSON_MEMORY.object + JSON_MEMORY.array);
    this.#parents.push(container);
    const json = encode();
    this.#parents.pop();
    return json;
  }

  /** @param value what is made of the object, which it may be itself */
  #pythonObject(object: PythonObject, value: object): Json {
    const again = this.#objects.get(value);
    if (again !== undefined) return { again };
    this.#objects.set(value, this.#objects.size);
    return this.#within(object, () => {
      const { callable, args, items, entries, state } = object;
      return {
        object: callable instanceof PythonName ? { name: `${callable}` } : this.encode(callable, null, null),
        args: this.#at("args", () => this.#items(args, args)),
        ...(object.how === "new" ? { new: true } : {}),
        ...(items === null ? {} : { items: this.#items(items, items) }),
        ...(entries === null ? {} : { entries: this.encode(entries, null, null) }),
        ...(state === undefined ? {} : { state: this.#state(object, value) }),
      };
    });
  }

  #at(name: string, encode: () => Json[]): Json[] {
    this.#paths.push(pathTo(this.#path, name));
    const json = encode();
    this.#paths.pop();
    return json;
  }

  #state(object: PythonObject, value: object): Json {
    const { state } = object;
    if (!(value instanceof NumpyArray) || value.objects !== null || !(state instanceof Tuple)) {
      if (!object.hasAttributes) return this.#step(state, "state", value, "state");
      if (isDict(state)) this.#owners.set(state, object);
      return this.encode(state, value, "state");
    }
    // An array's elements are a tensor, whose name is the array's.
    const isTyped = value.dtype.torch !== null && value.dtype.torch !== "complex128";
    const tensor = isTyped ? value.toTensor() : NumpyArray.bytes(value.bytes).toTensor();
    const elements = this.#encodeTensor(tensor, this.#path);
    const head = state.slice(0, -1).map((item, i) => this.encode(item, state, i));
    return { tuple: [...head, isTyped ? { elements } : { raw: elements }] };
  }

  #contents(value: object): Json {
    if (value instanceof Size) return { size: [...value] };
    if (value instanceof Tuple) return this.#tuple(value);
    if (Array.isArray(value)) return this.#items(value, value);
    if (value instanceof Set) this.#checkKeys(value, "an item of a set");
    if (value instanceof FrozenSet) return { frozenset: this.#items(value, value) };
    if (value instanceof Set) return { set: this.#items(value, value) };
    if (value instanceof OrderedDict) {
      const json = { OrderedDict: this.#entries(value) };
      return value.attributes.size === 0 ? json : { ...json, attributes: this.#entries(value.attributes) };
    }
    if (value instanceof Counter) return { Counter: this.#entries(value) };
    if (value instanceof DefaultDict) return { defaultdict: this.#entries(value), factory: value.defaultFactory };
    if (isDict(value)) return { dict: this.#entries(value) };
    throw this.#unsupported(`an object of the class ${value.constructor?.name}`);
  }

  #tuple(tuple: Tuple): Json {
    const same = this.#tuples.get(tuple);
    if (same !== undefined) return { same };
    const json = { tuple: this.#items(tuple, tuple) };
    if (isFlat(tuple)) this.#tuples.set(tuple, this.#tuples.size);
    return json;
  }

  #items(list: Iterable<unknown>, container: object): Json[] {
    return Array.from(list, (item, index) => {
      if (container instanceof Set) this.#take(KEY_MEMORY);
      return this.#step(item, String(index), container, container instanceof Set ? item : index);
    });
  }

  #entries(container: Dict): Json[] {
    if (container instanceof Map) this.#checkKeys(container.keys(), "a key of a dict");
    return dictEntries(container).map(([key, value]) => {
      this.#take(JSON_MEMORY.array + KEY_MEMORY);
      const name = typeof key === "string" || typeof key === "number" ? String(key) : "key";
      // What is in a module's tables counts as its attributes.
      const owner = this.#owners.get(container);
      const isTable = owner !== undefined && isModuleTable(owner, key);
      const keyJson = this.#key(container, key);
      return [keyJson, isTable ? this.encode(value, container, key) : this.#step(value, name, container, key)];
    });
  }

  #key(container: Dict, key: unknown): Json {
    const scalar = scalarAt(container, "key", key, key);
    if (scalar instanceof PythonScalar) return this.#pythonObject(scalar.reduction, scalar.reduction);
    const isFloat = typeof key === "number" && isFloatKey(container, key);
    return isFloat ? { float: reprFloat(key) } : this.encode(key, null, null);
  }

  #tensor(tensor: Tensor): Json {
    if (tensor instanceof SparseTensor) {
      const parts = [
        this.#step(tensor._indices(), "indices", null, 0),
        this.#step(tensor._values(), "values", null, 1),
      ];
      return { sparse: parts, shape: [...tensor.shape], coalesced: tensor.isCoalesced() };
    }
    const json = this.#encodeTensor(tensor, this.#path);
    const { requiresGrad } = tensor;
    const isParameter = tensor instanceof Parameter;
    return {
      [isParameter ? "parameter" : "tensor"]: json,
      ...(requiresGrad === isParameter ? {} : { requires_grad: requiresGrad }),
      ...this.#attributes(tensor),
    };
  }

  /** What Python attached to a tensor. */
  #attributes(tensor: Tensor): { readonly [key: string]: Json } {
    const { attributes, type } = tensorExtras(tensor);
    const named: Readonly<Record<string, Json>> = type instanceof PythonName ? { type: `${type}` } : {};
    if (!isDict(attributes)) {
      return type === undefined ? {} : { ...named, state: this.encode(attributes, tensor, "__dict__") };
    }
    if (dictEntries(attributes).length === 0) return named;
    this.#parents.push(tensor);
    const entries = this.#entries(attributes);
    this.#parents.pop();
    return { ...named, attributes: entries };
  }

  #checkKeys(keys: Iterable<unknown>, what: KeyRole): void {
    this.#keys.check(keys, what, () => this.#place());
  }

  /** Values that share their parts are spelled out each time, which may never end. */
  #take(bytes: number): void {
    this.#memory += bytes;
    if (this.#memory > MOST_MEMORY) throw new RangeError("the values are too many, or their texts too long, for JSON");
  }

  get #path(): string | null {
    return this.#paths.at(-1) ?? null;
  }

  #place(): string {
    return this.#path === null ? "" : ` at ${this.#path}`;
  }

  #unsupported(what: string): TypeError {
    return new TypeError(`cannot save ${what}${this.#place()}`);
  }
}

/** Objects without parts; undefined for all others. */
function encodeObject(value: object): Json | undefined {
  if (value instanceof ByteArray) return { bytearray: toBase64(value) };
  if (value instanceof Uint8Array) return { bytes: toBase64(value) };
  if (value instanceof Complex)
    return { complex: [{ float: reprFloat(value.real) }, { float: reprFloat(value.imag) }] };
  if (value instanceof PythonName) return { name: `${value}` };
  if (value instanceof Device) return { device: `${value}` };
  if (value instanceof Layout) return { layout: value.name };
  return undefined;
}
