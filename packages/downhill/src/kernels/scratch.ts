import type { ElementDType, TypedArray } from "../memory/dtype.ts";
import { type Block, heap } from "../memory/heap.ts";

/**
 * A block of the heap that grows to what is needed most and is kept: job tables, staging areas, packed matrices,
 * partial results.
 */
export class Scratch {
  #block: Block | null = null;
  /** The whole block as 32-bit words. */
  words: Int32Array = new Int32Array(0);
  #float32: Float32Array = new Float32Array(0);
  #float64: Float64Array = new Float64Array(0);
  #int64: BigInt64Array = new BigInt64Array(0);
  /** The whole block as bytes. */
  bytes: Uint8Array = new Uint8Array(0);

  /** The address of at least `bytes` bytes, or -1 when the heap is full or missing. What was there before is lost. */
  reserve(bytes: number): number {
    if (this.#block !== null && this.#block.bytes >= bytes) return this.#block.address;
    if (!heap.available) return -1;
    if (this.#block !== null) heap.free(this.#block);
    this.#block = heap.allocate(2 ** Math.ceil(Math.log2(bytes))) ?? heap.allocate(bytes);
    if (this.#block === null) return -1;
    const { address, bytes: size } = this.#block;
    this.words = new Int32Array(heap.buffer, address, size >> 2);
    this.#float32 = new Float32Array(heap.buffer, address, size >> 2);
    this.#float64 = new Float64Array(heap.buffer, address, size >> 3);
    this.#int64 = new BigInt64Array(heap.buffer, address, size >> 3);
    this.bytes = new Uint8Array(heap.buffer, address, size);
    return address;
  }

  /** The whole block as elements. */
  elements(dtype: "float32" | "float64"): Float32Array | Float64Array;
  elements(dtype: ElementDType): Float32Array | Float64Array | BigInt64Array;
  elements(dtype: ElementDType): TypedArray {
    if (dtype === "float32") return this.#float32;
    return dtype === "float64" ? this.#float64 : this.#int64;
  }
}
