import { type DType, type FloatDType, itemSize } from "../memory/dtype.ts";
import type { Storage } from "../memory/storage.ts";

/** Elements that lie one after the other in a storage, such as those of a dense tensor. */
export interface Run {
  readonly storage: Storage;
  /** In elements. */
  readonly offset: number;
}

/**
 * The byte address of `count` elements in the shared heap. A kernel believes every address, so there is no other way to
 * one than through these checks.
 *
 * @throws {TypeError} when the elements are of another dtype than the kernel's
 * @throws {RangeError} when they aren't all the storage's own, or not in the heap
 */
export function addressOf(storage: Storage, offset: number, count: number, dtype: DType): number {
  checkRun(storage, offset, count, dtype);
  if (storage.block === null) throw new RangeError("a kernel was to read elements that aren't in the shared heap");
  return storage.block.address + offset * itemSize(dtype);
}

/** @throws as `addressOf` does, but elements may be anywhere */
export function checkRun(storage: Storage, offset: number, count: number, dtype: DType): void {
  if (storage.dtype !== dtype) {
    throw new TypeError(`a kernel for elements of dtype ${dtype} was given some of dtype ${storage.dtype}`);
  }
  if (count === 0 || (offset >= 0 && count > 0 && offset + count <= storage.length)) return;
  throw new RangeError(
    `a kernel was to read ${count} elements from place ${offset} of a storage that has ${storage.length}`,
  );
}

/**
 * Checks elements and an array that something is computed from them into.
 *
 * @returns the dtype of both
 * @throws as `addressOf` does, but elements may be anywhere; {TypeError} for an array of another dtype, {RangeError} for
 * one that is too short
 */
export function checkInto(
  storage: Storage,
  offset: number,
  count: number,
  out: Float32Array | Float64Array,
  outCount: number,
): FloatDType {
  const dtype = out instanceof Float32Array ? "float32" : "float64";
  checkRun(storage, offset, count, dtype);
  if (outCount <= out.length) return dtype;
  throw new RangeError(`a kernel was to write ${outCount} elements to an array of ${out.length}`);
}
