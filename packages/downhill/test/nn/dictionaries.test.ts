import { deepCopy, nn, ones, randn, type Tensor, tensor, zeros } from "downhill";
import { describe, expect, it } from "vitest";

describe("ModuleDict", () => {
  const make = () => new nn.ModuleDict<nn.Module>({ a: new nn.Linear(1, 2), b: new nn.ReLU() });

  it("holds modules by name, prints and saves as PyTorch's does", () => {
    const dict = make();
    expect(String(dict)).toBe("ModuleDict(\n  (a): Linear(in_features=1, out_features=2, bias=True)\n  (b): ReLU()\n)");
    expect([dict.keys(), dict.size, dict.has("a"), dict.has("c")]).toEqual([["a", "b"], 2, true, false]);
    expect([...dict.stateDict().keys()]).toEqual(["a.weight", "a.bias"]);
    expect([...dict].map(([name]) => name)).toEqual(["a", "b"]);
    expect(dict.get("a").forward(ones([1, 1])).shape).toEqual([1, 2]);
    expect(deepCopy(dict).keys()).toEqual(["a", "b"]);
    expect(dict.pop("b")).toBeInstanceOf(nn.ReLU);
    dict.update([["c", new nn.Tanh()]]);
    dict.update(new Map([["d", new nn.Tanh()]]));
    expect(dict.keys()).toEqual(["a", "c", "d"]);
    dict.clear();
    expect(String(dict)).toBe("ModuleDict()");
  });

  it("refuses what is no module, names that don't do, and names that it doesn't have", () => {
    const dict = make() as nn.ModuleDict;
    expect(() => dict.update(3 as never)).toThrow(
      "ModuleDict.update should be called with an iterable of key/value pairs",
    );
    expect(() => dict.update([["c"]] as never)).toThrow("sequence element #0 has length 1; 2 is required");
    expect(() => dict.set("c", 3 as never)).toThrow("is not a Module subclass");
    expect(() => dict.set("a.b", new nn.ReLU())).toThrow('module name can\'t contain ".", got: a.b');
    expect(() => dict.set("keys", new nn.ReLU())).toThrow("attribute 'keys' already exists");
    expect(() => dict.get("toString")).toThrow("there is no module 'toString'");
    expect(() => dict.pop("zz")).toThrow("there is no module 'zz'");
    expect(() => dict.forward()).toThrow('Module [ModuleDict] is missing the required "forward" function');
  });
});

describe("ParameterList and ParameterDict", () => {
  it("make parameters of tensors, print and save as PyTorch's do", () => {
    const list = new nn.ParameterList<unknown>([new nn.Parameter(zeros([2, 3])), ones([2])]);
    expect(String(list)).toBe(
      "ParameterList(\n    (0): Parameter containing: [torch.float32 of size 2x3]\n" +
        "    (1): Parameter containing: [torch.float32 of size 2]\n)",
    );
    expect([...list.stateDict().keys()]).toEqual(["0", "1"]);
    expect(list.append(ones([1])).length).toBe(3);
    expect((list.at(-1) as Tensor).requiresGrad).toBe(true);
    expect(list.set(0, tensor([5])).length).toBe(3);
    expect((list.at(0) as Tensor).item()).toBe(5);
    expect([...list.parameters()]).toHaveLength(3);
    const dict = new nn.ParameterDict<unknown>({ z: "text", x: new nn.Parameter(zeros([2, 3])), y: ones([2]) });
    expect([dict.keys(), [...dict.stateDict().keys()]]).toEqual([
      ["x", "y", "z"],
      ["x", "y"],
    ]);
    expect(String(dict)).toBe(
      "ParameterDict(\n    (x): Parameter containing: [torch.FloatTensor of size 2x3]\n" +
        "    (y): Parameter containing: [torch.FloatTensor of size 2]\n    (z): Object of type: string\n)",
    );
    expect(dict.popitem()).toEqual(["z", "text"]);
    expect(dict.get("q", 5)).toBe(5);
    expect((dict.setdefault("w", ones([1])) as Tensor).requiresGrad).toBe(true);
    expect(dict.copy().keys()).toEqual(["x", "y", "w"]);
  });

  it("refuse what they don't have or don't take", () => {
    const list = new nn.ParameterList();
    expect(() => list.at(0)).toThrow("index 0 is out of range");
    expect(() => list.extend(3 as never)).toThrow("ParameterList.extend should be called with an iterable");
    expect(() => list.forward()).toThrow("ParameterList should not be called.");
    const dict = new nn.ParameterDict();
    expect(() => dict.get("q")).toThrow("there is no parameter 'q'");
    expect(() => dict.set(3 as never, ones([1]))).toThrow("cannot be used as a key as it is not a string");
    expect(() => dict.set("keys", ones([1]))).toThrow("attribute 'keys' already exists");
  });

  it("train within a module", () => {
    class Net extends nn.Module {
      weights = new nn.ParameterList([randn([2, 2]), randn([2, 2])]);
      biases = new nn.ParameterDict({ a: zeros([2]) });
      forward(x: Tensor): Tensor {
        return x.matmul(this.weights.at(0)).matmul(this.weights.at(1)).add(this.biases.get("a"));
      }
    }
    const net = new Net();
    net
      .forward(ones([1, 2]))
      .sum()
      .backward();
    expect([...net.namedParameters()].map(([name, { grad }]) => [name, grad !== null])).toEqual([
      ["weights.0", true],
      ["weights.1", true],
      ["biases.a", true],
    ]);
  });
});

describe("paths", () => {
  const model = () =>
    new nn.Sequential(new nn.Linear(2, 3), new nn.Sequential(new nn.Linear(3, 2), new nn.BatchNorm1d(2)));

  it("lead to modules, parameters and buffers, by their names in state dicts", () => {
    const net = model();
    expect(net.getSubmodule("")).toBe(net);
    expect(String(net.getSubmodule("1.0"))).toBe("Linear(in_features=3, out_features=2, bias=True)");
    expect(net.getParameter("1.0.weight").shape).toEqual([2, 3]);
    expect(net.getBuffer("1.1.running_mean").shape).toEqual([2]);
    net.setSubmodule("1.0", new nn.Tanh());
    net.setSubmodule("1.2", new nn.ReLU());
    expect(String(net.getSubmodule("1"))).toMatch(/Tanh\(\)\n.*BatchNorm1d[\s\S]*ReLU\(\)/);
  });

  it("say where they lead nowhere", () => {
    const net = model();
    expect(() => net.getSubmodule("1.9")).toThrow("Sequential has no attribute `9`");
    expect(() => net.getSubmodule("0.weight")).toThrow("`weight` is not an nn.Module");
    expect(() => net.getParameter("1.0.foo")).toThrow("Linear has no attribute `foo`");
    expect(() => net.getParameter("1.0.inFeatures")).toThrow("`inFeatures` is not an nn.Parameter");
    expect(() => net.getBuffer("1.0.weight")).toThrow("`weight` is not a buffer");
    expect(() => net.setSubmodule("", new nn.Tanh())).toThrow("Cannot set the submodule without a target name!");
    expect(() => net.setSubmodule("q.0", new nn.Tanh())).toThrow("Sequential has no attribute `q`");
    expect(() => net.setSubmodule("1.7", new nn.Tanh(), { strict: true })).toThrow("Sequential has no attribute `7`");
  });
});
