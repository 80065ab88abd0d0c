import { readFileSync } from "node:fs";
import { autograd, compile, linspace, nn, ones, randn, type Tensor, tensor } from "downhill";
import { describe, expect, it } from "vitest";
import { camelCase, elements } from "./support.ts";

/* Images sampled at places of grids and interpolated, as `reference/images.py` has found them. */

interface Numbers {
  readonly shape: number[];
  readonly values: number[];
}

interface Case {
  readonly name: string;
  readonly tensors: readonly Numbers[];
  readonly arguments: readonly unknown[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly float32: readonly Numbers[];
  readonly float64: readonly Numbers[];
}

const { cases } = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/images.json", import.meta.url), "utf8"),
) as { cases: Case[] };

type Loose = (...args: readonly unknown[]) => Tensor;

const callOf = ({ name, arguments: args, options }: Case) => {
  const named = Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), value]));
  const call = (nn.functional as unknown as Record<string, Loose>)[camelCase(name)];
  return (inputs: readonly Tensor[]) => call(...inputs, ...args, named);
};

/** The output and the gradients by the inputs. */
function run(one: Case, inputs: readonly Tensor[]): Tensor[] {
  const leaves = inputs.map((x) => x.clone().requiresGrad_());
  const output = callOf(one)(leaves);
  const gradOutputs = linspace(-1, 2, output.numel(), { dtype: output.dtype }).reshape([...output.shape]);
  return [output, ...autograd.grad(output, leaves, { gradOutputs })];
}

const named = cases.map((one, i) => [`${i}: ${one.name} ${JSON.stringify(one.options)}`, one] as const);

describe.each(["float32", "float64"] as const)("in %s", (dtype) => {
  it.each(named)("%s", (_, one) => {
    const inputs = one.tensors.map(({ shape, values }) => tensor(values, { dtype }).reshape(shape));
    const found = run(one, inputs);
    one[dtype].forEach(({ shape, values }, i) => {
      expect([...found[i].shape]).toEqual(shape);
      const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      const tolerance = (dtype === "float32" ? 1e-5 : 1e-10) * scale;
      elements(found[i]).forEach((value, k) => {
        if (!(Math.abs(value - values[k]) <= tolerance)) expect.fail(`${i}[${k}]: ${value}, expected ${values[k]}`);
      });
    });
    const step = (...given: Tensor[]) => run(one, given);
    const compiled = compile(step);
    for (const given of [inputs, inputs.map((x) => x.mul(0.8))]) {
      expect(compiled(...given).map(elements)).toEqual(step(...given).map(elements));
    }
  });
});

describe("corners", () => {
  it("samples no place outside and NaN as PyTorch does: as -1", () => {
    const x = tensor([[[[1, 2, 3]]]]);
    const grid = tensor([[[[Number.NaN, 0]]]]);
    expect(nn.functional.gridSample(x, grid, { mode: "nearest", paddingMode: "border" }).item()).toBe(1);
    expect(nn.functional.gridSample(x, tensor([[[[9, 9]]]])).item()).toBe(0);
  });

  it("refuses to differentiate the gradients of a sampling, as PyTorch does", () => {
    const x = randn([1, 1, 2, 2], { requiresGrad: true });
    const grid = randn([1, 1, 1, 2], { requiresGrad: true });
    const [first] = autograd.grad(nn.functional.gridSample(x, grid).sum(), x, { createGraph: true });
    expect(() => first.sum().backward()).toThrow("derivative for aten::grid_sampler_2d_backward is not implemented");
  });

  it("sends each element's gradient once through nearest elements, however sizes and factors meet", () => {
    const x = ones([1, 1, 3], { requiresGrad: true });
    const y = nn.functional.interpolate(x, { scaleFactor: 1.3 });
    y.sum().backward();
    expect(elements(x.grad!)).toEqual([2, 1, 0]);
  });
});
