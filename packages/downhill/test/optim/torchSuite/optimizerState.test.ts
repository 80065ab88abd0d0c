import { deepCopy, Tensor } from "downhill";
import { describe, expect, it } from "vitest";
import {
  Adam,
  AdamW,
  type AnyOptimizer,
  type OptimizerStateDict,
  registerOptimizerStepPostHook,
  registerOptimizerStepPreHook,
} from "../../../src/optim/index.ts";
import { repr } from "../../../src/python/repr.ts";
import { deserialize, serialize } from "../../../src/serialization.ts";
import { inputsOf, LeastSquares, make, type OptimizerInfo, optimizersOf } from "./optimizerBench.ts";

const params = (problem: LeastSquares, named: boolean) =>
  named ? problem.params.map((param, i) => [`param${i}`, param]) : problem.params;

/** An optimizer that has stepped a few times, and its problem. */
function primed(
  info: OptimizerInfo,
  options: object = {},
  { steps = 1, named = false } = {},
): { problem: LeastSquares; optimizer: AnyOptimizer } {
  const problem = new LeastSquares(info);
  const optimizer = make(info, params(problem, named), options);
  for (let i = 0; i < steps; i++) problem.step(optimizer);
  return { problem, optimizer };
}

/** What can be compared of a state dict: without names, if asked. */
function textOf(stateDict: OptimizerStateDict, names = true): string {
  const groups = stateDict.param_groups.map(({ param_names, ...rest }) => (names ? { param_names, ...rest } : rest));
  return repr({ ...stateDict, param_groups: groups });
}

const elementsOf = (problem: LeastSquares) => problem.params.map((param) => param.toArray());

describe("PyTorch's TestOptimRenewed: state dicts", () => {
  for (const info of optimizersOf("test_optimizer_can_be_printed")) {
    it(`test_optimizer_can_be_printed, ${info.name}`, () => {
      for (const { desc, options } of inputsOf(info)) {
        const { optimizer } = primed(info, options());
        expect(String(optimizer), desc).toMatch(new RegExp(`^${info.name} \\(\nParameter Group 0\n(    .*\n)+\\)$`));
      }
    });
  }

  for (const info of optimizersOf("test_state_dict_deterministic")) {
    for (const named of [false, true]) {
      for (const otherNamed of [false, true]) {
        it(`test_state_dict_deterministic, ${info.name}: ${named ? "named" : "plain"}, ${otherNamed ? "named" : "plain"}`, () => {
          for (const { desc, options } of inputsOf(info)) {
            const { problem, optimizer } = primed(info, options(), { steps: 3, named });
            const other = problem.copy();
            const twin = make(info, params(other, otherNamed), options());
            const saved = deepCopy(optimizer.stateDict());
            const before = repr(saved);
            expect(before, desc).toBe(repr(optimizer.stateDict()));
            twin.loadStateDict(saved);
            for (let i = 0; i < 10; i++) {
              problem.step(optimizer);
              other.step(twin);
              expect(elementsOf(other), `${desc}, step ${i}`).toEqual(elementsOf(problem));
            }
            expect(repr(saved), desc).toBe(before);
            expect(textOf(twin.stateDict(), false), desc).toBe(textOf(optimizer.stateDict(), false));
            // A group that is there twice is packed as the same one.
            (twin.paramGroups as unknown[]).push(...twin.paramGroups);
            const [last, same] = [optimizer, twin].map((of) => of.stateDict().param_groups.at(-1));
            const drop = ({ param_names: _, ...rest }: Record<string, unknown>) => repr(rest);
            expect(drop(same as never), desc).toBe(drop(last as never));
          }
        });
      }
    }
  }

  for (const info of optimizersOf("test_can_load_older_state_dict")) {
    it(`test_can_load_older_state_dict, ${info.name}`, () => {
      const flags = ["maximize", "foreach", "fused", "differentiable", "capturable"];
      for (const { desc, options } of inputsOf(info)) {
        const { problem, optimizer } = primed(info, options(), { steps: 2 });
        const { state, param_groups } = deepCopy(optimizer.stateDict());
        const older = param_groups.map((group) =>
          Object.fromEntries(Object.entries(group).filter(([key]) => !flags.includes(key))),
        );
        optimizer.loadStateDict({ state, param_groups: older } as unknown as OptimizerStateDict);
        expect(Number.isFinite(problem.step(optimizer)), desc).toBe(true);
      }
    });
  }

  for (const info of optimizersOf("test_can_load_from_to_named_state_dict")) {
    for (const named of [false, true]) {
      for (const otherNamed of [false, true]) {
        it(`test_can_load_from_to_named_state_dict, ${info.name}: ${named ? "named" : "plain"} to ${otherNamed ? "named" : "plain"}`, () => {
          for (const { desc, options } of inputsOf(info)) {
            const { problem, optimizer } = primed(info, options(), { steps: 2, named });
            const other = problem.copy();
            const twin = make(info, params(other, otherNamed), options());
            twin.loadStateDict(optimizer.stateDict());
            problem.step(optimizer);
            other.step(twin);
            expect(elementsOf(other), desc).toEqual(elementsOf(problem));
            const names = named || otherNamed ? ["param0", "param1"] : undefined;
            expect(twin.stateDict().param_groups[0].param_names, desc).toEqual(names);
          }
        });
      }
    }
  }

  for (const info of optimizersOf("test_save_load_equality_with_weights_only")) {
    for (const format of ["pt", "json"] as const) {
      it(`test_save_load_equality_with_weights_only, ${info.name}: ${format}`, async () => {
        for (const { desc, options } of inputsOf(info)) {
          const stateDict = primed(info, options(), { steps: 2 }).optimizer.stateDict();
          expect(repr(await deserialize(serialize(stateDict, { format }))), desc).toBe(repr(stateDict));
        }
      });
    }
  }

  for (const info of optimizersOf("test_load_nontensor_step")) {
    it(`test_load_nontensor_step, ${info.name}`, () => {
      for (const { desc, options } of inputsOf(info)) {
        const { problem, optimizer } = primed(info, options(), { steps: 2 });
        const { state, param_groups } = optimizer.stateDict();
        for (const entry of state.values() as Iterable<Record<string, unknown>>) {
          if (entry.step instanceof Tensor) entry.step = entry.step.item();
        }
        const other = problem.copy();
        const twin = make(info, other.params, options());
        twin.loadStateDict({ state, param_groups });
        problem.step(optimizer);
        other.step(twin);
        expect(elementsOf(other), desc).toEqual(elementsOf(problem));
      }
    });
  }

  for (const info of optimizersOf("test_deepcopy_copies_all_public_attrs")) {
    it(`test_deepcopy_copies_all_public_attrs, ${info.name}`, () => {
      for (const { desc, options } of inputsOf(info)) {
        const { optimizer } = primed(info, options());
        const copy = deepCopy(optimizer);
        expect(Object.keys(copy).sort(), desc).toEqual(Object.keys(optimizer).sort());
        expect(repr(copy.stateDict()), desc).toBe(repr(optimizer.stateDict()));
      }
    });
  }

  for (const info of optimizersOf("test_adamw_serialization")) {
    it(`test_adamw_serialization, ${info.name}`, () => {
      const { problem, optimizer } = primed(info);
      const saved = optimizer.stateDict();
      const decay = ({ paramGroups }: AnyOptimizer) => paramGroups.map((group) => group.decoupledWeightDecay);
      const withoutFlag = {
        state: saved.state,
        param_groups: saved.param_groups.map(({ decoupled_weight_decay: _, ...rest }) => rest),
      } as OptimizerStateDict;

      const resumed = new AdamW(problem.params);
      resumed.loadStateDict(withoutFlag);
      expect(decay(resumed)).toEqual([true]);

      const adam = new Adam(problem.params);
      adam.loadStateDict(saved);
      expect(decay(adam)).toEqual([true]);
      adam.loadStateDict(withoutFlag);
      expect(decay(adam)).toEqual([false]);

      const [one, other] = [problem.copy(), problem.copy()];
      const [byAdam, byAdamW] = [
        new Adam(one.params, { weightDecay: 0.1, decoupledWeightDecay: true }),
        new AdamW(other.params, { weightDecay: 0.1 }),
      ];
      for (let i = 0; i < 5; i++) {
        one.step(byAdam);
        other.step(byAdamW);
      }
      expect(elementsOf(one)).toEqual(elementsOf(other));
      byAdamW.loadStateDict(byAdam.stateDict());
      expect(decay(byAdamW)).toEqual([true]);
    });
  }
});

describe("PyTorch's TestOptimRenewed: hooks", () => {
  /** Tests of hooks use the default options, one step behind them. */
  function each(test: string, body: (context: ReturnType<typeof primed> & { info: OptimizerInfo }) => void): void {
    for (const info of optimizersOf(test)) {
      it(`${test}, ${info.name}`, () => body({ ...primed(info), info }));
    }
  }

  each("test_state_dict_pre_hook", ({ optimizer }) => {
    optimizer.registerStateDictPreHook((of) => {
      of.paramGroups[0].lr = 0.5;
    });
    expect(optimizer.stateDict().param_groups[0].lr).toBe(0.5);
  });

  each("test_state_dict_post_hook", ({ optimizer }) => {
    optimizer.registerStateDictPostHook((_, stateDict) => {
      stateDict.param_groups[0].mine = "kept";
      return { ...stateDict, state: new Map() };
    });
    const stateDict = optimizer.stateDict();
    expect(stateDict.state.size).toBe(0);
    expect(stateDict.param_groups[0].mine).toBe("kept");
  });

  each("test_state_dict_pre_post_hook", ({ optimizer }) => {
    const seen: unknown[] = [];
    optimizer.registerStateDictPreHook((of) => {
      of.paramGroups[0].lr = 0.25;
    });
    optimizer.registerStateDictPostHook((_, stateDict) => {
      seen.push(stateDict.param_groups[0].lr);
      stateDict.param_groups[0].lr = 0.125;
    });
    expect(optimizer.stateDict().param_groups[0].lr).toBe(0.125);
    expect(seen).toEqual([0.25]);
  });

  const withLr = (lr: number) => (_: AnyOptimizer, stateDict: OptimizerStateDict) => ({
    ...stateDict,
    param_groups: stateDict.param_groups.map((group) => ({ ...group, lr: lr + (group.lr as number) })),
  });

  each("test_load_state_dict_pre_hook_and_prepend", ({ optimizer }) => {
    const stateDict = optimizer.stateDict();
    stateDict.param_groups[0].lr = 1;
    const calls: string[] = [];
    optimizer.registerLoadStateDictPreHook((of, loaded) => {
      calls.push("second");
      return withLr(2)(of, loaded);
    });
    optimizer.registerLoadStateDictPreHook(() => void calls.push("first"), { prepend: true });
    optimizer.loadStateDict(stateDict);
    expect(optimizer.paramGroups[0].lr).toBe(3);
    expect(calls).toEqual(["first", "second"]);
    expect(stateDict.param_groups[0].lr).toBe(1);
  });

  each("test_load_state_dict_post_hook", ({ optimizer }) => {
    const stateDict = optimizer.stateDict();
    optimizer.registerLoadStateDictPostHook((of) => {
      of.paramGroups[0].lr = 7;
    });
    optimizer.loadStateDict(stateDict);
    expect(optimizer.paramGroups[0].lr).toBe(7);
  });

  each("test_load_state_dict_pre_post_hook", ({ optimizer }) => {
    const stateDict = optimizer.stateDict();
    stateDict.param_groups[0].lr = 1;
    const seen: unknown[] = [];
    optimizer.registerLoadStateDictPreHook(withLr(2));
    optimizer.registerLoadStateDictPostHook((of) => {
      seen.push(of.paramGroups[0].lr);
    });
    optimizer.loadStateDict(stateDict);
    expect(seen).toEqual([3]);
  });

  each("test_step_post_hook", ({ problem, optimizer }) => {
    let count = 0;
    const handle = optimizer.registerStepPostHook((of) => {
      expect(of).toBe(optimizer);
      count += 2;
    });
    problem.step(optimizer);
    problem.step(optimizer);
    expect(count).toBe(4);
    handle.remove();
    problem.step(optimizer);
    expect(count).toBe(4);
  });

  each("test_step_pre_hook", ({ problem, optimizer }) => {
    const before = elementsOf(problem);
    const seen: unknown[] = [];
    const handle = optimizer.registerStepPreHook(() => void seen.push(elementsOf(problem)));
    problem.step(optimizer);
    expect(seen).toEqual([before]);
    handle.remove();
    problem.step(optimizer);
    expect(seen).toHaveLength(1);
  });

  each("test_step_all_hooks", ({ problem, optimizer, info }) => {
    const calls: number[] = [];
    const note = (number: number) => () => void calls.push(number);
    const handles = [
      registerOptimizerStepPreHook(note(0)),
      registerOptimizerStepPostHook(note(5)),
      optimizer.registerStepPreHook(note(1)),
      optimizer.registerStepPostHook(note(2)),
    ];
    problem.step(optimizer);
    expect(calls).toEqual([0, 1, 2, 5]);
    const other = primed(info); // another optimizer runs the hooks of all only
    expect(calls).toEqual([0, 1, 2, 5, 0, 5]);
    for (const handle of handles) handle.remove();
    problem.step(optimizer);
    other.problem.step(other.optimizer);
    expect(calls).toHaveLength(6);
  });
});
