import { type DType, itemSize, newArray, reusedArray, type TypedArray, viewArray } from "./dtype.ts";
import { heap, type Place } from "./heap.ts";
import { type Cell, nursery } from "./nursery.ts";

/** Arrays up to this size are carved from a shared chunk: five times cheaper than a buffer of their own. */
const SMALL_BYTES = 4096;
const CHUNK_BYTES = 65536;

/** Makes a storage; one that isn't zeroed may hold anything. */
export type StorageProvider = (dtype: DType, length: number, zeroed: boolean) => Storage;

/** Makes the storages in place of this module, while a plan is recorded. */
let provider: StorageProvider | null = null;

/** @internal Who makes fresh storages from now on; null for ordinary ones. */
export function provideStorages(next: StorageProvider | null): void {
  provider = next;
}

let chunk = new ArrayBuffer(CHUNK_BYTES);
let chunkUsed = 0;

let made = 0;

/** How many storages were made so far; the numbers wrap around. */
export function storagesMade(): number {
  return made;
}

/**
 * The elements behind one or more tensors.
 *
 * A storage lives in ordinary memory, owned by the garbage collector, until an optimizer takes it into the shared
 * heap, where kernels and threads reach it. It can move either way in place, since the raw view `data` never leaves
 * the library.
 */
export class Storage {
  readonly dtype: DType;
  /** The current view of the elements; replaced when the storage moves. Read it anew, never keep it. */
  declare data: TypedArray;
  /** Counts in-place changes, so that backward can tell when a value it saved has changed. */
  version = 0;
  /** The block in the shared heap, or null while the elements are in ordinary memory. */
  declare block: Place | null;
  /** Which of all storages it is. */
  readonly #number: number;

  constructor(dtype: DType, data: TypedArray) {
    this.dtype = dtype;
    // Assigned, not declared as fields: the storages of a plan have accessors of these names.
    this.data = data;
    this.block = null;
    this.#number = made;
    made = (made + 1) | 0;
  }

  /** A zeroed storage in ordinary memory. */
  static allocate(dtype: DType, length: number): Storage {
    if (provider !== null) return provider(dtype, length, true);
    const bytes = length * itemSize(dtype);
    if (bytes > SMALL_BYTES || bytes === 0) return new Storage(dtype, newArray(dtype, length));
    if (chunkUsed + bytes > CHUNK_BYTES) {
      chunk = new ArrayBuffer(CHUNK_BYTES);
      chunkUsed = 0;
    }
    const data = viewArray(dtype, chunk, chunkUsed, length);
    chunkUsed = (chunkUsed + bytes + 7) & ~7;
    return new Storage(dtype, data);
  }

  /**
   * A storage whose elements are whatever was there: its caller writes every one of them. A large one is in the nursery,
   * where kernels reach it, as long as there is room.
   */
  static uninitialized(dtype: DType, length: number): Storage {
    if (provider !== null) return provider(dtype, length, false);
    const bytes = length * itemSize(dtype);
    if (bytes < nursery.least) return Storage.allocate(dtype, length);
    const cell = nursery.take(dtype, length);
    return cell === null ? new Storage(dtype, reusedArray(dtype, length)) : new YoungStorage(dtype, cell);
  }

  /**
   * A storage in the shared heap, in ordinary memory where the heap is full or missing.
   *
   * @param value every element's; null for whatever is there
   */
  static allocateInHeap(dtype: DType, length: number, value: number | null = 0): Storage {
    const block = heap.available ? heap.allocate(length * itemSize(dtype)) : null;
    const data = block === null ? newArray(dtype, length) : viewArray(dtype, heap.buffer, block.address, length);
    if (value !== null && (block !== null || value !== 0)) (data as Float32Array).fill(value);
    const storage = new Storage(dtype, data);
    storage.block = block;
    return storage;
  }

  get length(): number {
    return this.data.length;
  }

  /** The byte address in the shared heap, or -1 while the elements are in ordinary memory. */
  get address(): number {
    return this.block === null ? -1 : this.block.address;
  }

  /** Whether the elements are in the shared heap for as long as somebody has them, so that their address may be kept. */
  get resident(): boolean {
    return this.block !== null;
  }

  /** Sees to it that the elements move only when somebody asks for that. */
  settle(): void {}

  /** Whether it was made when `storagesMade()` had already been `count`. */
  madeSince(count: number): boolean {
    return ((this.#number - count) | 0) >= 0;
  }

  /** Moves the elements into the shared heap. Returns false, changing nothing, when the heap is full. */
  moveToHeap(): boolean {
    if (this.block !== null) return true;
    if (!heap.available) return false;
    const block = heap.allocate(this.data.byteLength);
    if (block === null) return false;
    const target = viewArray(this.dtype, heap.buffer, block.address, this.data.length);
    copyElements(target, this.data);
    this.data = target;
    this.block = block;
    return true;
  }

  /** Moves the elements back into ordinary memory and frees the block at once. */
  moveOut(): void {
    if (this.block === null) return;
    const target = newArray(this.dtype, this.data.length);
    copyElements(target, this.data);
    this.data = target;
    heap.free(this.block);
    this.block = null;
  }

  /**
   * Goes on with `values` in ordinary memory, which are its elements already, and leaves the block to a new storage, which
   * it returns. A storage that is in ordinary memory stays there; the new one is another like it then.
   */
  partFromHeap(values: TypedArray): Storage {
    const successor = new Storage(this.dtype, this.block === null ? values : this.data);
    if (this.block === null) return successor;
    successor.block = this.block;
    this.data = values;
    this.block = null;
    return successor;
  }

  /** Gives the block back at once, of a storage that nobody looks at any more. */
  discard(): void {
    if (this.block === null) return;
    heap.free(this.block);
    this.block = null;
    this.data = newArray(this.dtype, 0);
  }

  /** Gives the block back at once and drops the elements; whoever still looks sees zeros. */
  free(): void {
    if (this.block === null) return;
    heap.free(this.block);
    this.block = null;
    this.data = newArray(this.dtype, this.data.length);
  }
}

/**
 * What a function made, as long as it is in the nursery and afterwards: wherever its cell tells. Nobody knows how long it
 * will be used.
 */
export class YoungStorage extends Storage {
  /** Where the elements are. */
  declare readonly cell: Cell;

  constructor(dtype: DType, cell: Cell) {
    super(dtype, cell.elements as TypedArray);
    this.cell = cell;
  }

  override get length(): number {
    return this.data.length;
  }

  override get resident(): boolean {
    return !this.cell.isYoung && this.cell.place !== null;
  }

  override settle(): void {
    nursery.settle(this.cell);
  }

  override moveToHeap(): boolean {
    const { cell } = this;
    if (!cell.isYoung) return super.moveToHeap();
    const block = heap.adopt(cell.place as Place);
    if (block === null) return false;
    nursery.forget(cell);
    cell.place = block;
    return true;
  }

  override moveOut(): void {
    if (this.cell.isYoung) nursery.settle(this.cell);
    else super.moveOut();
  }

  override partFromHeap(values: TypedArray): Storage {
    nursery.settle(this.cell);
    return super.partFromHeap(values);
  }

  override discard(): void {
    nursery.forget(this.cell);
    super.discard();
  }

  override free(): void {
    nursery.forget(this.cell);
    super.free();
  }
}

// Accessors in place of the fields of ordinary storages, which are written by the constructor before there is a cell.
Object.defineProperties(YoungStorage.prototype, {
  data: {
    get(this: YoungStorage): TypedArray {
      const { elements } = this.cell;
      if (elements === null) throw new Error("elements were used after the engine had freed them");
      return elements;
    },
    set(this: YoungStorage, elements: TypedArray) {
      if (this.cell !== undefined) this.cell.elements = elements;
    },
  },
  block: {
    get(this: YoungStorage): Place | null {
      return this.cell.place;
    },
    set(this: YoungStorage, place: Place | null) {
      if (this.cell !== undefined) this.cell.place = place;
    },
  },
});

function copyElements(target: TypedArray, source: TypedArray): void {
  (target as Float32Array).set(source as Float32Array);
}
