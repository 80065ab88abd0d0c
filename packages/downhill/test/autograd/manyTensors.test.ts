import { autograd, nn, ones, optim, tensor } from "downhill";
import { describe, expect, it } from "vitest";

describe("autograd.backward of several tensors", () => {
  const leaf = () => ones([2], { requiresGrad: true });

  it("adds up their gradients, as one call with their sum would", () => {
    const x = leaf();
    autograd.backward([x.sum(), x.mul(2).sum()]);
    expect(x.grad?.toArray()).toEqual([3, 3]);
  });

  it("takes a gradient for each, of which those of one element need none", () => {
    const x = leaf();
    autograd.backward([x.sum(), x.mul(2)], [null, tensor([1, 10])]);
    expect(x.grad?.toArray()).toEqual([3, 21]);
    autograd.backward({ tensors: x.mul(2), gradTensors: ones([2]) });
    expect(x.grad?.toArray()).toEqual([5, 23]);
  });

  it("is refused in PyTorch's words, before anything has a gradient", () => {
    const x = leaf();
    const total = x.sum();
    expect(() => autograd.backward([total, x.sum()], [tensor(1)])).toThrow("got 2 tensors and 1 gradients");
    expect(() => autograd.backward(total, [])).toThrow("got 1 tensors and 0 gradients");
    expect(() => autograd.backward([total, x.mul(2)])).toThrow(
      "grad can be implicitly created only for scalar outputs",
    );
    expect(() => autograd.backward([total, ones([1])])).toThrow("element 1 of tensors does not require grad");
    expect(() => autograd.grad(total, x, { gradOutputs: [] })).toThrow("got 1 tensors and 0 gradients");
    expect(x.grad).toBeNull();
  });
});

it("methods and functions take by name what they take by position", () => {
  const layer = new nn.Linear(2, 1);
  expect(layer.train({ mode: false }).training).toBe(false);
  layer.requiresGrad_({ requiresGrad: false });
  expect(layer.weight.requiresGrad).toBe(false);
  const names: string[] = [];
  layer.apply({ fn: (module) => names.push(module.constructor.name) });
  expect(names).toEqual(["Linear"]);
  expect(layer.to({ tensor: ones([1], { dtype: "float64" }) }).weight.dtype).toBe("float64");
  expect(layer.to("cpu", { dtype: "float32" }).weight.dtype).toBe("float32");
  expect(nn.init.constant_(layer.weight, { val: 3 })).toBe(layer.weight);
  expect(layer.weight.toArray()).toEqual([[3, 3]]);

  const x = ones([2], { requiresGrad: true });
  const [gradient] = autograd.grad({ outputs: x.square().sum(), inputs: x });
  expect(gradient.toArray()).toEqual([2, 2]);
  const optimizer = new optim.SGD([x], { lr: 1 });
  expect(optimizer.step({ closure: () => 7 }).toFixed()).toBe("7");
  const plateau = new optim.lrScheduler.ReduceLROnPlateau(optimizer, { patience: 0 });
  for (const metrics of [1, 2]) plateau.step({ metrics });
  expect(plateau.getLastLr()[0]).toBeCloseTo(0.1);
});
