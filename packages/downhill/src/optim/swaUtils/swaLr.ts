import { cos } from "../../math/trigonometry.ts";
import { dictEntries, isDict } from "../../python/containers.ts";
import { repr } from "../../python/repr.ts";
import { ANYTHING, NUMBER, STRING } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { signature } from "../../signatures/signature.ts";
import { arithmeticOf } from "../lrScheduler/arithmetic.ts";
import { getOption } from "../lrScheduler/groupOptions.ts";
import {
  checkOptimizer,
  type Field,
  LRScheduler,
  PER_GROUP,
  type PerGroup,
  perGroup,
} from "../lrScheduler/scheduler.ts";
import type { AnyOptimizer } from "../optimizer.ts";

export interface SWALROptions {
  /** The rate to go to and stay at, for all groups or for each. */
  swaLr: PerGroup;
  /** Epochs until it is reached. Default: 10. */
  annealEpochs?: number;
  /** The form of the way there. Default: `"cos"`. */
  annealStrategy?: "cos" | "linear";
  /** The last epoch seen. Default: -1. */
  lastEpoch?: number;
}

/**
 * Leads the rate to a fixed one, with which weights are then averaged: see {@link AveragedModel}.
 *
 * Source: Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization (2018);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.swa_utils.SWALR.html SWALR}.
 *
 * @throws {RangeError} for a list of rates that is not one for each group, an unknown strategy, or a number of epochs
 *   that is negative or not whole
 */
export class SWALR extends LRScheduler {
  protected annealEpochs: number;
  protected annealStrategy: string;

  /** @internal */
  static override readonly signature = signature(
    "SWALR",
    { optimizer: ANYTHING, swaLr: PER_GROUP },
    { annealEpochs: optional(NUMBER, 10), annealStrategy: optional(STRING, "cos"), lastEpoch: optional(NUMBER, -1) },
  );

  constructor(optimizer: AnyOptimizer, options: SWALROptions);
  constructor(optimizer: AnyOptimizer, swaLr: PerGroup, options?: Omit<SWALROptions, "swaLr">);
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    const { swaLr, annealEpochs, annealStrategy, lastEpoch } = SWALR.signature.read([optimizer, ...args]);
    checkOptimizer(optimizer);
    const swaLrs = perGroup("swa_lr", optimizer, swaLr);
    checkStrategy(annealStrategy);
    if (!Number.isInteger(annealEpochs) || annealEpochs < 0) {
      throw new RangeError(`anneal_epochs must be equal or greater than 0, got ${repr(annealEpochs)}`);
    }
    super(optimizer, lastEpoch);
    this.annealEpochs = annealEpochs;
    this.annealStrategy = annealStrategy;
    this.start(() => {
      optimizer.paramGroups.forEach((group, i) => {
        group.swaLr = swaLrs[i];
      });
    });
  }

  protected override get fields(): readonly Field[] {
    return [
      ["_anneal_strategy", "annealStrategy"],
      ["anneal_epochs", "annealEpochs"],
    ];
  }

  override prepareLoad(stateDict: unknown): () => void {
    const load = super.prepareLoad(stateDict);
    const strategy = isDict(stateDict) ? new Map(dictEntries(stateDict)).get("_anneal_strategy") : undefined;
    if (strategy !== undefined) checkStrategy(strategy);
    return load;
  }

  /** How much of the way is made when `step` epochs have passed. */
  private share(step: number): number {
    const t = Math.max(0, Math.min(1, step / Math.max(1, this.annealEpochs)));
    return this.annealStrategy === "cos" ? (1 - cos(Math.PI * t)) / 2 : t;
  }

  protected override computeLr(): number[] {
    const step = this.annealEpochs === 0 ? Math.max(1, this.stepCount - 1) : this.stepCount - 1;
    const [before, now] = [this.share(step - 1), this.share(step)];
    const lrs = this.groupLrs();
    return this.optimizer.paramGroups.map((group, i) => {
      if (group.swaLr === undefined) throw new RangeError(`param 'swa_lr' is not specified in param_groups[${i}]`);
      const swaLr = getOption(group, "swaLr");
      const { add, sub, mul, div } = arithmeticOf(group);
      const start = before === 1 ? swaLr : div(sub(lrs[i], before * swaLr), 1 - before);
      return add(swaLr * now, mul(start, 1 - now));
    });
  }
}

/** @throws {RangeError} for a strategy that doesn't exist */
function checkStrategy(strategy: unknown): void {
  if (strategy !== "cos" && strategy !== "linear") {
    throw new RangeError(`anneal_strategy must be one of 'cos' or 'linear', instead got ${String(strategy)}`);
  }
}
