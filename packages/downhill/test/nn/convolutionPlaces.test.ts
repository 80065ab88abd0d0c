import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { manualSeed, nn, randn } from "../../src/index.ts";
import { nursery } from "../../src/memory/nursery.ts";

const usual = nursery.least;
afterEach(() => {
  nursery.least = usual;
});

const pair = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));

it("convolutions have the same bits wherever images and results lie", () => {
  fc.assert(
    fc.property(
      fc.record({
        dims: fc.integer({ min: 1, max: 3 }),
        transposed: fc.boolean(),
        channels: pair,
        groups: fc.constantFrom(1, 2, 4),
        kernel: fc.integer({ min: 1, max: 3 }),
        stride: fc.integer({ min: 1, max: 3 }),
        padding: fc.integer({ min: 0, max: 2 }),
        dilation: fc.integer({ min: 1, max: 2 }),
        batch: fc.integer({ min: 1, max: 3 }),
        size: fc.integer({ min: 5, max: 40 }),
      }),
      ({ dims, transposed, channels: [i, o], groups, kernel, stride, padding, dilation, batch, size }) => {
        const sizes = [size, 6, 5].slice(0, dims);
        const functions = nn.functional;
        const plain = [functions.conv1d, functions.conv2d, functions.conv3d][dims - 1];
        const back = [functions.convTranspose1d, functions.convTranspose2d, functions.convTranspose3d][dims - 1];
        const run = (least: number) => {
          nursery.least = least;
          manualSeed(1);
          const x = randn([batch, 4 * i, ...sizes])
            .mul(1)
            .requiresGrad_();
          const shape = transposed ? [4 * i, o] : [4 * o, (4 * i) / groups];
          const w = randn([...shape, ...new Array<number>(dims).fill(kernel)])
            .mul(1)
            .requiresGrad_();
          const f = (transposed ? back : plain) as typeof functions.conv1d;
          const y = f(x, w, null, { stride, padding: Math.min(padding, kernel - 1), dilation, groups });
          y.backward(y.detach().mul(0.5));
          return [y, x.grad!, w.grad!].map((tensor) => tensor.toTypedArray());
        };
        expect(run(1)).toEqual(run(Number.POSITIVE_INFINITY));
      },
    ),
    { numRuns: 60 },
  );
});

it("a depthwise convolution by steps of two reads the right places of wide images", () => {
  for (const width of [32, 33, 34, 64]) {
    manualSeed(2);
    const [x, w] = [randn([1, 2, 3, width]), randn([2, 1, 3, 3])];
    const found = nn.functional.conv2d(x, w, null, { stride: 2, groups: 2 });
    const each = [0, 1].map((c) =>
      nn.functional.conv2d(x.narrow(1, c, 1), w.narrow(0, c, 1), null, { stride: 2 }).toTypedArray(),
    );
    found.toTypedArray().forEach((value, i) => {
      const count = each[0].length;
      expect(value).toBeCloseTo(Number(each[Math.floor(i / count)][i % count]), 4);
    });
  }
});
