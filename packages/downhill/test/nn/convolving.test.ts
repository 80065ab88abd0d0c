import fc from "fast-check";
import { expect, it } from "vitest";
import { manualSeed, rand, type Tensor } from "../../src/index.ts";
import { convolve, inputGradient, weightGradient } from "../../src/nn/functional/convolving.ts";
import { axis, type Geometry } from "../../src/nn/functional/window.ts";

const axes = fc
  .record({
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    before: fc.nat(3),
    after: fc.nat(3),
    more: fc.nat(6),
  })
  .map(({ kernel, stride, dilation, before, after, more }) => {
    const least = Math.max(1, dilation * (kernel - 1) + 1 - before - after);
    return axis(least + more, kernel, stride, [before, after], dilation);
  });

const geometries = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  perGroup: fc.integer({ min: 1, max: 3 }),
  perGroupOut: fc.integer({ min: 1, max: 5 }),
  groups: fc.integer({ min: 1, max: 3 }),
  axes: fc.array(axes, { minLength: 1, maxLength: 3 }),
});

/** Every list of whole numbers below the sizes. */
function indices(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (front, size) => front.flatMap((head) => Array.from({ length: size }, (_, i) => [...head, i])),
    [[]],
  );
}

/** The definition, written down. */
function expected(input: Tensor, weight: Tensor, { batch, outputs, channels, groups, axes }: Geometry): number[] {
  const at = (tensor: Tensor, place: readonly number[]) =>
    Number(tensor.storage.data[place.reduce((sum, i, d) => sum * tensor.shape[d] + i, 0)]);
  const [perGroup, perGroupOut] = [channels / groups, outputs / groups];
  return indices([batch, outputs, ...axes.map(({ places }) => places)]).map(([n, o, ...place]) => {
    let sum = 0;
    for (const [c, ...tap] of indices([perGroup, ...axes.map(({ kernel }) => kernel)])) {
      const from = axes.map(({ stride, dilation, before }, d) => place[d] * stride + tap[d] * dilation - before);
      if (from.some((i, d) => i < 0 || i >= axes[d].size)) continue;
      const channel = Math.floor(o / perGroupOut) * perGroup + c;
      sum += at(input, [n, channel, ...from]) * at(weight, [o, c, ...tap]);
    }
    return sum;
  });
}

const dot = (a: Tensor, b: Tensor) => a.mul(b).sum().item();

it("convolves in any number of dimensions, and its derivatives are those of a function linear in both", () => {
  fc.assert(
    fc.property(
      geometries,
      fc.nat(1000),
      fc.boolean(),
      ({ batch, perGroup, perGroupOut, groups, axes }, seed, inHeap) => {
        const geometry = { batch, channels: perGroup * groups, outputs: perGroupOut * groups, groups, axes };
        manualSeed(seed);
        const options = { dtype: "float64" } as const;
        const input = rand([batch, geometry.channels, ...axes.map(({ size }) => size)], options);
        const weight = rand([geometry.outputs, perGroup, ...axes.map(({ kernel }) => kernel)], options);
        if (inHeap) weight.storage.moveToHeap();
        const result = convolve(input, weight, geometry);
        const values = expected(input, weight, geometry);
        result.toTypedArray().forEach((value, i) => {
          expect(value).toBeCloseTo(values[i], 10);
        });
        const grad = rand([...result.shape], options);
        const total = dot(result, grad);
        expect(dot(input, inputGradient(grad, weight, geometry))).toBeCloseTo(total, 8);
        expect(dot(weight, weightGradient(grad, input, geometry))).toBeCloseTo(total, 8);
        // Linear in each element by itself: a single one of the input, of the weight.
        const one = rand([...input.shape], options).mul(0);
        one.storage.data[seed % one.numel()] = 1;
        const byInput = inputGradient(grad, weight, geometry).flatten();
        expect(byInput.storage.data[seed % one.numel()]).toBeCloseTo(dot(convolve(one, weight, geometry), grad), 9);
        const tap = rand([...weight.shape], options).mul(0);
        tap.storage.data[seed % tap.numel()] = 1;
        const byWeight = weightGradient(grad, input, geometry).flatten();
        expect(byWeight.storage.data[seed % tap.numel()]).toBeCloseTo(dot(convolve(input, tap, geometry), grad), 9);
      },
    ),
    { numRuns: 120 },
  );
});

it("has the same bits for an image by itself as among others", () => {
  manualSeed(1);
  const axes = [axis(30, 3, 1, [1, 1], 1), axis(31, 3, 2, [1, 0], 1)];
  const geometry = (batch: number) => ({ batch, channels: 5, outputs: 7, groups: 1, axes });
  const images = rand([4, 5, 30, 31]);
  const weight = rand([7, 5, 3, 3]);
  const all = convolve(images, weight, geometry(4));
  for (let n = 0; n < 4; n++) {
    const alone = convolve(images.narrow(0, n, 1), weight, geometry(1));
    expect(alone.toTypedArray()).toEqual(all.narrow(0, n, 1).toTypedArray());
  }
});
