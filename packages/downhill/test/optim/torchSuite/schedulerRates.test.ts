import { tensor, zeros } from "downhill";
import { describe, expect, it } from "vitest";
import { lrScheduler, SGD } from "../../../src/optim/index.ts";
import {
  expectByEpoch,
  expectLastRates,
  expectSchedule,
  type Rates,
  range,
  ratesOf,
  repeat,
  type Scheduler,
  sgd,
  times,
  warningsOf,
} from "./schedulerBench.ts";

const {
  ChainedScheduler,
  ConstantLR,
  CosineAnnealingLR,
  ExponentialLR,
  LambdaLR,
  LinearLR,
  MultiplicativeLR,
  MultiStepLR,
  PolynomialLR,
  SequentialLR,
  StepLR,
} = lrScheduler;

/** For a rate of 0.05 and one of 0.5. */
const both = (rates: Rates): Rates[] => [rates, times(rates, 10)];

const STEPS = both([...repeat(0.05, 3), ...repeat(0.005, 3), ...repeat(0.0005, 3), 0.00005]);
const MILESTONES = both([...repeat(0.05, 2), ...repeat(0.005, 3), ...repeat(0.0005, 4), 0.00005]);
const CONSTANT = both([...repeat(0.025, 5), ...repeat(0.05, 5)]);
const LINEAR = both([0.025, 0.03125, 0.0375, 0.04375, ...repeat(0.05, 6)]);
const POLYNOMIAL = range(10, (x) => Math.max(0, 1 - x / 5) ** 0.9 * 0.05);
const COSINE = range(10, (x) => 1e-10 + ((0.05 - 1e-10) * (1 + Math.cos((Math.PI * x) / 10))) / 2);

const SINGLE: Readonly<Record<string, [make: (of: SGD) => Scheduler, targets: Rates[]]>> = {
  step_lr: [(of) => new StepLR(of, { stepSize: 3, gamma: 0.1 }), STEPS],
  multi_step_lr: [(of) => new MultiStepLR(of, { milestones: [2, 5, 9], gamma: 0.1 }), MILESTONES],
  constantlr: [(of) => new ConstantLR(of, { factor: 0.5, totalIters: 5 }), CONSTANT],
  linearlr: [(of) => new LinearLR(of, { startFactor: 0.5, totalIters: 4 }), LINEAR],
  exp_lr: [(of) => new ExponentialLR(of, { gamma: 0.9 }), both(range(10, (x) => 0.05 * 0.9 ** x))],
  poly_lr: [(of) => new PolynomialLR(of, { power: 0.9, totalIters: 5 }), both(POLYNOMIAL)],
  cos_anneal_lr: [(of) => new CosineAnnealingLR(of, { tMax: 10, etaMin: 1e-10 }), both(COSINE)],
};

describe("PyTorch's TestLRScheduler: rates", () => {
  for (const [name, [make, targets]] of Object.entries(SINGLE)) {
    it(`test_${name}`, () => {
      const optimizer = sgd();
      expectSchedule(optimizer, make(optimizer), targets);
    });
  }

  for (const name of ["multi_step_lr", "constantlr", "linearlr"]) {
    it(`test_${name}_with_epoch`, () => {
      const optimizer = sgd();
      const [make, targets] = SINGLE[name];
      expectByEpoch(optimizer, make(optimizer), targets);
    });
  }

  it("test_get_last_lr_step_lr", () => {
    const optimizer = new SGD([zeros([2, 2], { requiresGrad: true })], { lr: 0.1 });
    const targets = [[...repeat(0.1, 3), ...repeat(0.01, 3), ...repeat(0.001, 3), 0.0001]];
    expectLastRates(optimizer, new StepLR(optimizer, { stepSize: 3, gamma: 0.1 }), targets);
  });

  for (const name of ["multi_step_lr", "constantlr"]) {
    it(`test_get_last_lr_${name}`, () => {
      const optimizer = sgd();
      const [make, targets] = SINGLE[name];
      expectLastRates(optimizer, make(optimizer), targets);
    });
  }

  it("test_get_last_lr_linearlr", () => {
    const optimizer = sgd();
    const scheduler = new LinearLR(optimizer, { startFactor: 0.25, endFactor: 0.6, totalIters: 4 });
    const rates = range(10, (x) => 0.05 * (x < 4 ? 0.25 + (x * 0.35) / 4 : 0.6));
    expectLastRates(optimizer, scheduler, both(rates));
  });

  it("test_linearlr_start_factor_limits1", () => {
    expect(() => new LinearLR(sgd(), { startFactor: 0, totalIters: 4 })).toThrow(RangeError);
  });

  it("test_linearlr_start_factor_limits2", () => {
    expect(() => new LinearLR(sgd(), { startFactor: 1.1, totalIters: 4 })).toThrow(RangeError);
  });

  const CONSTANT_EPOCH: Readonly<Record<string, (of: SGD) => Scheduler>> = {
    step_lr: (of) => new StepLR(of, { stepSize: 2 }),
    exponential_lr: (of) => new ExponentialLR(of, { gamma: 0.9 }),
    constantlr: (of) => new ConstantLR(of),
    linear_linearlr: (of) => new LinearLR(of),
    polynomial_lr: (of) => new PolynomialLR(of, { power: 0.9 }),
  };
  for (const [name, make] of Object.entries(CONSTANT_EPOCH)) {
    it(`test_${name}_is_constant_for_constant_epoch`, () => {
      const optimizer = sgd();
      const scheduler = make(optimizer);
      const rates = range(10, () => {
        optimizer.step();
        expect(warningsOf(() => scheduler.step(2))).toHaveLength(1);
        return ratesOf(optimizer)[0];
      });
      expect(new Set(rates).size).toBe(1);
    });
  }

  const CLOSED_FORM: Readonly<Record<string, (of: SGD) => Scheduler>> = {
    step_lr: (of) => new StepLR(of, { stepSize: 3, gamma: 0.1 }),
    linearlr: (of) => new LinearLR(of, { startFactor: 1 / 3, endFactor: 0.7, totalIters: 4 }),
    constantlr: (of) => new ConstantLR(of, { factor: 1 / 3, totalIters: 4 }),
    multi_step_lr: (of) => new MultiStepLR(of, { milestones: [2, 5, 9], gamma: 0.1 }),
    exp_lr: (of) => new ExponentialLR(of, { gamma: 0.9 }),
    poly_lr: (of) => new PolynomialLR(of, { power: 0.9 }),
    cos_anneal_lr: (of) => new CosineAnnealingLR(of, { tMax: 5, etaMin: 1e-10 }),
  };
  for (const [name, make] of Object.entries(CLOSED_FORM)) {
    it(`test_closed_form_${name}`, () => {
      const [chained, closed] = [sgd(), sgd()];
      const [scheduler, jumping] = [make(chained), make(closed)];
      for (let epoch = 1; epoch <= 20; epoch++) {
        chained.step();
        closed.step();
        scheduler.step();
        warningsOf(() => jumping.step(epoch));
        ratesOf(closed).forEach((rate, i) => {
          expect(Math.abs(ratesOf(chained)[i] - rate), `epoch ${epoch}`).toBeLessThanOrEqual(1e-5);
        });
      }
    });
  }

  it("test_cos_anneal_lr_continue", () => {
    const optimizer = sgd();
    const scheduler = new CosineAnnealingLR(optimizer, { tMax: 5, etaMin: 0.1 });
    optimizer.step();
    scheduler.step();
    const before = scheduler.getLastLr();
    const next = new CosineAnnealingLR(optimizer, { tMax: 5, etaMin: 0.1, lastEpoch: 0 });
    next.getLastLr().forEach((rate, i) => {
      expect(Math.abs(rate - before[i])).toBeLessThanOrEqual(1e-5 + 1e-4 * before[i]);
    });
  });

  for (const [name, Class, factors] of [
    ["lambda", LambdaLR, [(x: number) => 0.9 ** x, (x: number) => 0.8 ** x]],
    ["multiplicative", MultiplicativeLR, [() => 0.9, () => 0.8]],
  ] as const) {
    it(`test_${name}_lr`, () => {
      const optimizer = sgd();
      optimizer.paramGroups[0].lr = 0.05;
      optimizer.paramGroups[1].lr = 0.4;
      const targets = [range(10, (x) => 0.05 * 0.9 ** x), range(10, (x) => 0.4 * 0.8 ** x)];
      expectSchedule(optimizer, new Class(optimizer, { lrLambda: [...factors] }), targets);
    });
  }

  it("test_multiplicative_lr_with_lr_lambda", () => {
    for (const lrLambda of [0.95, [0.95, 0.95]]) {
      const make = () => new MultiplicativeLR(sgd(), { lrLambda: lrLambda as never });
      expect(make).toThrow(TypeError);
      expect(make).toThrow("lr_lambda should be a function");
    }
  });
});

describe("PyTorch's TestLRScheduler: schedulers one after another", () => {
  const SEQUENCES: readonly [(of: SGD) => Scheduler[], milestones: number[], targets: number[]][] = [
    [
      (of) => [new ExponentialLR(of, { gamma: 0.8 }), new StepLR(of, { stepSize: 4, gamma: 0.1 })],
      [3],
      [0.05, 0.04, 0.032, ...repeat(0.05, 4), ...repeat(0.005, 4), ...repeat(0.0005, 4), ...repeat(0.00005, 4)],
    ],
    [
      (of) => [new ConstantLR(of, { factor: 0.1, totalIters: 3 }), new ExponentialLR(of, { gamma: 0.9 })],
      [3],
      [...repeat(0.005, 3), ...range(10, (x) => 0.05 * 0.9 ** x)],
    ],
    [
      (of) => [
        new ConstantLR(of, { factor: 0.1, totalIters: 3 }),
        new ExponentialLR(of, { gamma: 0.8 }),
        new StepLR(of, { stepSize: 2, gamma: 0.1 }),
      ],
      [3, 6],
      [...repeat(0.005, 3), 0.05, 0.04, 0.032, 0.05, 0.05, 0.005, 0.005, 0.0005, 0.0005],
    ],
  ];
  SEQUENCES.forEach(([make, milestones, targets], i) => {
    it(`test_sequentiallr${i + 1}`, () => {
      const optimizer = sgd();
      const scheduler = new SequentialLR(optimizer, { schedulers: make(optimizer), milestones });
      expectSchedule(optimizer, scheduler, [targets], targets.length);
    });
  });

  it("test_sequentiallr4: the schedulers' making leaves the rate as it was", () => {
    const optimizer = new SGD([tensor(0.5)], { lr: 0.1 });
    const schedulers = [new ConstantLR(optimizer, { factor: 1 }), new ConstantLR(optimizer, { factor: 0.1 })];
    new SequentialLR(optimizer, { schedulers, milestones: [10] });
    expect(optimizer.paramGroups[0].lr).toBe(0.1);
  });

  it("test_sequentiallr5: a ChainedScheduler first", () => {
    const optimizer = sgd();
    const constant = new ConstantLR(optimizer, { factor: 0.1, totalIters: 5 });
    const linear = new LinearLR(optimizer, { startFactor: 0.1, totalIters: 5 });
    const schedulers = [new ChainedScheduler([linear, constant]), new ConstantLR(optimizer, { factor: 0.5 })];
    let scheduler!: Scheduler;
    // PyTorch too takes the making of such a sequence for steps.
    const found = warningsOf(() => {
      scheduler = new SequentialLR(optimizer, { schedulers, milestones: [5] });
    });
    expect(found).toHaveLength(2);
    expectSchedule(optimizer, scheduler, [[0.0005, 0.0014, 0.0023, 0.0032, 0.0041, ...repeat(0.025, 5)]]);
  });

  it("test_sequentiallr_no_warnings", () => {
    const optimizer = sgd();
    const schedulers = [
      new LinearLR(optimizer, { startFactor: 0.5, endFactor: 0.1, totalIters: 5 }),
      new ExponentialLR(optimizer, { gamma: 0.9 }),
    ];
    const scheduler = new SequentialLR(optimizer, { schedulers, milestones: [5] });
    for (let i = 0; i < 10; i++) {
      optimizer.step();
      expect(warningsOf(() => scheduler.step())).toEqual([]);
    }
  });

  it("test_get_last_lr_sequentiallr", () => {
    const optimizer = sgd();
    const [make, milestones, targets] = SEQUENCES[2];
    const scheduler = new SequentialLR(optimizer, { schedulers: make(optimizer), milestones });
    expectLastRates(optimizer, scheduler, both(targets), 12);
  });

  it("test_sequentiallr_does_not_alias_lr_and_initial_lr", () => {
    const optimizer = new SGD([tensor([0.5])], { lr: tensor(2) });
    const schedulers = [
      new LinearLR(optimizer, { startFactor: 0.1, endFactor: 0.8, totalIters: 4 }),
      new LinearLR(optimizer, { startFactor: 0.8, endFactor: 0.1, totalIters: 4 }),
    ];
    const scheduler = new SequentialLR(optimizer, { schedulers, milestones: [4] });
    expectSchedule(optimizer, scheduler, [[0.2, 0.55, 0.9, 1.25, 1.6, 1.25, 0.9, 0.55]], 8);
  });
});

describe("PyTorch's TestLRScheduler: schedulers at once", () => {
  const poly = (lr: number) => range(10, (x) => lr * Math.max(0, 1 - x / 5) ** 0.9 * 0.1);
  const CHAINS: readonly [(of: SGD) => Scheduler[], targets: Rates[]][] = [
    [(of) => [new StepLR(of, { stepSize: 3, gamma: 0.1 })], [STEPS[0]]],
    [(of) => [new LinearLR(of, { startFactor: 0.4, totalIters: 3 })], [[0.02, 0.03, 0.04, ...repeat(0.05, 7)]]],
    [
      (of) => [
        new LinearLR(of, { startFactor: 0.4, totalIters: 3 }),
        new MultiStepLR(of, { milestones: [4, 8, 10], gamma: 0.1 }),
      ],
      [[0.02, 0.03, 0.04, 0.05, ...repeat(0.005, 4), 0.0005, 0.0005]],
    ],
    [
      (of) => [
        new ExponentialLR(of, { gamma: 0.9 }),
        new ConstantLR(of, { factor: 0.2, totalIters: 4 }),
        new StepLR(of, { stepSize: 3, gamma: 0.1 }),
      ],
      [range(9, (x) => 0.05 * 0.9 ** x * (x < 4 ? 0.2 : 1) * 0.1 ** Math.floor(x / 3))],
    ],
    [
      (of) => [new PolynomialLR(of, { power: 0.9, totalIters: 5 }), new ConstantLR(of, { factor: 0.1 })],
      [poly(0.05), poly(0.5)],
    ],
  ];
  CHAINS.forEach(([make, targets], i) => {
    it(`test_chained_lr${i + 1}`, () => {
      const optimizer = sgd();
      const schedulers = make(optimizer);
      const scheduler = new ChainedScheduler(schedulers);
      expectSchedule(optimizer, scheduler, targets, targets[0].length);
      expect(scheduler.getLastLr()).toEqual(schedulers.at(-1)?.getLastLr());
    });
  });

  it("test_chained_lr2_get_last_lr_before_step", () => {
    const optimizer = sgd();
    const schedulers = CHAINS[2][0](optimizer);
    expect(new ChainedScheduler(schedulers).getLastLr()).toEqual(schedulers[1].getLastLr());
  });

  const step = (of: SGD) => new StepLR(of, { stepSize: 3, gamma: 0.1 });
  const multi = (of: SGD) => new MultiStepLR(of, { milestones: [2, 5, 9], gamma: 0.1 });
  const exponential = (of: SGD) => new ExponentialLR(of, { gamma: 0.9 });
  const cosine = (of: SGD) => new CosineAnnealingLR(of, { tMax: 10, etaMin: 1e-10 });
  const linear = (of: SGD) => new LinearLR(of, { startFactor: 0.4, totalIters: 4 });
  const rising = (x: number) => (x < 4 ? 0.4 + (x / 4) * 0.6 : 1);
  const COMPOUND: Readonly<Record<string, [make: ((of: SGD) => Scheduler)[], targets: Rates[]]>> = {
    step_and_multistep_lr: [[step, multi], [[0.05, 0.05, 0.005, 5e-4, 5e-4, 5e-5, 5e-6, 5e-6, 5e-6, 5e-8]]],
    step_and_exp_lr: [[step, exponential], both(STEPS[0].map((rate, x) => rate * 0.9 ** x))],
    exp_and_multistep_lr: [[multi, exponential], both(MILESTONES[0].map((rate, x) => rate * 0.9 ** x))],
    exp_and_linearlr: [
      [(of) => new LinearLR(of, { startFactor: 0.4, endFactor: 0.9, totalIters: 4 }), exponential],
      both(range(10, (x) => 0.05 * 0.9 ** x * (x < 4 ? 0.4 + (x / 4) * 0.5 : 0.9))),
    ],
    step_and_constantlr: [
      [step, (of) => new ConstantLR(of, { factor: 0.4, totalIters: 4 })],
      both(STEPS[0].map((rate, x) => rate * (x < 4 ? 0.4 : 1))),
    ],
    linearlr_and_multistep_lr: [[multi, linear], both(MILESTONES[0].map((rate, x) => rate * rising(x)))],
    cosanneal_and_step_lr: [[cosine, step], both(COSINE.map((rate, x) => rate * 0.1 ** Math.floor(x / 3)))],
    cosanneal_and_multistep_lr: [[cosine, multi], both(COSINE.map((rate, x) => (rate * MILESTONES[0][x]) / 0.05))],
    cosanneal_and_linearlr: [[linear, cosine], both(COSINE.map((rate, x) => rate * rising(x)))],
    cosanneal_and_exp_lr: [
      [cosine, (of) => new ExponentialLR(of, { gamma: 0.1 })],
      both(COSINE.map((rate, x) => rate * 0.1 ** x)),
    ],
  };
  for (const [name, [makers, targets]] of Object.entries(COMPOUND)) {
    it(`test_compound_${name}`, () => {
      const optimizer = sgd();
      const schedulers = makers.map((make) => make(optimizer));
      expectSchedule(optimizer, schedulers, targets);
    });
  }
});
