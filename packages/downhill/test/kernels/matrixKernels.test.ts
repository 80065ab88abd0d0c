import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnSquares, outerQuotients } from "../../src/kernels/matrixKernels.ts";
import type { FloatDType } from "../../src/memory/dtype.ts";
import { Storage } from "../../src/memory/storage.ts";

const dtypes: FloatDType[] = ["float32", "float64"];
const size = fc.integer({ min: 1, max: 300 });

/** Numbers of many magnitudes, so that sums in another order would have other bits. */
function fill(data: Float32Array | Float64Array, seed: number): void {
  for (let i = 0; i < data.length; i++) data[i] = Math.sin(seed + i * 7.3) * 2 ** ((i * 13) % 21);
}

function inHeap(dtype: FloatDType, length: number, seed: number): Storage {
  const storage = Storage.allocateInHeap(dtype, length);
  fill(storage.data as Float64Array, seed);
  return storage;
}

describe.each(dtypes)("kernels on matrices of %s", (dtype) => {
  const round = dtype === "float32" ? Math.fround : (x: number) => x;
  const newArray = (length: number) => (dtype === "float32" ? new Float32Array(length) : new Float64Array(length));

  it("add squares row after row, whatever the columns", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), size, size, size, (matrices, rows, columns, offset) => {
        const storage = inHeap(dtype, offset + matrices * rows * columns, rows);
        const expected = newArray(matrices * columns);
        for (let i = 0; i < matrices * rows * columns; i++) {
          const x = storage.data[offset + i] as number;
          expected[Math.floor(i / (rows * columns)) * columns + (i % columns)] += round(x * x);
        }
        const sums = newArray(matrices * columns).fill(7);
        expect(columnSquares(storage, offset, matrices, rows, columns, sums)).toBe(true);
        storage.free();
        expect(sums).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it("divide outer products, and write nothing beside them", () => {
    fc.assert(
      fc.property(size, size, size, (rows, columns, offset) => {
        const [r, c] = [newArray(rows), newArray(columns)];
        fill(r, 1);
        fill(c, 2);
        const divisor = round(0.3);
        const out = inHeap(dtype, offset + rows * columns + 5, 3);
        const expected = out.data.slice() as Float64Array;
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) expected[offset + i * columns + j] = round(r[i] * c[j]) / divisor;
        }
        expect(outerQuotients(r, c, divisor, out, offset)).toBe(true);
        const actual = out.data.slice();
        out.free();
        expect(actual).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it("leave matrices outside the heap to loops", () => {
    const storage = Storage.allocate(dtype, 12);
    const sums = newArray(4).fill(7);
    expect(columnSquares(storage, 0, 1, 3, 4, sums)).toBe(false);
    expect(outerQuotients(newArray(3), newArray(4), 1, storage, 0)).toBe(false);
    expect(sums).toEqual(newArray(4).fill(7));
  });
});
