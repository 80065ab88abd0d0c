import { Storage } from "../memory/storage.ts";

/**
 * The one place in the shared heap for a leaf's gradient, kept from step to step. Whoever was handed a gradient keeps its
 * values when it is cleared: they are moved out of the heap then.
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

  constructor(storage: Storage) {
    this.storage = storage;
  }

  /** Makes room for the next gradient. */
  clear(): void {
    const { storage } = this;
    if (!this.handedOut) return;
    this.handedOut = false;
    this.tensor = null;
    const values = Storage.uninitialized(storage.dtype, storage.length).data;
    (values as Float32Array).set(storage.data as Float32Array);
    this.storage = storage.partFromHeap(values);
  }
}
