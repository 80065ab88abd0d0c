import { nn, ones, type Tensor, tensor, zeros } from "downhill";
import { describe, expect, test } from "vitest";
import { OrderedDict } from "../../src/python/containers.ts";
import { elements, fixture, make } from "./support.ts";

describe("stateDict", () => {
  test.each(fixture.stateDicts.map((entry) => [entry.code, entry] as const))("%s", (code, entry) => {
    const module = make(code);
    const state = module.stateDict();
    expect(state).toBeInstanceOf(OrderedDict);
    expect([...state].map(([key, value]) => [key, [...value.shape]])).toEqual(entry.keys);
    const metadata = state.attributes.get("_metadata") as OrderedDict<string, { version: number }>;
    expect(metadata).toBeInstanceOf(OrderedDict);
    expect([...metadata].map(([key, value]) => [key, value.version])).toEqual(entry.metadata);
    expect([...module.namedModules()].map(([name]) => name)).toEqual(entry.modules);
    expect([...module.namedParameters()].map(([name]) => name)).toEqual(entry.parameters);
    expect([...module.namedBuffers()].map(([name]) => name)).toEqual(entry.buffers);
  });

  test("shares the elements, without history", () => {
    const layer = new nn.Linear(2, 1);
    const weight = layer.stateDict().get("weight") as Tensor;
    expect(weight).not.toBeInstanceOf(nn.Parameter);
    expect(weight.requiresGrad).toBe(false);
    weight.fill_(3);
    expect(elements(layer.weight)).toEqual([3, 3]);
    expect(layer.stateDict({ keepVars: true, prefix: "a." }).get("a.weight")).toBe(layer.weight);
  });
});

describe("loadStateDict", () => {
  const model = () => new nn.Sequential(new nn.Linear(4, 3), new nn.ReLU(), new nn.Linear(3, 2));

  test("copies values, whatever the kind of dictionary, and keeps the parameters", () => {
    const from = model();
    const to = model();
    const { weight } = to.at(0) as nn.Linear;
    const result = to.loadStateDict(from.stateDict());
    expect(String(result)).toBe("<All keys matched successfully>");
    expect((to.at(0) as nn.Linear).weight).toBe(weight);
    expect(elements(weight)).toEqual(elements((from.at(0) as nn.Linear).weight));
    const plain = Object.fromEntries(model().stateDict());
    to.loadStateDict(plain);
    expect(elements(weight)).toEqual(elements(plain["0.weight"]));
    to.loadStateDict({ ...plain, "0.weight": ones([3, 4], { dtype: "float64" }) });
    expect([weight.dtype, ...elements(weight)]).toEqual(["float32", ...Array(12).fill(1)]);
  });

  test("without strict, loads what fits and says what does not", () => {
    const net = model();
    const result = net.loadStateDict({ "0.bias": ones([3]), extra: ones([1]) }, { strict: false });
    expect(result.missingKeys).toEqual(["0.weight", "2.weight", "2.bias"]);
    expect(result.unexpectedKeys).toEqual(["extra"]);
    expect(String(result)).toBe(
      "_IncompatibleKeys(missing_keys=['0.weight', '2.weight', '2.bias'], unexpected_keys=['extra'])",
    );
    expect(elements((net.at(0) as nn.Linear).bias as Tensor)).toEqual([1, 1, 1]);
  });

  test("with assign, takes the tensors themselves", () => {
    const layer = new nn.Linear(2, 1, { bias: false });
    const weight = zeros([1, 2], { dtype: "float64" });
    layer.requiresGrad_(false).loadStateDict({ weight }, { assign: true });
    expect(layer.weight).toBeInstanceOf(nn.Parameter);
    expect([layer.weight.dtype, layer.weight.requiresGrad]).toEqual(["float64", false]);
    weight.fill_(2);
    expect(elements(layer.weight)).toEqual([2, 2]);
  });

  test("takes a vector of one for a scalar, as old checkpoints have", () => {
    class Scaled extends nn.Module {
      readonly scale = new nn.Parameter(tensor(1));
      forward(x: Tensor): Tensor {
        return x.mul(this.scale);
      }
    }
    const module = new Scaled();
    module.loadStateDict({ scale: tensor([5]) });
    expect(module.scale.item()).toBe(5);
  });

  const changes: Record<string, (state: Record<string, unknown>) => unknown> = {
    missing: (state) => delete state["0.bias"],
    unexpected: (state) => Object.assign(state, { "5.weight": ones([2]), extra: ones([1]) }),
    mismatch: (state) => Object.assign(state, { "0.weight": ones([4, 3]) }),
    scalar: (state) => Object.assign(state, { "2.bias": tensor(1) }),
    several: (state) => {
      delete state["0.bias"];
      delete state["2.weight"];
      Object.assign(state, { "2.bias": ones([5]), a: 1 });
    },
    notATensor: (state) => Object.assign(state, { "0.bias": 3 }),
  };
  test.each(Object.keys(changes))("names what is wrong as PyTorch does, and changes nothing: %s", (name) => {
    const net = model();
    const before = [...net.parameters()].map(elements);
    const state: Record<string, unknown> = Object.fromEntries(model().stateDict());
    changes[name](state);
    let message = "";
    try {
      net.loadStateDict(state);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toBe(fixture.loadErrors[name].message);
    expect([...net.parameters()].map(elements)).toEqual(before);
  });

  test("refuses what is no dictionary", () => {
    expect(() => model().loadStateDict(3 as never)).toThrow(fixture.loadErrors.notAStateDict.message);
    expect(() => new nn.Linear(2, 2).loadStateDict({ weight: ones([2, 2]) })).toThrow(
      fixture.loadErrors.linear.message,
    );
  });

  test("refuses to assign integers that would have to train, and assigns nothing", () => {
    const linear = new nn.Linear(1, 1);
    const { weight } = linear;
    const state = { weight: ones([1, 1]), bias: tensor([2n]) };
    expect(() => linear.loadStateDict(state, { assign: true })).toThrow(
      'Error(s) in loading state_dict for Linear:\n\tWhile copying the parameter named "bias", whose dimensions in the ' +
        "model are torch.Size([1]) and whose dimensions in the checkpoint are torch.Size([1]), an exception occurred : " +
        "('Only Tensors of floating point and complex dtype can require gradients',).",
    );
    expect(linear.weight).toBe(weight);
    linear.requiresGrad_(false).loadStateDict(state, { assign: true });
    expect(linear.bias?.dtype).toBe("int64");
  });
});
