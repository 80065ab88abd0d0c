import { compile, manualSeed, nn, optim, randn, repr, type Tensor } from "downhill";
import { describe, expect, it } from "vitest";
import { elements } from "./support.ts";

const SIZES = "Can't access the shape of an uninitialized parameter or buffer";

describe("lazy layers", () => {
  it("have no sizes before their first input, and become what they stand for with it, in place", () => {
    const layer: nn.Linear = new nn.LazyLinear(3);
    const { weight } = layer;
    expect(weight).toBeInstanceOf(nn.UninitializedParameter);
    expect(repr(weight)).toBe("<UninitializedParameter>");
    expect(() => weight.shape).toThrow(SIZES);
    expect(() => weight.add(1)).toThrow(SIZES);
    layer.forward(randn([2, 5]));
    expect(layer.weight).toBe(weight);
    expect(weight).not.toBeInstanceOf(nn.UninitializedParameter);
    expect([weight.shape, layer.inFeatures, repr(layer)]).toEqual([
      [3, 5],
      5,
      "Linear(in_features=5, out_features=3, bias=True)",
    ]);
    expect(layer).not.toBeInstanceOf(nn.LazyLinear);
    expect(() => layer.forward(randn([2, 4]))).toThrow();
  });

  it("keep the dtype that they were converted to", () => {
    const layer = new nn.Sequential(new nn.LazyConv1d(4, 3), new nn.LazyBatchNorm1d()).double();
    layer.forward(randn([2, 3, 8], { dtype: "float64" }));
    expect([...layer.stateDict().values()].map(({ dtype }) => dtype)).toEqual([...Array(6).fill("float64"), "int64"]);
  });

  it("take sizes from a state, and give one to each other", () => {
    manualSeed(3);
    const given = new nn.Linear(5, 3);
    const layer: nn.Linear = new nn.LazyLinear(3);
    expect([...layer.stateDict().keys()]).toEqual(["weight", "bias"]);
    expect(String(layer.loadStateDict(given.stateDict()))).toBe("<All keys matched successfully>");
    expect(() => layer.forward(randn([2, 4]))).toThrow("The in_features inferred from input: 4 is not equal to");
    const x = randn([2, 5]);
    expect(elements(layer.forward(x))).toEqual(elements(given.forward(x)));
    const other = new nn.LazyLinear(3);
    other.loadStateDict(new nn.LazyLinear(3).stateDict());
    expect(other.hasUninitializedParams()).toBe(true);
    expect(() => given.loadStateDict(new nn.LazyLinear(3).stateDict())).toThrow(SIZES);
  });

  it("train with an optimizer that was made before", () => {
    const layer: nn.Linear = new nn.LazyLinear(1, { bias: false });
    const optimizer = new optim.SGD([...layer.parameters()], { lr: 0.1 });
    layer
      .forward(randn([4, 2]))
      .sum()
      .backward();
    const before = elements(layer.weight);
    optimizer.step();
    const gradient = elements(layer.weight.grad as Tensor);
    elements(layer.weight).forEach((value, i) => {
      expect(value).toBeCloseTo(before[i] - 0.1 * gradient[i], 5);
    });
  });

  it("are initialized when a function is compiled", () => {
    manualSeed(4);
    const layer: nn.Linear = new nn.LazyLinear(3);
    const step = compile((x: Tensor) => layer.forward(x));
    const [x, y] = [randn([2, 5]), randn([2, 5])];
    for (const value of [x, y]) expect(elements(step(value))).toEqual(elements(layer.forward(value)));
    expect(layer.inFeatures).toBe(5);
  });
});

it("a sparse gradient of bags is the dense one's rows", () => {
  const [dense, sparse] = [false, true].map((isSparse) => {
    manualSeed(6);
    const bag = new nn.EmbeddingBag(5, 3, { mode: "sum", sparse: isSparse, paddingIdx: 1 });
    bag
      .forward(randn([2, 3]).abs().mul(2).clamp(0, 4).long())
      .square()
      .sum()
      .backward();
    return bag.weight.grad as Tensor;
  });
  expect(sparse.isSparse).toBe(true);
  expect(elements(sparse.toDense())).toEqual(elements(dense));
});
