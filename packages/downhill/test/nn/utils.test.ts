import { readFileSync } from "node:fs";
import { nn, type Tensor, tensor, zeros } from "downhill";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { packArray } from "../optim/support/fixtures.ts";
import { elements } from "../optim/support/replay.ts";
import { type FloatName, noise } from "../optim/support/streams.ts";

const { clipGradNorm_, clipGradsWithNorm_, clipGradValue_, getTotalNorm, parametersToVector, vectorToParameters } =
  nn.utils;

interface Clipped {
  readonly dtype: FloatName;
  readonly shapes: readonly (readonly number[])[];
  readonly scale: number;
  readonly maxNorm: number;
  readonly normType: number | string;
  readonly total: number | string;
  readonly grads: readonly string[];
}
interface Fixture {
  readonly clipped: readonly Clipped[];
  readonly errors: readonly { readonly name: string; readonly message: string }[];
}
const url = new URL("../../../../reference/fixtures/averages.json", import.meta.url);
const fixture = JSON.parse(readFileSync(url, "utf8")) as Fixture;
const messageOf = (name: string) => fixture.errors.find((error) => error.name === name)?.message as string;
const toNumber = (packed: number | string) => Number(String(packed).replace("inf", "Infinity"));

function params({ dtype, shapes, scale }: Clipped): Tensor[] {
  return shapes.map((shape, k) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const param = zeros([...shape], { dtype }).requiresGrad_();
    param.grad = tensor(noise(dtype, count, k, 1, scale).slice()).reshape([...shape]);
    return param;
  });
}

function withGrad(values: number[]): Tensor {
  const param = zeros([values.length]).requiresGrad_();
  param.grad = tensor(values);
  return param;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("clipGradNorm_", () => {
  for (const of of fixture.clipped) {
    const { dtype, shapes, maxNorm, normType } = of;
    it(`${dtype} ${JSON.stringify(shapes)} · 2^${of.scale}, order ${normType}, at most ${maxNorm}`, () => {
      const list = params(of);
      const order = toNumber(normType);
      const wanted = toNumber(of.total);
      const total = clipGradNorm_(list, maxNorm, { normType: order });
      expect(total.shape).toEqual([]);
      expect(total.dtype).toBe(dtype);
      const actual = total.item();
      // Other powers are summed in double precision here: off in the last places, and no denormal underflows.
      const [relative, tiny] = dtype === "float32" ? [1e-5, 2 ** -130] : [1e-12, 2 ** -1050];
      if (order === 2) expect(actual).toBe(wanted);
      else expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(relative * wanted + tiny);
      if (Object.is(actual, wanted)) {
        expect(list.map(({ grad }) => packArray(elements(grad as Tensor)))).toEqual(of.grads);
      }
    });
  }

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
