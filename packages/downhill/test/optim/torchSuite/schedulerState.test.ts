import { nn, randn, type Tensor, tensor } from "downhill";
import { describe, expect, it } from "vitest";
import { AdamW, type AnyOptimizer, lrScheduler, SGD, swaUtils } from "../../../src/optim/index.ts";
import type { Dict } from "../../../src/python/containers.ts";
import { repr } from "../../../src/python/repr.ts";
import { deserialize, serialize } from "../../../src/serialization.ts";
import { adam, ratesOf, type Scheduler, sgd, warningsOf } from "./schedulerBench.ts";

const {
  ChainedScheduler,
  ConstantLR,
  CosineAnnealingLR,
  CosineAnnealingWarmRestarts,
  CyclicLR,
  ExponentialLR,
  LambdaLR,
  LinearLR,
  LRScheduler,
  MultiplicativeLR,
  MultiStepLR,
  OneCycleLR,
  PolynomialLR,
  ReduceLROnPlateau,
  SequentialLR,
  StepLR,
} = lrScheduler;
const { SWALR } = swaUtils;

/** Replaces an optimizer's `step` by a method that calls it. */
function override(optimizer: AnyOptimizer): void {
  const step = optimizer.step.bind(optimizer) as () => null;
  optimizer.step = (() => step()) as typeof optimizer.step;
}

describe("PyTorch's TestLRScheduler: the order of steps", () => {
  const fresh = (of: SGD) => new StepLR(of, { stepSize: 3, gamma: 0.1 });
  const resumed = (of: SGD) => {
    for (const group of of.paramGroups) group.initialLr = 0.01;
    return new StepLR(of, { stepSize: 3, gamma: 0.1, lastEpoch: 10 });
  };
  const PATTERNS: readonly [name: string, make: (of: SGD) => Scheduler, overridden: boolean, warning: RegExp | null][] =
    [
      ["old_pattern_warning", fresh, false, /how-to-adjust-learning-rate/],
      ["old_pattern_warning_with_arg", fresh, false, /how-to-adjust-learning-rate/],
      ["old_pattern_warning_resuming", resumed, false, /how-to-adjust-learning-rate/],
      ["old_pattern_warning_resuming_with_arg", resumed, false, /how-to-adjust-learning-rate/],
      ["old_pattern_warning_with_overridden_optim_step", resumed, true, /how-to-adjust-learning-rate/],
      ["new_pattern_no_warning", fresh, false, null],
      ["new_pattern_no_warning_with_arg", fresh, false, null],
      ["new_pattern_no_warning_with_overridden_optim_step", fresh, true, /`optimizer\.step\(\)` has been overridden/],
    ];
  for (const [name, make, overridden, warning] of PATTERNS) {
    it(`test_${name}`, () => {
      const optimizer = sgd();
      let scheduler!: Scheduler;
      expect(warningsOf(() => (scheduler = make(optimizer)))).toEqual([]);
      if (overridden) override(optimizer);
      const found = warningsOf(() => {
        for (let i = 0; i < 35; i++) {
          if (name.startsWith("new")) optimizer.step();
          scheduler.step();
          if (name.startsWith("old")) optimizer.step();
        }
      });
      expect(found).toEqual(warning === null ? [] : [expect.stringMatching(warning)]);
    });
  }

  it("test_error_when_getlr_has_epoch: the compiler refuses it", () => {
    class Mine extends LRScheduler {
      // @ts-expect-error: rates are computed from the scheduler's own epoch; an argument is never given
      protected override computeLr(step: number): number[] {
        return this.baseLrs.map(() => step);
      }
    }
    const made = new Mine(sgd());
    expect(made).toBeInstanceOf(LRScheduler);
  });

  it("test_raise_error_when_last_epoch_is_greater_than_0_and_initial_lr_is_not_specified", () => {
    const make = () => new StepLR(sgd(), { stepSize: 3, gamma: 0.1, lastEpoch: 1 });
    expect(make).toThrow(RangeError);
    expect(make).toThrow(
      "param 'initial_lr' is not specified in param_groups[0] when resuming scheduler with last_epoch >= 0",
    );
  });
});

type Make = (optimizer: AnyOptimizer, lastEpoch?: number) => Scheduler;

/** A few arguments for each scheduler, as PyTorch's tests choose them. */
const CLASSES: Readonly<Record<string, Make>> = {
  LambdaLR: (of, lastEpoch) => new LambdaLR(of, { lrLambda: (epoch) => Math.floor(epoch / 10), lastEpoch }),
  MultiplicativeLR: (of, lastEpoch) => new MultiplicativeLR(of, { lrLambda: () => 0.95, lastEpoch }),
  StepLR: (of, lastEpoch) => new StepLR(of, { stepSize: 30, lastEpoch }),
  MultiStepLR: (of, lastEpoch) => new MultiStepLR(of, { milestones: [30, 80], lastEpoch }),
  ConstantLR: (of, lastEpoch) => new ConstantLR(of, { lastEpoch }),
  LinearLR: (of, lastEpoch) => new LinearLR(of, { lastEpoch }),
  ExponentialLR: (of, lastEpoch) => new ExponentialLR(of, { gamma: 0.9, lastEpoch }),
  PolynomialLR: (of, lastEpoch) => new PolynomialLR(of, { lastEpoch }),
  CosineAnnealingLR: (of, lastEpoch) => new CosineAnnealingLR(of, { tMax: 10, lastEpoch }),
  CosineAnnealingWarmRestarts: (of, lastEpoch) => new CosineAnnealingWarmRestarts(of, { t0: 20, lastEpoch }),
};
const CYCLING: Readonly<Record<string, Make>> = {
  CyclicLR: (of, lastEpoch) => new CyclicLR(of, { baseLr: 0.01, maxLr: 0.1, lastEpoch }),
  OneCycleLR: (of, lastEpoch) =>
    new OneCycleLR(of, { maxLr: 0.01, totalSteps: 10, annealStrategy: "linear", lastEpoch }),
  SWALR: (of, lastEpoch) => new SWALR(of, { swaLr: 0.01, lastEpoch }),
};
const COMBINED: Readonly<Record<string, Make>> = {
  ChainedScheduler: (of) => new ChainedScheduler([new ConstantLR(of), new ConstantLR(of)]),
  SequentialLR: (of) => new SequentialLR(of, { schedulers: [new ConstantLR(of), new ConstantLR(of)], milestones: [2] }),
  ReduceLROnPlateau: (of) => new ReduceLROnPlateau(of),
};

describe("PyTorch's TestLRScheduler: state", () => {
  const PAIRS: Readonly<Record<string, [Make, Make]>> = {
    step_lr: [
      (of) => new StepLR(of, { stepSize: 3, gamma: 0.1 }),
      (of) => new StepLR(of, { stepSize: 1, gamma: 0.005 }),
    ],
    multi_step_lr: [
      (of) => new MultiStepLR(of, { milestones: [2, 5, 9], gamma: 0.1 }),
      (of) => new MultiStepLR(of, { milestones: [1, 4, 6], gamma: 0.01 }),
    ],
    exp_step_lr: [(of) => new ExponentialLR(of, { gamma: 0.1 }), (of) => new ExponentialLR(of, { gamma: 0.01 })],
    cosine_lr: [
      (of) => new CosineAnnealingLR(of, { tMax: 10, etaMin: 1e-10 }),
      (of) => new CosineAnnealingLR(of, { tMax: 5, etaMin: 5e-11 }),
    ],
    CosineAnnealingWarmRestarts_lr: [
      (of) => new CosineAnnealingWarmRestarts(of, { t0: 10, tMult: 2 }),
      (of) => new CosineAnnealingWarmRestarts(of, { t0: 100 }),
    ],
    swa_lr: [
      (of) => new SWALR(of, { annealEpochs: 3, swaLr: 0.5 }),
      (of) => new SWALR(of, { annealEpochs: 10, annealStrategy: "linear", swaLr: 5 }),
    ],
  };
  for (const [name, [make, makeOther]] of Object.entries(PAIRS)) {
    it(`test_${name}_state_dict`, () => {
      const optimizer = sgd();
      const scheduler = make(optimizer);
      for (let i = 0; i < 10; i++) {
        optimizer.step();
        scheduler.step();
      }
      const other = makeOther(optimizer);
      other.loadStateDict(scheduler.stateDict());
      expect(repr(other.stateDict())).toBe(repr(scheduler.stateDict()));
      expect(other.getLastLr()).toEqual(scheduler.getLastLr());
    });
  }

  it("test_lambda_lr_state_dict_fn", () => {
    const optimizer = sgd();
    const scheduler = new LambdaLR(optimizer, { lrLambda: (x) => x });
    const state = scheduler.stateDict() as { lr_lambdas: unknown[] };
    expect(state.lr_lambdas[0]).toBeNull();
    const other = new LambdaLR(optimizer, { lrLambda: (x) => x });
    other.loadStateDict(state as unknown as Dict);
    expect(repr(other.stateDict())).toBe(repr(state));
  });

  it("test_lambda_lr_state_dict_obj: a function's own properties are saved", () => {
    const scale = (value: number) => {
      const fn = Object.assign((epoch: number): number => fn.value * epoch, { value });
      return fn;
    };
    const optimizer = sgd();
    const state = new LambdaLR(optimizer, { lrLambda: scale(10) }).stateDict() as { lr_lambdas: unknown[] };
    expect(state.lr_lambdas[0]).not.toBeNull();
    const loaded = scale(-1);
    const other = new LambdaLR(optimizer, { lrLambda: loaded });
    other.loadStateDict(state as unknown as Dict);
    expect(loaded.value).toBe(10);
    expect(repr(other.stateDict())).toBe(repr(state));
  });

  it("test_cycle_lr_state_dict_picklable", async () => {
    const cyclic = (scaleFn?: (x: number) => number) =>
      new CyclicLR(adam(), { baseLr: 1, maxLr: 5, cycleMomentum: false, scaleFn }).stateDict() as Record<
        string,
        unknown
      >;
    const withProperty = Object.assign(() => 0.5, { x: 0.5 });
    const states = [cyclic(), cyclic(() => 0.5), cyclic(withProperty)];
    for (const state of states) {
      expect(state).not.toHaveProperty("_scale_fn_ref");
      expect(repr(await deserialize(serialize(state)))).toBe(repr(state));
    }
    expect(states.map((state) => repr(state._scale_fn_custom))).toEqual(["None", "None", "{'x': 0.5}"]);
  });

  it("test_cycle_lr_scale_fn_restored_from_state_dict", () => {
    const range = { baseLr: 1, maxLr: 5, stepSizeUp: 2, cycleMomentum: false } as const;
    const halved = () => 0.5;
    for (const [options, others] of [
      [{ mode: "triangular2" }, {}],
      [{ scaleFn: halved }, { scaleFn: halved }],
    ] as [object, object][]) {
      const [first, second] = [adam(), adam()];
      const scheduler = new CyclicLR(first, { ...range, ...options });
      const other = new CyclicLR(second, { ...range, ...others });
      other.loadStateDict(scheduler.stateDict());
      expect(repr(other.stateDict())).toBe(repr(scheduler.stateDict()));
      for (let i = 0; i < 12; i++) {
        first.step();
        second.step();
        scheduler.step();
        other.step();
        expect(ratesOf(second)).toEqual(ratesOf(first));
      }
    }
  });

  for (const [name, make] of Object.entries({ ...CLASSES, ...COMBINED, ...CYCLING })) {
    for (const format of ["pt", "json"] as const) {
      it(`test_lr_scheduler_state_dict_load, ${name}, ${format}`, async () => {
        const state = make(sgd()).stateDict();
        const loaded = (await deserialize(serialize(state, { format }))) as Dict;
        expect(repr(loaded)).toBe(repr(state));
        const other = make(sgd());
        other.loadStateDict(loaded);
        expect(repr(other.stateDict())).toBe(repr(state));
      });
    }
  }

  for (const [name, make] of Object.entries({ ...CLASSES, ...CYCLING })) {
    it(`test_lr_scheduler_checkpoint, ${name}`, () => {
      const params = [...new nn.Linear(3, 3).parameters()];
      const [before, after] = [new AdamW(params), new AdamW(params)];
      const scheduler = make(before);
      before.step();
      scheduler.step();
      after.loadStateDict(before.stateDict());
      expect(make(after, 0).getLastLr()[0]).toBe(before.paramGroups[0].lr);
    });
  }
});

describe("PyTorch's TestLRScheduler: a rate that is a tensor, changed by its owner", () => {
  for (const [name, make] of Object.entries(CLASSES)) {
    it(`test_constant_initial_lr, ${name}`, () => {
      const lr = tensor(0.1);
      const optimizer = new SGD([randn([1])], { lr });
      const scheduler = make(optimizer);
      const { initialLr } = optimizer.paramGroups[0];
      for (let i = 0; i < 2; i++) {
        optimizer.step();
        warningsOf(() => scheduler.step(i));
        lr.mul_(0.1);
        expect(optimizer.paramGroups[0].initialLr).toBe(initialLr);
        expect(scheduler.baseLrs).toEqual([Math.fround(0.1)]);
      }
    });
  }

  /** Takes a tenth of the given tensors after each step, and checks that the group's own numbers stay. */
  function expectUnmoved(make: (of: SGD, given: (value: number) => Tensor) => Scheduler): void {
    const lr = tensor(0.1);
    const tensors = [lr];
    const optimizer = new SGD([randn([1])], { lr });
    const scheduler = make(optimizer, (value) => {
      const one = tensor(value);
      tensors.push(one);
      return one;
    });
    const [group] = optimizer.paramGroups as unknown as Record<string, unknown>[];
    const kept = ["initialLr", "minLr", "maxLr", "swaLr", "baseMomentum", "maxMomentum"].filter((key) => key in group);
    const before = kept.map((key) => group[key]);
    const baseLrs = [...scheduler.baseLrs];
    for (const value of before) expect(value).toBeTypeOf("number");
    for (let i = 0; i < 2; i++) {
      for (const one of tensors) one.mul_(0.5);
      optimizer.step();
      if (scheduler instanceof SWALR) scheduler.step();
      else warningsOf(() => scheduler.step(i));
      expect(kept.map((key) => group[key])).toEqual(before);
      expect(scheduler.baseLrs).toEqual(baseLrs);
    }
  }

  it("test_constant_initial_params_cyclelr", () => {
    expectUnmoved((of, given) => {
      const momenta = { baseMomentum: given(0.8), maxMomentum: given(0.9) };
      return new CyclicLR(of, { baseLr: of.paramGroups[0].lr, maxLr: given(0.2), ...momenta });
    });
  });

  it("test_constant_initial_params_onecyclelr", () => {
    expectUnmoved((of, given) => {
      const momenta = { baseMomentum: given(0.85), maxMomentum: given(0.95) };
      return new OneCycleLR(of, { maxLr: of.paramGroups[0].lr, totalSteps: 10, ...momenta });
    });
  });

  it("test_constant_initial_params_swalr", () => {
    expectUnmoved((of, given) => new SWALR(of, { swaLr: given(0.05) }));
  });
});
