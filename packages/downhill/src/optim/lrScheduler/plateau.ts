import { dictEntries, isDict } from "../../python/containers.ts";
import { ANYTHING, ANYTHING_UNNAMED, either, NUMBER, NUMBERS, STRING } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publishMethods } from "../../signatures/publish.ts";
import { missingArguments } from "../../signatures/refusals.ts";
import { signature } from "../../signatures/signature.ts";
import { Tensor } from "../../tensor/tensor.ts";
import type { AnyOptimizer } from "../optimizer.ts";
import { typeName } from "../paramGroups.ts";
import { getOption, setOption } from "./groupOptions.ts";
import { checkOptimizer, EPOCH, EPOCH_DEPRECATED, epochOf, type Field, LRScheduler } from "./scheduler.ts";

export interface ReduceLROnPlateauOptions {
  /** Whether the metric should fall or rise. Default: `"min"`. */
  mode?: "min" | "max";
  /** Factor of the reduction, below 1. Default: 0.1. */
  factor?: number;
  /** Epochs without improvement that are let pass. Default: 10. */
  patience?: number;
  /** What counts as an improvement. Default: 1e-4. */
  threshold?: number;
  /** Whether `threshold` is a share of the best value or a difference to it. Default: `"rel"`. */
  thresholdMode?: "rel" | "abs";
  /** Epochs after a reduction in which nothing is counted. Default: 0. */
  cooldown?: number;
  /** The least rate, for all groups or for each. Default: 0. */
  minLr?: number | readonly number[];
  /** A reduction by less is not made. Default: 1e-8. */
  eps?: number;
}

/**
 * Reduces the rate when a metric has stopped improving.
 *
 * See {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html ReduceLROnPlateau}.
 *
 * @throws {RangeError} for a factor of 1 or more, an unknown mode, or a wrong number of least rates
 */
export class ReduceLROnPlateau extends LRScheduler {
  protected factor: number;
  protected defaultMinLr: number | null;
  /** The least rate of each group. */
  minLrs: number[];
  protected patience: number;
  protected cooldown: number;
  protected eps: number;
  protected modeWorse = Number.POSITIVE_INFINITY;
  protected mode: string;
  protected threshold: number;
  protected thresholdMode: string;
  /** The best value so far. */
  best: number;
  protected cooldownCounter = 0;
  /** Epochs since the last improvement. */
  numBadEpochs = 0;

  /** @internal */
  static override readonly signature = signature(
    "ReduceLROnPlateau",
    { optimizer: ANYTHING },
    {
      mode: optional(STRING, "min"),
      factor: optional(NUMBER, 0.1),
      patience: optional(NUMBER, 10),
      threshold: optional(NUMBER, 1e-4),
      thresholdMode: optional(STRING, "rel"),
      cooldown: optional(NUMBER, 0),
      minLr: optional(either(NUMBER, NUMBERS), 0),
      eps: optional(NUMBER, 1e-8),
    },
  );

  constructor(optimizer: AnyOptimizer, options?: ReduceLROnPlateauOptions);
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    const read = ReduceLROnPlateau.signature.read([optimizer, ...args]);
    const { factor, minLr, mode, thresholdMode } = read;
    if (factor >= 1) throw new RangeError("Factor should be < 1.0.");
    checkModes(mode, thresholdMode);
    checkOptimizer(optimizer);
    const groups = optimizer.paramGroups.length;
    if (Array.isArray(minLr) && minLr.length !== groups) {
      throw new RangeError(`expected ${groups} min_lrs, got ${minLr.length}`);
    }
    super(optimizer, null);
    this.factor = factor;
    this.defaultMinLr = Array.isArray(minLr) ? null : (minLr as number);
    this.minLrs = Array.isArray(minLr) ? [...minLr] : new Array<number>(groups).fill(minLr as number);
    this.patience = read.patience;
    this.cooldown = read.cooldown;
    this.eps = read.eps;
    this.lastLr = this.groupLrs();
    this.mode = mode;
    this.modeWorse = mode === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    this.threshold = read.threshold;
    this.thresholdMode = thresholdMode;
    this.best = this.modeWorse;
  }

  protected override stateFields(): readonly Field[] {
    return [
      ["factor", "factor", "float"],
      ["default_min_lr", "defaultMinLr", "nullable"],
      ["min_lrs", "minLrs"],
      ["patience", "patience"],
      ["cooldown", "cooldown"],
      ["eps", "eps", "float"],
      ["last_epoch", "lastEpoch"],
      ["_last_lr", "lastLr", "float"],
      ["mode_worse", "modeWorse", "float"],
      ["mode", "mode"],
      ["threshold", "threshold", "float"],
      ["threshold_mode", "thresholdMode"],
      ["best", "best", "float"],
      ["cooldown_counter", "cooldownCounter"],
      ["num_bad_epochs", "numBadEpochs"],
    ];
  }

  /** The rates are reduced from the present ones. */
  protected override computeLr(): number[] {
    return this.groupLrs();
  }

  /**
   * Takes in an epoch's metric. NaN counts as no improvement.
   *
   * @param metrics a number, or a tensor with one element
   * @param epoch deprecated: the epoch's number, instead of the next
   * @throws {TypeError} without a metric
   */
  override step(metrics: number | Tensor, epoch?: number | null): void;
  override step(metrics: number | Tensor, options: { readonly epoch?: number | null }): void;
  override step(options: { readonly metrics: number | Tensor; readonly epoch?: number | null }): void;
  override step(metric?: unknown, epoch?: unknown): void {
    const current = toNumber(metric);
    const target = epochOf(epoch);
    if (target !== undefined) console.warn(EPOCH_DEPRECATED);
    this.lastEpoch = target ?? this.lastEpoch + 1;
    if (this.isBetter(current)) {
      this.best = current;
      this.numBadEpochs = 0;
    } else this.numBadEpochs++;
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs > this.patience) {
      this.reduce();
      this.cooldownCounter = this.cooldown;
      this.numBadEpochs = 0;
    }
    this.lastLr = this.groupLrs();
  }

  private isBetter(value: number): boolean {
    const { best, threshold } = this;
    if (this.mode === "min") {
      return this.thresholdMode === "rel" ? value < best * (1 - threshold) : value < best - threshold;
    }
    return this.thresholdMode === "rel" ? value > best * (threshold + 1) : value > best + threshold;
  }

  private reduce(): void {
    const groups = this.optimizer.paramGroups;
    if (groups.length !== this.minLrs.length) {
      if (this.defaultMinLr === null) {
        throw new Error(
          `The number of param groups in the \`optimizer\` (${groups.length}) differs from when ` +
            `\`ReduceLROnPlateau\` was initialized (${this.minLrs.length}), usually due to a new param group being ` +
            "added to the optimizer. Please modify the `min_lrs` field to match the length of the `optimizer` param groups.",
        );
      }
      this.minLrs = new Array<number>(groups.length).fill(this.defaultMinLr);
    }
    groups.forEach((group, i) => {
      const lr = getOption(group, "lr");
      const scaled = lr * this.factor;
      const reduced = this.minLrs[i] > scaled ? this.minLrs[i] : scaled;
      if (lr - reduced > this.eps) setOption(group, "lr", reduced);
    });
  }

  override prepareLoad(stateDict: unknown): () => void {
    const entries = isDict(stateDict) ? new Map(dictEntries(stateDict)) : new Map();
    checkModes(entries.get("mode") ?? this.mode, entries.get("threshold_mode") ?? this.thresholdMode);
    const load = super.prepareLoad(stateDict);
    return () => {
      load();
      this.modeWorse = this.mode === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    };
  }
}

publishMethods(ReduceLROnPlateau.prototype, {
  step: signature("step", { metrics: optional(ANYTHING_UNNAMED), epoch: EPOCH }),
});

/** @throws {RangeError} for modes that don't exist */
function checkModes(mode: unknown, thresholdMode: unknown): void {
  if (mode !== "min" && mode !== "max") throw new RangeError(`mode ${String(mode)} is unknown!`);
  if (thresholdMode !== "rel" && thresholdMode !== "abs") {
    throw new RangeError(`threshold mode ${String(thresholdMode)} is unknown!`);
  }
}

function toNumber(metric: unknown): number {
  if (typeof metric === "number") return metric;
  if (metric instanceof Tensor) return metric.item();
  if (metric === undefined) {
    throw new TypeError(`ReduceLROnPlateau.step()${missingArguments(["metrics"])}`);
  }
  throw new TypeError(`metrics must be a number or a tensor with one element, but got ${typeName(metric)}`);
}
