import { createHash } from "node:crypto";
import { Tensor, tensor, zeros } from "downhill";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Adagrad, Adam, type AnyOptimizer, lrScheduler, SGD, swaUtils } from "../../src/optim/index.ts";
import { Counter, type Dict } from "../../src/python/containers.ts";
import { repr } from "../../src/python/repr.ts";
import { camelCase, type PackedOption, readFixture } from "./support/fixtures.ts";
import { noise } from "./support/streams.ts";

/** Schedulers set PyTorch's learning rates and momenta, to the last bit, over a thousand steps. */

interface Spec {
  readonly name: string;
  readonly options: Readonly<Record<string, PackedOption | readonly Spec[]>>;
}

interface SchedulerCase extends Spec {
  readonly optimizer: string;
  readonly epochs?: readonly number[];
  readonly hash: string;
  readonly sampled: Readonly<Record<string, readonly number[]>>;
  readonly stateDicts: readonly string[] | null;
  readonly groups: string | null;
  readonly lastLr: readonly number[];
}

/** The rates that a few steps led to, or the error they ended with. */
interface Attempt extends Spec {
  readonly optimizer: string;
  readonly steps?: number | null;
  readonly type?: string;
  readonly message?: string;
  readonly rates?: readonly number[];
}

const fixture = readFixture<{
  cases: readonly SchedulerCase[];
  errors: readonly Attempt[];
  lateGroups: readonly Attempt[];
}>("schedulers.json");

/** What steps and loads like a scheduler. */
interface Scheduler {
  step(argument?: number): void;
  getLastLr(): number[];
  stateDict(): Dict;
  loadStateDict(stateDict: Dict): void;
}

/** The functions, optimizers and metrics of reference/schedulers.py, by the same names. */
const FUNCTIONS: Readonly<Record<string, (epoch: number) => number>> = {
  inverse: (epoch) => 1 / (1 + epoch * 0.5),
  blocks: (epoch) => (epoch % 20 >= 10 ? 0.5 : 1),
  "towards one": (epoch) => 1 - 0.01 / (epoch + 1),
};

const param = () => zeros([1], { requiresGrad: true });
const OPTIMIZERS: Readonly<Record<string, () => AnyOptimizer>> = {
  sgd: () => new SGD([{ params: param() }, { params: param(), lr: 0.5 }], { lr: 0.05, momentum: 0.9 }),
  adam: () => new Adam([param()], { lr: 0.1 }),
  adagrad: () => new Adagrad([param()], { lr: 0.1 }),
  whole: () => new SGD([{ params: param() }, { params: param(), lr: 2 }], { lr: 1, momentum: 0.9 }),
  tensor: () => {
    const optimizer = new SGD([{ params: param() }, { params: param() }], { momentum: 0.9 });
    optimizer.paramGroups[0].lr = tensor(0.05) as never;
    optimizer.paramGroups[1].lr = tensor(0.5) as never;
    return optimizer;
  },
  double: () => {
    const optimizer = new SGD([param()], { momentum: 0.9 });
    optimizer.paramGroups[0].lr = tensor(0.1, { dtype: "float64" }) as never;
    return optimizer;
  },
  resumed: () =>
    new SGD([{ params: param(), initialLr: 0.25 } as { params: ReturnType<typeof param> }], { lr: 0.1, momentum: 0.9 }),
};

const METRICS = Array.from({ length: 1000 }, (_, t) =>
  t % 97 === 50 ? Number.NaN : 1 / (1 + Math.min(t, 300) * 0.125) + noise("float64", 1, 700, t)[0] * 0.0625,
);

function unpack(key: string, value: unknown): unknown {
  if (key === "lr_lambda" || key === "scale_fn") {
    return Array.isArray(value) ? value.map((name) => FUNCTIONS[name] ?? name) : FUNCTIONS[value as string];
  }
  return value === null ? undefined : value;
}

function build({ name, options }: Spec, optimizer: AnyOptimizer): Scheduler {
  const classes = { ...lrScheduler, SWALR: swaUtils.SWALR } as unknown as Record<
    string,
    new (
      ...args: unknown[]
    ) => Scheduler
  >;
  const unpacked = Object.fromEntries(
    Object.entries(options).map(([key, value]) => [camelName(key), unpack(key, value)]),
  );
  if (Array.isArray(unpacked.schedulers)) {
    unpacked.schedulers = unpacked.schedulers.map((inner: Spec) => build(inner, optimizer));
  }
  if (name === "ChainedScheduler") return new classes[name](unpacked.schedulers, optimizer);
  return new classes[name](optimizer, unpacked);
}

/** `T_max` → `tMax`. */
function camelName(key: string): string {
  return camelCase(key.replace("T_", "t_"));
}

function rates(optimizer: AnyOptimizer): number[] {
  return optimizer.paramGroups.flatMap((group) => {
    const momentum = group.momentum ?? group.betas?.[0];
    const lr: unknown = group.lr;
    const rate = lr instanceof Tensor ? lr.item() : (lr as number);
    return momentum === undefined ? [rate] : [rate, momentum];
  });
}

/** `ConstantLR {"factor":0.5}`; schedulers within are named. */
function label({ name, options }: Spec): string {
  const parts = Object.entries(options).map(([key, value]) =>
    key === "schedulers" ? `[${(value as readonly Spec[]).map(label).join(", ")}]` : `${key} ${JSON.stringify(value)}`,
  );
  return `${name} ${parts.join(", ")}`;
}

afterEach(() => vi.restoreAllMocks());

describe("schedulers", () => {
  for (const of of fixture.cases) {
    const title = `${label(of)} of ${of.optimizer}${of.epochs === undefined ? "" : `, epochs ${of.epochs.join(" ")}`}`;
    it(title, () => {
      vi.spyOn(console, "warn").mockImplementation(() => {});
      const optimizer = OPTIMIZERS[of.optimizer]();
      const scheduler = build(of, optimizer);
      const sequence = [rates(optimizer)];
      const texts = [repr(scheduler.stateDict())];
      const count = of.epochs?.length ?? METRICS.length;
      for (let t = 0; t < count; t++) {
        optimizer.step();
        if (of.name === "ReduceLROnPlateau") scheduler.step(METRICS[t]);
        else scheduler.step(of.epochs?.[t]);
        sequence.push(rates(optimizer));
        if (t === 2 || t === count - 1) texts.push(repr(scheduler.stateDict()));
      }
      for (const [t, values] of Object.entries(of.sampled)) expect(sequence[Number(t)], `step ${t}`).toEqual(values);
      const bytes = new Uint8Array(Float64Array.from(sequence.flat()).buffer);
      expect(createHash("sha256").update(bytes).digest("hex").slice(0, 16)).toBe(of.hash);
      if (of.stateDicts !== null) {
        expect(texts).toEqual(of.stateDicts);
        expect(repr(optimizer.stateDict().param_groups)).toBe(of.groups);
      }
      expect(scheduler.getLastLr()).toEqual(of.lastLr);
    });
  }

  for (const of of fixture.cases) {
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
  return fixture.cases.find((of) => of.name === name)?.hash;
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
  for (const of of fixture.errors) {
    it(label(of), () => {
      const before = repr(OPTIMIZERS[of.optimizer]().stateDict());
      const attempted = attempt(of, false);
      expectRefused(of, attempted);
      if (of.steps === null && !label(of).includes("[")) expect(repr(attempted.optimizer.stateDict())).toBe(before);
    });
  }

  for (const of of fixture.lateGroups) {
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
