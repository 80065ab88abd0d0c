import { manualSeed, randn, type Tensor } from "downhill";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { gemmGathered } from "../../src/kernels/matmul/gemm.ts";
import { productLibrary } from "../../src/kernels/matmul/library.ts";
import { extentOf, type FloatArray, type ResultLayout, type Tables } from "../../src/kernels/matmul/product.ts";
import { heap } from "../../src/memory/heap.ts";
import { Storage } from "../../src/memory/storage.ts";
import { convolve, inputGradient, weightGradient } from "../../src/nn/functional/convolving.ts";
import { axis } from "../../src/nn/functional/window.ts";
import { expectClose, hasBlas, withAndWithout, withBlas } from "./support.ts";

const TOLERANCE = { float32: 1e-5, float64: 1e-12 } as const;

type Options = Readonly<{
  size: number;
  kernel: number;
  stride: number;
  dilation: number;
  before: number;
  after: number;
}>;

const axes = fc.record({
  size: fc.oneof(fc.integer({ min: 4, max: 9 }), fc.integer({ min: 10, max: 24 })),
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 3 })),
  dilation: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2 })),
  before: fc.nat(2),
  after: fc.nat(2),
});
const geometries = fc.record({
  batch: fc.integer({ min: 1, max: 5 }),
  perGroup: fc.integer({ min: 1, max: 20 }),
  perGroupOut: fc.integer({ min: 1, max: 20 }),
  groups: fc.integer({ min: 1, max: 2 }),
  axes: fc.array(axes, { minLength: 1, maxLength: 2 }),
});
type Geometry = typeof geometries extends fc.Arbitrary<infer T> ? T : never;

/** A convolution and both of its derivatives. */
function computation({ batch, perGroup, perGroupOut, groups, axes }: Geometry, dtype: "float32" | "float64") {
  const geometry = {
    ...{ batch, channels: perGroup * groups, outputs: perGroupOut * groups, groups },
    axes: axes.map(({ size, kernel, stride, before, after, dilation }: Options) =>
      axis(size, kernel, stride, [before, after], dilation),
    ),
  };
  const input = randn([batch, geometry.channels, ...axes.map(({ size }) => size)], { dtype });
  const weight = randn([geometry.outputs, perGroup, ...axes.map(({ kernel }) => kernel)], { dtype });
  const grad = randn([batch, geometry.outputs, ...geometry.axes.map(({ places }) => places)], { dtype });
  return (): Tensor[] => [
    convolve(input, weight, geometry),
    inputGradient(grad, weight, geometry),
    weightGradient(grad, input, geometry),
  ];
}

function expectSame(geometry: Geometry, dtype: "float32" | "float64"): void {
  const compute = computation(geometry, dtype);
  const [given, wanted] = withAndWithout(() => compute().map((result) => result.toTypedArray() as FloatArray));
  given.forEach((values, which) => {
    const largest = (wanted[which] as Float64Array).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    expectClose(values, wanted[which], TOLERANCE[dtype] * largest);
  });
}

const square = (size: number, kernel: number, stride = 1, padding = 0): Options[] =>
  new Array(2).fill({ size, kernel, stride, dilation: 1, before: padding, after: padding });

describe.skipIf(!hasBlas)("convolutions by a library", () => {
  it("are Downhill's own but for rounding, with both derivatives", () => {
    fc.assert(
      fc.property(geometries, fc.constantFrom("float32", "float64"), fc.nat(), (geometry, dtype, seed) => {
        manualSeed(seed);
        expectSame(geometry, dtype);
      }),
      { numRuns: 150 },
    );
  });

  it.each<[string, Geometry]>([
    ["of one tap, on large images", { batch: 3, perGroup: 24, perGroupOut: 16, groups: 1, axes: square(14, 1) }],
    ["of one tap, on small images", { batch: 9, perGroup: 24, perGroupOut: 16, groups: 1, axes: square(5, 1) }],
    ["of one tap, with a stride", { batch: 4, perGroup: 16, perGroupOut: 24, groups: 1, axes: square(28, 1, 2) }],
    ["in groups", { batch: 4, perGroup: 8, perGroupOut: 8, groups: 3, axes: square(16, 3, 1, 1) }],
    [
      "more columns than are written out at once",
      { batch: 12, perGroup: 9, perGroupOut: 8, groups: 1, axes: square(33, 3, 1, 1) },
    ],
    [
      "more terms than are written out at once",
      { batch: 3, perGroup: 70, perGroupOut: 8, groups: 1, axes: square(58, 3) },
    ],
    ["long sums of a few places", { batch: 2, perGroup: 950, perGroupOut: 9, groups: 1, axes: square(4, 3) }],
  ])("%s", (_, geometry) => {
    manualSeed(1);
    expectSame(geometry, "float32");
  });

  it("leave to the kernel what is small", () => {
    const calls = (geometry: Geometry) =>
      withBlas(() => {
        const multiply = vi.spyOn(productLibrary()!, "multiply");
        computation(geometry, "float32")();
        const { length } = multiply.mock.calls;
        multiply.mockRestore();
        return length;
      });
    expect(calls({ batch: 1, perGroup: 2, perGroupOut: 2, groups: 1, axes: square(4, 3) })).toBe(0);
    expect(calls({ batch: 4, perGroup: 1, perGroupOut: 1, groups: 8, axes: square(16, 3) })).toBe(0);
    expect(calls({ batch: 4, perGroup: 16, perGroupOut: 16, groups: 1, axes: square(16, 3) })).toBeGreaterThan(2);
  });

  it("keep NaN and infinity to the places that they reach", () => {
    const geometry = { batch: 2, channels: 8, outputs: 8, groups: 1, axes: [axis(16, 3, 1, [1, 1], 1)] };
    const [input, weight] = [randn([2, 8, 16]), randn([8, 8, 3])];
    input.storage.data[5] = Number.NaN;
    input.storage.data[140] = Number.POSITIVE_INFINITY;
    const [given, wanted] = withAndWithout(() => [...convolve(input, weight, geometry).toTypedArray()].map(String));
    expect(given.map((text) => /NaN|Infinity/.exec(text)?.[0])).toEqual(
      wanted.map((text) => /NaN|Infinity/.exec(text)?.[0]),
    );
  });

  it("go on without room in the heap", () => {
    const compute = computation({ batch: 2, perGroup: 16, perGroupOut: 16, groups: 1, axes: square(40, 3) }, "float32");
    const results = () => compute().map((result) => result.toTypedArray());
    const wanted = results();
    const allocate = vi.spyOn(heap, "allocate").mockReturnValue(null);
    try {
      expect(withBlas(results)).toEqual(wanted);
    } finally {
      allocate.mockRestore();
    }
  });

  it("add to what was there, where a product is told to", () => {
    for (const [columns, rowStride] of [
      [table(160, 1), 160],
      [table(40, 3), 120],
    ] as const) {
      const a = { lines: table(20, 30), k: table(30, 1) };
      const b = { lines: table(columns.length, 2), k: table(30, 2 * columns.length) };
      expectSameProduct(a, b, { rowStride, columns }, true);
    }
  });

  it.each<[string, Tables, Tables, Int32Array]>([
    [
      "runs that are longer than a block",
      { lines: table(8, 24), k: table(24, 1) },
      { lines: table(20_000, 1), k: table(24, 7) },
      pairs(2, 30_000, 10_000),
    ],
    [
      "more columns and more terms than are written out at once",
      { lines: table(8, 3), k: table(9000, 2) },
      { lines: table(9100, 1), k: table(9000, 3) },
      table(9100, 1),
    ],
  ])("take %s", (_, a, b, columns) => {
    expectSameProduct(a, b, { rowStride: 60_000, columns }, false);
  });
});

function table(count: number, step: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i * step);
}

/** Runs, so far apart. */
function pairs(count: number, distance: number, length: number): Int32Array {
  return Int32Array.from({ length: count * length }, (_, i) => Math.floor(i / length) * distance + (i % length));
}

function expectSameProduct(a: Tables, b: Tables, layout: ResultLayout, accumulate: boolean): void {
  manualSeed(2);
  const [left, right] = [a, b].map((tables) => {
    const storage = Storage.allocateInHeap("float32", extentOf(tables));
    (storage.data as FloatArray).set(randn([storage.length]).toTypedArray() as FloatArray);
    return { storage, offset: 0, ...tables };
  });
  const [given, wanted] = withAndWithout(() => {
    const out = Storage.allocate("float32", a.lines.length * layout.rowStride);
    (out.data as FloatArray).fill(0.5);
    gemmGathered(left, right, out, 0, layout, accumulate);
    return out.data as FloatArray;
  });
  expectClose(given, wanted, 1e-5 * a.k.length);
}
