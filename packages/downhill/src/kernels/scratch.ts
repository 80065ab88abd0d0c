import { type Block, heap } from "../memory/heap.ts";

/** A block of the heap that grows and is kept: job tables, staging areas, partial results. */
export class Scratch {
  #block: Block | null = null;

  /** The address of at least `bytes` bytes, or -1 when the heap is full or missing. What was there before is lost. */
  reserve(bytes: number): number {
    if (this.#block !== null && this.#block.bytes >= bytes) return this.#block.address;
    if (!heap.available) return -1;
    if (this.#block !== null) heap.free(this.#block);
    this.#block = heap.allocate(Math.max(bytes, 4096) * 2) ?? heap.allocate(bytes);
    return this.#block === null ? -1 : this.#block.address;
  }
}
