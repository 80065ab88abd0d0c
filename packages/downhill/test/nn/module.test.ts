import { inspect } from "node:util";
import { nn, ones, type Tensor, tensor, zeros } from "downhill";
import { describe, expect, test } from "vitest";
import { OrderedDict } from "../../src/python/containers.ts";
import { elements, fixture, make } from "./support.ts";

class Net extends nn.Module {
  readonly scale = new nn.Parameter(ones([1]));
  readonly hidden = new nn.Linear(1, 3);
  readonly again: nn.Linear;
  readonly list = [new nn.Linear(1, 1)];
  readonly constant = ones([2]);
  readonly output = new nn.Sequential(new nn.ReLU(), new nn.Linear(3, 1));

  constructor() {
    super();
    this.again = this.hidden;
    this.registerBuffer("runningMean", zeros([3]), { key: "running_mean" });
    this.registerBuffer("cache", ones([1]), { persistent: false });
  }

  forward(x: Tensor): Tensor {
    return this.output.forward(this.hidden.forward(x)).mul(this.scale);
  }
}

describe("members", () => {
  const net = new Net();
  const names = (pairs: Iterable<[string, unknown]>) => [...pairs].map(([name]) => name);

  test("are found among a module's own properties, each once, in order", () => {
    expect(names(net.namedParameters())).toEqual([
      "scale",
      "hidden.weight",
      "hidden.bias",
      "output.1.weight",
      "output.1.bias",
    ]);
    expect([...net.parameters()]).toHaveLength(5);
    expect(names(net.namedParameters({ recurse: false }))).toEqual(["scale"]);
    expect(names(net.namedParameters({ prefix: "net" }))[1]).toBe("net.hidden.weight");
    expect(names(net.namedParameters({ removeDuplicate: false }))).toHaveLength(7);
    expect(names(net.namedChildren())).toEqual(["hidden", "output"]);
    expect([...net.children()]).toEqual([net.hidden, net.output]);
    expect(names(net.namedModules())).toEqual(["", "hidden", "output", "output.0", "output.1"]);
    expect(names(net.namedModules({ prefix: "m", removeDuplicate: false }))).toContain("m.again");
    expect([...net.modules()][0]).toBe(net);
  });

  test("buffers have a name in state dicts of their own", () => {
    expect(names(net.namedBuffers())).toEqual(["running_mean", "cache"]);
    expect([...net.buffers()]).toHaveLength(2);
    expect([...net.stateDict().keys()]).toContain("running_mean");
    expect([...net.stateDict().keys()]).not.toContain("cache");
  });

  test("a parameter set to another one, or to null, is seen at once", () => {
    const layer = new nn.Linear(2, 2);
    layer.bias = null;
    expect(names(layer.namedParameters())).toEqual(["weight"]);
    expect(String(layer)).toBe("Linear(in_features=2, out_features=2, bias=False)");
    layer.bias = new nn.Parameter(ones([2]));
    expect(names(layer.namedParameters())).toEqual(["weight", "bias"]);
  });

  test("registering is the same as assigning", () => {
    const module = new nn.Sequential();
    module.registerParameter("p", new nn.Parameter(ones([1])));
    module.registerParameter("none", null);
    module.registerModule("m", new nn.ReLU());
    expect(names(module.namedParameters())).toEqual(["p"]);
    expect(names(module.namedChildren())).toEqual(["m"]);
    module.registerParameter("p", new nn.Parameter(ones([2])));
    module.registerBuffer("b", null);
    module.registerBuffer("b", ones([3]));
    expect(names(module.namedBuffers())).toEqual(["b"]);
  });

  const empty = new nn.Sequential();
  test.each([
    ["a point in a buffer", () => empty.registerBuffer("a.b", null), 'buffer name can\'t contain "."'],
    ["an empty parameter", () => empty.registerParameter("", null), 'parameter name can\'t be empty string ""'],
    ["a number", () => empty.registerParameter(3 as never, null), "parameter name should be a string. Got number"],
    ["a taken name", () => empty.registerModule("forward", null), "attribute 'forward' already exists"],
    ["another taken name", () => empty.registerBuffer("training", null), "attribute 'training' already exists"],
    ["no module", () => empty.registerModule("x", 3 as never), "number is not a Module subclass"],
    ["no tensor", () => empty.registerBuffer("x", 3 as never), "cannot assign 'number' object to buffer 'x'"],
    [
      "no parameter",
      () => empty.registerParameter("x", ones([1]) as never),
      "cannot assign 'Tensor' object to parameter 'x'",
    ],
  ])("refuses %s", (_, action, message) => {
    expect(action).toThrow(message);
    expect([...empty.namedModules()]).toHaveLength(1);
  });
});

describe("modes and conversions", () => {
  test("train and eval reach every module", () => {
    const net = new Net();
    expect(net.eval()).toBe(net);
    expect([...net.modules()].map(({ training }) => training)).toEqual([false, false, false, false, false]);
    expect([...net.train().modules()].every(({ training }) => training)).toBe(true);
    expect(() => net.train(1 as never)).toThrow("training mode is expected to be boolean");
  });

  test("to converts parameters, gradients and buffers in place", () => {
    const net = new Net();
    const weight = net.hidden.weight;
    net
      .forward(ones([1, 1]))
      .sum()
      .backward();
    const before = elements(weight);
    expect(net.double()).toBe(net);
    expect(net.hidden.weight).toBe(weight);
    expect([weight.dtype, weight.grad?.dtype]).toEqual(["float64", "float64"]);
    expect([...net.buffers()].map(({ dtype }) => dtype)).toEqual(["float64", "float64"]);
    expect(elements(weight)).toEqual(before);
    expect(weight.requiresGrad && weight.isLeaf).toBe(true);
    expect(net.forward(ones([1, 1], { dtype: "float64" })).dtype).toBe("float64");
    expect(net.float().hidden.weight.dtype).toBe("float32");
    expect(() => net.to("int64")).toThrow("nn.Module.to only accepts floating point or complex dtypes");
  });

  test("zeroGrad clears gradients, or fills them with zeros", () => {
    const layer = new nn.Linear(2, 1);
    layer
      .forward(ones([1, 2]))
      .sum()
      .backward();
    layer.zeroGrad({ setToNone: false });
    expect(elements(layer.weight.grad as Tensor)).toEqual([0, 0]);
    layer.zeroGrad();
    expect(layer.weight.grad).toBeNull();
  });

  test("requiresGrad_ freezes", () => {
    const layer = new nn.Linear(2, 1).requiresGrad_(false);
    expect(layer.forward(ones([1, 2])).requiresGrad).toBe(false);
    layer.requiresGrad_();
    expect(layer.weight.requiresGrad).toBe(true);
  });

  test("apply visits children first", () => {
    const seen: string[] = [];
    const net = new nn.Sequential(new nn.Linear(1, 1), new nn.Sequential(new nn.ReLU()));
    expect(
      net.apply((module) => {
        seen.push(module.constructor.name);
        if (module instanceof nn.Linear) nn.init.zeros_(module.weight);
      }),
    ).toBe(net);
    expect(seen).toEqual(["Linear", "ReLU", "Sequential", "Sequential"]);
    expect((net.at(0) as nn.Linear).weight.item()).toBe(0);
  });
});

describe("Parameter", () => {
  test("shares the elements of its tensor, and is a tensor that requires a gradient", () => {
    const data = tensor([
      [1, 2],
      [3, 4.5],
    ]);
    const parameter = new nn.Parameter(data);
    expect(parameter.requiresGrad && parameter.isLeaf).toBe(true);
    data.fill_(7);
    expect(elements(parameter)).toEqual([7, 7, 7, 7]);
    expect(new nn.Parameter(data, false).requiresGrad).toBe(false);
    expect(new nn.Parameter(parameter.mul(2)).isLeaf).toBe(true);
  });

  test("prints what PyTorch prints", () => {
    const matrix = tensor([
      [1, 2],
      [3, 4.5],
    ]);
    expect(String(new nn.Parameter(matrix))).toBe(fixture.parameters.parameter);
    expect(inspect(new nn.Parameter(matrix))).toBe(fixture.parameters.parameter);
    expect(String(new nn.Parameter(tensor([1, 2]), false))).toBe(fixture.parameters.frozen);
    expect(String(new nn.Parameter(tensor([1n, 2n]), false))).toBe(fixture.parameters.integer);
    expect(String(new nn.Parameter(ones([2], { dtype: "float64" })))).toBe(fixture.parameters.double);
  });

  test("refuses what can't have a gradient", () => {
    const message = "Only Tensors of floating point and complex dtype can require gradients";
    expect(() => new nn.Parameter(tensor([1n]))).toThrow(message);
    expect(() => new nn.Parameter([1] as never)).toThrow("Parameter data must be a Tensor, got object");
  });
});

describe("containers", () => {
  test("Sequential takes names", () => {
    const layers = { fc: new nn.Linear(1, 2), act: new nn.Tanh() };
    for (const net of [new nn.Sequential(layers), new nn.Sequential(new Map(Object.entries(layers)))]) {
      expect([...net.namedChildren()].map(([name]) => name)).toEqual(["fc", "act"]);
      expect(net.at(1)).toBe(layers.act);
      expect(net.forward(ones([1, 1])).shape).toEqual([1, 2]);
    }
    expect([...new nn.Sequential(new OrderedDict([["a", layers.fc]])).stateDict().keys()]).toEqual([
      "a.weight",
      "a.bias",
    ]);
  });

  test("modules can be added, inserted and taken out", () => {
    const [a, b, c] = [new nn.ReLU(), new nn.Tanh(), new nn.Sigmoid()];
    const net = new nn.Sequential(a);
    expect(net.append(c).insert(1, b)).toBe(net);
    expect([...net]).toEqual([a, b, c]);
    expect([net.length, net[1], net.at(-1)]).toEqual([3, b, c]);
    expect(net.pop(0)).toBe(a);
    expect([...net.namedChildren()]).toEqual([
      ["0", b],
      ["1", c],
    ]);
    expect([...net.extend([a, a])]).toEqual([b, c, a, a]);
    expect([...net.namedChildren()]).toHaveLength(3);
    expect(() => net.at(4)).toThrow("index 4 is out of range");
    expect(() => net.insert(9, a)).toThrow("Index out of range: 9");
    expect(() => net.append(3 as never)).toThrow("number is not a Module subclass");
    expect(() => net.extend(3 as never)).toThrow("Sequential.extend should be called with an iterable, but got number");
    expect(net.length).toBe(4);
  });

  test("an empty Sequential gives back its input, a ModuleList can't be called", () => {
    const x = ones([1]);
    expect(new nn.Sequential().forward(x)).toBe(x);
    expect(() => new nn.ModuleList().forward()).toThrow(
      'Module [ModuleList] is missing the required "forward" function',
    );
    expect(() => new nn.ModuleList([3 as never])).toThrow("number is not a Module subclass");
  });

  test("a replaced module is called and printed", () => {
    const net = new nn.Sequential(new nn.ReLU(), new nn.Tanh());
    net.registerModule("0", new nn.Sigmoid());
    expect(net.forward(zeros([1])).item()).toBeCloseTo(Math.tanh(0.5), 6);
    expect(String(net)).toBe("Sequential(\n  (0): Sigmoid()\n  (1): Tanh()\n)");
  });
});

describe("text", () => {
  test.each(fixture.printed.map(([code, text]) => [code, text]))("%s", (code, text) => {
    expect(String(make(code))).toBe(text);
    expect(inspect(make(code))).toBe(text);
  });

  test("a module's own options and the modules within it, one on a line", () => {
    class Both extends nn.Module {
      readonly inner = new nn.ReLU();
      forward(x: Tensor): Tensor {
        return x;
      }
      override extraRepr(): string {
        return "a=1\nb=2";
      }
    }
    expect(String(new Both())).toBe("Both(\n  a=1\n  b=2\n  (inner): ReLU()\n)");
  });
});
