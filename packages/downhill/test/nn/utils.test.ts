import { nn, type Tensor, tensor, zeros } from "downhill";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { clippedCases, compareClip } from "../optim/support/clipping.ts";
import { readFixture } from "../optim/support/fixtures.ts";
import { elements } from "../optim/support/replay.ts";

const { clipGradNorm_, clipGradsWithNorm_, clipGradValue_, getTotalNorm, parametersToVector, vectorToParameters } =
  nn.utils;

interface Fixture {
  readonly errors: readonly { readonly name: string; readonly message: string }[];
  readonly mixed: readonly {
    readonly narrowFirst: number;
    readonly wideFirst: number;
    /** A gradient in float64, one in float32, and what clipping both makes of the latter. */
    readonly scalarGrad: readonly [wide: number, narrow: number, clipped: number];
  }[];
}
const fixture = readFixture<Fixture>("averages.json");
const messageOf = (name: string) => fixture.errors.find((error) => error.name === name)?.message as string;
function withGrad(values: number[]): Tensor {
  const param = zeros([values.length]).requiresGrad_();
  param.grad = tensor(values);
  return param;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("clipGradNorm_", () => {
  for (const of of clippedCases) {
    const { dtype, shapes, scale, normType, maxNorm } = of;
    it(`${dtype} ${JSON.stringify(shapes)} · 2^${scale}, order ${normType}, at most ${maxNorm}`, () => {
      const { norm, ulp, sameGradients } = compareClip(of);
      expect(norm.shape).toEqual([]);
      expect(norm.dtype).toBe(dtype);
      expect(ulp).toBe(0);
      expect(sameGradients).toBe(true);
    });
  }

  it("takes gradients of both types, the last seen first, and one number as it is", () => {
    const values = Array.from({ length: 40 }, (_, i) => Math.sin(i + 1));
    const narrow = () => tensor(values);
    const wide = () => tensor(values.slice(0, 7), { dtype: "float64" });
    const total = (...grads: Tensor[]) => getTotalNorm(grads, { normType: 0.5 }).item();
    const [{ narrowFirst, wideFirst, scalarGrad }] = fixture.mixed;
    expect(total(narrow(), wide(), narrow())).toBe(narrowFirst);
    expect(total(wide(), narrow(), narrow())).toBe(wideFirst);
    expect(getTotalNorm([tensor([1e30])]).item()).toBe(Math.fround(1e30));
    expect(getTotalNorm([tensor([-1e-30])], { normType: 3 }).item()).toBe(Math.fround(1e-30));
    const param = tensor(2).requiresGrad_();
    const other = tensor(scalarGrad[0], { dtype: "float64" }).requiresGrad_();
    param.grad = tensor(scalarGrad[1]);
    other.grad = tensor(scalarGrad[0], { dtype: "float64" });
    clipGradNorm_([param, other], 1);
    expect(param.grad.item()).toBe(scalarGrad[2]);
  });

  it("takes one tensor, lists and generators, and leaves parameters without gradients alone", () => {
    const make = () => withGrad([3, 4]);
    const [a, b, c] = [make(), make(), make()];
    const none = zeros([2]).requiresGrad_();
    expect(clipGradNorm_(a, 1).item()).toBe(5);
    clipGradNorm_([none, b], 1);
    clipGradNorm_(new Set([c]).values(), 1);
    for (const { grad } of [b, c]) expect(elements(grad as Tensor)).toEqual(elements(a.grad as Tensor));
    expect(none.grad).toBeNull();
    expect(clipGradNorm_([none], 1).item()).toBe(0);
  });

  it("refuses a norm that isn't finite if asked to, and changes nothing", () => {
    const param = withGrad([1, Number.POSITIVE_INFINITY]);
    const clip = (normType: number) => () => clipGradNorm_([param], 1, { normType, errorIfNonfinite: true });
    expect(clip(2)).toThrow(new Error(messageOf("infinite")));
    expect(clip(1)).toThrow(new Error(messageOf("infinite, order 1")));
    expect([...elements(param.grad as Tensor)]).toEqual([1, Number.POSITIVE_INFINITY]);
    clipGradNorm_([param], 1);
    expect([...elements(param.grad as Tensor)]).toEqual([0, Number.NaN]);
  });

  it("refuses the largest of no elements in the words of the implementation that PyTorch would choose", () => {
    const param = withGrad([]);
    const clip = (foreach?: boolean) => () =>
      clipGradNorm_([param], 1, { normType: Number.POSITIVE_INFINITY, foreach });
    expect(clip()).toThrow("_foreach_norm cannot compute the infinity norm on an empty tensor because the operation");
    expect(clip(false)).toThrow("linalg.vector_norm cannot compute the inf norm on an empty tensor");
  });

  it("warns of an empty generator", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    clipGradNorm_([], 1);
    expect(warn).not.toHaveBeenCalled();
    clipGradNorm_(new Set<Tensor>().values(), 1);
    expect(warn).toHaveBeenCalledWith(messageOf("empty generator"));
  });

  it("leaves a norm of at most maxNorm", () => {
    const value = fc.float({ noNaN: true, min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 50 }),
        fc.constantFrom(1, 2, 3, Infinity),
        (grad, order) => {
          const param = withGrad(grad);
          const before = getTotalNorm(param.grad as Tensor, { normType: order }).item();
          expect(clipGradNorm_(param, 1, { normType: order }).item()).toBe(before);
          const after = getTotalNorm(param.grad as Tensor, { normType: order }).item();
          expect(after).toBeLessThanOrEqual(1.00001);
          if (before <= 0.99) expect(after).toBe(before);
        },
      ),
    );
  });

  it("is getTotalNorm and clipGradsWithNorm_", () => {
    const [a, b] = [withGrad([1, -2, 5]), withGrad([1, -2, 5])];
    clipGradNorm_(a, 0.5);
    clipGradsWithNorm_(b, 0.5, getTotalNorm([b.grad as Tensor]));
    expect(elements(a.grad as Tensor)).toEqual(elements(b.grad as Tensor));
    expect(getTotalNorm([]).item()).toBe(0);
  });
});

describe("clipGradValue_", () => {
  it("brings every element into the range; NaN stays", () => {
    const param = withGrad([-2, -0.5, Number.NaN, 0.25, Number.POSITIVE_INFINITY]);
    clipGradValue_([param, zeros([1])], 0.5);
    expect([...elements(param.grad as Tensor)]).toEqual([-0.5, -0.5, Number.NaN, 0.25, 0.5]);
  });
});

describe("parameters as a vector", () => {
  it("goes there and back, in row-major order", () => {
    const list = [tensor([[1, 2], [3, 4]]).t().requiresGrad_(), tensor(5), zeros([0])]; // biome-ignore format: one line
    const vector = parametersToVector(list);
    expect([...elements(vector)]).toEqual([1, 3, 2, 4, 5]);
    vectorToParameters(vector.mul(10), list);
    expect([...elements(parametersToVector(list))]).toEqual([10, 30, 20, 40, 50]);
  });

  it("is recorded by autograd", () => {
    const param = tensor([1, 2]).requiresGrad_();
    parametersToVector([param]).square().sum().backward();
    expect([...elements(param.grad as Tensor)]).toEqual([2, 4]);
  });

  it("refuses what doesn't fit, and changes nothing", () => {
    const param = tensor([1, 2]);
    for (const vector of [tensor([1]), tensor([1, 2, 3])]) {
      expect(() => vectorToParameters(vector, [param])).toThrow(/expected a vector of 2 elements/);
    }
    expect(() => vectorToParameters([1] as unknown as Tensor, [param])).toThrow("expected torch.Tensor, but got: list");
    expect([...elements(param)]).toEqual([1, 2]);
  });
});
