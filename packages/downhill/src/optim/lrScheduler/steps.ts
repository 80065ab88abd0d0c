import { Counter } from "../../python/containers.ts";
import { ANYTHING, type Kind, NUMBER } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { signature } from "../../signatures/signature.ts";
import type { AnyOptimizer } from "../optimizer.ts";
import { isIterable, typeName } from "../paramGroups.ts";
import { power, wholeDivisor } from "./arithmetic.ts";
import { type Field, LRScheduler } from "./scheduler.ts";

export interface StepLROptions {
  /** Epochs between two decays. */
  stepSize: number;
  /** Factor of the decay. Default: 0.1. */
  gamma?: number;
  /** The last epoch seen. Default: -1. */
  lastEpoch?: number;
}

/**
 * The rate times `gamma` every `stepSize` epochs.
 *
 * See {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html StepLR}.
 */
export class StepLR extends LRScheduler {
  stepSize: number;
  gamma: number;

  /** @internal */
  static override readonly signature = signature(
    "StepLR",
    { optimizer: ANYTHING, stepSize: NUMBER },
    { gamma: optional(NUMBER, 0.1), lastEpoch: optional(NUMBER, -1) },
  );

  constructor(optimizer: AnyOptimizer, options: StepLROptions);
  constructor(optimizer: AnyOptimizer, stepSize: number, options?: Omit<StepLROptions, "stepSize">);
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    const { stepSize, gamma, lastEpoch } = StepLR.signature.read([optimizer, ...args]);
    super(optimizer, lastEpoch);
    this.stepSize = stepSize;
    this.gamma = gamma;
    this.start();
  }

  protected override get fields(): readonly Field[] {
    return [
      ["step_size", "stepSize"],
      ["gamma", "gamma", "float"],
    ];
  }

  protected override computeLr(): number[] {
    const lrs = this.groupLrs();
    if (this.lastEpoch === 0 || this.lastEpoch % wholeDivisor(this.stepSize) !== 0) return lrs;
    return this.scaled(lrs, this.gamma);
  }

  protected override closedFormLr(): number[] {
    return this.scaled(this.baseLrs, power(this.gamma, Math.floor(this.lastEpoch / wholeDivisor(this.stepSize))));
  }
}

export interface MultiStepLROptions {
  /** The epochs after which the rate decays; one that is listed twice counts twice. */
  milestones: Iterable<number>;
  /** Factor of the decay. Default: 0.1. */
  gamma?: number;
  /** The last epoch seen. Default: -1. */
  lastEpoch?: number;
}

const MILESTONES: Kind<Iterable<number>> = {
  expected: "an iterable of numbers",
  accepts: (value): value is Iterable<number> => isIterable(value),
};

/**
 * The rate times `gamma` at each milestone.
 *
 * See {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html MultiStepLR}.
 */
export class MultiStepLR extends LRScheduler {
  milestones: Counter<number>;
  gamma: number;

  /** @internal */
  static override readonly signature = signature(
    "MultiStepLR",
    { optimizer: ANYTHING, milestones: MILESTONES },
    { gamma: optional(NUMBER, 0.1), lastEpoch: optional(NUMBER, -1) },
  );

  constructor(optimizer: AnyOptimizer, options: MultiStepLROptions);
  constructor(optimizer: AnyOptimizer, milestones: Iterable<number>, options?: Omit<MultiStepLROptions, "milestones">);
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    const { milestones, gamma, lastEpoch } = MultiStepLR.signature.read([optimizer, ...args]);
    const counts = new Counter<number>();
    for (const epoch of milestones) {
      if (typeof epoch !== "number") throw new TypeError(`milestones must be numbers, but got ${typeName(epoch)}`);
      counts.set(epoch, (counts.get(epoch) ?? 0) + 1);
    }
    super(optimizer, lastEpoch);
    this.milestones = counts;
    this.gamma = gamma;
    this.start();
  }

  protected override get fields(): readonly Field[] {
    return [
      ["milestones", "milestones"],
      ["gamma", "gamma", "float"],
    ];
  }

  protected override computeLr(): number[] {
    const lrs = this.groupLrs();
    const times = this.milestones.get(this.lastEpoch);
    return times === undefined ? lrs : this.scaled(lrs, power(this.gamma, times));
  }

  protected override closedFormLr(): number[] {
    let passed = 0;
    for (const [epoch, times] of this.milestones) if (epoch <= this.lastEpoch) passed += times;
    return this.scaled(this.baseLrs, power(this.gamma, passed));
  }
}
