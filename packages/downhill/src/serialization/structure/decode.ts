import { Parameter } from "../../nn/parameter.ts";
import { Counter, DefaultDict, type Dict, dict, OrderedDict, Size, Tuple } from "../../python/containers.ts";
import { markFloat } from "../../python/floats.ts";
import type { SparseTensor } from "../../tensor/sparse.ts";
import { Tensor } from "../../tensor/tensor.ts";
import type { Root } from "../contents.ts";
import { FileFormatError, quoted } from "../errors.ts";
import { markFloatKey } from "../pickle/identity.ts";
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
export function decodeStructure(json: Json, decodeTensor: TensorDecoder): Decoded {
  try {
    const decoder = new Decoder(decodeTensor);
    const root: Root = [decoder.decode(json, 0)];
    if (isFloatJson(json)) markFloat(root, 0);
    const checkElements = () => {
      for (const tensor of decoder.sparse) checkIndices(tensor);
    };
    return { root, checkElements };
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

class Decoder {
  readonly #decodeTensor: TensorDecoder;

  /** The tuples that later ones may be the same as, in their order. */
  readonly #tuples: Tuple[] = [];
  /** A parameter for each tensor that is one. */
  readonly #parameters = new Map<Tensor, Parameter>();
  readonly #keys = new PythonKeys({ frozenSets: true });

  readonly sparse: SparseTensor[] = [];

  constructor(decodeTensor: TensorDecoder) {
    this.#decodeTensor = decodeTensor;
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
      if (isFloatJson(item)) markFloat(container, container instanceof Set ? items[index] : index);
    }
    return container;
  }

  #entries(json: Json | undefined, depth: number): Entry[] {
    if (!Array.isArray(json)) throw corrupt("entries are missing");
    const entries = json.map((pair: Json) => {
      if (!Array.isArray(pair) || pair.length !== 2) throw corrupt("an entry is no pair");
      return [this.decode(pair[0], depth), this.decode(pair[1], depth), pair[0], pair[1]] as const;
    });
    this.#checkKeys(entries.map(([key]) => key));
    return entries;
  }

  #set<S extends Set<unknown>>(json: Json, depth: number, make: (items: unknown[]) => S): S {
    return this.#list(json, depth, (items) => {
      this.#checkKeys(items);
      return make(items);
    });
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
        return this.#set(body, depth, (items) => new FrozenSet(items));
      case "complex":
        return this.#list(body, depth, toComplex);
      case "dict": {
        const entries = this.#entries(body, depth);
        return marked(dict(entries.map(([key, value]) => [key, value])), entries);
      }
      case "OrderedDict": {
        const target = filled(new OrderedDict<unknown, unknown>(), this.#entries(body, depth));
        if (object.attributes !== undefined) {
          filled(target.attributes as Map<unknown, unknown>, this.#entries(object.attributes, depth));
        }
        return target;
      }
      case "Counter":
        return filled(new Counter<unknown>() as Map<unknown, unknown>, this.#entries(body, depth));
      case "defaultdict": {
        const { factory } = object;
        return filled(new DefaultDict(typeof factory === "string" ? factory : null), this.#entries(body, depth));
      }
      case "tensor":
      case "parameter":
        return this.#tensor(type, this.#decodeTensor(body), object, depth);
      case "sparse":
        return this.#sparse(body, object, depth);
      default:
        return decodeScalar(type, body);
    }
  }

  #tuple(body: Json, depth: number): Tuple {
    const tuple = this.#list(body, depth, Tuple.from);
    if (isFlat(tuple)) this.#tuples.push(tuple);
    return tuple;
  }

  #tensor(type: "tensor" | "parameter", tensor: Tensor, object: JsonObject, depth: number): Tensor {
    const { requires_grad: requiresGrad, attributes } = object;
    const wanted = requiresGrad === undefined ? type === "parameter" : requiresGrad === true;
    if (wanted && !isDifferentiable(tensor.dtype)) throw corrupt(`a tensor of dtype ${tensor.dtype} with a gradient`);
    let result = tensor;
    if (type === "parameter") {
      const parameter = this.#parameters.get(tensor) ?? new Parameter(tensor, false);
      this.#parameters.set(tensor, parameter);
      result = parameter;
    }
    result._requiresGrad = wanted;
    if (attributes !== undefined) {
      const entries = this.#entries(attributes, depth);
      attachExtras(result, { attributes: marked(dict(entries.map(([key, value]) => [key, value])), entries) });
    }
    return result;
  }

  #sparse(body: Json, { shape, coalesced }: JsonObject, depth: number): Tensor {
    const [indices, values] = this.#list(body, depth, (items) => items);
    if (!(indices instanceof Tensor) || !(values instanceof Tensor)) throw corrupt("a sparse tensor without its parts");
    const sparse = makeSparse(indices, values, [...this.#list(shape, depth, toSize)], coalesced === true);
    this.sparse.push(sparse);
    return sparse;
  }
}

function marked<C extends Dict>(container: C, entries: readonly Entry[]): C {
  for (const [key, , keyJson, valueJson] of entries) {
    if (isFloatJson(keyJson)) markFloatKey(container, key);
    if (isFloatJson(valueJson)) markFloat(container, key);
  }
  return container;
}

function filled<M extends Map<unknown, unknown>>(target: M, entries: readonly Entry[]): M {
  for (const [key, value] of entries) target.set(key, value);
  return marked(target, entries);
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
    case "name": {
      const point = body.lastIndexOf(".");
      const [module, name] = [body.slice(0, point), body.slice(point + 1)];
      if (findGlobal(module, name) === null) throw corrupt(`the name ${quoted(body)} is not among the harmless ones`);
      return new PythonName(module, name);
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
