import { manualSeed, nn, randn, setNumThreads, type Tensor } from "downhill";
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { multiplyTaps, sumTaps, wholeBlocks, wholeVectors } from "../../src/kernels/taps.ts";
import type { FloatDType } from "../../src/memory/dtype.ts";
import { Storage } from "../../src/memory/storage.ts";

afterEach(() => setNumThreads(2));

/** The same numbers in the heap, where kernels run, and in ordinary memory, where loops do. */
function pair(dtype: FloatDType, count: number, at: (i: number) => number): [heap: Storage, ordinary: Storage] {
  const storages = [Storage.allocateInHeap(dtype, count), Storage.allocate(dtype, count)] as const;
  expect(storages.map(({ block }) => block === null)).toEqual([false, true]);
  for (const { data } of storages) for (let i = 0; i < count; i++) (data as Float64Array)[i] = at(i);
  return [...storages];
}

const shapes = fc.record({
  dtype: fc.constantFrom("float32" as const, "float64" as const),
  planes: fc.integer({ min: 1, max: 7 }),
  sharing: fc.integer({ min: 1, max: 3 }),
  rows: fc.integer({ min: 1, max: 3 }),
  count: fc.integer({ min: 1, max: 40 }),
  taps: fc.array(fc.nat(30), { maxLength: 6 }),
});

it("sums taps by kernels and by loops with the same bits, and as defined", () => {
  fc.assert(
    fc.property(shapes, ({ dtype, planes, sharing, rows, count, taps }) => {
      const step = 50;
      const length = wholeBlocks(dtype, count);
      const sources = pair(dtype, Math.ceil(planes / sharing) * step + 30 + length, (i) => Math.sin(i + 1));
      const weights = pair(dtype, rows * taps.length, (i) => Math.cos(i) * 3);
      const outs = pair(dtype, planes * length, () => 7);
      const tables = Int32Array.from(taps);
      for (const i of [0, 1]) {
        const from = { storage: sources[i], step, sharing, taps: tables };
        sumTaps(planes, from, weights[i], rows, outs[i], count);
      }
      expect(outs[0].data).toEqual(outs[1].data);
      const [x, w] = [sources[1].data, weights[1].data];
      for (let p = 0; p < planes; p++) {
        for (let i = 0; i < count; i++) {
          const at = Math.floor(p / sharing) * step + i;
          const sum = taps.reduce(
            (all, tap, t) => all + Number(w[(p % rows) * taps.length + t]) * Number(x[at + tap]),
            0,
          );
          expect(outs[0].data[p * length + i]).toBeCloseTo(sum, dtype === "float32" ? 4 : 12);
        }
      }
    }),
  );
});

it("multiplies planes with taps by kernels and by loops with the same bits, and never what lies beyond a row", () => {
  const lines = fc.array(fc.nat(20), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(shapes, lines, ({ dtype, planes, sharing, count: width, taps }, rows) => {
      const step = 50;
      const row = wholeVectors(dtype, width);
      const sources = pair(dtype, Math.ceil(planes / sharing) * step + 50 + row, (i) => Math.sin(i + 1));
      const count = planes * rows.length * row;
      const grads = pair(dtype, count, (i) => (i % row < width ? Math.cos(i) : Number.NaN));
      const [kernels, loops] = [0, 1].map((i) => {
        const from = { storage: sources[i], step, sharing, taps: Int32Array.from(taps) };
        return multiplyTaps(planes, grads[i], Int32Array.from(rows), width, from);
      });
      expect(kernels).toEqual(loops);
      const [x, g] = [sources[1].data, grads[1].data];
      kernels.forEach((found, k) => {
        const [p, tap] = [Math.floor(k / taps.length), taps[k % taps.length]];
        const start = Math.floor(p / sharing) * step + tap;
        let sum = 0;
        rows.forEach((at, r) => {
          for (let i = 0; i < width; i++) {
            sum += Number(g[(p * rows.length + r) * row + i]) * Number(x[start + at + i]);
          }
        });
        expect(found).toBeCloseTo(sum, dtype === "float32" ? 3 : 11);
      });
    }),
  );
});

it("refuses what leads out of its storage", () => {
  const storage = Storage.allocateInHeap("float32", 64);
  const out = Storage.allocateInHeap("float32", 64);
  const from = (step: number, ...taps: number[]) => ({ storage, step, sharing: 1, taps: Int32Array.from(taps) });
  const weights = Storage.allocateInHeap("float32", 1);
  expect(() => sumTaps(4, from(16, 1), weights, 1, out, 16)).toThrow(RangeError);
  expect(() => sumTaps(1, from(0, -1), weights, 1, out, 16)).toThrow(RangeError);
  expect(() => sumTaps(5, from(0, 0), weights, 1, out, 16)).toThrow(RangeError);
  expect(() => sumTaps(2, from(0, 0), weights, 2, out, 16)).toThrow(RangeError);
  expect(() => multiplyTaps(1, out, Int32Array.of(61), 4, from(0, 0))).toThrow(RangeError);
  expect(() => multiplyTaps(17, out, Int32Array.of(0), 4, from(0, 0))).toThrow(RangeError);
  expect(() => sumTaps(4, from(16, 0), weights, 1, out, 16)).not.toThrow();
});

it("convolves channel by channel with the same bits on any number of threads, for an image alone as among others", () => {
  manualSeed(3);
  const images = randn([3, 12, 40, 40]);
  const weight = randn([24, 1, 3, 3]);
  const run = (x: Tensor, stride: number) => {
    const [input, kernels] = [x.clone().requiresGrad_(), weight.clone().requiresGrad_()];
    const output = nn.functional.conv2d(input, kernels, null, { padding: 1, stride, groups: 12 });
    output.square().sum().backward();
    return [output, input.grad as Tensor, kernels.grad as Tensor].map((one) => one.detach());
  };
  for (const stride of [1, 2]) {
    const [output, grad, kernelGrad] = run(images, stride);
    for (const threads of [1, 3]) {
      setNumThreads(threads);
      const again = run(images, stride);
      [output, grad, kernelGrad].forEach((one, i) => {
        expect(again[i].toTypedArray()).toEqual(one.toTypedArray());
      });
    }
    const alone = run(images.narrow(0, 2, 1), stride);
    expect(alone[0].toTypedArray()).toEqual(output.narrow(0, 2, 1).toTypedArray());
    expect(alone[1].toTypedArray()).toEqual(grad.narrow(0, 2, 1).toTypedArray());
  }
});
