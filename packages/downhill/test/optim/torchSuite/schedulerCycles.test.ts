import { nn } from "downhill";
import { describe, expect, it } from "vitest";
import { Adam, lrScheduler, Rprop, SGD, swaUtils } from "../../../src/optim/index.ts";
import {
  adam,
  expectByEpoch,
  expectCycle,
  expectRates,
  expectSchedule,
  type Rates,
  range,
  ratesOf,
  repeat,
  sgd,
  twoLayers,
  warningsOf,
} from "./schedulerBench.ts";

const { CosineAnnealingLR, CosineAnnealingWarmRestarts, CyclicLR, MultiplicativeLR, OneCycleLR } = lrScheduler;
const { SWALR } = swaUtils;

const TRIANGLE = [0, 0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25, 0, 0.25, 0.5, 0.75, 1];
const HALVED = range(22, (i) => (TRIANGLE[i % 8] as number) / 2 ** Math.floor(i / 8));
/** Up in two steps, down in six, or up in four and down in six. */
const UNEVEN = [0, 1 / 2, 1, 5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6];
const DECAYED = (shape: Rates) => shape.map((x, i) => x * 0.9 ** i);

const CYCLES: Readonly<Record<string, [shape: Rates, options: object, low: number[], high: number[]]>> = {
  triangular_mode_one_lr: [TRIANGLE.slice(0, 11), { mode: "triangular" }, [1], [5]],
  triangular2_mode_one_lr: [HALVED, { mode: "triangular2" }, [1], [5]],
  exp_range_mode_one_lr: [DECAYED(TRIANGLE), { mode: "exp_range", gamma: 0.9 }, [1], [5]],
  triangular_mode: [TRIANGLE.slice(0, 11), { mode: "triangular" }, [1, 2], [5, 6]],
  triangular2_mode: [HALVED, { mode: "triangular2" }, [1, 3], [5, 7]],
  exp_range_mode: [DECAYED(TRIANGLE), { mode: "exp_range", gamma: 0.9 }, [1, 5], [5, 12]],
  triangular_mode_step_size_up_down: [
    [0, 1 / 4, 2 / 4, 3 / 4, 1, 5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6, 0],
    { mode: "triangular", stepSizeUp: 4, stepSizeDown: 6 },
    [1],
    [5],
  ],
  triangular2_mode_step_size_up_down: [
    range(24, (i) => UNEVEN[i % 8] / 2 ** Math.floor(i / 8)),
    { mode: "triangular2", stepSizeUp: 2, stepSizeDown: 6 },
    [1, 3],
    [5, 7],
  ],
  exp_range_mode_step_size_up_down: [
    DECAYED(range(13, (i) => UNEVEN[i % 8])),
    { mode: "exp_range", gamma: 0.9, stepSizeUp: 2, stepSizeDown: 6 },
    [1],
    [5],
  ],
};

const LINEAR = [1, 13, 25, 21.5, 18, 14.5, 11, 7.5, 4, 0.5];
const LINEAR_MOMENTUM = [22, 11.5, 1, 4, 7, 10, 13, 16, 19, 22];
const cosine = (from: number, to: number) =>
  range(6, (i) => to + ((from - to) / 2) * (Math.cos((Math.PI * (i + 1)) / 7) + 1));
const COSINE = [1, 13, 25, ...cosine(25, 0.5), 0.5];
const COSINE_MOMENTUM = [22, 11.5, 1, ...cosine(1, 22), 22];
const twice = (rates: Rates) => [rates, rates];
const oneCycle = { maxLr: 25, finalDivFactor: 2, baseMomentum: 1, maxMomentum: 22, totalSteps: 10 };

describe("PyTorch's TestLRScheduler: CyclicLR", () => {
  for (const [name, [shape, options, low, high]] of Object.entries(CYCLES)) {
    it(`test_cycle_lr_${name}`, () => {
      const optimizer = sgd();
      const [base, most] = low.length === 1 ? [low[0], high[0]] : [low, high];
      const scheduler = new CyclicLR(optimizer, {
        baseLr: base,
        maxLr: most,
        stepSizeUp: 4,
        cycleMomentum: true,
        baseMomentum: base,
        maxMomentum: most,
        ...options,
      });
      const groups = low.length === 1 ? [0, 0] : [0, 1];
      const lrs = groups.map((k) => shape.map((x) => low[k] + x * (high[k] - low[k])));
      const momenta = groups.map((k) => shape.map((x) => high[k] - x * (high[k] - low[k])));
      expectCycle(optimizer, scheduler, lrs, momenta);
    });
  }

  it("test_cycle_lr_invalid_mode", () => {
    expect(() => new CyclicLR(sgd(), { baseLr: 0, maxLr: 0, mode: "CATS" as never })).toThrow(RangeError);
  });

  const up = TRIANGLE.slice(0, 11).map((x) => 1 + 4 * x);
  const plain = { baseLr: 1, maxLr: 5, stepSizeUp: 4, cycleMomentum: false } as const;

  it("test_cycle_lr_triangular_mode_one_lr_no_momentum", () => {
    const optimizer = sgd();
    expectCycle(optimizer, new CyclicLR(optimizer, plain), twice(up), twice(repeat(0, 11)));
  });

  it("test_cycle_lr_with_momentumless_optimizer", () => {
    const optimizer = adam();
    expectCycle(optimizer, new CyclicLR(optimizer, plain), twice(up), null);
  });

  it("test_cycle_lr_cycle_momentum_fail_with_momentumless_optimizer", () => {
    const optimizer = new Rprop(twoLayers()[0]);
    expect(() => new CyclicLR(optimizer, { baseLr: 1, maxLr: 5, cycleMomentum: true })).toThrow(RangeError);
  });

  it("test_cycle_lr_cycle_momentum_with_beta1_optimizer", () => {
    const optimizer = new Adam(twoLayers()[0]);
    new CyclicLR(optimizer, { baseLr: 1, maxLr: 5, cycleMomentum: true });
    expect(optimizer.paramGroups[0].betas).toEqual([0.9, 0.999]);
  });

  it("test_cosine_then_cyclic", () => {
    const optimizer = new SGD(new nn.Linear(2, 1).parameters(), { lr: 0.5 });
    const first = new CosineAnnealingLR(optimizer, { tMax: 20, etaMin: 0.1 });
    const second = new CyclicLR(optimizer, { baseLr: 0.1, maxLr: 0.3, stepSizeUp: 1, stepSizeDown: 3 });
    for (let i = 0; i < 40; i++) {
      optimizer.step();
      (i <= 20 ? first : second).step();
    }
    expect(optimizer.paramGroups[0].lr).toBeLessThanOrEqual(0.3);
  });
});

describe("PyTorch's TestLRScheduler: OneCycleLR", () => {
  it("test_onecycle_lr_invalid_anneal_strategy", () => {
    const options = { maxLr: 1e-3, totalSteps: 10, annealStrategy: "CATS" as never };
    expect(() => new OneCycleLR(sgd(), options)).toThrow(RangeError);
  });

  it("test_onecycle_lr_invalid_pct_start", () => {
    expect(() => new OneCycleLR(sgd(), { maxLr: 1e-3, totalSteps: 10, pctStart: 1.1 })).toThrow(RangeError);
  });

  it("test_onecycle_lr_cannot_calculate_total_steps", () => {
    expect(() => new OneCycleLR(sgd(), { maxLr: 1e-3 })).toThrow(RangeError);
  });

  it("test_onecycle_lr_linear_annealing", () => {
    const optimizer = sgd();
    const scheduler = new OneCycleLR(optimizer, { ...oneCycle, annealStrategy: "linear" });
    expectCycle(optimizer, scheduler, twice(LINEAR), twice(LINEAR_MOMENTUM));
  });

  it("test_onecycle_lr_linear_annealing_three_phases", () => {
    const optimizer = sgd();
    const scheduler = new OneCycleLR(optimizer, {
      ...oneCycle,
      divFactor: 25,
      annealStrategy: "linear",
      pctStart: 0.4,
      finalDivFactor: 4,
      threePhase: true,
    });
    const lrs = [1, 9, 17, 25, 17, 9, 1, 0.75, 0.5, 0.25];
    expectCycle(optimizer, scheduler, twice(lrs), twice([22, 15, 8, 1, 8, 15, 22, 22, 22, 22]));
  });

  it("test_onecycle_lr_cosine_annealing", () => {
    const optimizer = sgd();
    expectCycle(optimizer, new OneCycleLR(optimizer, oneCycle), twice(COSINE), twice(COSINE_MOMENTUM));
  });

  it("test_onecycle_lr_legacy_state_dict", () => {
    const optimizer = sgd();
    const scheduler = new OneCycleLR(optimizer, { ...oneCycle, annealStrategy: "cos" });
    const { _anneal_func_type, ...rest } = scheduler.stateDict() as Record<string, unknown>;
    expect(_anneal_func_type).toBe("cos");
    scheduler.loadStateDict({ ...rest, anneal_func: () => 0 });
    expectCycle(optimizer, scheduler, twice(COSINE), twice(COSINE_MOMENTUM));
  });

  it("test_cycle_lr_with_adam", () => {
    const optimizer = adam();
    const scheduler = new OneCycleLR(optimizer, { ...oneCycle, annealStrategy: "linear" });
    expectCycle(optimizer, scheduler, twice(LINEAR), twice(LINEAR_MOMENTUM));
  });
});

/** The rates of a cosine that starts anew, for the groups' rates 0.05 and 0.5. */
function restarts(places: readonly (readonly [current: number, period: number])[]): number[][] {
  return [0.05, 0.5].map((lr) =>
    places.map(([current, period]) => 1e-10 + ((lr - 1e-10) * (1 + Math.cos((Math.PI * current) / period))) / 2),
  );
}

/** Where in its period each step is. */
function places(count: number, step: number, tMult: number): [current: number, period: number][] {
  let [current, period] = [0, 10];
  return range(count, (i) => {
    if (i > 0) current = Math.round((current + step) * 10) / 10;
    if (current >= period) {
      current -= period;
      period *= tMult;
    }
    return [current, period];
  });
}

describe("PyTorch's TestLRScheduler: CosineAnnealingWarmRestarts", () => {
  for (const tMult of [1, 2, 4]) {
    it(`test_CosineAnnealingWarmRestarts_lr1, ${tMult}`, () => {
      const optimizer = sgd();
      const scheduler = new CosineAnnealingWarmRestarts(optimizer, { t0: 10, tMult, etaMin: 1e-10 });
      expectSchedule(optimizer, scheduler, restarts(places(100, 1, tMult)), 100);
    });
  }

  it("test_CosineAnnealingWarmRestarts_lr2: parts of epochs", () => {
    for (const tMult of [1, 2, 4]) {
      const optimizer = sgd();
      const scheduler = new CosineAnnealingWarmRestarts(optimizer, { t0: 10, tMult, etaMin: 1e-10 });
      const epochs = range(300, (i) => i / 10);
      expectByEpoch(optimizer, scheduler, restarts(places(300, 0.1, tMult)), epochs);
    }
  });

  it("test_CosineAnnealingWarmRestarts_lr3: epochs in any order", () => {
    const cases = [
      {
        epochs: [0, 1, 2, 3, 4, 5, 12, 27, 3, 4, 5, 6, 13],
        currents: [0, 1, 2, 3, 4, 5, 2, 7, 3, 4, 5, 6, 3],
        periods: repeat(10, 13),
      },
      {
        epochs: [0, 1, 2, 3, 4, 5, 25, 32, 33, 34, 80, 81, 3],
        currents: [0, 1, 2, 3, 4, 5, 15, 2, 3, 4, 10, 11, 3],
        periods: [...repeat(10, 6), 20, 40, 40, 40, 80, 80, 10],
      },
      {
        epochs: [0, 0.1, 0.2, 0.3, 1.3, 2.3, 17.5, 18.5, 19.5, 29.5, 30.5, 31.5, 50],
        currents: [0, 0.1, 0.2, 0.3, 1.3, 2.3, 7.5, 8.5, 9.5, 19.5, 20.5, 21.5, 10],
        periods: [...repeat(10, 6), ...repeat(30, 6), 90],
      },
    ];
    cases.forEach(({ epochs, currents, periods }, i) => {
      const optimizer = sgd();
      const scheduler = new CosineAnnealingWarmRestarts(optimizer, { t0: 10, tMult: i + 1, etaMin: 1e-10 });
      expectByEpoch(optimizer, scheduler, restarts(currents.map((current, k) => [current, periods[k]])), epochs);
    });
  });

  it("test_CosineAnnealingWarmRestarts_T_cur_reset", () => {
    const optimizer = sgd();
    optimizer.step();
    const scheduler = new CosineAnnealingWarmRestarts(optimizer, { t0: 4 }) as unknown as {
      tCur: number;
      step(): void;
    };
    for (const epoch of [7, 8, 9]) {
      scheduler.tCur = epoch;
      warningsOf(() => scheduler.step());
      expect(scheduler.tCur).toBe((epoch + 1) % 4);
    }
  });
});

describe("PyTorch's TestLRScheduler: SWALR", () => {
  function expectSwa(
    optimizer: SGD,
    swa: swaUtils.SWALR,
    before: lrScheduler.LRScheduler | null,
    targets: Rates[],
    epochs: number,
  ): void {
    for (let epoch = 0; epoch < epochs; epoch++) {
      expectRates(ratesOf(optimizer), targets, epoch);
      optimizer.step();
      if (epoch >= 5) swa.step();
      else before?.step();
    }
  }

  it("test_swalr_no_anneal", () => {
    const optimizer = sgd();
    const swa = new SWALR(optimizer, { annealEpochs: 1, swaLr: 0.01 });
    const targets = [0.05, 0.5].map((lr) => [...repeat(lr, 6), ...repeat(0.01, 4)]);
    expectSwa(optimizer, swa, null, targets, 10);
  });

  const WAYS = [
    {
      annealStrategy: "cos",
      annealEpochs: 5,
      swaLrs: [0.01, 0.01],
      share: (x: number) => (1 + Math.cos(Math.PI * x)) / 2,
    },
    { annealStrategy: "linear", annealEpochs: 4, swaLrs: [0.01, 0.02], share: (x: number) => 1 - x },
  ] as const;
  for (const { annealStrategy, annealEpochs, swaLrs, share } of WAYS) {
    it(`test_swalr_${annealStrategy === "cos" ? "cosine" : "linear"}_anneal_after_multiplicative`, () => {
      const optimizer = sgd();
      const before = new MultiplicativeLR(optimizer, { lrLambda: () => 0.9 });
      const swa = new SWALR(optimizer, { annealEpochs, annealStrategy, swaLr: swaLrs });
      const targets = [0.05, 0.5].map((lr, k) =>
        range(15, (epoch) => {
          const left = epoch <= 5 ? 1 : share(Math.min(1, (epoch - 5) / annealEpochs));
          return lr * 0.9 ** Math.min(epoch, 5) * left + swaLrs[k] * (1 - left);
        }),
      );
      expectSwa(optimizer, swa, before, targets, 15);
    });
  }

  it("test_swalr_hypers", () => {
    const make = (options: object) => () => new SWALR(sgd(), options as swaUtils.SWALROptions);
    expect(make({ annealStrategy: "exponential", swaLr: 1 })).toThrow(/anneal_strategy must/);
    expect(make({ annealEpochs: -1, swaLr: 1 })).toThrow(/anneal_epochs must/);
    expect(make({ annealEpochs: 1.7, swaLr: 1 })).toThrow(/anneal_epochs must/);
    expect(make({ swaLr: [1, 0.1, 0.01] })).toThrow(/swa_lr must/);
  });
});
