import { setNumThreads } from "downhill";
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { addRows } from "../../src/kernels/columnSums.ts";
import { Storage } from "../../src/memory/storage.ts";

afterEach(() => setNumThreads(2));

function random(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state / 2 ** 31) * 10 ** (state & 7);
  });
}

it("adds rows to sums in the order of a plain loop, wherever they are and however many threads take part", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 900 }),
      fc.integer({ min: 16, max: 400 }),
      fc.integer({ min: 0, max: 9 }),
      fc.boolean(),
      fc.constantFrom(1, 2),
      (rows, columns, offset, inHeap, threads) => {
        setNumThreads(threads);
        const values = random(offset + rows * columns, rows * 1000 + columns);
        const storage = inHeap ? Storage.allocateInHeap("float32", values.length) : new Storage("float32", values);
        (storage.data as Float32Array).set(values);
        const wanted = Float64Array.from({ length: columns }, (_, j) => j);
        const sums = wanted.slice();
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) wanted[j] += values[offset + i * columns + j];
        }
        expect(addRows(storage, offset, rows, columns, sums)).toBe(true);
        expect(sums).toEqual(wanted);
        storage.discard();
      },
    ),
    { numRuns: 60 },
  );
});

it("refuses rows that aren't all in the storage, and other types", () => {
  const sums = new Float64Array(32);
  expect(() => addRows(Storage.allocate("float32", 63), 0, 2, 32, sums)).toThrow(RangeError);
  expect(() => addRows(Storage.allocate("float64", 64), 0, 2, 32, sums)).toThrow(TypeError);
  expect(() => addRows(Storage.allocate("float32", 80), 0, 2, 40, sums)).toThrow("sums of 40 columns");
});
