import { randn, Tensor } from "downhill";
import { describe, expect, it } from "vitest";
import { AdamW, lrScheduler, type SGD } from "../../../src/optim/index.ts";
import { repr } from "../../../src/python/repr.ts";
import {
  expectPlateau,
  expectRates,
  type Rates,
  range,
  ratesOf,
  repeat,
  type Scheduler,
  sgd,
  sgdAt,
  twoLayers,
} from "./schedulerBench.ts";

const { CosineAnnealingLR, ExponentialLR, LinearLR, MultiStepLR, ReduceLROnPlateau, StepLR } = lrScheduler;
type Options = lrScheduler.ReduceLROnPlateauOptions;

interface Case {
  readonly options: Options;
  readonly metrics: Rates;
  readonly targets: readonly Rates[];
  readonly epochs: number;
}

const falling = (by: number) => range(22, (i) => 10 - i * by);
const rising = (by: number) => range(20, (i) => 1.5 * by ** i);
const COOLED = [...repeat(0.5, 6), ...repeat(0.05, 11), ...repeat(0.005, 4)];
const slow: Options = { thresholdMode: "abs", threshold: 0.01, patience: 5, cooldown: 5 };
const strict: Options = { thresholdMode: "abs", threshold: 0.1, patience: 5, cooldown: 0 };
const relative: Options = { thresholdMode: "rel", threshold: 0.1, patience: 5, cooldown: 5 };
const LATE = [...repeat(1, 7), 0.6, ...repeat(0.5, 12)];

const CASES: readonly Case[] = [
  { options: slow, metrics: falling(0.0167), targets: [repeat(0.5, 20)], epochs: 10 },
  {
    options: strict,
    metrics: falling(0.0165),
    targets: [[...repeat(0.5, 6), ...repeat(0.05, 7), ...repeat(0.005, 7), 0.0005, 0.0005]],
    epochs: 22,
  },
  {
    options: { mode: "max", patience: 5, cooldown: 5, thresholdMode: "abs" },
    metrics: [-0.8, -0.8, ...repeat(-0.234, 20)],
    targets: [[...repeat(0.5, 8), ...repeat(0.05, 11), ...repeat(0.005, 4)]],
    epochs: 22,
  },
  {
    options: { mode: "max", patience: 3, thresholdMode: "rel", threshold: 0.1 },
    metrics: rising(1.025),
    targets: [repeat(0.5, 20)],
    epochs: 20,
  },
  { options: { ...relative, mode: "max" }, metrics: rising(1.005), targets: [COOLED], epochs: 20 },
  { options: { threshold: 0.1 }, metrics: rising(0.85), targets: [repeat(0.5, 20)], epochs: 20 },
  { options: relative, metrics: LATE, targets: [COOLED], epochs: 20 },
  {
    options: { ...relative, mode: "max", minLr: [0.4, 0.3] },
    metrics: rising(1.005),
    targets: [
      [...repeat(0.5, 6), ...repeat(0.4, 14)],
      [...repeat(0.5, 6), ...repeat(0.3, 14)],
    ],
    epochs: 20,
  },
];

describe("PyTorch's TestLRScheduler: ReduceLROnPlateau", () => {
  CASES.forEach(({ options, metrics, targets, epochs }, i) => {
    it(`test_reduce_lr_on_plateau${i + 1}`, () => {
      const optimizer = sgdAt(0.5);
      expectPlateau(optimizer, [new ReduceLROnPlateau(optimizer, options)], targets, metrics, epochs);
    });
  });

  // The rates of a plateau times those of another scheduler. (PyTorch's tests compare nothing here: they drop the targets.)
  const cosine = range(10, (x) => (1 + Math.cos((Math.PI * x) / 10)) / 2);
  const COMPOUND: readonly [of: number, other: (optimizer: SGD) => Scheduler, factors: Rates][] = [
    [0, (of) => new StepLR(of, { stepSize: 3, gamma: 0.1 }), range(10, (t) => 0.1 ** Math.floor((t + 1) / 3))],
    [
      1,
      (of) => new MultiStepLR(of, { milestones: [3, 8, 12], gamma: 0.1 }),
      range(22, (t) => 0.1 ** [3, 8, 12].filter((milestone) => t + 1 >= milestone).length),
    ],
    [2, (of) => new ExponentialLR(of, { gamma: 0.1 }), range(22, (t) => 0.1 ** (t + 1))],
    [3, (of) => new CosineAnnealingLR(of, { tMax: 10, etaMin: 1e-10 }), [...cosine.slice(1), 0]],
    [
      4,
      (of) => new LinearLR(of, { startFactor: 0.4, totalIters: 4 }),
      range(22, (t) => (t + 1 < 4 ? 0.4 + ((t + 1) / 4) * 0.6 : 1)),
    ],
  ];
  COMPOUND.forEach(([of, other, factors], i) => {
    it(`test_compound_reduce_lr_on_plateau${i + 1}`, () => {
      const { options, metrics, targets } = CASES[i === 4 ? 1 : of];
      const optimizer = sgdAt(0.5);
      const schedulers = [new ReduceLROnPlateau(optimizer, options), other(optimizer)];
      const wanted = targets.map((target) => factors.map((factor, t) => factor * target[t]));
      expectPlateau(optimizer, schedulers, wanted, metrics, factors.length);
    });
  });

  it("test_reduce_lr_on_plateau_get_last_lr_before_step", () => {
    expect(new ReduceLROnPlateau(sgdAt(0.5)).getLastLr()).toEqual([0.5, 0.5]);
  });

  it("test_reduce_lr_on_plateau_preserves_lr_type", () => {
    const optimizer = sgd();
    const scheduler = new ReduceLROnPlateau(optimizer, { mode: "min", patience: 0 });
    scheduler.step(1);
    scheduler.step(2);
    const [{ lr: first }, { lr: second }] = optimizer.paramGroups as { lr: unknown }[];
    expect(first).toBeTypeOf("number");
    expect(second).toBeInstanceOf(Tensor);
    expectRates(ratesOf(optimizer), [[0.005], [0.05]], 0);
  });

  it("test_reduce_lr_on_plateau_state_dict", () => {
    const optimizer = sgd();
    const scheduler = new ReduceLROnPlateau(optimizer, { mode: "min", factor: 0.1, patience: 2 });
    for (const score of [1, 2, 3, 4, 3, 4, 5, 3, 2, 1]) scheduler.step(score);
    const other = new ReduceLROnPlateau(optimizer, { mode: "max", factor: 0.5, patience: 10 });
    other.loadStateDict(scheduler.stateDict());
    expect(repr(other.stateDict())).toBe(repr(scheduler.stateDict()));
  });

  for (const minLr of ["scalar", "list"]) {
    it(`test_add_param_group_does_not_break_reduce_lr_on_plateau, ${minLr}`, () => {
      const optimizer = sgdAt(0.5);
      const scheduler = new ReduceLROnPlateau(optimizer, { ...relative, minLr: minLr === "list" ? [1e-5, 1e-4] : 0 });
      for (let epoch = 0; epoch < 20; epoch++) {
        if (epoch === 8) {
          optimizer.addParamGroup({ params: [randn([2, 3])], lr: 0.05 });
          if (minLr === "list") scheduler.minLrs.push(1e-6);
        }
        optimizer.step();
        scheduler.step(LATE[epoch]);
        expectRates(ratesOf(optimizer), [COOLED], epoch);
      }
    });
  }

  it("test_add_param_group_errors_reduce_lr_on_plateau", () => {
    const optimizer = sgd();
    const scheduler = new ReduceLROnPlateau(optimizer, { threshold: 1e-5, patience: 0, minLr: [1e-5, 1e-4] });
    optimizer.addParamGroup({ params: [randn([2, 3])], lr: 0.05 });
    optimizer.step();
    scheduler.step(1);
    optimizer.step();
    expect(() => scheduler.step(1.3)).toThrow("The number of param groups in the");
  });

  it("test_lr_scheduler_checkpoint_on_plateau", () => {
    const params = twoLayers()[0];
    const [before, after] = [new AdamW(params), new AdamW(params)];
    const scheduler = new ReduceLROnPlateau(before, { mode: "min" });
    before.step();
    scheduler.step(1);
    after.loadStateDict(before.stateDict());
    expect(new ReduceLROnPlateau(after, { mode: "min" }).getLastLr()[0]).toBe(before.paramGroups[0].lr);
  });
});
