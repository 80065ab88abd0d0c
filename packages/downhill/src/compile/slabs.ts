import { type DType, itemSize, newArray, type TypedArray, viewArray } from "../memory/dtype.ts";

const FIRST_BYTES = 2 ** 18;
/** Systems take memory of this size back at once when it is let go of; what is in smaller pieces may stay with the process. */
const MOST_BYTES = 2 ** 26;
const ALIGNMENT = 8;

/** Zeroed arrays that are all let go of together: parts of a few large buffers. */
export class Slabs {
  #buffer = new ArrayBuffer(0);
  #used = 0;
  #next = FIRST_BYTES;

  take(dtype: DType, length: number): TypedArray {
    const bytes = length * itemSize(dtype);
    if (bytes > MOST_BYTES / 2) return newArray(dtype, length);
    if (this.#used + bytes > this.#buffer.byteLength) {
      while (this.#next < bytes) this.#next *= 2;
      this.#buffer = new ArrayBuffer(this.#next);
      this.#used = 0;
      this.#next = Math.min(2 * this.#next, MOST_BYTES);
    }
    const array = viewArray(dtype, this.#buffer, this.#used, length);
    this.#used += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return array;
  }
}
