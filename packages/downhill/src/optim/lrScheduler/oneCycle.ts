import { cos } from "../../math/trigonometry.ts";
import { dict, dictEntries, isDict } from "../../python/containers.ts";
import { markFloat } from "../../python/floats.ts";
import { repr } from "../../python/repr.ts";
import { ANYTHING, BOOLEAN, NUMBER, orNull, STRING } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { signature } from "../../signatures/signature.ts";
import { Tensor } from "../../tensor/tensor.ts";
import type { AnyOptimizer } from "../optimizer.ts";
import { divide } from "./arithmetic.ts";
import { getOption, setMomentum } from "./groupOptions.ts";
import { momentumCycle, startMomentumCycle } from "./momentum.ts";
import { checkOptimizer, type Field, LRScheduler, PER_GROUP, type PerGroup, perGroup } from "./scheduler.ts";

export interface OneCycleLROptions {
  /** The highest rate, for all groups or for each. */
  maxLr: PerGroup;
  /** Steps of the whole cycle; null means `epochs` times `stepsPerEpoch`. Default: null. */
  totalSteps?: number | null;
  /** Epochs of the whole cycle, where `totalSteps` isn't given. Default: null. */
  epochs?: number | null;
  /** Steps of an epoch, where `totalSteps` isn't given. Default: null. */
  stepsPerEpoch?: number | null;
  /** The share of the steps in which the rate rises, between 0 and 1. Default: 0.3. */
  pctStart?: number;
  /** The form of rise and fall. Default: `"cos"`. */
  annealStrategy?: "cos" | "linear";
  /** Whether the momentum cycles against the rate. Default: true. */
  cycleMomentum?: boolean;
  /** The lowest momentum. Default: 0.85. */
  baseMomentum?: PerGroup;
  /** The highest momentum. Default: 0.95. */
  maxMomentum?: PerGroup;
  /** The first rate is `maxLr / divFactor`. Default: 25. */
  divFactor?: number;
  /** The last rate is the first one divided by this. Default: 1e4. */
  finalDivFactor?: number;
  /** Fall back to the first rate as fast as it rose, and then on to the last. Default: false. */
  threePhase?: boolean;
  /** The last step seen. Default: -1. */
  lastEpoch?: number;
}

export type RateName = "initialLr" | "maxLr" | "minLr";
export type MomentumName = "maxMomentum" | "baseMomentum";

export interface Phase {
  readonly endStep: number;
  readonly lr: readonly [start: RateName, end: RateName];
  readonly momentum: readonly [start: MomentumName, end: MomentumName];
}

const PYTHON_NAMES: Readonly<Record<RateName | MomentumName, string>> = {
  initialLr: "initial_lr",
  maxLr: "max_lr",
  minLr: "min_lr",
  maxMomentum: "max_momentum",
  baseMomentum: "base_momentum",
};

/**
 * One cycle: the rate rises to `maxLr` and falls far below where it began; call `step` after each batch.
 *
 * Source: Smith and Topin, Super-Convergence (2017);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html OneCycleLR}.
 *
 * @throws {RangeError} for numbers of steps that are not positive integers, a `pctStart` outside [0, 1], an unknown
 *   strategy, or momentum cycling with an optimizer that has none; from `step` beyond the last one
 */
export class OneCycleLR extends LRScheduler {
  protected totalSteps: number;
  protected annealStrategy: string;
  protected cycleMomentum: boolean;
  protected usesBeta1 = false;
  protected phases: readonly Phase[];

  /** @internal */
  static override readonly signature = signature(
    "OneCycleLR",
    { optimizer: ANYTHING, maxLr: PER_GROUP },
    {
      totalSteps: optional(orNull(NUMBER), null),
      epochs: optional(orNull(NUMBER), null),
      stepsPerEpoch: optional(orNull(NUMBER), null),
      pctStart: optional(NUMBER, 0.3),
      annealStrategy: optional(STRING, "cos"),
      cycleMomentum: optional(BOOLEAN, true),
      baseMomentum: optional(PER_GROUP, 0.85),
      maxMomentum: optional(PER_GROUP, 0.95),
      divFactor: optional(NUMBER, 25),
      finalDivFactor: optional(NUMBER, 1e4),
      threePhase: optional(BOOLEAN, false),
      lastEpoch: optional(NUMBER, -1),
    },
  );

  constructor(optimizer: AnyOptimizer, options: OneCycleLROptions);
  constructor(optimizer: AnyOptimizer, maxLr: PerGroup, options?: Omit<OneCycleLROptions, "maxLr">);
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    const read = OneCycleLR.signature.read([optimizer, ...args]);
    const { pctStart, annealStrategy, cycleMomentum, lastEpoch } = read;
    checkOptimizer(optimizer);
    const totalSteps = stepCount(read);
    if (!(pctStart >= 0 && pctStart <= 1)) {
      throw new RangeError(`Expected float between 0 and 1 pct_start, but got ${repr(pctStart)}`);
    }
    if (annealStrategy !== "cos" && annealStrategy !== "linear") {
      throw new RangeError(`anneal_strategy must be one of 'cos' or 'linear', instead got ${annealStrategy}`);
    }
    const maxLrs = perGroup("max_lr", optimizer, read.maxLr);
    const schedule = phases(totalSteps, pctStart, read.threePhase);
    const initialLrs = maxLrs.map((lr) => divide(lr, read.divFactor));
    const minLrs = initialLrs.map((lr) => divide(lr, read.finalDivFactor));
    const cycle = cycleMomentum ? momentumCycle(optimizer, read.baseMomentum, read.maxMomentum) : null;
    super(optimizer, lastEpoch);
    this.totalSteps = totalSteps;
    this.phases = schedule;
    this.annealStrategy = annealStrategy;
    this.cycleMomentum = cycleMomentum;
    if (cycle !== null) this.usesBeta1 = cycle.usesBeta1;
    this.start(() => {
      if (lastEpoch !== -1) return;
      optimizer.paramGroups.forEach((group, i) => {
        group.initialLr = initialLrs[i];
        group.maxLr = maxLrs[i];
        group.minLr = minLrs[i];
      });
      if (cycle !== null) startMomentumCycle(optimizer, cycle);
    });
  }

  protected override get fields(): readonly Field[] {
    return [
      ["total_steps", "totalSteps"],
      ["_schedule_phases", "schedulePhases"],
      ["_anneal_func_type", "annealStrategy"],
      ["cycle_momentum", "cycleMomentum"],
      ...(this.cycleMomentum ? ([["use_beta1", "usesBeta1"]] as const) : []),
    ];
  }

  /** The phases as PyTorch saves them. */
  protected get schedulePhases(): readonly unknown[] {
    return this.phases.map(({ endStep, lr, momentum }, i) => {
      const phase = dict<unknown>([
        ["end_step", endStep],
        ["start_lr", PYTHON_NAMES[lr[0]]],
        ["end_lr", PYTHON_NAMES[lr[1]]],
        ["start_momentum", PYTHON_NAMES[momentum[0]]],
        ["end_momentum", PYTHON_NAMES[momentum[1]]],
      ]);
      if (i < this.phases.length - 1) markFloat(phase, "end_step");
      return phase;
    });
  }

  protected set schedulePhases(saved: readonly unknown[]) {
    this.phases = saved.map(readPhase);
  }

  override prepareLoad(stateDict: unknown): () => void {
    const saved = isDict(stateDict) ? new Map(dictEntries(stateDict)).get("_schedule_phases") : undefined;
    if (Array.isArray(saved)) for (const phase of saved) readPhase(phase);
    return super.prepareLoad(stateDict);
  }

  private anneal(start: number, end: number, share: number): number {
    if (this.annealStrategy === "linear") return (end - start) * share + start;
    return end + ((start - end) / 2) * (cos(Math.PI * share) + 1);
  }

  protected override computeLr(): number[] {
    const step = this.lastEpoch;
    if (step > this.totalSteps) {
      throw new RangeError(`Tried to step ${step} times. The specified number of total steps is ${this.totalSteps}`);
    }
    checkBounds(this.optimizer, this.cycleMomentum);
    const { phase, share } = shareOf(this.phases, step);
    return this.optimizer.paramGroups.map((group) => {
      if (this.cycleMomentum) {
        setMomentum(
          group,
          this.anneal(getOption(group, phase.momentum[0]), getOption(group, phase.momentum[1]), share),
        );
      }
      return this.anneal(getOption(group, phase.lr[0]), getOption(group, phase.lr[1]), share);
    });
  }
}

/** The phase of a step, and how much of it has passed. */
function shareOf(schedule: readonly Phase[], step: number): { phase: Phase; share: number } {
  const found = schedule.findIndex(({ endStep }) => step <= endStep);
  const index = found < 0 ? schedule.length - 1 : found;
  const startStep = index === 0 ? 0 : schedule[index - 1].endStep;
  return { phase: schedule[index], share: divide(step - startStep, schedule[index].endStep - startStep) };
}

/** @throws {RangeError} for a group without the bounds that a first scheduler notes in it */
function checkBounds({ paramGroups }: AnyOptimizer, cycleMomentum: boolean): void {
  const names = Object.keys(PYTHON_NAMES) as (keyof typeof PYTHON_NAMES)[];
  const needed = cycleMomentum ? names : names.filter((name) => !name.endsWith("Momentum"));
  paramGroups.forEach((group, i) => {
    const missing = needed.find((name) => typeof group[name] !== "number" && !(group[name] instanceof Tensor));
    if (missing !== undefined) {
      throw new RangeError(`param '${PYTHON_NAMES[missing]}' is not specified in param_groups[${i}]`);
    }
  });
}

/** @throws {TypeError} for what is no phase as PyTorch saves them */
function readPhase(saved: unknown): Phase {
  const entries = isDict(saved) ? new Map(dictEntries(saved)) : new Map();
  const name = <Name extends string>(key: string) => {
    const value = Object.entries(PYTHON_NAMES).find(([, pythonName]) => pythonName === entries.get(key))?.[0];
    if (value === undefined) throw new TypeError(`state dict has a schedule phase without '${key}'`);
    return value as Name;
  };
  const endStep = entries.get("end_step");
  if (typeof endStep !== "number") throw new TypeError("state dict has a schedule phase without 'end_step'");
  return {
    endStep,
    lr: [name("start_lr"), name("end_lr")],
    momentum: [name("start_momentum"), name("end_momentum")],
  };
}

function stepCount(options: Pick<OneCycleLROptions, "totalSteps" | "epochs" | "stepsPerEpoch">): number {
  const { totalSteps = null, epochs = null, stepsPerEpoch = null } = options;
  if (totalSteps !== null) return positive("total_steps", totalSteps);
  if (epochs === null || stepsPerEpoch === null) {
    throw new RangeError("You must define either total_steps OR (epochs AND steps_per_epoch)");
  }
  return positive("epochs", epochs) * positive("steps_per_epoch", stepsPerEpoch);
}

function positive(name: string, value: number): number {
  if (!Number.isInteger(value) || value <= 0) {
    throw new RangeError(`Expected positive integer ${name}, but got ${repr(value)}`);
  }
  return value;
}

function phases(totalSteps: number, pctStart: number, threePhase: boolean): Phase[] {
  const rise: Phase = {
    endStep: pctStart * totalSteps - 1,
    lr: ["initialLr", "maxLr"],
    momentum: ["maxMomentum", "baseMomentum"],
  };
  if (!threePhase) {
    return [rise, { endStep: totalSteps - 1, lr: ["maxLr", "minLr"], momentum: ["baseMomentum", "maxMomentum"] }];
  }
  return [
    rise,
    {
      endStep: 2 * pctStart * totalSteps - 2,
      lr: ["maxLr", "initialLr"],
      momentum: ["baseMomentum", "maxMomentum"],
    },
    { endStep: totalSteps - 1, lr: ["initialLr", "minLr"], momentum: ["maxMomentum", "maxMomentum"] },
  ];
}
