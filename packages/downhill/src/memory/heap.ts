/** Blocks start on a cache line, so that no two tensors share one and vectors never straddle two. */
const ALIGNMENT = 64;
const PAGE = 65536;
/** WebAssembly's 32-bit limit is 65536 pages, 4 GiB; engines that refuse to reserve that much are asked for less. */
const MAXIMUM_PAGES = [65536, 32768, 16384, 8192, 4096, 1024];
const INITIAL_PAGES = 16;
/** The start of the memory, kept for what threads must see from the beginning; address 0 stays unused. */
const STATIC_BYTES = 640 * 1024;

/** Where something lies in the heap. */
export interface Place {
  readonly address: number;
  readonly bytes: number;
}

/** A block of the heap, held by its owner alone: when the owner is collected, so is the block. */
export class Block implements Place {
  /**
   * The engine does not see heap bytes, so it would never hurry to collect a dropped model. An untouched buffer of
   * the same size (the system maps it to nothing) tells it what the owner really holds.
   */
  readonly ballast: ArrayBuffer;

  constructor(
    readonly address: number,
    readonly bytes: number,
  ) {
    this.ballast = new ArrayBuffer(bytes);
  }
}

/** Free and used bytes of the heap, for tests and for people who watch memory. */
export interface HeapStatistics {
  /** Bytes in blocks that are in use. */
  readonly used: number;
  /** Bytes the heap spans, in use or free. */
  readonly capacity: number;
}

/**
 * The memory that kernels, threads and optimizers share: one growing WebAssembly memory with a first-fit allocator
 * that merges neighbouring free blocks. Growing a shared memory does not detach the views made before.
 */
export class Heap {
  #memory: WebAssembly.Memory | null = null;
  #available: boolean | null = null;
  #maximumPages = 0;
  /** Free regions by address, ascending; no two touch. */
  #free: { address: number; bytes: number }[] = [];
  #end = 0;
  #staticEnd = ALIGNMENT;
  #used = 0;
  #registry = new FinalizationRegistry<{ address: number; bytes: number }>((region) =>
    this.#release(region.address, region.bytes),
  );

  /** The memory, created on first use. */
  get memory(): WebAssembly.Memory {
    this.#memory ??= this.#create();
    return this.#memory;
  }

  /** Whether this engine lets a memory be shared; without it everything stays in ordinary memory. */
  get available(): boolean {
    if (this.#available === null) {
      try {
        this.#available = this.memory.buffer.byteLength > 0;
      } catch {
        this.#available = false;
      }
    }
    return this.#available;
  }

  get buffer(): ArrayBufferLike {
    return this.memory.buffer;
  }

  get statistics(): HeapStatistics {
    return { used: this.#used, capacity: this.#end };
  }

  /**
   * A block of at least `bytes` bytes (its contents are undefined), or null when the heap can't grow that far.
   * The block is freed by `free`, or when the returned object has been collected.
   */
  allocate(bytes: number): Block | null {
    const size = Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
    const address = this.#take(size);
    if (address < 0) return null;
    this.#used += size;
    let block: Block;
    try {
      block = new Block(address, size);
    } catch {
      this.#release(address, size); // not even untouched memory is left
      return null;
    }
    this.#registry.register(block, { address, bytes: size }, block);
    return block;
  }

  /** An address in the memory's first pages, visible to every thread from the start, never freed; -1 if they are full. */
  allocateStatic(bytes: number): number {
    const size = Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    if (this.memory.buffer.byteLength === 0 || this.#staticEnd + size > STATIC_BYTES) return -1;
    const address = this.#staticEnd;
    this.#staticEnd += size;
    return address;
  }

  /** Gives a block back at once. The caller drops every view of it. */
  free(block: Block): void {
    this.#registry.unregister(block);
    this.#release(block.address, block.bytes);
  }

  #create(): WebAssembly.Memory {
    let failure: unknown;
    for (const maximum of MAXIMUM_PAGES) {
      try {
        const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum, shared: true });
        this.#maximumPages = maximum;
        this.#end = STATIC_BYTES;
        return memory;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  #take(size: number): number {
    const memory = this.memory;
    for (let i = 0; i < this.#free.length; i++) {
      const region = this.#free[i];
      if (region.bytes < size) continue;
      const { address } = region;
      if (region.bytes === size) this.#free.splice(i, 1);
      else {
        region.address += size;
        region.bytes -= size;
      }
      return address;
    }
    const last = this.#free.at(-1);
    const extendsLast = last !== undefined && last.address + last.bytes === this.#end;
    const address = extendsLast ? last.address : this.#end;
    const end = address + size;
    const pages = Math.ceil(end / PAGE);
    if (pages > this.#maximumPages) return -1;
    const missing = pages - memory.buffer.byteLength / PAGE;
    if (missing > 0) {
      try {
        memory.grow(missing);
      } catch {
        return -1;
      }
    }
    if (extendsLast) this.#free.pop();
    this.#end = end;
    return address;
  }

  #release(address: number, bytes: number): void {
    this.#used -= bytes;
    let low = 0;
    let high = this.#free.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#free[middle].address < address) low = middle + 1;
      else high = middle;
    }
    const before = this.#free[low - 1];
    const after = this.#free[low];
    const joinsBefore = before !== undefined && before.address + before.bytes === address;
    const joinsAfter = after !== undefined && address + bytes === after.address;
    if (joinsBefore && joinsAfter) {
      before.bytes += bytes + after.bytes;
      this.#free.splice(low, 1);
    } else if (joinsBefore) before.bytes += bytes;
    else if (joinsAfter) {
      after.address = address;
      after.bytes += bytes;
    } else this.#free.splice(low, 0, { address, bytes });
  }
}

/** The one heap of this thread's Downhill. */
export const heap = new Heap();
