import { deepCopy, ones } from "downhill";
import { type OptimizerInfo, optimizers } from "downhill/registry";
import { describe, expect, it } from "vitest";
import type { AnyOptimizer, ParamGroupInput } from "../../src/optim/index.ts";
import { toSnakeCase } from "../../src/optim/names.ts";

const param = () => ones([2, 2], { requiresGrad: true });

function make({ optimizer: Class }: OptimizerInfo, ...extras: object[]): AnyOptimizer {
  return new Class(extras.map((extra) => ({ params: [param()], ...extra })));
}

/** Wrong spellings of an option: Python's, and slips of the keyboard. */
function spellings(option: string): string[] {
  const slips = option.length < 3 ? [`${option}r`] : [`${option}${option.at(-1)}`, option.slice(0, -1)];
  return [toSnakeCase(option), option.toUpperCase(), ...slips].filter((name) => name !== option);
}

/** What people keep in groups. */
const OWN = {
  ...{ name: "head", group: 1, depth: 3, stage: "fine", tags: ["a"], fixed: true, steps: 10, ema: false, scale: 2 },
  ...{ initialLr: 0.1, lrScale: 0.5, maxLr: 1, swaLr: 1 },
};
/** The same in Python's spelling, which is what files have. */
const PYTHONS = { lr_scale: 0.5, layer_id: 3, group_name: "head" };
/** What schedulers keep in groups, in Python's spelling. */
const SCHEDULERS = { initial_lr: "initialLr", max_lr: "maxLr", min_lr: "minLr", max_momentum: "maxMomentum" };

describe.each([...optimizers])("a group of $name", (info) => {
  const options = Object.keys(info.optimizer.defaults).filter((option) => option.length > 1);

  it.each(options)("is refused where %s is misspelt, and told how it is written", (option) => {
    for (const wrong of spellings(option)) {
      const words = `${info.name} has no option '${wrong}', which its parameter group 0 sets; did you mean '`;
      expect(() => make(info, { [wrong]: 1 }), wrong).toThrow(words);
      expect(() => make(info, { [wrong]: 1 }), wrong).toThrow(TypeError);
    }
  });

  it("is refused for the names that other libraries have", () => {
    for (const wrong of ["learningRate", "learning_rate"]) {
      expect(() => make(info, { [wrong]: 1 })).toThrow("did you mean 'lr'?");
    }
  });

  it("is told how schedulers spell what they keep in it", () => {
    for (const [wrong, right] of Object.entries(SCHEDULERS)) {
      expect(() => make(info, { [wrong]: 0.1 })).toThrow(`did you mean '${right}'?`);
    }
    const optimizer = make(info, {});
    optimizer.paramGroups[0].initial_lr = 0.1;
    expect(() => optimizer.step(() => 1)).toThrow("did you mean 'initialLr'?");
  });

  it("may hold anything else, which is kept", () => {
    expect(make(info, PYTHONS).paramGroups[0]).toMatchObject(PYTHONS);
    const optimizer = make(info, OWN);
    optimizer.loadStateDict(deepCopy(optimizer).stateDict());
    expect(optimizer.paramGroups[0]).toMatchObject(OWN);
  });

  it("is refused too when an option is misspelt later, before anything has changed", () => {
    const optimizer = make(info, {});
    const [group] = optimizer.paramGroups as unknown as [Record<string, unknown>];
    group.initialLr = 1; // as schedulers do
    expect(() => optimizer.step(() => 1)).not.toThrow();
    group.lrr = 0;
    const called: unknown[] = [];
    expect(() => optimizer.step(() => called.push(0))).toThrow("did you mean 'lr'?");
    expect(called).toEqual([]);
    delete group.lrr;
    expect(() => optimizer.step(() => 1)).not.toThrow();
  });

  it("is what a file says", () => {
    const optimizer = make(info, {});
    const state = optimizer.stateDict();
    state.param_groups[0].lrr = 3;
    optimizer.loadStateDict(state);
    expect(() => deepCopy(optimizer).step(() => 1)).not.toThrow();
    expect(deepCopy(optimizer).paramGroups[0]).toMatchObject({ lrr: 3 });
  });

  it("is looked at by each optimizer that it is given to", () => {
    const group = { params: [param()], unheardOf: 1, lrr: 1 };
    for (let i = 0; i < 2; i++) expect(() => new info.optimizer([group])).toThrow("did you mean 'lr'?");
  });
});

it("a group that is added is looked at like the first ones, and changes nothing where it is refused", () => {
  for (const info of optimizers) {
    const optimizer = make(info, {});
    const wrong = { params: [param()], lrr: 0 } as unknown as ParamGroupInput<object>;
    expect(() => optimizer.addParamGroup(wrong)).toThrow("which its parameter group 1 sets; did you mean 'lr'?");
    expect(optimizer.paramGroups).toHaveLength(1);
  }
});
