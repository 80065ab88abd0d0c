import { autograd, compile, manualSeed, nn, noGrad, rand, randn, type Tensor } from "downhill";
import { describe, expect, it } from "vitest";

const linear = new nn.Linear(4, 4);
const dropout = new nn.Dropout(0.5);
const pool = new nn.MaxPool1d(2, { stride: 1 });

/** Layers whose derivatives rest on arguments, results, random numbers and places. */
let calls = 0;
function block(x: Tensor): Tensor {
  calls++;
  return pool
    .forward(dropout.forward(linear.forward(x).tanh()).exp().unsqueeze(0))
    .squeeze(0)
    .pow(2);
}

const values = (tensors: readonly Tensor[]) => tensors.map((x) => x.toArray());

describe("checkpoint", () => {
  const x = randn([3, 4]).requiresGrad_();
  const leaves = [x, ...linear.parameters()];
  const call = (isCheckpointed: boolean, input: Tensor = x) =>
    isCheckpointed ? autograd.checkpoint(block, input) : block(input);

  it("gives the same values, gradients and later random numbers, and calls the function twice", () => {
    const run = (isCheckpointed: boolean) => {
      manualSeed(3);
      const y = call(isCheckpointed);
      const between = rand([2]);
      const found = autograd.grad(y.sum(), leaves);
      return values([y.detach(), ...found, between, rand([2])]);
    };
    const plain = run(false);
    calls = 0;
    expect(run(true)).toEqual(plain);
    expect(calls).toBe(2);
  });

  it("is differentiated twice", () => {
    const run = (isCheckpointed: boolean) => {
      manualSeed(3);
      const [first] = autograd.grad(call(isCheckpointed).sum(), x, { createGraph: true });
      return values(autograd.grad(first.pow(2).sum(), [x, linear.weight]));
    };
    expect(run(true)).toEqual(run(false));
  });

  it("within another, and after other functions", () => {
    const run = (isCheckpointed: boolean) => {
      manualSeed(5);
      const nested = (input: Tensor) =>
        call(isCheckpointed, call(isCheckpointed, input.mul(0.5)).narrow(1, 0, 1).expand(3, 4));
      const y = isCheckpointed ? autograd.checkpoint(nested, x.sin(), { useReentrant: false }) : nested(x.sin());
      return values(autograd.grad(y.sum(), leaves));
    };
    expect(run(true)).toEqual(run(false));
  });

  it("takes the same steps when it is compiled, with new random numbers in each call", () => {
    const run = (isCheckpointed: boolean) => {
      const step = compile((v: Tensor) => {
        const input = v.clone().requiresGrad_();
        const y = call(isCheckpointed, input);
        return [y, ...autograd.grad(y.sum(), [input, linear.weight])];
      });
      manualSeed(7);
      return [x, x.mul(2), x].map((v) => values(step(v.detach())));
    };
    const found = run(true);
    expect(found).toEqual(run(false));
    expect(found[0]).not.toEqual(found[2]);
  });

  it("frees what it computed again, and is told when that differs", () => {
    const y = autograd.checkpoint((v: Tensor) => v.mul(2).exp(), x);
    y.sum().backward();
    expect(() => y.sum().backward()).toThrow("backward through the graph a second time");
    let k = 0;
    const shrinking = autograd.checkpoint((v: Tensor) => (k++ === 0 ? v : v.narrow(0, 0, 1)).mul(2).exp(), x);
    expect(() => shrinking.sum().backward()).toThrow(
      "Recomputed values for the following tensors have different metadata",
    );
    k = 0;
    const growing = autograd.checkpoint((v: Tensor) => (k++ === 0 ? v.exp() : v.exp().exp()), x);
    expect(() => growing.sum().backward()).toThrow("A different number of tensors was saved");
    const changing = autograd.checkpoint((v: Tensor) => {
      const e = v.exp();
      const result = e.mul(2);
      e.add_(1);
      return result;
    }, x);
    expect(() => changing.sum().backward()).toThrow("modified by an inplace operation");
  });

  it("calls the function only once where nothing is recorded", () => {
    calls = 0;
    const y = noGrad(() => autograd.checkpoint(block, x));
    expect([y.requiresGrad, calls]).toEqual([false, 1]);
  });

  it("goes through layers in segments", () => {
    const layers = new nn.Sequential(
      new nn.Linear(4, 5),
      new nn.Tanh(),
      new nn.Linear(5, 3),
      new nn.Sigmoid(),
      new nn.Linear(3, 1),
    );
    const inputs = [x, ...layers.parameters()];
    const plain = values(autograd.grad(layers.forward(x).sum(), inputs));
    for (const segments of [1, 2, 3, 5]) {
      const y = autograd.checkpointSequential(layers, segments, x);
      expect(values(autograd.grad(y.sum(), inputs))).toEqual(plain);
    }
    expect(() => autograd.checkpointSequential(layers, 6, x)).toThrow("segments must be an integer from 1 to 5");
  });
});
