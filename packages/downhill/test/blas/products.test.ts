import { manualSeed, randn, type Tensor, tensor, zeros } from "downhill";
import { useBlas } from "downhill/blas";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { gemm, gemmBatch, type Matrix } from "../../src/kernels/matmul/gemm.ts";
import { multiplyBy, productLibrary } from "../../src/kernels/matmul/library.ts";
import type { FloatArray } from "../../src/kernels/matmul/product.ts";
import type { FloatDType } from "../../src/memory/dtype.ts";
import { Storage } from "../../src/memory/storage.ts";
import { LAYOUTS, strides } from "../kernels/support/layouts.ts";
import { expectClose, hasBlas, withAndWithout } from "./support.ts";

/** Of the sum of the products' magnitudes. */
const TOLERANCE: Readonly<Record<FloatDType, number>> = { float32: 1e-5, float64: 1e-12 };
function filled(dtype: FloatDType, length: number, inHeap: boolean): Storage {
  const storage = Storage.allocate(dtype, length);
  const values = randn([length], { dtype }).toTypedArray() as FloatArray;
  (storage.data as FloatArray).set(values);
  if (inHeap) expect(storage.moveToHeap()).toBe(true);
  return storage;
}

const size = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 90 }));
const layout = fc.constantFrom(...LAYOUTS);
const cases = fc.record({
  dtype: fc.constantFrom<FloatDType>("float32", "float64"),
  m: size,
  n: size,
  k: fc.oneof(size, fc.integer({ min: 250, max: 600 })),
  layouts: fc.tuple(layout, layout),
  offsets: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)),
  inHeap: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  accumulate: fc.boolean(),
  seed: fc.nat(),
});

afterEach(() => {
  multiplyBy(null);
});

describe.skipIf(!hasBlas)("products by a library", () => {
  it("are Downhill's own but for rounding, whatever the sizes, strides, types and places", () => {
    fc.assert(
      fc.property(cases, ({ dtype, m, n, k, layouts, offsets, inHeap, accumulate, seed }) => {
        manualSeed(seed);
        const matrix = (which: 0 | 1, rows: number, columns: number): Matrix => {
          const [rowStride, columnStride] = strides(layouts[which], rows, columns);
          const length = offsets[which] + (rows - 1) * rowStride + (columns - 1) * columnStride + 1;
          return { storage: filled(dtype, length, inHeap[which]), offset: offsets[which], rowStride, columnStride };
        };
        const [a, b] = [matrix(0, m, k), matrix(1, k, n)];
        const there = filled(dtype, offsets[2] + m * n + 5, false).data as FloatArray;
        const compute = () => {
          const out = filled(dtype, there.length, inHeap[2]);
          (out.data as FloatArray).set(there);
          gemm(m, n, k, a, b, out, offsets[2], accumulate);
          return out.data as FloatArray;
        };
        const [given, wanted] = withAndWithout(compute);
        expectClose(given, wanted, TOLERANCE[dtype] * largestMagnitude(m, n, k, a, b));
        // Nothing beside the result is written.
        expect(given.subarray(0, offsets[2])).toEqual(there.subarray(0, offsets[2]));
        expect(given.subarray(offsets[2] + m * n)).toEqual(there.subarray(offsets[2] + m * n));
      }),
      { numRuns: 250 },
    );
  });

  it("come in batches, also of matrices that are meant more than once", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const [a, b] = [filled(dtype, 6 * 20 * 30, false), filled(dtype, 4 * 30 * 25, true)];
      const [given, wanted] = withAndWithout(() => {
        const out = Storage.allocate(dtype, 7 + 5 * 20 * 25);
        const left = { storage: a, offset: 0, rowStride: 30, columnStride: 1 };
        const right = { storage: b, offset: 0, rowStride: 1, columnStride: 30 };
        gemmBatch(20, 25, 30, left, [0, 600, 600, 3000, 5], right, [750, 0, 0, 2250, 9], out, 7);
        return out.data as FloatArray;
      });
      expectClose(given, wanted, TOLERANCE[dtype] * 30);
    }
  });

  it("reach tensors of all shapes, and gradients", () => {
    manualSeed(3);
    const shapes = [
      [
        [70, 80],
        [80, 90],
      ],
      [[400], [400]],
      [[60, 50], [50]],
      [[50], [50, 60]],
      [
        [3, 20, 30],
        [30, 25],
      ],
      [
        [2, 1, 20, 30],
        [4, 30, 25],
      ],
    ];
    for (const dtype of ["float32", "float64"] as const) {
      for (const [left, right] of shapes) {
        const x = randn(left, { dtype, requiresGrad: true });
        const y = randn(right, { dtype, requiresGrad: true });
        const [given, wanted] = withAndWithout(() => {
          [x.grad, y.grad] = [null, null];
          const product = x.matmul(y);
          product.square().sum().backward();
          return [product, x.grad, y.grad].map((result) => (result as unknown as Tensor).toTypedArray() as FloatArray);
        });
        given.forEach((values, which) => {
          expectClose(values, wanted[which], TOLERANCE[dtype] * Math.max(...wanted[which].map(Math.abs)));
        });
      }
    }
  });

  it("are the library's: numbers are rounded in another order", () => {
    const [x, y] = [randn([64, 1000]), randn([1000, 64])];
    const [given, own] = withAndWithout(() => x.matmul(y).toTypedArray());
    expect(given).not.toEqual(own);
  });

  it("keep NaN and infinity to their rows and columns, and don't look at what was there", () => {
    for (const [m, n, k] of [
      [9, 17, 12],
      [70, 80, 90],
      [1, 80, 90],
      [80, 1, 90],
      [1, 1, 400],
    ]) {
      const x = zeros([m, k]).add(1);
      const y = zeros([k, n]).add(1);
      x.storage.data[Math.min(2, k - 1)] = Number.NaN;
      y.storage.data[n - 1] = Number.POSITIVE_INFINITY;
      const [given, wanted] = withAndWithout(() => x.matmul(y).toTypedArray());
      expect(given).toEqual(wanted);
      y.fill_(0);
      const [zero] = withAndWithout(() => x.matmul(y).toTypedArray());
      expect([...zero].slice(0, n)).toEqual(new Array(n).fill(Number.NaN));
    }
    const out = Storage.allocate("float32", 400);
    const a = { storage: filled("float32", 20 * 30, false), offset: 0, rowStride: 30, columnStride: 1 };
    useBlas();
    for (const [rows, columns] of [
      [20, 20],
      [1, 20],
      [20, 1],
      [1, 1],
    ]) {
      (out.data as FloatArray).fill(Number.NaN);
      const b = { storage: filled("float32", 30 * columns, false), offset: 0, rowStride: columns, columnStride: 1 };
      gemm(rows, columns, 30, a, b, out);
      expect([...out.data].slice(0, rows * columns)).not.toContain(Number.NaN);
    }
  });

  it("of nothing are zero, or what was there", () => {
    useBlas();
    expect(
      zeros([3, 0])
        .matmul(zeros([0, 2]))
        .toArray(),
    ).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(zeros([0, 300]).matmul(zeros([300, 200])).shape).toEqual([0, 200]);
    expect(
      zeros([0])
        .dot(zeros([0]))
        .item(),
    ).toBe(0);
  });

  it("of whole numbers stay with Downhill", () => {
    useBlas();
    const multiply = vi.spyOn(productLibrary()!, "multiply");
    const x = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: "int64" },
    ).repeat([20, 20]);
    expect(x.matmul(x).sum().item()).toBe(20 * 20 * 20 * 54);
    expect(multiply).not.toHaveBeenCalled();
  });

  it("are refused as they are without it, before the library sees an address", () => {
    useBlas();
    const multiply = vi.spyOn(productLibrary()!, "multiply");
    const storage = filled("float32", 1000, false);
    const whole = { storage, offset: 0, rowStride: 20, columnStride: 1 };
    const out = Storage.allocate("float32", 400);
    const call = (a: Matrix, b: Matrix, to = out) => gemm(20, 20, 20, a, b, to);
    expect(() => call({ ...whole, offset: 700 }, whole)).toThrow(RangeError);
    expect(() => call(whole, { ...whole, rowStride: 60 })).toThrow(RangeError);
    expect(() => call(whole, { ...whole, rowStride: -1 })).toThrow(RangeError);
    expect(() => call(whole, whole, Storage.allocate("float32", 399))).toThrow(RangeError);
    expect(() => call(whole, whole, Storage.allocate("float64", 400))).toThrow(TypeError);
    expect(() => call({ ...whole, storage: out }, whole)).toThrow(RangeError);
    expect(multiply).not.toHaveBeenCalled();
    call(whole, whole);
    expect(multiply).toHaveBeenCalledOnce();
  });
});

function largestMagnitude(m: number, n: number, k: number, a: Matrix, b: Matrix): number {
  const [x, y] = [a.storage.data as FloatArray, b.storage.data as FloatArray];
  let most = 1;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) {
        sum += Math.abs(
          x[a.offset + i * a.rowStride + p * a.columnStride] * y[b.offset + p * b.rowStride + j * b.columnStride],
        );
      }
      if (sum > most) most = sum;
    }
  }
  return most;
}
