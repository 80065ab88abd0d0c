import { afterEach, describe, expect, it, vi } from "vitest";
import { type AnyOptimizer, lrScheduler } from "../../src/optim/index.ts";
import { Counter } from "../../src/python/containers.ts";
import { repr } from "../../src/python/repr.ts";
import {
  type Attempt,
  build,
  compareSchedule,
  label,
  METRICS,
  OPTIMIZERS,
  param,
  rates,
  replaySchedule,
  type Scheduler,
  schedulerFixture,
} from "./support/schedules.ts";

/** Schedulers set PyTorch's learning rates and momenta, to the last bit, over a thousand steps. */

afterEach(() => vi.restoreAllMocks());

describe("schedulers", () => {
  for (const of of schedulerFixture.cases) {
    const title = `${label(of)} of ${of.optimizer}${of.epochs === undefined ? "" : `, epochs ${of.epochs.join(" ")}`}`;
    it(title, () => {
      vi.spyOn(console, "warn").mockImplementation(() => {});
      const { optimizer, scheduler, sequence, texts } = replaySchedule(of);
      expect(compareSchedule(of, sequence).differences).toEqual([]);
      if (of.stateDicts !== null) {
        expect(texts).toEqual(of.stateDicts);
        expect(repr(optimizer.stateDict().param_groups)).toBe(of.groups);
      }
      expect(scheduler.getLastLr()).toEqual(of.lastLr);
    });
  }

  for (const of of schedulerFixture.cases) {
    if (of.epochs !== undefined || of.optimizer === "resumed" || of.hash !== firstOf(of.name)) continue;
    it(`${label(of)} goes on from its state dict`, () => {
      const [optimizer, other] = [OPTIMIZERS[of.optimizer](), OPTIMIZERS[of.optimizer]()];
      const scheduler = build(of, optimizer);
      const step = (s: Scheduler, o: AnyOptimizer, t: number) => {
        o.step();
        s.step(of.name === "ReduceLROnPlateau" ? METRICS[t] : undefined);
      };
      for (let t = 0; t < 123; t++) step(scheduler, optimizer, t);
      const resumed = build(of, other);
      resumed.loadStateDict(scheduler.stateDict());
      other.loadStateDict(optimizer.stateDict());
      expect(rates(other)).toEqual(rates(optimizer));
      for (let t = 123; t < 400; t++) {
        step(scheduler, optimizer, t);
        step(resumed, other, t);
        expect(rates(other)).toEqual(rates(optimizer));
      }
      expect(repr(resumed.stateDict())).toBe(repr(scheduler.stateDict()));
    });
  }
});

function firstOf(name: string): string | undefined {
  return schedulerFixture.cases.find((of) => of.name === name)?.hash;
}

/** Builds a scheduler and steps eight times, with a group more from the second step on if `late`. */
function attempt(of: Attempt, late: boolean): { optimizer: AnyOptimizer; steps: number | null; error?: Error } {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const optimizer = OPTIMIZERS[of.optimizer]();
  let steps: number | null = null;
  try {
    const scheduler = build(of, optimizer);
    for (steps = 0; steps < 8; steps++) {
      if (late && steps === 1) optimizer.addParamGroup({ params: param(), lr: 0.25 });
      optimizer.step();
      scheduler.step(...(of.name === "ReduceLROnPlateau" ? [1] : []));
    }
  } catch (error) {
    return { optimizer, steps, error: error as Error };
  }
  return { optimizer, steps };
}

/** Where we say more than PyTorch does. */
const OTHER_WORDS: readonly (readonly [theirs: RegExp, ours: RegExp])[] = [
  [/^zip\(\) argument/, /the scheduler was made for 2 param groups, but the optimizer has 3/],
  [/^(initial_lr|swa_lr)$/, /param '(initial|swa)_lr' is not specified in param_groups\[2\]/],
  [/^$/, /ChainedScheduler can only be the first of the schedulers of a SequentialLR/],
];

function expectRefused(of: Attempt, { error, steps }: ReturnType<typeof attempt>): void {
  const expected = of.type === "TypeError" ? TypeError : /Runtime|NotImpl/.test(of.type!) ? Error : RangeError;
  expect(error).toBeInstanceOf(expected);
  expect(steps).toBe(of.steps);
  const other = OTHER_WORDS.find(([theirs]) => theirs.test(of.message!));
  if (other === undefined) expect(error!.message).toBe(of.message);
  else expect(error!.message).toMatch(other[1]);
}

describe("what is refused", () => {
  for (const of of schedulerFixture.errors) {
    it(label(of), () => {
      const before = repr(OPTIMIZERS[of.optimizer]().stateDict());
      const attempted = attempt(of, false);
      expectRefused(of, attempted);
      if (of.steps === null && !label(of).includes("[")) expect(repr(attempted.optimizer.stateDict())).toBe(before);
    });
  }

  for (const of of schedulerFixture.lateGroups) {
    it(`${label(of)} when a group is added after a step${of.type === undefined ? ": nothing" : ""}`, () => {
      const attempted = attempt(of, true);
      if (of.type === undefined) expect(rates(attempted.optimizer)).toEqual(of.rates);
      else expectRefused(of, attempted);
      expect(rates(attempted.optimizer)).not.toContain(undefined);
      expect(rates(attempted.optimizer)).not.toContain(Number.NaN);
    });
  }

  it.each([
    [() => ({ stepSizeUp: 5, stepSizeDown: Number.POSITIVE_INFINITY }), "float division by zero"],
    [() => ({ stepSizeUp: 5, stepSizeDown: Number.NaN }), "cannot convert float NaN to integer"],
  ])("cycles without a slope, before anything is changed: %#", (steps, message) => {
    const optimizer = OPTIMIZERS.sgd();
    const before = repr(optimizer.stateDict());
    expect(() => new lrScheduler.CyclicLR(optimizer, { baseLr: 0.01, maxLr: 0.1, ...steps() })).toThrow(message);
    expect(repr(optimizer.stateDict())).toBe(before);
  });

  it("numbers in Python's words", () => {
    const optimizer = OPTIMIZERS.sgd();
    const { CosineAnnealingWarmRestarts, OneCycleLR } = lrScheduler;
    expect(() => new CosineAnnealingWarmRestarts(optimizer, { t0: Number.POSITIVE_INFINITY })).toThrow("but got inf");
    expect(() => new CosineAnnealingWarmRestarts(optimizer, { t0: 1, tMult: Number.NaN })).toThrow("but got nan");
    expect(() => new OneCycleLR(optimizer, { maxLr: 0.1, totalSteps: Number.NEGATIVE_INFINITY })).toThrow("got -inf");
  });

  it("what is no optimizer, and steps beyond the last", () => {
    expect(() => new lrScheduler.StepLR(5 as never, { stepSize: 1 })).toThrow(/is not an Optimizer/);
    const optimizer = OPTIMIZERS.sgd();
    const scheduler = new lrScheduler.OneCycleLR(optimizer, { maxLr: 0.1, totalSteps: 3 });
    optimizer.step();
    for (let t = 0; t < 3; t++) scheduler.step();
    expect(() => scheduler.step()).toThrow("Tried to step 4 times. The specified number of total steps is 3");
  });
});

describe("warnings", () => {
  function warnings(action: (optimizer: AnyOptimizer) => void): string[] {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    action(OPTIMIZERS.sgd());
    return warn.mock.calls.map(([text]) => String(text));
  }

  it("when the scheduler steps first, once", () => {
    const found = warnings((optimizer) => {
      const scheduler = new lrScheduler.StepLR(optimizer, { stepSize: 3 });
      scheduler.step();
      scheduler.step();
      optimizer.step();
      scheduler.step();
    });
    expect(found).toEqual([
      expect.stringContaining("Detected call of `lr_scheduler.step()` before `optimizer.step()`."),
    ]);
  });

  it("never in the right order", () => {
    const found = warnings((optimizer) => {
      const schedulers = [
        new lrScheduler.StepLR(optimizer, { stepSize: 3 }),
        new lrScheduler.ExponentialLR(optimizer, { gamma: 0.9 }),
        new lrScheduler.SequentialLR(optimizer, {
          schedulers: [new lrScheduler.ConstantLR(optimizer, {}), new lrScheduler.StepLR(optimizer, { stepSize: 2 })],
          milestones: [3],
        }),
      ];
      for (let t = 0; t < 6; t++) {
        optimizer.step();
        for (const scheduler of schedulers) scheduler.step();
      }
    });
    expect(found).toEqual([]);
  });

  it("when the optimizer's step was replaced, and for epochs given", () => {
    const found = warnings((optimizer) => {
      const scheduler = new lrScheduler.StepLR(optimizer, { stepSize: 3 });
      const step = optimizer.step.bind(optimizer) as () => null;
      optimizer.step = (() => step()) as typeof optimizer.step;
      optimizer.step();
      scheduler.step(5);
    });
    expect(found).toEqual([
      expect.stringContaining("Seems like `optimizer.step()` has been overridden"),
      expect.stringContaining("The epoch parameter in `scheduler.step()` was not necessary"),
    ]);
  });
});

describe("state dicts", () => {
  it("hold PyTorch's kinds of containers", () => {
    const scheduler = new lrScheduler.MultiStepLR(OPTIMIZERS.sgd(), { milestones: [5, 2, 5] });
    const { milestones } = scheduler.stateDict() as { milestones: unknown };
    expect(milestones).toBeInstanceOf(Counter);
  });
});
