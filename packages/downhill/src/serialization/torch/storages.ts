import { type DType, hasLoops, isPackedDType, itemSize, viewArray } from "../../memory/dtype.ts";
import { PackedStorage } from "../../memory/packed.ts";
import { Storage } from "../../memory/storage.ts";
import { FileFormatError } from "../errors.ts";
import { PickleProblem } from "../pickle/values.ts";
import { numberSize } from "./dtypes.ts";

/** A storage that a pickle refers to, by its key; several tensors may share it. */
export class StorageReference {
  readonly key: string;
  /** The type the file declares; `uint8` when it only speaks of bytes. */
  readonly dtype: DType;
  /** Whether the file speaks of bytes. */
  readonly untyped: boolean;
  /** Elements. */
  readonly length: number;
  readonly #provider: StorageProvider;
  #storage: Storage | null = null;

  /** @param dtype null for an untyped storage */
  constructor(key: string, dtype: DType | null, length: number, provider: StorageProvider) {
    this.key = key;
    this.dtype = dtype ?? "uint8";
    this.untyped = dtype === null;
    this.length = length;
    this.#provider = provider;
  }

  get byteLength(): number {
    return this.length * itemSize(this.dtype);
  }

  /** The elements as those of a type, which may differ from the declared one only where both are kept as bytes. */
  as(dtype: DType): Storage {
    this.#storage ??= this.#provider.make(this, dtype);
    const storage = this.#storage;
    if (storage.dtype === dtype) return storage;
    if (isViewable(storage.dtype) && isViewable(dtype)) return seenAs(storage, dtype);
    if (!(storage instanceof PackedStorage) || !isPackedDType(dtype)) {
      throw new PickleProblem("unsupported", `storage ${this.key} is used both as ${storage.dtype} and as ${dtype}`);
    }
    return new PackedStorage(dtype, storage.bytes);
  }
}

/** Makes the storages of a file: filled later, or on demand. */
export interface StorageProvider {
  make(reference: StorageReference, dtype: DType): Storage;
}

interface NodeBuffer {
  allocUnsafeSlow?(size: number): Uint8Array<ArrayBuffer>;
}

/** Node's way to memory that is not zeroed first: a sixth of the work of loading, where memory is used again. */
const unzeroed = (globalThis as { Buffer?: NodeBuffer }).Buffer?.allocUnsafeSlow;

/** Below, zeroing costs next to nothing. */
const LARGE_BYTES = 64 * 1024;

/**
 * A storage of so many bytes for elements of any type. They are anything until they are set, so all of them must be.
 * @throws FileFormatError when no array can be that long: beyond 4 GiB in Node 20
 */
export function allocateStorage(dtype: DType, byteLength: number): Storage {
  const length = byteLength / itemSize(dtype);
  if (!Number.isInteger(length)) {
    throw new PickleProblem("corrupt", `a storage of ${byteLength} bytes holds no whole number of ${dtype} elements`);
  }
  try {
    const large = unzeroed !== undefined && byteLength >= LARGE_BYTES ? unzeroed(byteLength).buffer : null;
    if (isPackedDType(dtype)) return new PackedStorage(dtype, new Uint8Array(large ?? new ArrayBuffer(byteLength)));
    if (large !== null) return new Storage(dtype, viewArray(dtype, large, 0, length));
    const storage = Storage.allocate(dtype, length);
    storageBytes(storage); // which may be too many where the elements are not
    return storage;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FileFormatError("unsupported", `a storage of ${byteLength} bytes, more than an array can hold here`);
  }
}

/** Whether elements are never moved, so that others may be laid over them. */
function isViewable(dtype: DType): boolean {
  return isPackedDType(dtype) || !hasLoops(dtype);
}

/** Storages over the memory of another. */
const sources = new WeakMap<Storage, Storage>();

/** A storage over the same memory. */
function seenAs(storage: Storage, dtype: DType): Storage {
  const bytes = storageBytes(storage);
  if (isPackedDType(dtype)) return over(new PackedStorage(dtype, bytes), storage);
  const length = bytes.length / itemSize(dtype);
  if (!Number.isInteger(length) || bytes.byteOffset % itemSize(dtype) !== 0) {
    throw new PickleProblem("unsupported", `a storage of ${storage.dtype} can't be seen as one of ${dtype}`);
  }
  return over(new Storage(dtype, viewArray(dtype, bytes.buffer, bytes.byteOffset, length)), storage);
}

function over(storage: Storage, source: Storage): Storage {
  sources.set(storage, sources.get(source) ?? source);
  return storage;
}

/** A storage's elements as bytes: a view. */
export function storageBytes(storage: Storage): Uint8Array {
  if (storage instanceof PackedStorage) return storage.bytes;
  const { buffer, byteOffset, byteLength } = storage.data;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** What makes two storages one in PyTorch's eyes. */
export function storageIdentity(storage: Storage): object {
  const source = sources.get(storage) ?? storage;
  return source instanceof PackedStorage ? source.bytes : source;
}

/** Brings freshly read bytes into this machine's form: the order of bytes, and truth values that are 0 or 1. */
export function normalizeBytes(bytes: Uint8Array, dtype: DType, bigEndian: boolean): void {
  const size = numberSize(dtype);
  if (bigEndian && size > 1) {
    for (let start = 0; start + size <= bytes.length; start += size) bytes.subarray(start, start + size).reverse();
  }
  if (dtype === "bool") {
    for (let i = 0; i < bytes.length; i++) if (bytes[i] > 1) bytes[i] = 1;
  }
}
