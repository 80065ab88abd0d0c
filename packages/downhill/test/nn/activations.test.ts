import { readFileSync } from "node:fs";
import * as downhill from "downhill";
import { autograd, compile, type FloatDType, linspace, manualSeed, nn, type Tensor, tensor } from "downhill";
import { describe, expect, it } from "vitest";
import { MATHEMATICS } from "../../src/elementwise/curves.ts";

interface Values {
  readonly x: readonly string[];
  readonly value: readonly string[];
  readonly gradient: readonly string[];
  readonly second: readonly string[] | null;
}

interface Case extends Readonly<Record<FloatDType, Values>> {
  readonly name: string;
  readonly options: Readonly<Record<string, number>>;
}

const fixture = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/activations.json", import.meta.url), "utf8"),
) as { cases: Case[]; prelu: string[][]; rrelu: string[] };

type Apply = (x: Tensor, options?: object) => Tensor;

/** The function of a name: a loss's layer's in `nn.functional`, or torch's own. */
function functionOf({ name, options }: Case): (x: Tensor) => Tensor {
  const all = { ...downhill, ...nn.functional } as unknown as Record<string, Apply>;
  return Object.keys(options).length === 0 ? all[name] : (x) => all[name](x, options);
}

const numbers = (texts: readonly string[]) => texts.map((text) => Number(text.replace("inf", "Infinity")));

/** Functions whose first derivative has a corner at 0. */
const CORNERS = new Set(["elu", "celu", "selu"]);

/** Equal but for rounding, in values and in the places of what isn't finite. */
function expectClose(found: Tensor, wanted: readonly string[], dtype: FloatDType): void {
  const values = [...found.detach().toTypedArray()].map(Number);
  const relative = dtype === "float32" ? 1e-5 : 1e-10;
  const least = dtype === "float32" ? 1e-7 : 1e-14;
  numbers(wanted).forEach((number, i) => {
    if (!Number.isFinite(number)) expect(values[i], `place ${i}`).toBe(number);
    else
      expect(Math.abs(values[i] - number), `place ${i}: ${values[i]} for ${number}`).toBeLessThanOrEqual(
        relative * Math.abs(number) + least,
      );
  });
}

describe.each(["float32", "float64"] as const)("in %s", (dtype) => {
  it.each(fixture.cases.map((example) => [example.name, example] as const))(
    "%s has PyTorch's numbers",
    (_n, example) => {
      const { x: input, value, gradient, second } = example[dtype];
      const f = functionOf(example);
      const x = tensor(numbers(input), { dtype, requiresGrad: true });
      const y = f(x);
      expectClose(y, value, dtype);
      const weights = linspace(-1, 2, y.numel(), { dtype: "float64" }).to(dtype);
      const [first] = autograd.grad(y, x, { gradOutputs: weights, createGraph: true });
      expectClose(first, gradient, dtype);
      const [plain] = autograd.grad(f(x), x, { gradOutputs: weights });
      expect(first.detach().toTypedArray()).toEqual(plain.toTypedArray());
      if (second === null) return;
      const along = linspace(0.5, -1, x.numel(), { dtype: "float64" }).to(dtype);
      const [again] = autograd.grad(first, x, { gradOutputs: along, allowUnused: true });
      // Left out: where PyTorch overflows or there is none, and at a corner of the first derivative.
      const isCorner = (place: number) => CORNERS.has(example.name) && Number(input[place]) === 0;
      const found = [...(again ?? x.detach().mul(0)).detach().toTypedArray()].map(Number);
      const kept = found.map((_, i) => i).filter((i) => Number.isFinite(Number(second[i])) && !isCorner(i));
      expectClose(
        tensor(
          kept.map((i) => found[i]),
          { dtype },
        ),
        kept.map((i) => second[i]),
        dtype,
      );
    },
  );

  it.each(fixture.cases.map((example) => [example.name, example] as const))(
    "%s has the same bits for few elements and for many, and compiled",
    (_n, example) => {
      const f = functionOf(example);
      const few = tensor(numbers(example[dtype].x).slice(0, 30), { dtype });
      const many = few.repeat(64);
      const run = compile((x: Tensor) => f(x));
      for (let i = 0; i < 2; i++) expect(run(many).toTypedArray()).toEqual(f(many).toTypedArray());
      const isPointwise = !["glu", "softmin"].includes(example.name);
      if (isPointwise) expect(f(many).narrow(0, 30, 30).toTypedArray()).toEqual(f(few).toTypedArray());
    },
  );
});

it("prelu and rrelu have PyTorch's numbers", () => {
  manualSeed(5);
  const x = linspace(-2, 2, 20);
  [[0.3], [0.1, 0.2, 0.3, -0.4]].forEach((weight, i) => {
    expectClose(nn.functional.prelu(x.view(5, 4), tensor(weight)), fixture.prelu[i], "float32");
  });
  expectClose(nn.functional.rrelu(x, 0.1, 0.4, { training: true }), fixture.rrelu, "float32");
});

it("functions of one number are functions, methods and methods in place", () => {
  for (const name of Object.keys(MATHEMATICS)) {
    const x = tensor([1.5, 2.5]);
    const wanted = (downhill as unknown as Record<string, Apply>)[name](x).toArray();
    const methods = x as unknown as Record<string, () => Tensor>;
    expect(methods[name]().toArray()).toEqual(wanted);
    expect(methods[`${name}_`]()).toBe(x);
    expect(x.toArray()).toEqual(wanted);
  }
});

it("layers of activations print as PyTorch's", () => {
  const texts = [
    new nn.ELU(0.5, { inplace: true }),
    new nn.Hardtanh(),
    new nn.LeakyReLU(),
    new nn.PReLU(3),
    new nn.RReLU(),
    new nn.Softshrink(),
    new nn.Threshold(0.1, 20),
    new nn.GLU(),
    new nn.SiLU(),
    new nn.ReLU6({ inplace: true }),
    new nn.Softmin(1),
  ].map(String);
  expect(texts).toEqual([
    "ELU(alpha=0.5, inplace=True)",
    "Hardtanh(min_val=-1.0, max_val=1.0)",
    "LeakyReLU(negative_slope=0.01)",
    "PReLU(num_parameters=3)",
    "RReLU(lower=0.125, upper=0.3333333333333333)",
    "Softshrink(0.5)",
    "Threshold(threshold=0.1, value=20)",
    "GLU(dim=-1)",
    "SiLU()",
    "ReLU6(inplace=True)",
    "Softmin(dim=1)",
  ]);
});

it("activations refuse what PyTorch refuses", () => {
  const { functional } = nn;
  const x = tensor([1, 2, 3]);
  expect(() => functional.silu(tensor([1, 2], { dtype: "int64" }))).toThrow("\"silu_cpu\" not implemented for 'Long'");
  expect(() => functional.hardtanh(x, 1, 0)).toThrow("min_val cannot be greater than max_val");
  expect(() => functional.softshrink(x, -1)).toThrow("lambda must be in range [0, 3.40282e+38]");
  expect(() => functional.celu(x, 0)).toThrow("alpha cannot be 0 for CELU");
  expect(() => functional.glu(x)).toThrow("Halving dimension must be even, but dimension 0 is size 3");
  expect(() => functional.prelu(x, tensor([1, 2]))).toThrow("Mismatch of parameter numbers");
  expect(functional.hardtanh(tensor([-5, 0, 5], { dtype: "int64" })).toArray()).toEqual([-1, 0, 1]);
});
