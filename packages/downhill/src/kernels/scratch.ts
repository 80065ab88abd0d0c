import { type Block, heap } from "../memory/heap.ts";

/** A block of the heap that grows and is kept: job tables, staging areas, partial results. */
export class Scratch {
  #block: Block | null = null;
  /** Views of the block, made anew when it grows. */
  words: Int32Array = new Int32Array(0);
  floats: Float32Array = new Float32Array(0);
  doubles: Float64Array = new Float64Array(0);

  /** The address of at least `bytes` bytes, or -1 when the heap is full or missing. What was there before is lost. */
  reserve(bytes: number): number {
    if (this.#block !== null && this.#block.bytes >= bytes) return this.#block.address;
    if (!heap.available) return -1;
    if (this.#block !== null) heap.free(this.#block);
    this.#block = heap.allocate(Math.max(bytes, 4096) * 2) ?? heap.allocate(bytes);
    if (this.#block === null) return -1;
    const { address, bytes: size } = this.#block;
    this.words = new Int32Array(heap.buffer, address, size >> 2);
    this.floats = new Float32Array(heap.buffer, address, size >> 2);
    this.doubles = new Float64Array(heap.buffer, address, size >> 3);
    return address;
  }
}
