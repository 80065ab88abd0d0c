import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Block, Heap } from "../../src/memory/heap.ts";
import { Storage } from "../../src/memory/storage.ts";

describe("Heap", () => {
  it("gives aligned blocks that never overlap, and merges what is freed", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(200_000)), { maxLength: 60 }), (actions) => {
        const heap = new Heap();
        const live: Block[] = [];
        for (const [allocates, size] of actions) {
          if (allocates || live.length === 0) {
            const block = heap.allocate(size);
            if (block === null) throw new Error("the heap is full");
            expect(block.address % 64).toBe(0);
            expect(block.bytes).toBeGreaterThanOrEqual(size);
            for (const other of live) {
              expect(block.address + block.bytes <= other.address || other.address + other.bytes <= block.address).toBe(
                true,
              );
            }
            live.push(block);
          } else heap.free(live.splice(size % live.length, 1)[0]);
        }
        expect(heap.statistics.used).toBe(live.reduce((sum, { bytes }) => sum + bytes, 0));
        const { capacity } = heap.statistics;
        for (const block of live) heap.free(block);
        expect(heap.statistics.used).toBe(0);
        // All merged into one region: a block of nearly the whole capacity fits without growing.
        if (capacity > 2 ** 20) {
          expect(heap.allocate(capacity - 2 ** 20)).not.toBeNull();
          expect(heap.statistics.capacity).toBe(capacity);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("keeps views valid while it grows", () => {
    const heap = new Heap();
    const block = heap.allocate(64);
    const view = new Float64Array(heap.buffer, block?.address, 8).fill(7);
    heap.allocate(64 * 2 ** 20);
    expect(Array.from(view)).toEqual(new Array(8).fill(7));
    view[0] = 1;
    expect(new Float64Array(heap.buffer, block?.address, 1)[0]).toBe(1);
  });

  it("says so when it is full, and stays usable", () => {
    const heap = new Heap();
    expect(heap.allocate(5 * 2 ** 30)).toBeNull();
    expect(heap.allocate(1024)).not.toBeNull();
  });
});

describe("Storage", () => {
  it("keeps its elements wherever it moves", () => {
    for (const dtype of ["float32", "float64", "int64", "bool"] as const) {
      const storage = Storage.allocate(dtype, 5);
      for (let i = 0; i < 5; i++) storage.data[i] = dtype === "int64" ? BigInt(i) : i % 2;
      const before = Array.from(storage.data as Float64Array);
      expect(storage.address).toBe(-1);
      expect(storage.moveToHeap()).toBe(true);
      expect(storage.address).toBeGreaterThan(0);
      expect(Array.from(storage.data as Float64Array)).toEqual(before);
      storage.moveOut();
      expect(storage.address).toBe(-1);
      expect(Array.from(storage.data as Float64Array)).toEqual(before);
    }
  });

  it("starts from zeros, or from a value, also where the heap was used before", () => {
    const used = Storage.allocateInHeap("float32", 1000, 3);
    expect(new Set(used.data as Float32Array)).toEqual(new Set([3]));
    used.free();
    expect(new Set(used.data as Float32Array)).toEqual(new Set([0]));
    expect(new Set(Storage.allocateInHeap("float32", 1000).data as Float32Array)).toEqual(new Set([0]));
  });
});
