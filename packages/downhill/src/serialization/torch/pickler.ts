import { itemSize } from "../../memory/dtype.ts";
import type { Storage } from "../../memory/storage.ts";
import { Parameter } from "../../nn/parameter.ts";
import { dictEntries, isDict, Size } from "../../python/containers.ts";
import { isConjugated } from "../../tensor/packed.ts";
import { SparseTensor } from "../../tensor/sparse.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { decodeLatin1 } from "../pickle/bytesReader.ts";
import { isExact, stringIdentity } from "../pickle/identity.ts";
import * as op from "../pickle/opcodes.ts";
import { type KeyRole, PythonPickler } from "../pickle/pythonPickler.ts";
import { PythonKeys } from "../structure/keys.ts";
import { storageClass } from "./dtypes.ts";
import { ByteArray, Complex, Device, Layout, PythonName, tensorExtras } from "./objects.ts";
import { savingProblem } from "./savable.ts";
import { storageIdentity } from "./storages.ts";
import { MetaTensor, NestedTensor, QuantizedTensor, SparseCompressedTensor, StorageObject } from "./tensorObjects.ts";

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

class TorchPickler extends PythonPickler {
  readonly #storages: Storage[] = [];
  /** Numbers of storages by what makes them one. */
  readonly #keys = new Map<object, number>();
  /** Identities of the storages' keys, which are strings of their own. */
  readonly #keyIdentities: object[] = [];
  readonly #layouts = new Map<string, object>();
  readonly #pythonKeys = new PythonKeys({ frozenSets: isExact });

  protected override checkKeys(keys: Iterable<unknown>, what: KeyRole, place: () => string): void {
    this.#pythonKeys.check(keys, what, place);
  }
  readonly #noBytes = {};

  finish(): TorchPickle {
    return { bytes: this.out.finish(), storages: this.#storages };
  }

  protected override saveObject(value: object): void {
    const problem = savingProblem(value);
    if (problem !== null) throw this.refused(value, problem);
    if (value instanceof SparseTensor) this.#sparse(value);
    else if (value instanceof Tensor) this.#tensor(value);
    else if (value instanceof Size) this.#size(value);
    else if (value instanceof PythonName) this.out.global(value.module, value.name);
    else if (value instanceof Layout) this.#layout(value);
    else if (value instanceof Uint8Array) this.#bytes(value);
    else this.#torchObject(value);
  }

  /** A string of PyTorch's own code: the same object wherever it occurs. */
  #constant(text: string): void {
    this.out.text(text, text);
  }

  /** `torch.Size` is called with a plain tuple. */
  #size(size: Size): void {
    const out = this.out;
    out.global("torch", "Size");
    out.intTuple(size);
    out.endTuple(1);
    out.op(op.REDUCE);
    out.put(size);
  }

  /** Python 3 pickles bytes as text, one character a byte. */
  #bytes(bytes: Uint8Array): void {
    const out = this.out;
    if (bytes instanceof ByteArray) {
      out.global("builtins", "bytearray");
      if (bytes.length === 0) out.endTuple(0);
      else {
        this.#encodedBytes(bytes);
        out.put();
        out.endTuple(1);
      }
      out.op(op.REDUCE);
    } else if (bytes.length === 0 && (isExact(bytes) || this.isWithinObject)) {
      // As Python has it, which knows but one of them; PyTorch's safe loader refuses it.
      if (out.get(this.#noBytes)) return;
      out.global("builtins", "bytes");
      out.endTuple(0);
      out.op(op.REDUCE);
      out.put(this.#noBytes);
      return;
    } else this.#encodedBytes(bytes);
    out.put(bytes);
  }

  #encodedBytes(bytes: Uint8Array): void {
    const out = this.out;
    out.global("_codecs", "encode");
    const text = decodeLatin1(bytes);
    // Python has one string of each single character.
    out.text(text, text.length === 1 ? stringIdentity(text, bytes, "value", "text") : undefined);
    this.#constant("latin1");
    out.endTuple(2);
    out.op(op.REDUCE);
  }

  /** Where the storage is that follows: its class, key and size. */
  #storage(storage: Storage, untyped: boolean): void {
    const out = this.out;
    const identity = storageIdentity(storage);
    let key = this.#keys.get(identity);
    if (key === undefined) {
      key = this.#storages.length;
      this.#keys.set(identity, key);
      this.#keyIdentities.push({});
      this.#storages.push(storage);
    }
    const { dtype } = storage;
    const className = untyped ? null : storageClass(dtype);
    out.beginTuple(5);
    this.#constant("storage");
    if (className === null) out.global("torch.storage", "UntypedStorage");
    else out.global("torch", className);
    out.text(String(key), this.#keyIdentities[key]);
    this.#constant("cpu");
    out.int(className === null ? storage.length * itemSize(dtype) : storage.length);
    out.endTuple(5);
    out.op(op.BINPERSID);
  }

  /** The empty dict of hooks that every tensor has had ever since. */
  #hooks(): void {
    const out = this.out;
    out.global("collections", "OrderedDict");
    out.endTuple(0);
    out.op(op.REDUCE);
    out.put();
  }

  #tensor(tensor: Tensor): void {
    const out = this.out;
    const { attributes, type } = tensorExtras(tensor);
    const hasAttributes = isDict(attributes) && dictEntries(attributes).length > 0;
    if (type instanceof PythonName) this.#tensorOfType(tensor, type, attributes);
    else if (tensor instanceof Parameter) {
      out.global("torch._utils", hasAttributes ? "_rebuild_parameter_with_state" : "_rebuild_parameter");
      const count = hasAttributes ? 4 : 3;
      out.beginTuple(count);
      this.#plainTensor(tensor, false);
      out.put();
      out.bool(tensor.requiresGrad);
      this.#hooks();
      if (hasAttributes) this.saveItem(attributes, tensor, "__dict__");
      out.endTuple(count);
      out.op(op.REDUCE);
    } else if (hasAttributes) this.#tensorOfType(tensor, new PythonName("torch", "Tensor"), attributes);
    else this.#plainTensor(tensor, tensor.requiresGrad);
    out.put(tensor);
  }

  /** A tensor with attributes, or of a class of one's own. */
  #tensorOfType(tensor: Tensor, { module, name }: PythonName, attributes: unknown): void {
    const out = this.out;
    out.global("torch._tensor", "_rebuild_from_type_v2");
    out.beginTuple(4);
    this.#rebuildFunction(tensor);
    out.global(module, name);
    this.#rebuildArguments(tensor, tensor.requiresGrad);
    this.saveItem(attributes, tensor, "__dict__");
    out.endTuple(4);
    out.op(op.REDUCE);
  }

  #plainTensor(tensor: Tensor, requiresGrad: boolean): void {
    this.#rebuildFunction(tensor);
    this.#rebuildArguments(tensor, requiresGrad);
    this.out.op(op.REDUCE);
  }

  #rebuildFunction(tensor: Tensor): void {
    const hasClass = storageClass(tensor.dtype) !== null;
    this.out.global("torch._utils", hasClass ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3");
  }

  #rebuildArguments(tensor: Tensor, requiresGrad: boolean): void {
    const out = this.out;
    const untyped = storageClass(tensor.dtype) === null;
    const conjugated = isConjugated(tensor);
    const count = 6 + (untyped ? 1 : 0) + (conjugated ? 1 : 0);
    out.beginTuple(count);
    this.#storage(tensor.storage, untyped);
    out.int(tensor.offset);
    out.intTuple(tensor.shape);
    out.intTuple(tensor.strides);
    out.bool(requiresGrad);
    this.#hooks();
    if (untyped) out.global("torch", tensor.dtype);
    if (conjugated) this.#conjugation();
    out.endTuple(count);
  }

  /** `{"conj": True}`, with a string of its own each time. */
  #conjugation(): void {
    const out = this.out;
    out.op(op.EMPTY_DICT);
    out.put();
    out.text("conj");
    out.bool(true);
    out.op(op.SETITEM);
  }

  #torchObject(value: object): void {
    const out = this.out;
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
      out.global("builtins", "complex");
      out.float(value.real);
      out.float(value.imag);
      out.endTuple(2);
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
      for (const part of [value.buffer, value.sizes, value.strides, value.offsets]) this.save(part, null, undefined);
      out.endTuple(4);
    } else if (value instanceof QuantizedTensor) this.#quantized(value);
    else throw this.unsupported(value);
    out.op(op.REDUCE);
    out.put(value);
  }

  /** Python has one object for each layout. */
  #layout({ name }: Layout): void {
    const out = this.out;
    let identity = this.#layouts.get(name);
    if (identity !== undefined && out.get(identity)) return;
    identity = {};
    this.#layouts.set(name, identity);
    out.global("torch.serialization", "_get_layout");
    out.text(name);
    out.endTuple(1);
    out.op(op.REDUCE);
    out.put(identity);
  }

  #sparse(tensor: SparseTensor): void {
    const out = this.out;
    out.global("torch._utils", "_rebuild_sparse_tensor");
    this.#layout(new Layout("torch.sparse_coo"));
    out.beginTuple(4);
    for (const part of [tensor._indices(), tensor._values()]) {
      this.#plainTensor(part, false);
      out.put();
    }
    this.#size(Size.from(tensor.shape));
    out.bool(tensor.isCoalesced());
    out.endTuple(4);
    out.endTuple(2);
    out.op(op.REDUCE);
    out.put(tensor);
  }

  #sparseCompressed(value: SparseCompressedTensor): void {
    const out = this.out;
    out.global("torch._utils", "_rebuild_sparse_tensor");
    this.#layout(value.layout);
    out.beginTuple(4);
    for (const part of [value.compressedIndices, value.plainIndices, value.values]) this.save(part, null, undefined);
    this.#size(Size.from(value.shape));
    out.endTuple(4);
    out.endTuple(2);
  }

  #quantized({ integers, quantizer }: QuantizedTensor): void {
    const out = this.out;
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
      this.save(quantizer.scales, null, undefined);
      this.save(quantizer.zeroPoints, null, undefined);
      out.int(quantizer.axis);
    }
    out.endTuple(perTensor ? 3 : 4);
    out.bool(integers.requiresGrad);
    this.#hooks();
    out.endTuple(7);
  }
}
