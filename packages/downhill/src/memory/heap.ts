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
  /** Bytes in blocks that are in use, without borrowed places. */
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
  #registry = new FinalizationRegistry<Place>((place) => {
    this.#used -= place.bytes;
    this.#release(place);
  });

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
    const place = this.borrow(bytes);
    if (place === null) return null;
    const block = this.adopt(place);
    if (block === null) this.#release(place);
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

  /** A place that is nobody's but the caller's, who gives it back by `free`, or makes a block of it by `adopt`. */
  borrow(bytes: number): Place | null {
    const size = Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
    const address = this.#take(size);
    return address < 0 ? null : { address, bytes: size };
  }

  /** The block of a borrowed place, which is freed when the returned object has been collected; null if there is no memory for it. */
  adopt({ address, bytes }: Place): Block | null {
    let block: Block;
    try {
      block = new Block(address, bytes);
    } catch {
      return null; // not even untouched memory is left
    }
    this.#used += bytes;
    this.#registry.register(block, { address, bytes }, block);
    return block;
  }

  /** Gives a block or a borrowed place back at once. The caller drops every view of it. */
  free(place: Place): void {
    if (place instanceof Block) {
      this.#used -= place.bytes;
      this.#registry.unregister(place);
    }
    this.#release(place);
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

  #release({ address, bytes }: Place): void {
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
