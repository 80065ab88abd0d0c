import { itemSize } from "../../memory/dtype.ts";
import { Parameter } from "../../nn/parameter.ts";
import { Counter, DefaultDict, type Dict, dict, isDict, OrderedDict, Size, Tuple } from "../../python/containers.ts";
import { markFloat } from "../../python/floats.ts";
import { markScalar, type Role } from "../../python/scalars.ts";
import { elementCount } from "../../tensor/shape.ts";
import type { SparseTensor } from "../../tensor/sparse.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { adviceOn } from "../advice.ts";
import type { LoadOptions, PendingArray, Root } from "../contents.ts";
import { FileFormatError, quoted } from "../errors.ts";
import { KEY_MEMORY, MOST_MEMORY, tooLarge } from "../memory.ts";
import { decodeKnown, isKnown } from "../objects/known.ts";
import { NumpyArray, scalarOf } from "../objects/numpy.ts";
import { NumpyDType } from "../objects/numpyDType.ts";
import { attachReduction, PythonObject, type PythonScalar } from "../objects/pythonObject.ts";
import { markExact, markFloatKey } from "../pickle/identity.ts";
import { MAX_DEPTH } from "../pickle/pythonPickler.ts";
import { KeyTable, PickleProblem } from "../pickle/values.ts";
import { isDifferentiable } from "../torch/dtypes.ts";
import { findGlobal, isLayout, toDevice } from "../torch/globals.ts";
import { attachExtras, ByteArray, Complex, FrozenSet, Layout, PythonName } from "../torch/objects.ts";
import { checkIndices, makeSparse } from "../torch/sparse.ts";
import { fromBase64 } from "./base64.ts";
import { isFlat, type Json } from "./encode.ts";
import { PythonKeys } from "./keys.ts";

/** Makes the tensor that a piece of JSON stands for. */
export type TensorDecoder = (json: Json) => Tensor;

/** A value whose tensors' elements may still be missing. */
export interface Decoded {
  readonly root: Root;
  /** Arrays of NumPy's that get their elements from tensors, when those are there. */
  readonly arrays: readonly PendingArray[];
  /**
   * To be called when they are there.
   * @throws FileFormatError for what only the elements tell
   */
  checkElements(): void;
}

/**
 * Turns JSON back into the value it was made from.
 * @throws FileFormatError when it is not what {@link encodeStructure} makes
 */
export function decodeStructure(json: Json, decodeTensor: TensorDecoder, options: LoadOptions = {}): Decoded {
  try {
    const decoder = new Decoder(decodeTensor, options);
    const root: Root = [decoder.decode(json, 0)];
    decoder.note(json, root, "value", 0, root[0]);
    const checkElements = () => {
      for (const tensor of decoder.sparse) checkIndices(tensor);
    };
    return { root, arrays: decoder.arrays, checkElements };
  } catch (error) {
    if (!(error instanceof PickleProblem)) throw error;
    throw new FileFormatError(error.problem, error.message);
  }
}

function corrupt(what: string): FileFormatError {
  return new FileFormatError("corrupt", `the saved structure is damaged: ${what}`);
}

type JsonObject = Readonly<Record<string, Json>>;
type Entry = readonly [key: unknown, value: unknown, keyJson: Json, valueJson: Json];

function isFloatJson(json: Json): boolean {
  return typeof json === "object" && json !== null && !Array.isArray(json) && Object.hasOwn(json, "float");
}

/** An object that may be met again; what its value was made of, if that is a scalar of NumPy's. */
interface Made {
  readonly value: unknown;
  readonly scalar: PythonScalar | null;
}

class Decoder {
  readonly #decodeTensor: TensorDecoder;
  readonly #keepsUnknown: boolean;
  /** The objects in their order; null while one is not complete enough to be referred to. */
  readonly #objects: (Made | null)[] = [];
  /** By the JSON that they were. */
  readonly #scalars = new Map<Json, PythonScalar>();

  /** The tuples that later ones may be the same as, in their order. */
  readonly #tuples: Tuple[] = [];
  /** A parameter for each tensor that is one. */
  readonly #parameters = new Map<Tensor, Parameter>();
  readonly #keys = new PythonKeys({ frozenSets: () => true });

  readonly sparse: SparseTensor[] = [];
  readonly arrays: PendingArray[] = [];
  /** The tensors whose elements belong into the bytes of arrays. */
  readonly #pending = new Map<Uint8Array, Tensor>();

  readonly #memory: number;
  /** Of the memory that keys may take. */
  #left: number;

  constructor(decodeTensor: TensorDecoder, { unknown, maxStructureBytes = MOST_MEMORY }: LoadOptions) {
    this.#decodeTensor = decodeTensor;
    this.#keepsUnknown = unknown === "keep";
    this.#memory = maxStructureBytes;
    this.#left = maxStructureBytes;
  }

  /** Records with a container what the JSON tells of a value or key that JavaScript does not. */
  note(json: Json, container: object, role: Role, key: unknown, value: unknown): void {
    if (isFloatJson(json)) {
      if (role === "value") markFloat(container, key);
      else markFloatKey(container, key);
    }
    const scalar = this.#scalars.get(json);
    if (scalar !== undefined) markScalar(container, role, key, value, scalar);
  }

  decode(json: Json, depth: number): unknown {
    if (depth > MAX_DEPTH) throw corrupt("nested too deeply");
    if (json === null || typeof json !== "object") return json;
    if (Array.isArray(json)) return this.#list(json, depth + 1, (items) => items);
    const object = json as JsonObject;
    const [type = ""] = Object.keys(object);
    return this.#object(type, object[type] ?? null, object, depth + 1);
  }

  /** A list's items, put into a container that remembers which are floats. */
  #list<C extends object>(json: Json, depth: number, make: (items: unknown[]) => C): C {
    if (!Array.isArray(json)) throw corrupt("a list is missing");
    const items = json.map((item: Json) => this.decode(item, depth));
    const container = make(items);
    for (const [index, item] of json.entries()) {
      this.note(item, container, "value", container instanceof Set ? items[index] : index, items[index]);
    }
    return container;
  }

  #entries(json: Json | undefined, depth: number): Entry[] {
    if (!Array.isArray(json)) throw corrupt("entries are missing");
    this.#takeKeys(json);
    const entries = json.map((pair: Json) => {
      if (!Array.isArray(pair) || pair.length !== 2) throw corrupt("an entry is no pair");
      return [this.decode(pair[0], depth), this.decode(pair[1], depth), pair[0], pair[1]] as const;
    });
    this.#checkKeys(entries.map(([key]) => key));
    return entries;
  }

  #set<S extends Set<unknown>>(json: Json, depth: number, make: (items: unknown[]) => S): S {
    this.#takeKeys(json);
    return this.#list(json, depth, (items) => {
      this.#checkKeys(items);
      return make(items);
    });
  }

  #takeKeys(json: Json): void {
    this.#left -= KEY_MEMORY * (Array.isArray(json) ? json.length : 0);
    if (this.#left < 0) throw new FileFormatError("refused", tooLarge("the JSON makes dicts and sets", this.#memory));
  }

  /** Refuses what can't be the keys of one dict or the items of one set, or can't be found among each other quickly. */
  #checkKeys(keys: readonly unknown[]): void {
    const table = new KeyTable<null>();
    for (const key of keys) table.set(this.#identityOf(key), null);
    if (table.size < keys.length) throw corrupt("a dict or a set holds a key twice");
  }

  #identityOf(key: unknown): unknown {
    try {
      return this.#keys.identityOf(key);
    } catch (error) {
      throw corrupt((error as Error).message);
    }
  }

  #object(type: string, body: Json, object: JsonObject, depth: number): unknown {
    switch (type) {
      case "tuple":
        return this.#tuple(body, depth);
      case "same":
        if (typeof body !== "number" || this.#tuples[body] === undefined) throw corrupt("a tuple that is not there");
        return this.#tuples[body];
      case "size":
        return this.#list(body, depth, toSize);
      case "set":
        return this.#set(body, depth, (items) => new Set(items));
      case "frozenset":
        return this.#exact(this.#set(body, depth, (items) => new FrozenSet(items)));
      case "complex":
        return this.#list(body, depth, toComplex);
      case "dict": {
        const entries = this.#entries(body, depth);
        return this.#marked(dict(entries.map(([key, value]) => [key, value])), entries);
      }
      case "OrderedDict": {
        const target = this.#filled(new OrderedDict<unknown, unknown>(), this.#entries(body, depth));
        if (object.attributes !== undefined) {
          this.#filled(target.attributes as Map<unknown, unknown>, this.#entries(object.attributes, depth));
        }
        return target;
      }
      case "Counter":
        return this.#filled(new Counter<unknown>() as Map<unknown, unknown>, this.#entries(body, depth));
      case "defaultdict": {
        const { factory } = object;
        const target = new DefaultDict(typeof factory === "string" ? factory : null);
        return this.#exact(this.#filled(target, this.#entries(body, depth)));
      }
      case "tensor":
      case "parameter":
        return this.#tensor(type, this.#decodeTensor(body), object, depth);
      case "sparse":
        return this.#sparse(body, object, depth);
      case "object":
        return this.#pythonObject(body, object, depth);
      case "again":
        return this.#again(body, object);
      case "name":
        return this.#name(body);
      default: {
        const value = decodeScalar(type, body);
        const isEmpty = value instanceof Uint8Array && value.length === 0 && !(value instanceof ByteArray);
        return isEmpty ? this.#exact(value) : value;
      }
    }
  }

  /** Whoever keeps all has it written as it was, too. */
  #exact<V extends object>(value: V): V {
    if (this.#keepsUnknown) markExact(value);
    return value;
  }

  #name(body: Json): PythonName {
    if (typeof body !== "string") throw corrupt("a name is none");
    const point = body.lastIndexOf(".");
    const name = new PythonName(body.slice(0, point), body.slice(point + 1));
    if (findGlobal(name.module, name.name) === null && !this.#keepsUnknown) throw unknownName(body);
    markExact(name); // whatever it is, its file had it
    return name;
  }

  /** An object met once more. */
  #again(body: Json, json: Json): unknown {
    const made = typeof body === "number" ? this.#objects[body] : undefined;
    if (made === undefined || made === null) throw corrupt("an object that is not there");
    if (made.scalar !== null) this.#scalars.set(json, made.scalar);
    return made.value;
  }

  #pythonObject(body: Json, json: JsonObject, depth: number): unknown {
    const index = this.#objects.push(null) - 1;
    const { args, items, entries, state } = json;
    const callable = isNamed(body) ? this.#callable(body.name) : this.decode(body, depth);
    if (!(callable instanceof PythonName || callable instanceof PythonObject))
      throw corrupt("an object without a class");
    const isKnownCall = callable instanceof PythonName && isKnown(callable.module, callable.name);
    if (!isKnownCall && !this.#keepsUnknown) throw unknownName(String(callable));
    const how = json.new === true ? "new" : "call";
    const object = new PythonObject(callable, this.#list(args, depth, Tuple.from), { how });
    if (!isKnownCall) this.#objects[index] = { value: object, scalar: null };
    if (items !== undefined) object.items = this.#list(items, depth, (list) => list);
    if (entries !== undefined) {
      const dict = this.decode(entries, depth);
      if (!isDict(dict)) throw corrupt("the entries of an object are no dict");
      object.entries = dict;
    }
    if (state !== undefined) {
      object.state = isKnownCall ? this.#arrayState(state, depth) : this.decode(state, depth);
      this.note(state, object, "value", "state", object.state);
    }
    return isKnownCall ? this.#plain(object, index, json) : object;
  }

  /** The class of an object, which has to be a known one unless all are kept. */
  #callable(name: Json): PythonName {
    if (typeof name !== "string") throw corrupt("a name is none");
    const point = name.lastIndexOf(".");
    return new PythonName(name.slice(0, point), name.slice(point + 1));
  }

  #plain(object: PythonObject, index: number, json: Json): unknown {
    let value: unknown;
    try {
      value = decodeKnown(object);
    } catch (error) {
      if (!this.#keepsUnknown || !(error instanceof PickleProblem) || error.problem === "corrupt") throw error;
      value = object;
    }
    const isObject = typeof value === "object" && value !== null;
    const scalar = isObject ? null : scalarOf(value, object);
    if (isObject && value !== object) attachReduction(value as object, object);
    const tensor = value instanceof NumpyArray ? this.#pending.get(value.bytes) : undefined;
    if (tensor !== undefined) this.arrays.push({ array: value as NumpyArray, tensor });
    if (scalar !== null) this.#scalars.set(json, scalar);
    this.#objects[index] = { value, scalar };
    return value;
  }

  /** The state of an array of NumPy's, whose bytes are a tensor. */
  #arrayState(json: Json, depth: number): unknown {
    const items = typeof json === "object" && json !== null && !Array.isArray(json) ? (json as JsonObject).tuple : null;
    const last = Array.isArray(items) ? (items.at(-1) as Json) : null;
    if (typeof last !== "object" || last === null || Array.isArray(last)) return this.decode(json, depth);
    const { elements, raw } = last as JsonObject;
    if (elements === undefined && raw === undefined) return this.decode(json, depth);
    const state = this.#list((items as Json[]).slice(0, -1), depth, Tuple.from);
    const [, shape, dtype] = state;
    if (!(dtype instanceof NumpyDType) || !Array.isArray(shape)) throw corrupt("an array without a dtype or shape");
    const tensor = this.#decodeTensor(elements ?? raw);
    const needed = elementCount(shape as number[]) * (raw === undefined ? 1 : dtype.itemSize);
    if (tensor.dtype !== (raw === undefined ? dtype.torch : "uint8") || tensor._numel !== needed) {
      throw corrupt("an array whose elements are of another number or type");
    }
    const bytes = new Uint8Array(tensor._numel * itemSize(tensor.dtype));
    this.#pending.set(bytes, tensor);
    state.push(bytes);
    return state;
  }

  #tuple(body: Json, depth: number): Tuple {
    const tuple = this.#list(body, depth, Tuple.from);
    if (isFlat(tuple)) this.#tuples.push(tuple);
    return tuple;
  }

  #tensor(kind: "tensor" | "parameter", tensor: Tensor, object: JsonObject, depth: number): Tensor {
    const { requires_grad: requiresGrad, attributes } = object;
    const wanted = requiresGrad === undefined ? kind === "parameter" : requiresGrad === true;
    if (wanted && !isDifferentiable(tensor.dtype)) throw corrupt(`a tensor of dtype ${tensor.dtype} with a gradient`);
    let result = tensor;
    if (kind === "parameter") {
      const parameter = this.#parameters.get(tensor) ?? new Parameter(tensor, false);
      this.#parameters.set(tensor, parameter);
      result = parameter;
    }
    result._requiresGrad = wanted;
    if (attributes !== undefined) {
      const entries = this.#entries(attributes, depth);
      attachExtras(result, { attributes: this.#marked(dict(entries.map(([key, value]) => [key, value])), entries) });
    } else if (object.state !== undefined) attachExtras(result, { attributes: this.decode(object.state, depth) });
    if (object.type !== undefined) attachExtras(result, { type: this.#name(object.type) });
    return result;
  }

  #marked<C extends Dict>(container: C, entries: readonly Entry[]): C {
    for (const [key, value, keyJson, valueJson] of entries) {
      this.note(keyJson, container, "key", key, key);
      this.note(valueJson, container, "value", key, value);
    }
    return container;
  }

  #filled<M extends Map<unknown, unknown>>(target: M, entries: readonly Entry[]): M {
    for (const [key, value] of entries) target.set(key, value);
    return this.#marked(target, entries);
  }

  #sparse(body: Json, { shape, coalesced }: JsonObject, depth: number): Tensor {
    const [indices, values] = this.#list(body, depth, (items) => items);
    if (!(indices instanceof Tensor) || !(values instanceof Tensor)) throw corrupt("a sparse tensor without its parts");
    const sparse = makeSparse(indices, values, [...this.#list(shape, depth, toSize)], coalesced === true);
    this.sparse.push(sparse);
    return sparse;
  }
}

function isNamed(json: Json): json is { readonly name: Json } {
  return typeof json === "object" && json !== null && Object.hasOwn(json, "name");
}

function unknownName(name: string): FileFormatError {
  const point = name.lastIndexOf(".");
  const advice = adviceOn(name.slice(0, point), name.slice(point + 1));
  return new FileFormatError("refused", `the name ${quoted(name)} is not among the harmless ones: ${advice}`);
}

function toSize(items: unknown[]): Size {
  if (!items.every((item) => Number.isSafeInteger(item) && (item as number) >= 0)) throw corrupt("a size is none");
  return Size.from(items as number[]);
}

function toComplex([real, imag]: unknown[]): Complex {
  if (typeof real !== "number" || typeof imag !== "number") throw corrupt("a complex number is none");
  return new Complex(real, imag);
}

const FLOAT_REPR = /^-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|inf|nan)$/;
const MAX_DIGITS = 2500;

function decodeScalar(type: string, body: Json): unknown {
  if (typeof body !== "string") throw corrupt(`${quoted(type)} is no known type, or has no text`);
  switch (type) {
    case "float":
      if (!FLOAT_REPR.test(body)) throw corrupt(`the float ${quoted(body)} is none`);
      return Number(body.replace("inf", "Infinity").replace("nan", "NaN"));
    case "int":
      if (!/^-?\d+$/.test(body) || body.length > MAX_DIGITS) throw corrupt(`the int ${quoted(body)} is none`);
      return BigInt(body);
    case "bytes":
    case "bytearray": {
      const bytes = fromBase64(body);
      if (bytes === null) throw corrupt("bytes are no Base64");
      return type === "bytes" ? bytes : ByteArray.from(bytes);
    }
    case "device":
      return toDevice(body);
    case "layout":
      if (!isLayout(body)) throw corrupt(`the layout ${quoted(body)} is none`);
      return new Layout(body);
    default:
      throw corrupt(`${quoted(type)} is no known type`);
  }
}
