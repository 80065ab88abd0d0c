import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { sumBlock } from "../../src/kernels/matmul/blocking.ts";
import { gemm, gemmBatch, type Matrix } from "../../src/kernels/matmul/gemm.ts";
import { chunksDoneByWorkers, getNumThreads, setNumThreads } from "../../src/kernels/pool/pool.ts";
import type { FloatDType } from "../../src/memory/dtype.ts";
import { heap } from "../../src/memory/heap.ts";
import { Storage } from "../../src/memory/storage.ts";
import { LAYOUTS, type Layout, strides } from "./support/layouts.ts";

type FloatArray = Float32Array | Float64Array;

/** Small, fast and repeatable; values in [-1, 1). */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}

function newStorage(dtype: FloatDType, length: number, inHeap: boolean, next: () => number): Storage {
  const storage = Storage.allocate(dtype, length);
  const data = storage.data as FloatArray;
  for (let i = 0; i < length; i++) data[i] = next();
  if (inHeap) expect(storage.moveToHeap()).toBe(true);
  return storage;
}

function newMatrix(
  dtype: FloatDType,
  rows: number,
  columns: number,
  layout: Layout,
  offset: number,
  inHeap: boolean,
  next: () => number,
): Matrix {
  const [rowStride, columnStride] = strides(layout, rows, columns);
  const length = offset + (rows - 1) * rowStride + (columns - 1) * columnStride + 1;
  return { storage: newStorage(dtype, length + 2, inHeap, next), offset, rowStride, columnStride };
}

const rowMajor = (dtype: FloatDType, rows: number, columns: number, next: () => number, inHeap = false) =>
  newMatrix(dtype, rows, columns, "rows", 0, inHeap, next);

function element({ storage, offset, rowStride, columnStride }: Matrix, i: number, j: number): number {
  return (storage.data as FloatArray)[offset + i * rowStride + j * columnStride];
}

/** The promised result to the bit: sums of blocks of k in order, every operation rounded to the dtype. */
function expected(m: number, n: number, k: number, a: Matrix, b: Matrix, out: FloatArray, start: number, add: boolean) {
  const result = out.slice();
  const round = out instanceof Float32Array ? Math.fround : (value: number) => value;
  const block = sumBlock(k);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const at = start + i * n + j;
      for (let from = 0; from < k; from += block) {
        let sum = 0;
        for (let p = from; p < Math.min(k, from + block); p++) {
          sum = round(sum + round(element(a, i, p) * element(b, p, j)));
        }
        result[at] = add || from > 0 ? result[at] + sum : sum;
      }
    }
  }
  return result;
}

/** The result in double precision, and the sum of the products' magnitudes. */
function exact(k: number, a: Matrix, b: Matrix, i: number, j: number): { sum: number; magnitude: number } {
  let sum = 0;
  let magnitude = 0;
  for (let p = 0; p < k; p++) {
    const product = element(a, i, p) * element(b, p, j);
    sum += product;
    magnitude += Math.abs(product);
  }
  return { sum, magnitude };
}

const threads = getNumThreads();
afterEach(() => {
  setNumThreads(threads);
  vi.restoreAllMocks();
});

describe("gemm", () => {
  // The first test: the others leave scratch behind.
  it("gives the same bits without room in the heap", () => {
    const next = randomNumbers(17);
    const [m, n, k] = [60, 50, 300];
    const a = rowMajor("float64", m, k, next);
    const b = rowMajor("float64", k, n, next);
    const [inLoops, inHeap] = [Storage.allocate("float64", m * n), Storage.allocate("float64", m * n)];
    const allocate = vi.spyOn(heap, "allocate").mockReturnValue(null);
    gemm(m, n, k, a, b, inLoops);
    expect(allocate).toHaveBeenCalled();
    allocate.mockRestore();
    gemm(m, n, k, a, b, inHeap);
    expect(Buffer.compare(bytes(inLoops.data as FloatArray), bytes(inHeap.data as FloatArray))).toBe(0);
  });

  it("sums in the promised order, whatever the sizes, strides, types and places of the operands", () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 70 }));
    const layout = fc.constantFrom(...LAYOUTS);
    fc.assert(
      fc.property(
        fc.record({
          dtype: fc.constantFrom<FloatDType>("float32", "float64"),
          m: size,
          n: size,
          k: fc.oneof(size, fc.integer({ min: 250, max: 600 })),
          layoutA: layout,
          layoutB: layout,
          offsetA: fc.nat(3),
          offsetB: fc.nat(3),
          start: fc.nat(3),
          heapA: fc.boolean(),
          heapB: fc.boolean(),
          heapOut: fc.boolean(),
          accumulate: fc.boolean(),
          seed: fc.integer(),
        }),
        (c) => {
          const next = randomNumbers(c.seed);
          const a = newMatrix(c.dtype, c.m, c.k, c.layoutA, c.offsetA, c.heapA, next);
          const b = newMatrix(c.dtype, c.k, c.n, c.layoutB, c.offsetB, c.heapB, next);
          const out = newStorage(c.dtype, c.start + c.m * c.n + 9, c.heapOut, next);
          const wanted = expected(c.m, c.n, c.k, a, b, out.data as FloatArray, c.start, c.accumulate);
          gemm(c.m, c.n, c.k, a, b, out, c.start, c.accumulate);
          expect(Array.from(out.data as FloatArray)).toEqual(Array.from(wanted));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each<[FloatDType, number]>([
    ["float32", 2 ** -24],
    ["float64", 2 ** -53],
  ])("is as accurate in %s as sums in blocks can be", (dtype, unit) => {
    const next = randomNumbers(7);
    const [m, n, k] = [9, 17, 20_000];
    const a = rowMajor(dtype, m, k, next);
    const b = rowMajor(dtype, k, n, next);
    const out = Storage.allocate(dtype, m * n);
    gemm(m, n, k, a, b, out);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const { sum, magnitude } = exact(k, a, b, i, j);
        const blocks = Math.ceil(k / sumBlock(k));
        const error = Math.abs((out.data as FloatArray)[i * n + j] - sum);
        expect(error).toBeLessThan((sumBlock(k) + blocks) * unit * magnitude);
        expect(error).toBeLessThan(8 * unit * magnitude); // what it amounts to for random numbers
      }
    }
  });

  it.each<FloatDType>(["float32", "float64"])("is exact for whole numbers in %s", (dtype) => {
    const random = randomNumbers(3);
    const next = () => Math.floor(random() * 30);
    for (const [m, n, k] of [
      [3, 5, 7],
      [64, 64, 64],
      [65, 33, 300],
      [1, 200, 100],
      [200, 1, 100],
      [130, 10, 256],
    ]) {
      const a = rowMajor(dtype, m, k, next);
      const b = rowMajor(dtype, k, n, next, true);
      const out = Storage.allocate(dtype, m * n);
      gemm(m, n, k, a, b, out);
      const wanted = Array.from({ length: m * n }, (_, at) => exact(k, a, b, Math.floor(at / n), at % n).sum);
      expect(Array.from(out.data as FloatArray, (value) => value + 0)).toEqual(wanted.map((value) => value + 0));
    }
  });

  it("gives zeros, or leaves the result alone, when there is nothing to sum", () => {
    const next = randomNumbers(1);
    const empty: Matrix = { storage: Storage.allocate("float32", 0), offset: 0, rowStride: 0, columnStride: 1 };
    const out = newStorage("float32", 8, false, next);
    const before = Array.from(out.data as FloatArray);
    gemm(2, 3, 0, empty, empty, out, 1, true);
    gemm(0, 3, 2, empty, rowMajor("float32", 2, 3, next), out);
    gemm(2, 0, 2, rowMajor("float32", 2, 2, next), empty, out);
    expect(Array.from(out.data as FloatArray)).toEqual(before);
    gemm(2, 3, 0, empty, empty, out, 1);
    expect(Array.from(out.data as FloatArray)).toEqual([before[0], 0, 0, 0, 0, 0, 0, before[7]]);
  });

  it.each<[FloatDType, number, number, number]>([
    ["float32", 5, 3, 4],
    ["float32", 37, 29, 31],
    ["float64", 37, 29, 31],
  ])("keeps NaN and infinity to their rows and columns (%s, %i × %i × %i)", (dtype, m, n, k) => {
    const a = rowMajor(dtype, m, k, () => 1);
    const b = rowMajor(dtype, k, n, () => 1);
    const x = a.storage.data as FloatArray;
    const y = b.storage.data as FloatArray;
    x[(m - 1) * k + 2] = Number.NaN; // last row
    x[0] = Number.POSITIVE_INFINITY; // first row
    y[n - 1] = Number.NEGATIVE_INFINITY; // last column
    y[0] = 0; // meets the infinity: NaN at (0, 0)
    const out = Storage.allocate(dtype, m * n);
    gemm(m, n, k, a, b, out);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const { sum } = exact(k, a, b, i, j);
        expect((out.data as FloatArray)[i * n + j]).toBe(sum);
      }
    }
    expect((out.data as FloatArray)[0]).toBeNaN();
    expect((out.data as FloatArray)[n]).toBe(k - 1);
  });

  it.each<FloatDType>(["float32", "float64"])("gives the same bits for any number of threads in %s", (dtype) => {
    const next = randomNumbers(11);
    for (const [m, n, k] of [
      [150, 130, 300],
      [1, 1500, 1100],
      [700, 9, 400],
      [20, 40, 2000],
    ]) {
      const a = rowMajor(dtype, m, k, next, true);
      const b = newMatrix(dtype, k, n, "columns", 0, false, next);
      const results = [1, 2, 3, 7].map((count) => {
        setNumThreads(count);
        const out = Storage.allocate(dtype, m * n);
        gemm(m, n, k, a, b, out);
        return out.data as FloatArray;
      });
      expect(results[0]).toEqual(
        expected(m, n, k, a, b, newStorage(dtype, m * n, false, next).data as FloatArray, 0, false),
      );
      for (const result of results) expect(result).toEqual(results[0]);
    }
  });

  it.each<FloatDType>(["float32", "float64"])(
    "gives a batch of small products the bits of each by itself in %s",
    (dtype) => {
      const size = fc.integer({ min: 1, max: 40 });
      const gap = fc.integer({ min: 0, max: 5 });
      fc.assert(
        fc.property(
          size,
          size,
          size,
          size,
          gap,
          fc.boolean(),
          fc.boolean(),
          (count, m, n, k, offset, inHeap, outInHeap) => {
            setNumThreads(1 + (count % 2));
            const next = randomNumbers(m * 100 + n);
            const shared = newMatrix(dtype, k, n, "columns", offset, inHeap, next);
            const a = newStorage(dtype, offset + count * m * k + 3, inHeap, next);
            const aOffsets = Array.from({ length: count }, (_, i) => offset + (count - 1 - i) * m * k);
            const bOffsets = aOffsets.map(() => shared.offset);
            const left = { storage: a, offset: 0, rowStride: k, columnStride: 1 };
            const out = newStorage(dtype, offset + count * m * n, outInHeap, next);
            gemmBatch(m, n, k, left, aOffsets, shared, bOffsets, out, offset);
            const single = newStorage(dtype, offset + count * m * n, false, next);
            aOffsets.forEach((start, i) => {
              gemm(m, n, k, { ...left, offset: start }, shared, single, offset + i * m * n);
            });
            expect(out.data.slice(offset)).toEqual(single.data.slice(offset));
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it("shares large products among threads", () => {
    setNumThreads(2);
    const next = randomNumbers(5);
    const [m, n, k] = [256, 256, 256];
    const a = rowMajor("float32", m, k, next);
    const b = rowMajor("float32", k, n, next);
    const out = Storage.allocate("float32", m * n);
    const before = chunksDoneByWorkers();
    for (let i = 0; i < 50 && chunksDoneByWorkers() === before; i++) gemm(m, n, k, a, b, out);
    expect(chunksDoneByWorkers()).toBeGreaterThan(before);
  });

  it.each<[string, number, number, number, boolean]>([
    ["rows", 1100, 6, 1050, false],
    ["columns, added to what is there", 5, 1100, 1300, true],
    ["rows and columns of a flat sum", 2100, 2100, 1, false],
    ["rows and columns, added to what is there", 2100, 2050, 2, true],
  ])("multiplies in blocks what would need too much room at once: %s", (_, m, n, k, accumulate) => {
    const next = randomNumbers(13);
    for (const [layoutA, layoutB] of [
      ["rows", "rows"],
      ["spaced rows", "scattered"],
    ] as const) {
      const a = newMatrix("float32", m, k, layoutA, 0, false, next);
      const b = newMatrix("float32", k, n, layoutB, 1, false, next);
      const out = newStorage("float32", m * n, false, next);
      const wanted = expected(m, n, k, a, b, out.data as FloatArray, 0, accumulate);
      gemm(m, n, k, a, b, out, 0, accumulate);
      expect(Buffer.compare(bytes(out.data as FloatArray), bytes(wanted))).toBe(0);
    }
  });
});

function bytes(array: FloatArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
