import { readFileSync } from "node:fs";
import { autograd, compile, linspace, nn, randn, type Tensor, tensor } from "downhill";
import { describe, expect, it } from "vitest";

interface Case {
  readonly name: string;
  readonly options: object;
  readonly text: string;
  readonly shape: number[];
  readonly x: number[];
  readonly resultShape: number[];
  readonly result: number[];
  readonly gradient: number[];
}

const { cases } = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/pooling.json", import.meta.url), "utf8"),
) as { cases: Case[] };

function expectClose(found: Tensor, wanted: readonly number[], relative: number): void {
  const values = [...found.toTypedArray()].map(Number);
  expect(values.length).toBe(wanted.length);
  wanted.forEach((number, i) => {
    expect(Math.abs(values[i] - number)).toBeLessThanOrEqual(relative * Math.max(Math.abs(number), 1));
  });
}

describe.each(["float32", "float64"] as const)("average pooling in %s", (dtype) => {
  const relative = dtype === "float32" ? 1e-5 : 1e-10;
  it.each(cases.map((example) => [example.text, example] as const))("%s gives PyTorch's numbers", (text, example) => {
    const Layer = (nn as unknown as Record<string, new (options: object) => nn.Module<[Tensor], Tensor>>)[example.name];
    const layer = new Layer(example.options);
    expect(String(layer)).toBe(text);
    const x = tensor(example.x, { dtype }).view(example.shape).requiresGrad_();
    const y = layer.forward(x);
    expect(y.shape).toEqual(example.resultShape);
    expectClose(y.detach(), example.result, relative);
    const weights = linspace(-1, 2, y.numel(), { dtype: "float64" }).to(dtype).view(example.resultShape);
    const [gradient] = autograd.grad(y, x, { gradOutputs: weights, createGraph: true });
    expectClose(gradient.detach(), example.gradient, relative);
    const run = compile((input: Tensor) => layer.forward(input));
    for (const input of [x.detach(), x.detach().neg()]) {
      expect(run(input).toTypedArray()).toEqual(layer.forward(input).toTypedArray());
    }
  });
});

it("average pooling can be differentiated twice, and refuses what PyTorch refuses", () => {
  const { functional } = nn;
  const x = randn([1, 1, 4, 4], { dtype: "float64", requiresGrad: true });
  const [first] = autograd.grad(functional.avgPool2d(x, 2).square().sum(), x, { createGraph: true });
  const [second] = autograd.grad(first.sum(), x);
  expect(second.toTypedArray().every((value) => Math.abs(Number(value) - 0.5) < 1e-12)).toBe(true);
  expect(() => functional.avgPool2d(x, 2, { padding: 2 })).toThrow("pad should be at most half");
  expect(() => functional.avgPool2d(x, 2, { divisorOverride: 0 })).toThrow("divisor must be not zero");
  expect(() => functional.avgPool2d(x, 9)).toThrow("Output size is too small");
  expect(() => functional.avgPool1d(x, 2)).toThrow("expected 2D or 3D");
  expect(() => functional.adaptiveAvgPool2d(x, [1, 2, 3])).toThrow("must have 2 elements");
  expect(() => functional.avgPool2d(tensor([[[1, 2]]], { dtype: "int64" }), 1)).toThrow("not implemented for 'Long'");
});
