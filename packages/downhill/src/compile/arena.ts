import { viewArray } from "../memory/dtype.ts";
import { heap, type Place } from "../memory/heap.ts";
import type { RecordedStorage } from "../memory/recording.ts";

const ALIGNMENT = 64;
const NOTHING = new Float32Array(0);

/** An array of a plan, and the first and the last of its steps that use it. */
export interface Lifetime {
  readonly storage: RecordedStorage;
  readonly first: number;
  last: number;
}

/** One block of memory in which every array of a plan has the lowest place that is free while it is used. */
export class Arena {
  readonly bytes: number;
  /** What the arrays would take without sharing. */
  readonly unsharedBytes: number;
  /** Whether it is in the shared heap; without room there it is ordinary memory. */
  readonly isInHeap: boolean;
  readonly #free: () => void;

  /** @param used in the order of their first steps */
  constructor(used: readonly Lifetime[]) {
    const { offsets, bytes } = arrange(used);
    this.bytes = bytes;
    this.unsharedBytes = used.reduce((sum, { storage }) => sum + storage.bytes, 0);
    const block = heap.available && bytes > 0 ? heap.allocate(bytes) : null;
    this.isInHeap = bytes === 0 || block !== null;
    const buffer: ArrayBufferLike = block === null ? new ArrayBuffer(bytes) : heap.buffer;
    const base = block === null ? 0 : block.address;
    used.forEach(({ storage }, i) => {
      const address = base + offsets[i];
      const place: Place | null = block === null ? null : { address, bytes: storage.bytes };
      storage.mount(viewArray(storage.dtype, buffer, address, storage.length), place);
    });
    this.#free = () => {
      for (const { storage } of used) storage.mount(NOTHING, null);
      if (block !== null) heap.free(block);
    };
  }

  /** Gives the memory back. */
  dispose(): void {
    this.#free();
  }
}

function arrange(used: readonly Lifetime[]): { offsets: number[]; bytes: number } {
  const offsets: number[] = [];
  let bytes = 0;
  let live: { start: number; end: number; last: number }[] = [];
  for (const { storage, first, last } of used) {
    const size = Math.max(ALIGNMENT, Math.ceil(storage.bytes / ALIGNMENT) * ALIGNMENT);
    live = live.filter((other) => other.last >= first).sort((a, b) => a.start - b.start);
    let start = 0;
    for (const other of live) {
      if (other.start - start >= size) break;
      start = Math.max(start, other.end);
    }
    live.push({ start, end: start + size, last });
    offsets.push(start);
    bytes = Math.max(bytes, start + size);
  }
  return { offsets, bytes };
}
