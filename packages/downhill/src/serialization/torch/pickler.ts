import type { Storage } from "../../memory/storage.ts";
import { Parameter } from "../../nn/parameter.ts";
import { Counter, type Dict, dictEntries, isDict, OrderedDict, Size, Tuple } from "../../python/containers.ts";
import { isPythonFloat } from "../../python/floats.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { decodeLatin1 } from "../pickle/bytesReader.ts";
import * as op from "../pickle/opcodes.ts";
import { PickleWriter } from "../pickle/pickleWriter.ts";
import { type FileDType, fileItemSize, storageClass } from "./dtypes.ts";
import { isFloatKey, stringIdentity } from "./identity.ts";
import { MAX_DEPTH } from "./materialize.ts";
import {
  ByteArray,
  Complex,
  Device,
  Layout,
  MetaTensor,
  NestedTensor,
  PythonName,
  QuantizedTensor,
  SparseCompressedTensor,
  StorageObject,
  tensorExtras,
} from "./objects.ts";
import { storageIdentity } from "./storages.ts";

/** How many items CPython's pickler hands over at once. */
const BATCH = 1000;

/** What a pickle leaves outside itself: the storages, in the order of their keys "0", "1", ... */
export interface TorchPickle {
  readonly bytes: Uint8Array;
  readonly storages: readonly Storage[];
}

/**
 * Pickles an object as `torch.save` does, to the byte: the order and batches of CPython's pickler, its memo, and
 * PyTorch's way to take tensors apart.
 *
 * @throws TypeError for a value that has no counterpart in Python, RangeError for containers that contain themselves or
 *   are nested too deeply; both name the place.
 */
export function pickleTorch(value: unknown): TorchPickle {
  const pickler = new TorchPickler();
  pickler.save(value, null, undefined);
  return pickler.finish();
}

class TorchPickler {
  readonly #out = new PickleWriter();
  readonly #storages: Storage[] = [];
  /** Numbers of storages by what makes them one. */
  readonly #keys = new Map<object, number>();
  /** Identities of the storages' keys, which are strings of their own. */
  readonly #keyIdentities: object[] = [];
  /** The containers being written, from the outside in, with the keys that lead inwards. */
  readonly #parents: object[] = [];
  readonly #path: unknown[] = [];

  finish(): TorchPickle {
    return { bytes: this.#out.finish(), storages: this.#storages };
  }

  /** Writes the value that stands in `container` under `key`. */
  save(value: unknown, container: object | null, key: unknown): void {
    const out = this.#out;
    if (value === null) out.op(op.NONE);
    else if (typeof value === "boolean") out.bool(value);
    else if (typeof value === "number") {
      const isFloat = !Number.isSafeInteger(value) || isPythonFloat(value, container ?? undefined, key);
      if (isFloat) out.float(value);
      else out.int(value);
    } else if (typeof value === "bigint") out.int(value);
    else if (typeof value === "string") out.text(value, stringIdentity(value, container, "value", key));
    else if (typeof value === "object") this.#object(value);
    else throw new TypeError(`cannot save ${describeType(value)}${this.#place()}`);
  }

  #object(value: object): void {
    const out = this.#out;
    if (out.get(value)) return;
    if (value instanceof Tensor) this.#tensor(value);
    else if (value instanceof PythonName) out.global(pickledModule(value.module), value.name);
    else if (Array.isArray(value) || isDict(value) || value instanceof Set) this.#container(value);
    else if (value instanceof Uint8Array) this.#bytes(value);
    else this.#torchObject(value);
  }

  #container(value: unknown[] | Dict | Set<unknown>): void {
    if (this.#parents.includes(value)) {
      throw new RangeError(`cannot save data that contain themselves${this.#place()}`);
    }
    if (this.#parents.length >= MAX_DEPTH) {
      throw new RangeError(`cannot save containers nested more than ${MAX_DEPTH} deep`);
    }
    this.#parents.push(value);
    if (value instanceof Size) this.#size(value);
    else if (value instanceof Tuple) this.#tuple(value);
    else if (Array.isArray(value)) this.#list(value);
    else if (value instanceof Set) this.#set(value);
    else if (value instanceof OrderedDict) this.#orderedDict(value);
    else if (value instanceof Counter) this.#counter(value);
    else this.#dict(value);
    this.#parents.pop();
  }

  #item(value: unknown, container: object, key: unknown): void {
    this.#path.push(key);
    this.save(value, container, key);
    this.#path.pop();
  }

  /** A string of PyTorch's own code: the same object wherever it occurs. */
  #constant(text: string): void {
    this.#out.text(text, text);
  }

  #tuple(tuple: Tuple): void {
    this.#out.beginTuple(tuple.length);
    for (const [index, item] of tuple.entries()) this.#item(item, tuple, index);
    this.#out.endTuple(tuple.length, tuple); // Python has one empty tuple, which needs no memo
  }

  /** `torch.Size` is called with a plain tuple. */
  #size(size: Size): void {
    const out = this.#out;
    out.global("torch", "Size");
    out.intTuple(size);
    out.endTuple(1);
    out.op(op.REDUCE);
    out.put(size);
  }

  #list(list: readonly unknown[]): void {
    const out = this.#out;
    out.op(op.EMPTY_LIST);
    out.put(list);
    this.#listItems(list, list);
  }

  #listItems(items: readonly unknown[], container: object): void {
    const keyOf = (index: number) => (container instanceof Set ? items[index] : index);
    if (items.length === 1) {
      this.#item(items[0], container, keyOf(0));
      this.#out.op(op.APPEND);
      return;
    }
    for (let start = 0; start < items.length; start += BATCH) {
      const end = Math.min(start + BATCH, items.length);
      this.#out.op(op.MARK);
      for (let i = start; i < end; i++) this.#item(items[i], container, keyOf(i));
      this.#out.op(op.APPENDS);
    }
  }

  #dict(dict: Dict): void {
    this.#out.op(op.EMPTY_DICT);
    this.#out.put(dict);
    this.#dictItems(dict, false);
  }

  /**
   * @param iterated whether CPython goes through an iterator, as for all but plain dicts: it then writes a last batch of
   *   one as a single SETITEM, and else an empty batch after the last full one
   */
  #dictItems(dict: Dict, iterated: boolean): void {
    const out = this.#out;
    const entries = dictEntries(dict);
    if (entries.length === 0) return;
    const end = iterated ? entries.length : entries.length + 1;
    for (let start = 0; start < end; start += BATCH) {
      const batch = entries.slice(start, start + BATCH);
      const single = batch.length === 1 && (iterated || entries.length === 1);
      if (!single) out.op(op.MARK);
      for (const [key, value] of batch) {
        this.#key(key, dict);
        this.#item(value, dict, key);
      }
      out.op(single ? op.SETITEM : op.SETITEMS);
    }
  }

  #key(key: unknown, dict: object): void {
    if (typeof key === "string") this.#out.text(key, stringIdentity(key, dict, "key", key));
    else if (typeof key === "number" && isFloatKey(dict, key)) this.#out.float(key);
    else this.#item(key, {}, key);
  }

  #orderedDict(dict: OrderedDict<unknown, unknown>): void {
    const out = this.#out;
    out.global("collections", "OrderedDict");
    out.endTuple(0);
    out.op(op.REDUCE);
    out.put(dict);
    this.#dictItems(dict, true);
    if (dict.attributes.size === 0) return;
    out.op(op.EMPTY_DICT);
    out.put();
    this.#dictItems(dict.attributes, false);
    out.op(op.BUILD);
  }

  #counter(counter: Counter): void {
    const out = this.#out;
    out.global("collections", "Counter");
    out.op(op.EMPTY_DICT);
    out.put();
    this.#dictItems(counter, false);
    out.endTuple(1);
    out.op(op.REDUCE);
    out.put(counter);
  }

  #set(set: ReadonlySet<unknown>): void {
    const out = this.#out;
    out.global("__builtin__", "set");
    out.op(op.EMPTY_LIST);
    out.put();
    this.#listItems([...set], set);
    out.endTuple(1);
    out.op(op.REDUCE);
    out.put(set);
  }

  /** Python 3 pickles bytes as text, one character a byte. */
  #bytes(bytes: Uint8Array): void {
    const out = this.#out;
    if (bytes instanceof ByteArray) {
      out.global("__builtin__", "bytearray");
      if (bytes.length === 0) out.endTuple(0);
      else {
        this.#encodedBytes(bytes);
        out.put();
        out.endTuple(1);
      }
      out.op(op.REDUCE);
    } else this.#encodedBytes(bytes);
    out.put(bytes);
  }

  #encodedBytes(bytes: Uint8Array): void {
    const out = this.#out;
    out.global("_codecs", "encode");
    out.text(decodeLatin1(bytes));
    this.#constant("latin1");
    out.endTuple(2);
    out.op(op.REDUCE);
  }

  /** Where the storage is that follows: its class, key and size. */
  #storage(storage: Storage, untyped: boolean): void {
    const out = this.#out;
    const identity = storageIdentity(storage);
    let key = this.#keys.get(identity);
    if (key === undefined) {
      key = this.#storages.length;
      this.#keys.set(identity, key);
      this.#keyIdentities.push({});
      this.#storages.push(storage);
    }
    const dtype = storage.dtype as FileDType;
    const className = untyped ? null : storageClass(dtype);
    out.beginTuple(5);
    this.#constant("storage");
    if (className === null) out.global("torch.storage", "UntypedStorage");
    else out.global("torch", className);
    out.text(String(key), this.#keyIdentities[key]);
    this.#constant("cpu");
    out.int(className === null ? storage.length * fileItemSize(dtype) : storage.length);
    out.endTuple(5);
    out.op(op.BINPERSID);
  }

  /** The empty dict of hooks that every tensor has had ever since. */
  #hooks(): void {
    const out = this.#out;
    out.global("collections", "OrderedDict");
    out.endTuple(0);
    out.op(op.REDUCE);
    out.put();
  }

  #tensor(tensor: Tensor): void {
    const out = this.#out;
    const { attributes } = tensorExtras(tensor);
    const hasAttributes = isDict(attributes) && dictEntries(attributes).length > 0;
    if (tensor instanceof Parameter) {
      out.global("torch._utils", hasAttributes ? "_rebuild_parameter_with_state" : "_rebuild_parameter");
      const count = hasAttributes ? 4 : 3;
      out.beginTuple(count);
      this.#plainTensor(tensor, false);
      out.put();
      out.bool(tensor.requiresGrad);
      this.#hooks();
      if (hasAttributes) this.#item(attributes, tensor, "__dict__");
      out.endTuple(count);
      out.op(op.REDUCE);
    } else if (hasAttributes) {
      out.global("torch._tensor", "_rebuild_from_type_v2");
      out.beginTuple(4);
      this.#rebuildFunction(tensor);
      out.global("torch", "Tensor");
      this.#rebuildArguments(tensor, tensor.requiresGrad);
      this.#item(attributes, tensor, "__dict__");
      out.endTuple(4);
      out.op(op.REDUCE);
    } else this.#plainTensor(tensor, tensor.requiresGrad);
    out.put(tensor);
  }

  #plainTensor(tensor: Tensor, requiresGrad: boolean): void {
    this.#rebuildFunction(tensor);
    this.#rebuildArguments(tensor, requiresGrad);
    this.#out.op(op.REDUCE);
  }

  #rebuildFunction(tensor: Tensor): void {
    const hasClass = storageClass(tensor.dtype as FileDType) !== null;
    this.#out.global("torch._utils", hasClass ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3");
  }

  #rebuildArguments(tensor: Tensor, requiresGrad: boolean): void {
    const out = this.#out;
    const untyped = storageClass(tensor.dtype as FileDType) === null;
    const { metadata } = tensorExtras(tensor);
    const count = 6 + (untyped ? 1 : 0) + (metadata === undefined ? 0 : 1);
    out.beginTuple(count);
    this.#storage(tensor.storage, untyped);
    out.int(tensor.offset);
    out.intTuple(tensor.shape);
    out.intTuple(tensor.strides);
    out.bool(requiresGrad);
    this.#hooks();
    if (untyped) out.global("torch", tensor.dtype);
    if (metadata !== undefined) this.#item(metadata, tensor, "metadata");
    out.endTuple(count);
  }

  #torchObject(value: object): void {
    const out = this.#out;
    if (value instanceof StorageObject) {
      this.#storage(value.elements.storage, value.untyped);
      return; // an id outside the pickle is not memoized
    }
    if (value instanceof Device) {
      out.global("torch", "device");
      out.text(value.type);
      if (value.index !== null) out.int(value.index);
      out.endTuple(value.index === null ? 1 : 2);
    } else if (value instanceof Complex) {
      out.global("__builtin__", "complex");
      out.float(value.real);
      out.float(value.imag);
      out.endTuple(2);
    } else if (value instanceof Layout) {
      out.global("torch.serialization", "_get_layout");
      out.text(value.name);
      out.endTuple(1);
    } else if (value instanceof MetaTensor) {
      out.global("torch._utils", "_rebuild_meta_tensor_no_storage");
      out.beginTuple(4);
      out.global(value.dtype.module, value.dtype.name);
      out.intTuple(value.shape);
      out.intTuple(value.strides);
      out.bool(value.requiresGrad);
      out.endTuple(4);
    } else if (value instanceof SparseCompressedTensor) this.#sparseCompressed(value);
    else if (value instanceof NestedTensor) {
      out.global("torch._utils", "_rebuild_nested_tensor");
      out.beginTuple(4);
      for (const part of [value.buffer, value.sizes, value.strides, value.offsets]) this.#object(part);
      out.endTuple(4);
    } else if (value instanceof QuantizedTensor) this.#quantized(value);
    else throw new TypeError(`cannot save ${describeType(value)}${this.#place()}`);
    out.op(op.REDUCE);
    out.put(value);
  }

  #sparseCompressed(value: SparseCompressedTensor): void {
    const out = this.#out;
    out.global("torch._utils", "_rebuild_sparse_tensor");
    this.#object(value.layout);
    out.beginTuple(4);
    for (const part of [value.compressedIndices, value.plainIndices, value.values]) this.#object(part);
    this.#size(Size.from(value.shape));
    out.endTuple(4);
    out.endTuple(2);
  }

  #quantized({ integers, quantizer }: QuantizedTensor): void {
    const out = this.#out;
    out.global("torch._utils", "_rebuild_qtensor");
    out.beginTuple(7);
    this.#storage(integers.storage, false);
    out.int(integers.offset);
    out.intTuple(integers.shape);
    out.intTuple(integers.strides);
    const perTensor = "scale" in quantizer;
    out.beginTuple(perTensor ? 3 : 4);
    out.global(quantizer.scheme.module, quantizer.scheme.name);
    if (perTensor) {
      out.float(quantizer.scale);
      out.int(quantizer.zeroPoint);
    } else {
      this.#object(quantizer.scales);
      this.#object(quantizer.zeroPoints);
      out.int(quantizer.axis);
    }
    out.endTuple(perTensor ? 3 : 4);
    out.bool(integers.requiresGrad);
    this.#hooks();
    out.endTuple(7);
  }

  /** Where in the saved object the writer is, for messages. */
  #place(): string {
    if (this.#path.length === 0) return "";
    return ` at ${this.#path.map((key) => `[${typeof key === "string" ? JSON.stringify(key) : String(key)}]`).join("")}`;
  }
}

/** The module's name as protocol 2 knows it, from the days of Python 2. */
function pickledModule(module: string): string {
  return module === "builtins" ? "__builtin__" : module;
}

function describeType(value: unknown): string {
  if (value === undefined) return "undefined (Python's None is null)";
  if (typeof value === "object" && value !== null)
    return `an object of the class ${value.constructor?.name ?? "unknown"}`;
  return `a ${typeof value}`;
}
