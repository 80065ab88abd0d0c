import { afterEach, describe, expect, it, vi } from "vitest";
import { tensor, zeros } from "../../src/index.ts";
import { Adam, type AnyOptimizer, lrScheduler, SGD, swaUtils } from "../../src/optim/index.ts";
import { Counter } from "../../src/python/containers.ts";
import { repr } from "../../src/python/repr.ts";

/** Whatever options schedulers are given, they are checked when the program runs, and what is refused changes nothing. */

type Maker = (
  optimizer: AnyOptimizer,
  options?: unknown,
) => { loadStateDict(stateDict: never): void; stateDict(): object };

const classes = { ...lrScheduler, SWALR: swaUtils.SWALR } as unknown as Record<
  string,
  new (
    optimizer: AnyOptimizer,
    ...args: unknown[]
  ) => ReturnType<Maker>
>;

/** Options that each scheduler takes; the first of them are required. */
const VALID: Readonly<
  Record<string, { readonly required: readonly string[]; readonly options: Readonly<Record<string, unknown>> }>
> = {
  StepLR: { required: ["stepSize"], options: { stepSize: 3, gamma: 0.5, lastEpoch: -1 } },
  MultiStepLR: { required: ["milestones"], options: { milestones: [3], gamma: 0.5, lastEpoch: -1 } },
  LambdaLR: { required: ["lrLambda"], options: { lrLambda: () => 1, lastEpoch: -1 } },
  MultiplicativeLR: { required: ["lrLambda"], options: { lrLambda: () => 1, lastEpoch: -1 } },
  ConstantLR: { required: [], options: { factor: 0.5, totalIters: 3, lastEpoch: -1 } },
  LinearLR: { required: [], options: { startFactor: 0.5, endFactor: 1, totalIters: 3, lastEpoch: -1 } },
  ExponentialLR: { required: ["gamma"], options: { gamma: 0.9, lastEpoch: -1 } },
  PolynomialLR: { required: [], options: { totalIters: 3, power: 2, lastEpoch: -1 } },
  CosineAnnealingLR: { required: ["tMax"], options: { tMax: 5, etaMin: 0, lastEpoch: -1 } },
  CosineAnnealingWarmRestarts: { required: ["t0"], options: { t0: 5, tMult: 2, etaMin: 0, lastEpoch: -1 } },
  CyclicLR: {
    required: ["baseLr", "maxLr"],
    options: {
      baseLr: 0.01,
      maxLr: 0.1,
      stepSizeUp: 3,
      stepSizeDown: 4,
      mode: "triangular",
      gamma: 1,
      scaleFn: (x: number) => x,
      scaleMode: "cycle",
      cycleMomentum: true,
      baseMomentum: 0.8,
      maxMomentum: 0.9,
      lastEpoch: -1,
    },
  },
  OneCycleLR: {
    required: ["maxLr"],
    options: {
      maxLr: 0.1,
      totalSteps: 10,
      epochs: 2,
      stepsPerEpoch: 5,
      pctStart: 0.3,
      annealStrategy: "cos",
      cycleMomentum: true,
      baseMomentum: 0.8,
      maxMomentum: 0.9,
      divFactor: 25,
      finalDivFactor: 1e4,
      threePhase: false,
      lastEpoch: -1,
    },
  },
  ReduceLROnPlateau: {
    required: [],
    options: {
      mode: "min",
      factor: 0.5,
      patience: 3,
      threshold: 0.1,
      thresholdMode: "rel",
      cooldown: 1,
      minLr: 0,
      eps: 1e-8,
    },
  },
  SequentialLR: { required: ["schedulers", "milestones"], options: { schedulers: [], milestones: [], lastEpoch: -1 } },
  SWALR: { required: ["swaLr"], options: { swaLr: 0.1, annealEpochs: 3, annealStrategy: "cos", lastEpoch: -1 } },
};

const param = () => zeros([1], { requiresGrad: true });
const twoGroups = () => new SGD([{ params: param() }, { params: param(), lr: 0.5 }], { lr: 0.1, momentum: 0.9 });

/** Expects an error, and that the groups are as before. */
function refused(optimizer: AnyOptimizer, make: () => unknown, type: unknown, message: string | RegExp): void {
  const keys = optimizer.paramGroups.map((group) => Object.keys(group));
  const before = repr(optimizer.stateDict());
  const step = optimizer.step;
  expect(make).toThrow(type as typeof Error);
  expect(make).toThrow(message);
  expect(repr(optimizer.stateDict())).toBe(before);
  expect(optimizer.paramGroups.map((group) => Object.keys(group))).toEqual(keys);
  expect(optimizer.step).toBe(step);
  optimizer.step();
  expect(optimizer.hasStepped).toBe(false); // no scheduler watches
}

afterEach(() => vi.restoreAllMocks());

describe.each(Object.entries(VALID))("%s", (name, { required, options }) => {
  const Scheduler = classes[name];

  it("refuses options that don't exist, and names those that do", () => {
    const optimizer = twoGroups();
    const make = () => new Scheduler(optimizer, { ...options, step_size: 3 });
    refused(
      optimizer,
      make,
      TypeError,
      `${name}() got an unexpected option 'step_size'; its options are ${Object.keys(options).slice(required.length).join(", ")}`,
    );
  });

  it("says in PyTorch's words which options are missing", () => {
    if (required.length === 0) {
      expect(() => new Scheduler(twoGroups())).not.toThrow();
      return;
    }
    const [first, second] = required;
    const message =
      second === undefined
        ? `${name}() missing 1 required positional argument: '${first}'`
        : `${name}() missing 2 required positional arguments: '${first}' and '${second}'`;
    for (const given of [[], [undefined], [{}], [{ [first]: undefined }]]) {
      const optimizer = twoGroups();
      refused(optimizer, () => new Scheduler(optimizer, ...given), TypeError, message);
    }
  });

  it("takes what must be given by position, and the rest by name", () => {
    const sequence = (of: AnyOptimizer) => ({ ...options, schedulers: [new lrScheduler.ConstantLR(of)] });
    const [first, second] = [twoGroups(), twoGroups()];
    const values: Record<string, unknown> = name === "SequentialLR" ? sequence(first) : options;
    const others: Record<string, unknown> = name === "SequentialLR" ? sequence(second) : options;
    const rest = Object.fromEntries(Object.entries(others).filter(([key]) => !required.includes(key)));
    const named = new Scheduler(first, values);
    const placed = new Scheduler(second, ...required.map((key) => others[key]), rest);
    expect(repr(placed.stateDict())).toBe(repr(named.stateDict()));
    expect(repr(second.stateDict())).toBe(repr(first.stateDict()));
    expect(() => new Scheduler(twoGroups(), ...required.map((key) => others[key]))).not.toThrow("missing");
  });

  it("shows how to give by name what PyTorch takes by position", () => {
    const [key] = Object.keys(options).slice(required.length);
    const value = options[key];
    const optimizer = twoGroups();
    const given = [...required.map((each) => options[each]), value];
    const message = `${name}() takes only ${["optimizer", ...required].join(required.length > 1 ? ", " : " and ")}`;
    refused(optimizer, () => new Scheduler(optimizer, ...given), TypeError, message.replace(/, (?=\w+$)/, ", and "));
    refused(optimizer, () => new Scheduler(optimizer, ...given), TypeError, new RegExp(`by position: pass \\{ ${key}`));
  });

  it("refuses a value twice", () => {
    const [key] = required;
    if (key === undefined) return;
    const optimizer = twoGroups();
    const make = () => new Scheduler(optimizer, options[key], options);
    refused(optimizer, make, TypeError, `${name}() got multiple values for argument '${key}'`);
  });

  it.each(Object.keys(options))("refuses a value of another type for %s", (key) => {
    for (const value of [Symbol("x"), "abc", {}, [{}], null]) {
      const present = options[key];
      if (value === "abc" && typeof present === "string") continue;
      if (value === null && ["stepSizeDown", "scaleFn", "totalSteps", "epochs", "stepsPerEpoch"].includes(key))
        continue;
      const optimizer = twoGroups();
      const make = () => new Scheduler(optimizer, { ...options, [key]: value });
      const names =
        /lr_lambda should be a function|milestones must be numbers|should have `optimizer`|Expected 2 lr_lambdas/;
      const wanted = new RegExp(`${name}\\(\\): argument '${key}' must be |${names.source}`);
      refused(optimizer, make, /Expected 2/.test(messageOf(make)) ? RangeError : TypeError, wanted);
    }
  });
});

function messageOf(make: () => unknown): string {
  try {
    make();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("what the first step throws changes nothing", () => {
  const { ChainedScheduler, CyclicLR, LambdaLR, OneCycleLR, SequentialLR, StepLR } = lrScheduler;

  it("functions that return no numbers", () => {
    const optimizer = twoGroups();
    const lrLambda = [() => 0.5, () => undefined as never];
    refused(optimizer, () => new LambdaLR(optimizer, { lrLambda }), TypeError, "lr_lambda should return a number");
    const cyclic = () => new CyclicLR(optimizer, { baseLr: 0.01, maxLr: 0.1, scaleFn: () => "x" as never });
    refused(optimizer, cyclic, TypeError, "scale_fn should return a number, but got str");
  });

  it("rates that are tensors keep their values too", () => {
    const optimizer = new Adam([param()], { lr: tensor(0.25) });
    const scaleFn = () => {
      throw new Error("no");
    };
    refused(optimizer, () => new CyclicLR(optimizer, { baseLr: 0.01, maxLr: 0.1, scaleFn }), Error, "no");
    expect((optimizer.paramGroups[0].lr as unknown as ReturnType<typeof tensor>).item()).toBe(0.25);
  });

  it("cycles that end at once, and divisions by nothing", () => {
    const optimizer = twoGroups();
    const make = () => new OneCycleLR(optimizer, { maxLr: 0.1, totalSteps: 10, pctStart: 0.1 });
    refused(optimizer, make, RangeError, "float division by zero");
    const beyond = () => new OneCycleLR(optimizer, { maxLr: 0.1, totalSteps: 3, lastEpoch: 5 });
    refused(optimizer, beyond, RangeError, "param 'initial_lr' is not specified");
    const resumed = new SGD([{ params: param(), initialLr: 0.25 } as { params: ReturnType<typeof param> }], {
      lr: 0.1,
    });
    refused(resumed, () => new StepLR(resumed, { stepSize: 0, lastEpoch: 3 }), RangeError, "integer modulo by zero");
  });

  it("a sequence leaves its schedulers as they were", () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const optimizer = twoGroups();
    let fails = false;
    const lrLambda = (epoch: number) => {
      if (fails) throw new Error("no");
      return 1 / (epoch + 1);
    };
    const first = new ChainedScheduler([new LambdaLR(optimizer, { lrLambda })]);
    const second = new StepLR(optimizer, { stepSize: 2 });
    const before = [first, second].map((scheduler) => repr(scheduler.stateDict()));
    const groups = repr(optimizer.stateDict());
    fails = true;
    expect(() => new SequentialLR(optimizer, { schedulers: [first, second], milestones: [3] })).toThrow("no");
    expect([first, second].map((scheduler) => repr(scheduler.stateDict()))).toEqual(before);
    expect(repr(optimizer.stateDict())).toBe(groups);
  });
});

describe("what schedulers are made of", () => {
  const { ChainedScheduler, SequentialLR, StepLR } = lrScheduler;

  it("is a list of schedulers", () => {
    const optimizer = twoGroups();
    expect(() => new ChainedScheduler(undefined as never)).toThrow(
      "ChainedScheduler() missing 1 required positional argument: 'schedulers'",
    );
    expect(() => new ChainedScheduler(3 as never)).toThrow(
      "argument 'schedulers' must be an array of schedulers, not number 3",
    );
    expect(() => new ChainedScheduler([3 as never])).toThrow("at index 0 should have `optimizer` as its attribute");
    expect(() => new ChainedScheduler([new StepLR(optimizer, { stepSize: 1 })], 3 as never)).toThrow(
      "int is not an Optimizer",
    );
    const schedulers = [new StepLR(optimizer, { stepSize: 1 }), null as never];
    expect(() => new SequentialLR(optimizer, { schedulers, milestones: [1] })).toThrow("at index 1 should have");
    expect(() => new SequentialLR(undefined as never, { schedulers, milestones: [1] })).toThrow(
      "NoneType is not an Optimizer",
    );
  });
});

describe("steps", () => {
  it("refuse an epoch that is no number, before anything is changed", () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    for (const [name, { options }] of Object.entries(VALID)) {
      if (name === "SequentialLR") continue;
      const optimizer = twoGroups();
      const scheduler = new classes[name](optimizer, options) as unknown as lrScheduler.LRScheduler;
      const before = repr(scheduler.stateDict());
      const argument = name === "ReduceLROnPlateau" ? [1, "3"] : ["3"];
      expect(() => scheduler.step(...(argument as never[]))).toThrow("epoch must be a number, but got str");
      expect(repr(scheduler.stateDict())).toBe(before);
    }
  });

  it("take null as no epoch", () => {
    const optimizer = twoGroups();
    const scheduler = new lrScheduler.ExponentialLR(optimizer, { gamma: 0.5 });
    optimizer.step();
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    scheduler.step(null);
    expect(scheduler.getLastLr()).toEqual([0.05, 0.25]);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe("state dicts", () => {
  const { LambdaLR, MultiStepLR, ReduceLROnPlateau, StepLR } = lrScheduler;

  it.each([
    ["step_size", null, "None for 'step_size', expected a number"],
    ["gamma", "0.1", "a string for 'gamma', expected a number"],
    ["base_lrs", ["x"], "expected a list"],
    ["last_epoch", [1], "a list for 'last_epoch', expected a number"],
  ])("with another type for %s are refused", (name, value, message) => {
    const scheduler = new StepLR(twoGroups(), { stepSize: 3 });
    const before = repr(scheduler.stateDict());
    expect(() => scheduler.loadStateDict({ ...scheduler.stateDict(), [name]: value })).toThrow(TypeError);
    expect(() => scheduler.loadStateDict({ ...scheduler.stateDict(), [name]: value })).toThrow(message);
    expect(repr(scheduler.stateDict())).toBe(before);
  });

  it("take null where Python has None", () => {
    const scheduler = new ReduceLROnPlateau(twoGroups(), { minLr: 0.25 });
    const other = new ReduceLROnPlateau(twoGroups(), { minLr: [0.5, 0.125] });
    scheduler.loadStateDict(other.stateDict());
    expect(repr(scheduler.stateDict())).toBe(repr(other.stateDict()));
  });

  it("have copies of containers; a dict for a counter is one", () => {
    const scheduler = new MultiStepLR(twoGroups(), { milestones: [2, 2, 4] });
    (scheduler.stateDict() as { milestones: Map<number, number> }).milestones.clear();
    expect([...scheduler.milestones]).toEqual([
      [2, 2],
      [4, 1],
    ]);
    scheduler.loadStateDict({ milestones: new Map([[7, 1]]) });
    expect(scheduler.milestones).toEqual(new Counter([[7, 1]]));
  });

  it("are no other states: PyTorch would take them, and begin anew", () => {
    const optimizer = twoGroups();
    for (const scheduler of [new lrScheduler.StepLR(optimizer, 2), new ReduceLROnPlateau(optimizer)]) {
      const before = repr(scheduler.stateDict());
      const wrong = [optimizer.stateDict(), { scheduler: scheduler.stateDict() }, { weight: 1 }];
      for (const state of wrong as never[]) {
        expect(() => scheduler.loadStateDict(state)).toThrow(
          /^(StepLR|ReduceLROnPlateau) can't load this state: it has '/,
        );
        expect(() => scheduler.loadStateDict(state)).toThrow(RangeError);
      }
      expect(repr(scheduler.stateDict())).toBe(before);
      scheduler.loadStateDict({ last_epoch: 3, mine: 1 });
      expect(scheduler.lastEpoch).toBe(3);
    }
  });

  it("need what PyTorch needs", () => {
    const scheduler = new LambdaLR(twoGroups(), { lrLambda: () => 1 });
    expect(() => scheduler.loadStateDict({})).toThrow("state dict has no 'lr_lambdas'");
    const chained = new lrScheduler.ChainedScheduler([scheduler]);
    expect(() => chained.loadStateDict({})).toThrow("state dict has no '_schedulers'");
  });
});
