import { reusedArray, type TypedArray } from "../memory/dtype.ts";
import type { Storage } from "../memory/storage.ts";

/**
 * The one place in the shared heap for a leaf's gradient, kept from step to step. Whoever was handed a gradient keeps its
 * values when it is cleared: they are moved out of the heap then. So that a loop which looks at its gradients in every
 * step pays nothing for that, the memory in which a gradient was computed, which would be dropped, is kept until then.
 *
 * `T` is the tensor.
 */
export class GradSlot<T> {
  /** In the heap, or where the heap is full in ordinary memory. */
  storage: Storage;
  /** The gradient, over the storage; null before the storage is used. */
  tensor: T | null = null;
  /** Whether user code has the tensor. */
  handedOut = false;
  /** Whether user code had the one before. */
  #watched = false;
  /** Memory for values that are moved out. */
  #spare: TypedArray | null = null;
  /** The storage's version that the spare memory has the values of. */
  #spareVersion = -1;

  constructor(storage: Storage) {
    this.storage = storage;
  }

  /**
   * Takes note that the slot was filled from memory that nobody else will look at.
   *
   * @param isCopy whether the elements lie there as they lie in the slot
   */
  filledFrom(source: TypedArray, isCopy: boolean): void {
    if (!this.#watched || this.storage.block === null || source.length !== this.storage.length) return;
    this.#spare = source;
    this.#spareVersion = isCopy ? this.storage.version : -1;
  }

  /** Makes room for the next gradient. */
  clear(): void {
    const { storage } = this;
    const spare = this.#spare;
    this.#watched = this.handedOut;
    this.#spare = null;
    if (!this.handedOut) return;
    this.handedOut = false;
    this.tensor = null;
    const values = spare ?? reusedArray(storage.dtype, storage.length);
    if (spare === null || this.#spareVersion !== storage.version) {
      (values as Float32Array).set(storage.data as Float32Array);
    }
    this.storage = storage.partFromHeap(values);
  }
}
