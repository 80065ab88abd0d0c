import { inspect } from "node:util";
import { deepCopy, nn, noGrad, ones, optim, type Tensor, tensor, zeros } from "downhill";
import { describe, expect, test } from "vitest";

/** The module of which the expectations below are what PyTorch answers. */
class Net extends nn.Module {
  a = new nn.Buffer(ones([2]));
  c = new nn.Buffer(zeros([1]), { persistent: false });
  w = new nn.Parameter(ones([1]));

  constructor() {
    super();
    this.registerBuffer("b", zeros([1]));
  }

  forward(x: Tensor) {
    return x.mul(this.a);
  }
}

function listsOf(module: nn.Module) {
  return {
    state: [...module.stateDict().keys()],
    buffers: [...module.namedBuffers()].map(([name]) => name),
    parameters: [...module.namedParameters()].map(([name]) => name),
  };
}

describe("a buffer assigned to a property", () => {
  test("is listed among the buffers, and in state dicts if it is persistent", () => {
    expect(listsOf(new Net())).toEqual({ state: ["w", "a", "b"], buffers: ["a", "c", "b"], parameters: ["w"] });
    const outer = new nn.Sequential([new Net(), new Net()]);
    expect(listsOf(outer).state).toEqual(["0.w", "0.a", "0.b", "1.w", "1.a", "1.b"]);
  });

  test("prints as a tensor, and shares its elements", () => {
    const data = ones([2]);
    const buffer = new nn.Buffer(data);
    data.fill_(3);
    expect([inspect(buffer), String(buffer)]).toEqual(["tensor([3., 3.])", "tensor([3., 3.])"]);
    expect([buffer.persistent, new nn.Buffer(data, { persistent: false }).persistent]).toEqual([true, false]);
    expect(Object.getOwnPropertyNames(buffer)).toEqual([]);
    expect(new nn.Buffer(ones([1], { requiresGrad: true })).requiresGrad).toBe(true);
  });

  test("is saved, loaded, converted and copied with the module", () => {
    const [net, other] = [new Net(), new Net()];
    noGrad(() => net.a.fill_(7));
    other.loadStateDict(net.stateDict());
    expect(other.a.toArray()).toEqual([7, 7]);
    const copy = deepCopy(net);
    net.double();
    expect([net.a.dtype, net.c.dtype, listsOf(net).buffers]).toEqual(["float64", "float64", ["a", "c", "b"]]);
    net.a.zero_();
    expect([copy.a.toArray(), copy.a instanceof nn.Buffer, listsOf(copy)]).toEqual([[7, 7], true, listsOf(new Net())]);
    net.loadStateDict({ w: ones([1]), a: ones([2]), b: ones([1]) }, { assign: true });
    expect(listsOf(net)).toEqual(listsOf(new Net()));
  });

  test("gets no gradient and is not stepped", () => {
    const net = new Net();
    const optimizer = new optim.SGD(net.parameters(), { lr: 1 });
    net.forward(net.w).sum().backward();
    optimizer.step();
    expect([net.w.toArray(), net.a.toArray(), net.a.grad]).toEqual([[-1], [1, 1], null]);
  });

  test("makes the property one that holds buffers", () => {
    const net = new Net() as unknown as nn.Module & { a: unknown; c: unknown; q: unknown };
    expect(listsOf(net).state).toEqual(["w", "a", "b"]);
    net.a = ones([2]).mul(2);
    expect(listsOf(net).state).toEqual(["w", "a", "b"]);
    net.c = new nn.Buffer(zeros([2]));
    expect(listsOf(net).state).toEqual(["w", "a", "c", "b"]);
    for (const value of [3, "x", [1]]) {
      net.a = value;
      expect(() => net.stateDict()).toThrow(
        /^cannot assign '.*' as buffer 'a' \(torch.nn.Buffer, torch.Tensor or None/,
      );
    }
    net.a = null;
    expect(listsOf(net)).toEqual({ state: ["w", "c", "b"], buffers: ["c", "b"], parameters: ["w"] });
    net.a = new nn.Parameter(ones([3]));
    expect(listsOf(net)).toEqual({ state: ["a", "w", "c", "b"], buffers: ["c", "b"], parameters: ["a", "w"] });
    net.q = ones([1]);
    expect(listsOf(net).buffers).toEqual(["c", "b"]);
  });

  test("may take the place of one that was registered, under its name in state dicts", () => {
    const layer = new nn.BatchNorm1d(2);
    layer.runningMean = new nn.Buffer(ones([2]));
    expect([...layer.stateDict().keys()]).toContain("running_mean");
    layer.runningVar = new nn.Buffer(ones([2]), { persistent: false });
    expect([...layer.stateDict().keys()]).not.toContain("running_var");
  });

  test("registering says whether it is persistent", () => {
    const net = new Net();
    net.registerBuffer("d", new nn.Buffer(ones([1])), { persistent: false });
    expect(listsOf(net).state).toEqual(["w", "a", "b"]);
  });

  test("refuses what is no tensor, and options that it doesn't have", () => {
    expect(() => new nn.Buffer(3 as never)).toThrow(
      new TypeError("Buffer(): argument 'data' must be Tensor, not number 3"),
    );
    expect(() => new nn.Buffer(ones([1]), false as never)).toThrow(TypeError);
    expect(() => new nn.Buffer(ones([1]), { persist: false } as never)).toThrow(/persist.*persistent/);
    expect(() => new nn.Buffer(ones([1]), { persistent: 1 as never })).toThrow(
      "argument 'persistent' must be a boolean",
    );
  });
});

test("types tell tensors, parameters and buffers apart, so that none is lost by assigning another", () => {
  const net = new Net();
  // @ts-expect-error a tensor is no buffer
  net.a = net.a.mul(2);
  // @ts-expect-error a tensor is no parameter
  net.w = net.w.mul(2);
  // @ts-expect-error nor is a buffer
  net.w = net.a;
});

describe("Sequential of an array", () => {
  test("is the same as of its modules", () => {
    const layers = [new nn.Linear(1, 2), new nn.ReLU(), new nn.Linear(2, 1)];
    expect(String(new nn.Sequential(layers))).toBe(String(new nn.Sequential(...layers)));
    expect(new nn.Sequential(layers).forward(tensor([[1]])).shape).toEqual([1, 1]);
    expect(new nn.Sequential([]).length).toBe(0);
    expect([...new nn.Sequential([new nn.ReLU(), new nn.Tanh()]).namedChildren()].map(([name]) => name)).toEqual([
      "0",
      "1",
    ]);
  });

  test("refuses what are no modules", () => {
    const [layer] = [new nn.ReLU()];
    for (const list of [[1], [layer, [layer]], [null], [[layer]]]) {
      expect(() => new nn.Sequential(list as never)).toThrow(TypeError);
    }
    expect(() => new nn.Sequential([layer] as never, layer)).toThrow(TypeError);
  });
});
