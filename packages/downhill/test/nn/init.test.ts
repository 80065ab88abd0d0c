import { manualSeed, nn, type Tensor, tensor, zeros } from "downhill";
import { describe, expect, test, vi } from "vitest";
import { camelCase, digest, elements, type FilledCase, fixture, make } from "./support.ts";

const { init } = nn;

describe("default initialization has PyTorch's bits for the same seed", () => {
  const codes = [...new Set(fixture.initial.modules.map(([code]) => code))];
  test.each(codes)("%s", (code) => {
    for (const [, seed, hashes] of fixture.initial.modules.filter(([other]) => other === code)) {
      manualSeed(seed);
      const state = [...make(code).stateDict()].map(([key, value]) => [key, digest(value)]);
      expect(Object.fromEntries(state), `seed ${seed}`).toEqual(hashes);
    }
  });

  test("nn.Linear(2, 3), value by value", () => {
    manualSeed(0);
    const layer = new nn.Linear(2, 3);
    expect(elements(layer.weight)).toEqual(fixture.initial.first.weight);
    expect(elements(layer.bias as Tensor)).toEqual(fixture.initial.first.bias);
  });
});

function fill(target: Tensor, { name, positional, named }: FilledCase): Tensor {
  const options = Object.fromEntries(Object.entries(named).map(([key, value]) => [camelCase(key), value]));
  if (name === "trunc_normal_") {
    const std = (options.std as number | undefined) ?? positional[1];
    return init.truncNormal_(target, positional[0], std, positional[2], positional[3]);
  }
  const fn = init[camelCase(name) as "xavierUniform_"] as (target: Tensor, ...rest: unknown[]) => Tensor;
  return fn(target, ...positional, ...(Object.keys(named).length > 0 ? [options] : []));
}

describe("nn.init has PyTorch's bits for the same seed", () => {
  const names = [...new Set(fixture.initial.filled.map(({ name }) => name))];
  test.each(names)("%s", (name) => {
    for (const testCase of fixture.initial.filled.filter((other) => other.name === name)) {
      manualSeed(11);
      const target = zeros([...testCase.shape], { dtype: testCase.dtype, requiresGrad: true });
      expect(fill(target, testCase)).toBe(target);
      const what = JSON.stringify({ ...testCase, values: undefined });
      if (testCase.values === undefined) expect(digest(target), what).toBe(testCase.hash);
      else {
        elements(target).forEach((value, i) => {
          expect(value, what).toBeCloseTo(testCase.values?.[i] as number, testCase.dtype === "float32" ? 5 : 12);
        });
      }
    }
  });

  test.each([
    [5, 20],
    [20, 5],
    [7, 7],
  ])("orthogonal_ of [%i, %i] gives orthonormal rows or columns times the gain", (rows, columns) => {
    const q = init.orthogonal_(zeros([rows, columns], { dtype: "float64" }), 2);
    const product = rows < columns ? q.matmul(q.t()) : q.t().matmul(q);
    const size = Math.min(rows, columns);
    elements(product).forEach((value, i) => {
      expect(value).toBeCloseTo(i % (size + 1) === 0 ? 4 : 0, 12);
    });
  });

  test("truncNormal_ stays within its bounds, also far out in the tail", () => {
    manualSeed(1);
    for (const [mean, std, a, b] of [
      [0, 1, -0.5, 0.5],
      [0, 1, 1.5, 4],
    ]) {
      const values = elements(init.truncNormal_(zeros([2000]), mean, std, a, b));
      expect(values.every((value) => value >= a && value <= b)).toBe(true);
      expect(new Set(values).size).toBeGreaterThan(1900);
    }
  });

  test("fills views through their strides", () => {
    const base = zeros([3, 4]);
    init.eye_(base.t());
    expect(elements(base)).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
    init.constant_(base.select(1, 1), 5);
    expect(elements(base.select(1, 1))).toEqual([5, 5, 5]);
  });
});

test("calculateGain", () => {
  for (const [args, gain] of fixture.gains) expect(init.calculateGain(...args)).toBe(gain);
});

describe("refusals", () => {
  test.each([
    ["a function", () => init.calculateGain("foo" as "relu"), "Unsupported nonlinearity foo"],
    ["a slope", () => init.calculateGain("leaky_relu", true as never), "negative_slope true not a valid number"],
    [
      "a vector",
      () => init.xavierUniform_(zeros([3])),
      "Fan in and fan out can not be computed for tensor with fewer than 2",
    ],
    ["a mode", () => init.kaimingUniform_(zeros([3, 2]), { mode: "foo" as "fan_in" }), "Mode foo not supported"],
    ["an identity of a vector", () => init.eye_(zeros([3])), "Only tensors with 2 dimensions are supported"],
    [
      "an orthogonal vector",
      () => init.orthogonal_(zeros([3])),
      "Only tensors with 2 or more dimensions are supported",
    ],
    ["a sparse vector", () => init.sparse_(zeros([3]), 0.1), "Only tensors with 2 dimensions are supported"],
    ["a kernel of no size", () => init.dirac_(zeros([3, 3])), "Only tensors with 3, 4, or 5 dimensions are supported"],
    ["groups of parts", () => init.dirac_(zeros([3, 3, 1]), 2), "dim 0 must be divisible by groups"],
    ["bounds", () => init.uniform_(zeros([3]), 2, 1), "uniform_ expects to return a [from, to) range"],
    ["a std", () => init.normal_(zeros([3]), 0, -1), "normal expects std >= 0.0, but found std -1"],
  ])("refuses %s", (_, action, message) => {
    expect(action).toThrow(message);
  });

  test("warns of what can't be done well", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    init.kaimingNormal_(zeros([3, 0]));
    init.truncNormal_(tensor([0]), 5, 1, -2, 4);
    expect(warn.mock.calls.map(([text]) => String(text).slice(0, 30))).toEqual(["Initializing zero-element tens"]);
    init.truncNormal_(tensor([0]), 5, 0.4, -2, 4);
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });
});

test("truncNormal_ draws again in the order of memory", () => {
  const [likely, unlikely] = [zeros([3, 4]), zeros([3, 4])];
  manualSeed(4);
  init.truncNormal_(likely.t(), 0, 1, -1, 1);
  expect(likely.toArray()).toEqual([
    [-0.08094292879104614, 0.23248571157455444, -0.8687565326690674, 0.8472937941551208],
    [-0.08560482412576675, -0.4015503227710724, -0.6639689207077026, 0.903931736946106],
    [0.8557155728340149, 0.6888809204101562, 0.8849856853485107, 0.468144953250885],
  ]);
  manualSeed(1);
  init.truncNormal_(unlikely.t(), 1, 2, -0.5, 0.5);
  expect(unlikely.toArray()).toEqual([
    [0.2576315999031067, -0.22068911790847778, -0.09693074226379395, 0.23468446731567383],
    [-0.4707184433937073, 0.29985862970352173, 0.13968193531036377, 0.2543719410896301],
    [0.06950849294662476, -0.061222076416015625, 0.13868045806884766, 0.024665892124176025],
  ]);
});
