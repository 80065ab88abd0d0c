import { deepCopy, ones, optim, setDefaultDtype, type Tensor, tensor } from "downhill";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { AnyOptimizer } from "../../src/optim/index.ts";
import { optimizerClass } from "./support/replay.ts";

const leaf = (dtype: "float32" | "float64", shape = [2, 2]): Tensor => ones(shape, { dtype }).requiresGrad_();

function make(name: string, params: Iterable<Tensor>, options = {}): AnyOptimizer {
  return new (optimizerClass(name))(params, options);
}

/** A parameter of ones with a gradient of ones, stepped by an optimizer. */
function stepped(name: string, dtype: "float32" | "float64", options = {}): AnyOptimizer {
  const param = leaf(dtype);
  const optimizer = make(name, [param], options);
  param.grad = ones([2, 2], { dtype });
  optimizer.step();
  return optimizer;
}

function savedState(optimizer: AnyOptimizer): Record<string, Tensor> {
  return optimizer.stateDict().state.get(0) as Record<string, Tensor>;
}

function dtypes(optimizer: AnyOptimizer): Record<string, string> {
  return Object.fromEntries(Object.entries(savedState(optimizer)).map(([name, { dtype }]) => [name, dtype]));
}

afterEach(() => {
  setDefaultDtype("float32");
  vi.restoreAllMocks();
});

describe("the dtypes of a state's numbers", () => {
  it("take the parameter's when they are loaded, but for the step", () => {
    const expected = {
      NAdam: { step: "float32", mu_product: "float64", exp_avg: "float64", exp_avg_sq: "float64" },
      ASGD: { step: "float32", eta: "float64", mu: "float64", ax: "float64" },
      Adafactor: { step: "float32", row_var: "float64", col_var: "float64" },
    } as const;
    for (const name of ["NAdam", "ASGD", "Adafactor"] as const) {
      const param = leaf("float64");
      const optimizer = make(name, [param]);
      optimizer.loadStateDict(stepped(name, "float32").stateDict());
      expect(dtypes(optimizer)).toEqual(expected[name]);
      param.grad = ones([2, 2], { dtype: "float64" });
      optimizer.step();
      optimizer.step();
      expect(dtypes(optimizer)).toEqual(expected[name]);
      expect(dtypes(deepCopy(optimizer))).toEqual(expected[name]);
    }
  });

  it("round to it, as PyTorch's do", () => {
    const numbers = { NAdam: ["mu_product", 0.0912142888375592], ASGD: ["eta", 0.009999977424740791] } as const;
    for (const name of ["NAdam", "ASGD"] as const) {
      const param = leaf("float64");
      const optimizer = make(name, [param]);
      optimizer.loadStateDict(stepped(name, "float32").stateDict());
      param.grad = ones([2, 2], { dtype: "float64" });
      optimizer.step();
      optimizer.step();
      const [key, value] = numbers[name];
      expect(savedState(optimizer)[key].item()).toBe(value);
    }
  });

  it("are the default dtype's of when they were made", () => {
    setDefaultDtype("float64");
    const optimizer = stepped("NAdam", "float32");
    setDefaultDtype("float32");
    expect(dtypes(optimizer)).toMatchObject({ step: "float64", mu_product: "float64", exp_avg: "float32" });
  });

  it("are float32 for the steps of fused optimizers", () => {
    setDefaultDtype("float64");
    for (const name of ["Adam", "AdamW", "Adagrad"] as const) {
      const fused = stepped(name, "float64", { fused: true });
      expect(dtypes(fused).step).toBe("float32");
      expect(dtypes(stepped(name, "float64")).step).toBe("float64");
      const loaded = make(name, [leaf("float64")]);
      const plain = stepped(name, "float64").stateDict();
      plain.param_groups[0].fused = true;
      loaded.loadStateDict(plain);
      expect(dtypes(loaded).step).toBe("float32");
    }
  });
});

describe("parameters of other dtypes", () => {
  const names = ["Adam", "Adagrad", "Adafactor", "Muon", "LBFGS", "NAdam"] as const;

  it("are taken, and left alone without a gradient", () => {
    for (const name of names) {
      for (const dtype of ["int64", "bool", "bfloat16", "complex64"] as const) {
        const param = ones([2, 2]).to(dtype);
        const optimizer = make(name, [param]);
        optimizer.step(() => tensor(1));
        expect(optimizer.paramGroups[0].params).toEqual([param]);
      }
    }
  });

  it("are refused by a step before anything has changed", () => {
    for (const name of names) {
      for (const dtype of ["int64", "bool", "bfloat16"] as const) {
        const param = ones([2, 2]).to(dtype);
        const first = leaf("float32");
        const optimizer = make(name, [first, param]);
        first.grad = ones([2, 2]);
        param.grad = param.detach().clone();
        expect(() => optimizer.step(() => tensor(1))).toThrow(
          `${name} steps parameters of dtype float32 and float64, but got one of dtype ${dtype}`,
        );
        expect(first.toArray()).toEqual([
          [1, 1],
          [1, 1],
        ]);
      }
    }
  });
});

describe("groups", () => {
  it("may be empty before one that has parameters, for Adafactor", () => {
    const param = leaf("float32");
    param.grad = ones([2, 2]);
    const optimizer = new optim.Adafactor([{ params: [] }, { params: [param] }]);
    optimizer.step();
    expect(param.toArray()).not.toEqual(ones([2, 2]).toArray());
  });

  it("that come later have Adagrad's state from their first step on, with the default in force", () => {
    const optimizer = new optim.Adagrad([leaf("float32")], { initialAccumulatorValue: 0.5 });
    const late = leaf("float32");
    optimizer.addParamGroup({ params: [late] });
    expect(optimizer.state.size).toBe(1);
    late.grad = ones([2, 2]);
    optimizer.step();
    expect(optimizer.state.get(late)?.sum.toArray()).toEqual([
      [1.5, 1.5],
      [1.5, 1.5],
    ]);
  });

  it("that come after loading have `differentiable`, whatever the optimizer, as in PyTorch", () => {
    const optimizer = new optim.Adafactor([leaf("float32")]);
    optimizer.loadStateDict(optimizer.stateDict());
    optimizer.addParamGroup({ params: [leaf("float32")] });
    const [first, second] = optimizer.stateDict().param_groups;
    expect(first).not.toHaveProperty("differentiable");
    expect(second.differentiable).toBe(false);
  });

  it("number a tensor that is in one twice by its last place", () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const [a, b] = [leaf("float32"), leaf("float32")];
    for (const param of [a, b]) param.grad = ones([2, 2]);
    const optimizer = new optim.Adam([a, a, b]);
    optimizer.step();
    const { state, param_groups: groups } = optimizer.stateDict();
    expect([...state.keys()]).toEqual([1, 2]);
    expect(groups[0].params).toEqual([1, 1, 2]);
    const again = new optim.Adam([a, a, b]);
    again.loadStateDict(optimizer.stateDict());
    expect(again.state.get(a)?.step).toBe(2);
  });

  it("are one for LBFGS, when it steps too", () => {
    const optimizer = new optim.LBFGS([leaf("float32")]);
    optimizer.addParamGroup({ params: [leaf("float32")] });
    expect(() => optimizer.step(() => tensor(1))).toThrow("Expected exactly one param_group, but got 2");
  });

  it("are named in messages by Python's types", () => {
    const messages: [unknown, string][] = [
      ["abc", "optimizer can only optimize Tensors, but one of the params is str"],
      [[[1]], "optimizer can only optimize Tensors, but one of the params is list"],
      [[leaf("float32"), { params: [] }], "optimizer can only optimize Tensors, but one of the params is dict"],
      [[{ params: [] }, leaf("float32")], "param_group must be a dict, but got <class 'torch.Tensor'>"],
      [[{ params: [] }, []], "param_group must be a dict, but got <class 'list'>"],
      [leaf("float64"), "should be an iterable of Tensors or dicts, but got torch.DoubleTensor"],
      [{}, "should be an iterable of Tensors or dicts, but got dict"],
    ];
    for (const [params, message] of messages) {
      expect(() => new optim.SGD(params as Tensor[], { lr: 0.1 })).toThrow(TypeError);
      expect(() => new optim.SGD(params as Tensor[], { lr: 0.1 })).toThrow(message);
    }
  });
});
