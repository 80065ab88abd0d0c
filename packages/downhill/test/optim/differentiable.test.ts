import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sparseCooTensor, Tensor, tensor } from "../../src/index.ts";
import * as optim from "../../src/optim/index.ts";
import { toCamelCase } from "../../src/optim/names.ts";
import { optimizerClass } from "./support/replay.ts";
import { values } from "./support/values.ts";

interface Case {
  readonly optimizer: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** The options that are tensors requiring gradients. */
  readonly learned: readonly string[];
  /** Whether the state loses its history at each step: PyTorch can't go back through several steps of some. */
  readonly partsState: boolean;
  readonly param: readonly number[];
  readonly grads: readonly (readonly number[])[];
}
const url = new URL("../../../../reference/fixtures/differentiable.json", import.meta.url);
const fixture = JSON.parse(readFileSync(url, "utf8")) as { readonly steps: number; readonly cases: readonly Case[] };

/** The numbers of a stream: reference/differentiable.py has the same. */
function wave(k: number, dtype: "float32" | "float64" = "float64"): Tensor {
  const numbers = Array.from({ length: 6 }, (_, i) => (((i + 1) * (2 * k + 3) * 37) % 101) / 64 - 0.75);
  return tensor(numbers, { dtype }).reshape([2, 3]);
}

/** Tensors that require gradients, in place of a number or of each in a list. */
function toLeaves(value: unknown): Tensor | Tensor[] {
  if (Array.isArray(value)) return value.map((item) => toLeaves(item) as Tensor);
  return tensor(value as number, { dtype: "float64" }).requiresGrad_();
}

/** Steps from a clone of the start, and returns where they lead. */
function run(name: string, options: object, start: Tensor, grads: readonly Tensor[], partsState = false): Tensor {
  const param = start.clone();
  const optimizer = new (optimizerClass(name))([param], options);
  for (const grad of grads) {
    param.grad = grad;
    optimizer.step();
    const state = (optimizer.state.get(param) ?? {}) as Record<string, unknown>;
    for (const [key, value] of Object.entries(state)) {
      if (partsState && value instanceof Tensor) state[key] = value.detach().clone();
    }
  }
  return param;
}

describe("differentiable", () => {
  for (const of of fixture.cases) {
    const { optimizer: name, options: saved, partsState, param: wanted, grads: derivatives } = of;
    const learned = of.learned.map(toCamelCase);
    const options = Object.fromEntries(Object.entries(saved).map(([key, value]) => [toCamelCase(key), value]));
    // PyTorch counts steps in float32 and computes what follows from them in it; an ordinary step's numbers are doubles.
    const { lr = 0.1 } = saved as { lr?: number };
    const tolerance = ["Adam", "AdamW", "NAdam"].includes(name) && !learned.includes("betas") ? 1e-4 * lr : 1e-11;
    const streams = Array.from({ length: fixture.steps }, (_, k) => k + 1);

    const by = learned.length > 0 ? ` by ${learned}` : "";

    it(`${name} ${JSON.stringify(options)}: the gradients of PyTorch${by}`, () => {
      const start = wave(0).requiresGrad_();
      const grads = streams.map((k) => wave(k).requiresGrad_());
      const tensors = Object.fromEntries(learned.map((key) => [key, toLeaves(options[key])]));
      const param = run(name, { ...options, ...tensors, differentiable: true }, start, grads, partsState);
      param.mul(wave(50)).sum().backward();
      values(param).forEach((value, i) => {
        expect(Math.abs(value - wanted[i])).toBeLessThanOrEqual(tolerance);
      });
      [start, ...grads, ...Object.values(tensors).flat()].forEach((leaf, k) => {
        const actual = leaf.grad === null ? derivatives[k].map(() => 0) : values(leaf.grad);
        actual.forEach((value, i) => {
          const error = Math.abs(value - derivatives[k][i]);
          expect(error, `gradient ${k}, element ${i}`).toBeLessThanOrEqual(10 * tolerance * (1 + Math.abs(value)));
        });
      });
    });

    for (const dtype of ["float32", "float64"] as const) {
      it(`${name} ${JSON.stringify(options)}, ${dtype}: the bits of an ordinary step`, () => {
        const grads = streams.map((k) => wave(k, dtype));
        const recorded = run(name, { ...options, differentiable: true }, wave(0, dtype).requiresGrad_(), grads);
        const plain = run(name, options, wave(0, dtype), grads);
        expect(recorded.requiresGrad).toBe(true);
        expect(values(recorded)).toEqual(values(plain));
      });
    }
  }

  it("learns a learning problem's start through three steps", () => {
    const start = tensor([2, -3], { dtype: "float64" }).requiresGrad_();
    const outer = new optim.SGD([start], { lr: 0.5 });
    for (let i = 0; i < 200; i++) {
      outer.zeroGrad();
      const param = start.clone();
      const inner = new optim.SGD([param], { lr: 0.1, momentum: 0.5, differentiable: true });
      for (let k = 0; k < 3; k++) {
        param.grad = param.mul(2); // of the square
        inner.step();
      }
      param.sub(1).square().sum().backward();
      outer.step();
    }
    const end = start.detach().clone();
    const check = new optim.SGD([end], { lr: 0.1, momentum: 0.5 });
    for (let k = 0; k < 3; k++) {
      end.grad = end.mul(2);
      check.step();
    }
    for (const value of values(end)) expect(value).toBeCloseTo(1, 2);
  });

  it("keeps the state's history", () => {
    const param = wave(0).requiresGrad_().clone();
    const optimizer = new optim.Adam([param], { differentiable: true });
    const grad = wave(1).requiresGrad_();
    param.grad = grad;
    optimizer.step();
    (optimizer.state.get(param) as optim.AdamState).expAvg.sum().backward();
    for (const value of values(grad.grad as Tensor)) expect(value).toBeCloseTo(0.1, 15);
  });

  it("refuses leaves that require gradients, foreach and sparse gradients, and changes nothing", () => {
    const leaf = wave(0).requiresGrad_();
    leaf.grad = wave(1);
    const before = values(leaf);
    const optimizer = new optim.Adam([leaf], { differentiable: true });
    expect(() => optimizer.step()).toThrow(
      "a leaf Variable that requires grad is being used in an in-place operation.",
    );
    expect(values(leaf)).toEqual(before);
    expect(optimizer.state.size).toBe(0);

    const param = wave(0);
    param.grad = wave(1);
    const foreach = new optim.SGD([param], { differentiable: true, foreach: true });
    expect(() => foreach.step()).toThrow("_foreach ops don't support autograd");

    param.grad = sparseCooTensor(tensor([[0]], { dtype: "int64" }), wave(1).narrow(0, 0, 1), [2, 3]);
    const sparse = new optim.SGD([param], { differentiable: true });
    expect(() => sparse.step()).toThrow("`differentiable` takes dense gradients only");
    expect(values(param)).toEqual(values(wave(0)));
  });

  it("is refused together with fused", () => {
    const make = () => new optim.Adam([wave(0)], { differentiable: true, fused: true });
    expect(make).toThrow("`fused` does not support `differentiable`");
  });

  it("takes results of operations as parameters, which others don't", () => {
    const result = wave(0).requiresGrad_().clone();
    expect(() => new optim.SGD([result], {})).toThrow("can't optimize a non-leaf Tensor");
    expect(() => new optim.SGD([result], { differentiable: true })).not.toThrow();
  });
});
