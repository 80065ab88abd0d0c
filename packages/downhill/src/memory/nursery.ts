import { type DType, itemSize, reusedArray, type TypedArray, viewArray } from "./dtype.ts";
import { heap, type Place } from "./heap.ts";

/*
 * Where results of functions are born: in the shared heap, in which kernels and threads find them. Only the garbage collector
 * knows how long somebody has a result, and while a program doesn't yield it tells nobody. So nothing waits for it: who is still
 * in the nursery when room is needed moves on to ordinary memory, used or not, the oldest first. What the engine alone has seen,
 * such as a gradient between two nodes, it frees at once, and the next one is made in the same memory.
 *
 * A storage and the nursery share a cell, which tells where the elements are; the nursery doesn't know storages, or none could be
 * collected.
 */

/** Where the elements of one storage are. */
export class Cell {
  /** Whether it is in the nursery. */
  isYoung = true;

  constructor(
    /** Null once they were freed. */
    public elements: TypedArray | null,
    public place: Place | null,
    readonly dtype: DType,
  ) {}
}

/** What may be in the nursery in any case, in bytes, and at most. */
const FEW_BYTES = 8 * 2 ** 20;
const MOST_BYTES = 256 * 2 ** 20;
/** Smaller results aren't worth a place: in ordinary memory they are made faster. */
const LEAST_BYTES = 32 * 1024;

class Nursery {
  /** From so many bytes on a result is made here. */
  least = LEAST_BYTES;
  #cells: Cell[] = [];
  /** Cells before it have left. */
  #first = 0;
  /** How many cells are no longer in the list. */
  #dropped = 0;
  #bytes = 0;
  /** Bytes that were given out since the last rest. */
  #sinceRest = 0;
  /** Computations that are under way, which have addresses of elements. */
  #busy = 0;

  /** What those who are here take together. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Begins a computation, during which nothing moves. */
  enter(): void {
    this.#busy++;
  }

  /** Ends it. */
  leave(): void {
    this.#busy--;
  }

  /** A cell with room for so many elements, which are whatever was there; null where there is no room. */
  take(dtype: DType, length: number): Cell | null {
    if (!heap.available) return null;
    const bytes = length * itemSize(dtype);
    if (bytes > MOST_BYTES / 4) return null;
    if (this.#bytes + bytes > MOST_BYTES) this.#shrink(MOST_BYTES / 2);
    if (this.#bytes + bytes > MOST_BYTES) return null;
    const place = heap.borrow(bytes);
    if (place === null) return null;
    const cell = new Cell(viewArray(dtype, heap.buffer, place.address, length), place, dtype);
    this.#cells.push(cell);
    this.#bytes += place.bytes;
    this.#sinceRest += place.bytes;
    return cell;
  }

  /** How many cells there were so far, for `since`. */
  get count(): number {
    return this.#dropped + this.#cells.length;
  }

  /** The cells that were made since there were `count`. */
  since(count: number): Cell[] {
    return this.#cells.slice(Math.max(0, count - this.#dropped));
  }

  /** Frees what nobody will look at any more. */
  free(cell: Cell): void {
    if (!cell.isYoung) return;
    this.forget(cell);
    heap.free(cell.place as Place);
    cell.place = null;
    cell.elements = null;
  }

  /** Takes a cell out of the nursery; its elements stay. */
  forget(cell: Cell): void {
    if (!cell.isYoung) return;
    cell.isYoung = false;
    this.#bytes -= (cell.place as Place).bytes;
  }

  /** Moves a cell's elements to ordinary memory. */
  settle(cell: Cell): void {
    if (!cell.isYoung) return;
    const elements = cell.elements as TypedArray;
    const target = reusedArray(cell.dtype, elements.length);
    (target as Float32Array).set(elements as Float32Array);
    this.forget(cell);
    heap.free(cell.place as Place);
    cell.place = null;
    cell.elements = target;
  }

  /**
   * A moment between two steps, such as the end of a backward: what has been here for two steps moves on, so that the same memory,
   * which the cache may still have, is used again.
   */
  rest(): void {
    if (this.#busy > 0) return;
    this.#shrink(Math.max(FEW_BYTES, 2 * this.#sinceRest));
    this.#sinceRest = 0;
    this.#drop(this.#cells.filter(({ isYoung }) => isYoung));
  }

  #shrink(most: number): void {
    if (this.#busy > 0) return;
    const cells = this.#cells;
    while (this.#first < cells.length && (this.#bytes > most || !cells[this.#first].isYoung))
      this.settle(cells[this.#first++]);
    if (this.#first >= 64 && 2 * this.#first >= cells.length) this.#drop(cells.slice(this.#first));
  }

  /** Forgets all cells but these. */
  #drop(kept: Cell[]): void {
    this.#dropped += this.#cells.length - kept.length;
    this.#cells = kept;
    this.#first = 0;
  }
}

/** The one nursery of this thread's Downhill. */
export const nursery = new Nursery();
