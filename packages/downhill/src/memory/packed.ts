import { itemSize, type PackedDType, packedError } from "./dtype.ts";
import { Storage } from "./storage.ts";

const NO_ELEMENTS = new Uint8Array(0);

/**
 * Elements of a type that is not computed with, kept as the bytes they are. Whatever wants to compute with them meets
 * an error that says what to do instead, since all computing starts with the storage's `data`.
 */
export class PackedStorage extends Storage {
  /** Storages of several dtypes may share one array. */
  readonly bytes: Uint8Array;

  constructor(dtype: PackedDType, bytes: Uint8Array) {
    super(dtype, NO_ELEMENTS);
    this.bytes = bytes;
    Object.defineProperty(this, "data", {
      enumerable: false,
      get(): never {
        throw packedError(dtype);
      },
    });
  }

  override get length(): number {
    return this.bytes.length / itemSize(this.dtype);
  }
}
