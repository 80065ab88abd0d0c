import { itemSize } from "../memory/dtype.ts";
import { Storage } from "../memory/storage.ts";
import type { StorageRecord } from "./contents.ts";

const NO_ELEMENTS = new Uint8Array(0);

/** A storage whose elements are still in their file: tensors over it have a shape and a type, and nothing else. */
export class UnloadedStorage extends Storage {
  readonly record: StorageRecord;

  constructor(record: StorageRecord) {
    super(record.dtype, NO_ELEMENTS);
    this.record = record;
    Object.defineProperty(this, "data", {
      enumerable: false,
      get(): never {
        throw new Error("this tensor's elements are not loaded");
      },
    });
  }

  override get length(): number {
    return this.record.byteLength / itemSize(this.dtype);
  }
}
