import { noGrad, ones, optim, type Tensor, tensor } from "downhill";
import { describe, expect, it } from "vitest";
import { type OptimizerStateDict, swapInOptimizerParamsAndState } from "../../../src/optim/index.ts";

const NAME = "swap_in_optimizer_params_and_state";

type State = Record<string, Tensor>;

function leaf(values: readonly number[]): Tensor {
  const param = tensor([...values]).requiresGrad_();
  param.grad = ones([values.length]);
  return param;
}

/** An optimizer that has made a step, and what can be swapped in: another's state and parameters of zeros. */
function setUp({ named = false } = {}) {
  const make = () => {
    const params = [leaf([1, 2]), leaf([3])];
    const given = named ? [["a", params[0]] as const, ["b", params[1]] as const] : params;
    const optimizer = new optim.AdamW(given as Iterable<Tensor>, { lr: 0.1 });
    optimizer.step();
    return { optimizer, params };
  };
  const { optimizer, params } = make();
  return { optimizer, params, stateDict: make().optimizer.stateDict(), zeros: { a: leaf([0, 0]), b: leaf([0]) } };
}

const numbers = ({ state }: OptimizerStateDict) =>
  [...state.values()].map((entry) => Object.values(entry as State).map((value) => value.toArray()));

describe("PyTorch's TestSwapInOptimizerParamsAndState", () => {
  it(`test_${NAME}_rejects_invalid_inputs`, () => {
    const { optimizer, stateDict, zeros } = setUp();
    const [group] = stateDict.param_groups;
    const { lr: _lr, ...withoutRate } = group;
    const state = { 0: {} };
    const refused: [unknown, string][] = [
      [5, "requires a DCP-style optimizer state_dict."],
      [{}, "['state'] to be a dict mapping packed parameter ids to per-param state dicts, got NoneType."],
      [{ state: {} }, "['param_groups'] to be a list of param-group dicts, got NoneType."],
      [{ state: {}, param_groups: [] }, "swapin_optim_state has a different number of parameter groups than"],
      [{ state: new Map([[zeros.a, {}]]), param_groups: [group] }, "state keyed by packed parameter ids."],
      [{ state: { 0: 1 }, param_groups: [group] }, "state entries to be dictionaries."],
      [{ state, param_groups: [5] }, "requires each optimizer param group to be a dictionary."],
      [{ state, param_groups: [{ ...group, params: [0] }] }, "param group 0 has a different number of params"],
      [{ state, param_groups: [{ ...group, params: ["x", "y"] }] }, "entries keyed by packed parameter ids."],
      [
        { state, param_groups: [{ ...withoutRate, extra: 1 }] },
        "for group 0. Keys only in swap-in: ['extra']. Keys only in live: ['lr'].",
      ],
      [{ state: { 7: {}, x: {} }, param_groups: [group] }, "got extra keys ['7', 'x']."],
    ];
    for (const [given, message] of refused) {
      const swap = () => swapInOptimizerParamsAndState(optimizer, zeros, given as OptimizerStateDict, () => {});
      expect(swap).toThrow(message);
    }
    const tooFew = () => swapInOptimizerParamsAndState(optimizer, { a: zeros.a }, stateDict, () => {});
    expect(tooFew).toThrow("to match optimizer.param_groups ordering.");
    const fresh = new optim.AdamW([leaf([1])]);
    const uninitialized = () => swapInOptimizerParamsAndState(fresh, zeros, stateDict, () => {});
    expect(uninitialized).toThrow(`${NAME} requires initialized optimizer state.`);
  });

  it(`test_${NAME}_handles_missing_param_state`, () => {
    const { optimizer, stateDict, zeros } = setUp();
    stateDict.state.delete(1);
    swapInOptimizerParamsAndState(optimizer, zeros, stateDict, () => {
      optimizer.step();
      expect(optimizer.state.get(zeros.a)?.step).toBe(2);
      expect(optimizer.state.get(zeros.b)?.step).toBe(1);
    });
    expect([...stateDict.state.keys()]).toEqual([0]);
  });

  it(`test_${NAME}_supports_named_parameters_init`, () => {
    const { optimizer, params, stateDict, zeros } = setUp({ named: true });
    swapInOptimizerParamsAndState(optimizer, new Map(Object.entries(zeros)), stateDict, () => {
      expect(optimizer.paramGroups[0].paramNames).toEqual(["a", "b"]);
      expect(optimizer.paramGroups[0].params).toEqual([zeros.a, zeros.b]);
    });
    expect(optimizer.paramGroups[0].params).toEqual(params);
  });

  it(`test_${NAME}_restores_after_exception`, () => {
    const { optimizer, params, stateDict, zeros } = setUp();
    const before = numbers(optimizer.stateDict());
    const ownList = optimizer.paramGroups[0].params;
    stateDict.param_groups[0].lr = 0.5;
    const swap = () =>
      swapInOptimizerParamsAndState(optimizer, zeros, stateDict, () => {
        expect(optimizer.paramGroups[0].lr).toBe(0.5);
        optimizer.step();
        throw new Error("in the middle");
      });
    expect(swap).toThrow("in the middle");
    expect(optimizer.paramGroups[0].params).toBe(ownList);
    expect(optimizer.paramGroups[0].lr).toBe(0.1);
    expect([...optimizer.state.keys()]).toEqual(params);
    expect(numbers(optimizer.stateDict())).toEqual(before);
  });

  it(`test_${NAME}_reflects_state_mutations`, () => {
    const { optimizer, params, stateDict, zeros } = setUp();
    const before = params.map((param) => param.toArray());
    stateDict.param_groups[0].lr = 0.5;
    const result = swapInOptimizerParamsAndState(optimizer, zeros, stateDict, () => {
      optimizer.step();
      const entry = optimizer.state.get(zeros.b);
      noGrad(() => entry?.expAvg.fill_(7));
      if (entry !== undefined) entry.expAvgSq = ones([1]);
      return "done";
    });
    expect(result).toBe("done");
    expect(zeros.a.toArray()).toEqual([-0.5, -0.5].map(Math.fround).map((x) => expect.closeTo(x, 6)));
    const entries = [...stateDict.state.values()] as State[];
    expect(entries.map(({ step }) => step.item())).toEqual([2, 2]);
    expect(entries[0].exp_avg.toArray()).toEqual([0.19, 0.19].map((x) => expect.closeTo(x, 6)));
    expect(entries[1].exp_avg.toArray()).toEqual([7]);
    expect(entries[1].exp_avg_sq.toArray()).toEqual([expect.closeTo(0.001999, 6)]);
    expect(params.map((param) => param.toArray())).toEqual(before);
  });
});
