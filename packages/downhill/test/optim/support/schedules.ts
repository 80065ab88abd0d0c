import { createHash } from "node:crypto";
import { Tensor, tensor, zeros } from "downhill";
import { Adagrad, Adam, type AnyOptimizer, lrScheduler, SGD, swaUtils } from "../../../src/optim/index.ts";
import type { Dict } from "../../../src/python/containers.ts";
import { repr } from "../../../src/python/repr.ts";
import { type Comparison, ulpBetween } from "./comparison.ts";
import { camelCase, type PackedOption, readFixture } from "./fixtures.ts";
import { noise } from "./streams.ts";

export interface Spec {
  readonly name: string;
  readonly options: Readonly<Record<string, PackedOption | readonly Spec[]>>;
}

export interface SchedulerCase extends Spec {
  readonly optimizer: string;
  readonly epochs?: readonly number[];
  readonly hash: string;
  readonly sampled: Readonly<Record<string, readonly number[]>>;
  readonly stateDicts: readonly string[] | null;
  readonly groups: string | null;
  readonly lastLr: readonly number[];
}

/** The rates that a few steps led to, or the error they ended with. */
export interface Attempt extends Spec {
  readonly optimizer: string;
  readonly steps?: number | null;
  readonly type?: string;
  readonly message?: string;
  readonly rates?: readonly number[];
}

export const schedulerFixture = readFixture<{
  cases: readonly SchedulerCase[];
  errors: readonly Attempt[];
  lateGroups: readonly Attempt[];
}>("schedulers.json");

/** What steps and loads like a scheduler. */
export interface Scheduler {
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

export const param = () => zeros([1], { requiresGrad: true });
export const OPTIMIZERS: Readonly<Record<string, () => AnyOptimizer>> = {
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

export const METRICS = Array.from({ length: 1000 }, (_, t) =>
  t % 97 === 50 ? Number.NaN : 1 / (1 + Math.min(t, 300) * 0.125) + noise("float64", 1, 700, t)[0] * 0.0625,
);

function unpack(key: string, value: unknown): unknown {
  if (key === "lr_lambda" || key === "scale_fn") {
    return Array.isArray(value) ? value.map((name) => FUNCTIONS[name] ?? name) : FUNCTIONS[value as string];
  }
  return value === null ? undefined : value;
}

export function build({ name, options }: Spec, optimizer: AnyOptimizer): Scheduler {
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

export function rates(optimizer: AnyOptimizer): number[] {
  return optimizer.paramGroups.flatMap((group) => {
    const momentum = group.momentum ?? group.betas?.[0];
    const lr: unknown = group.lr;
    const rate = lr instanceof Tensor ? lr.item() : (lr as number);
    return momentum === undefined ? [rate] : [rate, momentum];
  });
}

/** `ConstantLR {"factor":0.5}`; schedulers within are named. */
export function label({ name, options }: Spec): string {
  const parts = Object.entries(options).map(([key, value]) =>
    key === "schedulers" ? `[${(value as readonly Spec[]).map(label).join(", ")}]` : `${key} ${JSON.stringify(value)}`,
  );
  return `${name} ${parts.join(", ")}`;
}

/** Runs a case: rates and momenta from the first on, the state's text, and what did it. */
export function replaySchedule(of: SchedulerCase) {
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
  return { optimizer, scheduler, sequence, texts };
}

/** How the rates and momenta of a run compare: a few of them as numbers, all of them by hash. */
export function compareSchedule(of: SchedulerCase, sequence: readonly (readonly number[])[]): Comparison {
  const differences: string[] = [];
  let ulp = 0;
  for (const [t, wanted] of Object.entries(of.sampled)) {
    wanted.forEach((value, i) => {
      const actual = sequence[Number(t)][i];
      if (Object.is(actual, value)) return;
      ulp = Math.max(ulp, ulpBetween(actual, value, "float64"));
      differences.push(`step ${t}, ${i}: ${actual} instead of ${value}`);
    });
  }
  const bytes = new Uint8Array(Float64Array.from(sequence.flat()).buffer);
  if (createHash("sha256").update(bytes).digest("hex").slice(0, 16) !== of.hash) {
    if (differences.length === 0) ulp = Number.POSITIVE_INFINITY;
    differences.push("some step differs, by the hash of all");
  }
  return { steps: sequence.length - 1, ulp, differences };
}
