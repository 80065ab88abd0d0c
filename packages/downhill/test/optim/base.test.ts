import { isGradEnabled, ones, rand, tensor, zeros } from "downhill";
import { describe, expect, it } from "vitest";
import { heap } from "../../src/memory/heap.ts";
import {
  Adafactor,
  Adagrad,
  Adam,
  type AnyOptimizer,
  LBFGS,
  Muon,
  type OptimizerStateDict,
  registerOptimizerStepPostHook,
  registerOptimizerStepPreHook,
  SGD,
} from "../../src/optim/index.ts";
import { repr } from "../../src/python/repr.ts";

/** What all optimizers share: groups, gradients, closures, hooks, state dicts, disposal. */

function parameter(values: readonly number[] = [1, 2]) {
  return tensor(values, { requiresGrad: true });
}

function stepped(options: object = {}) {
  const param = parameter();
  const optimizer = new Adam([param], options);
  param.grad = tensor([0.5, -1]);
  optimizer.step();
  return { param, optimizer };
}

describe("groups", () => {
  it("take any iterable of tensors, and hold those very tensors", () => {
    const params = [parameter(), parameter()];
    for (const given of [
      params,
      new Set(params),
      params.values(),
      {
        *[Symbol.iterator]() {
          yield* params;
        },
      },
    ]) {
      const { paramGroups } = new SGD(given as Iterable<(typeof params)[0]>);
      expect(paramGroups[0].params).toEqual(params);
      expect(paramGroups[0].params[1]).toBe(params[1]);
    }
  });

  it("have options of their own, and the defaults for the rest", () => {
    const optimizer = new SGD([{ params: [parameter()], lr: 0.5 }, { params: parameter() }], { lr: 2, momentum: 0.9 });
    expect(optimizer.paramGroups.map(({ lr, momentum }) => [lr, momentum])).toEqual([
      [0.5, 0.9],
      [2, 0.9],
    ]);
    expect(optimizer.defaults.lr).toBe(2);
  });

  it("don't share lists of values", () => {
    const betas: [number, number] = [0.5, 0.5];
    const optimizer = new Adam([{ params: parameter() }, { params: parameter() }], { betas });
    betas[0] = 0.1;
    (optimizer.paramGroups[0].betas as [number, number])[1] = 0.2;
    expect(optimizer.paramGroups.map((group) => group.betas)).toEqual([
      [0.5, 0.2],
      [0.5, 0.5],
    ]);
  });

  it("that are refused change nothing", () => {
    const param = parameter();
    const optimizer = new Adam([param], {});
    const before = repr(optimizer.stateDict());
    const bad = [{ params: [parameter(), param] }, { params: [["a", parameter()]] }, { params: [3] }, 3, {}];
    for (const group of bad) expect(() => optimizer.addParamGroup(group as never)).toThrow();
    expect(repr(optimizer.stateDict())).toBe(before);
    expect(optimizer.paramGroups.length).toBe(1);
  });

  it("take unknown options nowhere in silence", () => {
    expect(() => new SGD([parameter()], { learningRate: 1 } as object)).toThrow("did you mean 'lr'?");
    expect(() => new SGD([parameter()], { lr: "0.1" } as object)).toThrow(TypeError);
    expect(() => new Adam([parameter()], { betas: [0.9] } as object)).toThrow(TypeError);
  });
});

describe("zeroGrad", () => {
  it("makes gradients null, and leaves their values to whoever holds them", () => {
    const { param, optimizer } = stepped();
    const held = param.grad;
    param.mul(3).sum().backward();
    optimizer.zeroGrad();
    expect(param.grad).toBeNull();
    param.mul(2).sum().backward();
    expect(held?.toArray()).toEqual([3.5, 2]);
    expect(param.grad?.toArray()).toEqual([2, 2]);
  });

  it("fills them with zeros on request, in place", () => {
    const { param, optimizer } = stepped();
    const held = param.grad;
    optimizer.zeroGrad({ setToNone: false });
    expect(param.grad).toBe(held);
    expect(held?.toArray()).toEqual([0, 0]);
  });
});

describe("step", () => {
  it("returns what the closure returns, calls it once and with gradients enabled", () => {
    const param = parameter();
    const optimizer = new SGD([param], { lr: 0.5 });
    let calls = 0;
    const result = optimizer.step(() => {
      calls++;
      expect(isGradEnabled()).toBe(true);
      optimizer.zeroGrad();
      const loss = param.mul(param).sum();
      loss.backward();
      return loss;
    });
    expect(result.item()).toBe(5);
    expect(calls).toBe(1);
    expect(param.toArray()).toEqual([0, 0]);
    expect(optimizer.step()).toBeNull();
  });

  it("leaves the mode of gradients as it was when a closure throws", () => {
    const optimizer = new SGD([parameter()]);
    expect(() =>
      optimizer.step(() => {
        throw new Error("mine");
      }),
    ).toThrow("mine");
    expect(isGradEnabled()).toBe(true);
  });

  it("records nothing", () => {
    const { param } = stepped();
    expect(param.isLeaf).toBe(true);
    expect(param.requiresGrad).toBe(true);
  });

  it("needs a closure for LBFGS", () => {
    expect(() => new LBFGS([parameter()]).step()).toThrow(
      "LBFGS.step() missing 1 required positional argument: 'closure'",
    );
  });

  it("makes backward of an older graph an error, since parameters changed in place", () => {
    const param = parameter();
    const optimizer = new SGD([param]);
    const loss = param.mul(param).sum();
    param.grad = ones([2]);
    optimizer.step();
    expect(() => loss.backward()).toThrow("modified by an inplace operation");
  });
});

describe("hooks", () => {
  it("run in PyTorch's order: global before, own before, own after, global after", () => {
    const { optimizer } = stepped();
    const calls: string[] = [];
    const note = (text: string) => (of: AnyOptimizer) => {
      expect(of).toBe(optimizer);
      calls.push(text);
    };
    const handles = [
      optimizer.registerStepPostHook(note("own after")),
      registerOptimizerStepPostHook(note("global after")),
      optimizer.registerStepPreHook(note("own before")),
      registerOptimizerStepPreHook(note("global before")),
      optimizer.registerStepPreHook(note("own before, second")),
    ];
    optimizer.step();
    expect(calls).toEqual(["global before", "own before", "own before, second", "own after", "global after"]);
    for (const handle of handles) handle.remove();
    handles[0].remove();
    optimizer.step();
    expect(calls.length).toBe(5);
  });

  it("see and replace state dicts", () => {
    const { optimizer } = stepped();
    const calls: string[] = [];
    optimizer.registerStateDictPreHook(() => calls.push("pre"));
    optimizer.registerStateDictPostHook((_, stateDict) => {
      calls.push("post");
      return { ...stateDict, state: new Map() };
    });
    const first = optimizer.registerStateDictPreHook(() => calls.push("first"), { prepend: true });
    expect(optimizer.stateDict().state.size).toBe(0);
    expect(calls).toEqual(["first", "pre", "post"]);
    first.remove();

    optimizer.registerLoadStateDictPreHook((_, stateDict) => {
      const param_groups = stateDict.param_groups.map((group) => ({ ...group, lr: 0.125 }));
      return { ...stateDict, param_groups };
    });
    optimizer.registerLoadStateDictPostHook((of) => calls.push(`lr ${of.paramGroups[0].lr}`));
    optimizer.loadStateDict(optimizer.stateDict());
    expect(calls.at(-1)).toBe("lr 0.125");
  });
});

describe("state dicts", () => {
  it("are numbered over the groups, with PyTorch's names", () => {
    const params = [parameter(), parameter(), parameter()];
    const optimizer = new Adam([{ params: params.slice(0, 2) }, { params: params[2] }]);
    params[2].grad = ones([2]);
    params[1].grad = ones([2]);
    optimizer.step();
    const { state, param_groups } = optimizer.stateDict();
    expect([...state.keys()]).toEqual([1, 2]);
    expect(Object.keys(state.get(2) as object)).toEqual(["step", "exp_avg", "exp_avg_sq"]);
    expect(param_groups.map(({ params: numbers }) => numbers)).toEqual([[0, 1], [2]]);
  });

  it("are not tied to what the loading optimizer does next", () => {
    const { optimizer } = stepped();
    const saved = optimizer.stateDict();
    const before = repr(saved);
    const other = stepped().optimizer;
    other.loadStateDict(saved);
    other.paramGroups[0].lr = 7;
    other.step();
    expect(repr(saved)).toBe(before);
    expect(repr(optimizer.stateDict())).toBe(before);
  });

  it("cast state to the parameter's dtype, but not the step", () => {
    const { optimizer } = stepped();
    const param = tensor([1, 2], { dtype: "float64", requiresGrad: true });
    const double = new Adam([param]);
    double.loadStateDict(optimizer.stateDict());
    expect(double.state.get(param)?.expAvg.dtype).toBe("float64");
    expect(repr(double.stateDict())).toContain("'step': tensor(1.)");
    param.grad = tensor([1, 1], { dtype: "float64" });
    double.step();
    expect(double.state.get(param)?.step).toBe(2);
  });

  it("take a step that is a number, and options and state that are unknown", () => {
    const { optimizer, param } = stepped();
    const { state, param_groups } = optimizer.stateDict();
    const entry = { ...(state.get(0) as object), step: 41, mine: [1, 2] };
    const group = { ...param_groups[0], extra_key: "kept" };
    const rest = new Map<unknown, unknown>([
      [0, entry],
      ["other", 5],
    ]);
    optimizer.loadStateDict({ state: rest, param_groups: [group] } as unknown as OptimizerStateDict);
    expect(optimizer.state.get(param)?.step).toBe(41);
    const again = repr(optimizer.stateDict());
    for (const text of ["'step': tensor(41.)", "'mine': [1, 2]", "'other': 5", "'extra_key': 'kept'"]) {
      expect(again).toContain(text);
    }
  });

  it("of older versions get the options that came later", () => {
    const { optimizer } = stepped();
    const { state, param_groups } = optimizer.stateDict();
    const { lr, betas, eps, weight_decay, params } = param_groups[0];
    optimizer.loadStateDict({ state, param_groups: [{ lr, betas, eps, weight_decay, params }] });
    const [group] = optimizer.paramGroups;
    expect([group.amsgrad, group.maximize, group.foreach, group.fused]).toEqual([false, false, null, null]);
    optimizer.step();
  });

  it("that are no state dicts are refused, and change nothing", () => {
    const { optimizer } = stepped();
    const before = repr(optimizer.stateDict());
    const { state, param_groups } = optimizer.stateDict();
    const [group] = param_groups;
    for (const bad of [
      null,
      3,
      {},
      { state },
      { state, param_groups: [3] },
      { state: 3, param_groups },
      { state, param_groups: [{ ...group, params: undefined }] },
      { state, param_groups: [] },
    ]) {
      expect(() => optimizer.loadStateDict(bad as never)).toThrow();
      expect(repr(optimizer.stateDict())).toBe(before);
    }
  });

  it("hold the state that Adagrad makes at once", () => {
    const param = parameter();
    const optimizer = new Adagrad([param], { initialAccumulatorValue: 0.5 });
    expect(optimizer.state.get(param)?.sum.toArray()).toEqual([0.5, 0.5]);
    expect(optimizer.state.get(param)?.step).toBe(0);
  });
});

describe("disposal", () => {
  it.each([Adam, SGD, LBFGS, Muon, Adafactor, Adagrad])(
    "of %o gives back what it took of the shared memory",
    (Kind) => {
      let used = 0;
      // The first of its kind leaves scratch memory for those that follow.
      for (let time = 0; time < 2; time++) {
        used = heap.statistics.used;
        const param = rand([100, 100], { requiresGrad: true });
        const optimizer = new Kind([param], { lr: 0.01 });
        for (let i = 0; i < 2; i++) {
          optimizer.step(() => {
            optimizer.zeroGrad();
            const loss = param.square().sum();
            loss.backward();
            return loss;
          });
        }
        expect(heap.statistics.used).toBeGreaterThan(used);
        const [values, grad] = [param.toArray(), param.grad!.toArray()];
        optimizer[Symbol.dispose]();
        expect([param.toArray(), param.grad!.toArray()]).toEqual([values, grad]);
      }
      expect(heap.statistics.used).toBe(used);
    },
  );

  it("leaves parameters as they are, and steps are errors", () => {
    const { param, optimizer } = stepped();
    const values = param.toArray();
    optimizer[Symbol.dispose]();
    expect(param.toArray()).toEqual(values);
    expect(() => optimizer.step()).toThrow("Adam has been disposed");
    const next = new SGD([param], { lr: 1 });
    param.grad = zeros([2]);
    next.step();
    expect(param.toArray()).toEqual(values);
  });
});
