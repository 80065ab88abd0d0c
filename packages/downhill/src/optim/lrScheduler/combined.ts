import { ANYTHING, ANYTHING_UNNAMED, listOf, NUMBER, NUMBERS } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publishMethods } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import type { AnyOptimizer } from "../optimizer.ts";
import { changeGroups, getOption, setOption } from "./groupOptions.ts";
import { ReduceLROnPlateau } from "./plateau.ts";
import { checkOptimizer, type Field, LRScheduler, savedEntry } from "./scheduler.ts";

/** What schedulers made of schedulers share. */
export abstract class Combined extends LRScheduler {
  protected readonly schedulers: readonly LRScheduler[];
  private restarted = false;

  constructor(name: string, optimizer: AnyOptimizer, schedulers: readonly LRScheduler[]) {
    checkOptimizer(optimizer);
    schedulers.forEach((scheduler, i) => {
      if (!(scheduler instanceof LRScheduler)) {
        throw notAScheduler(name, i);
      }
      if (scheduler instanceof ReduceLROnPlateau) {
        throw new RangeError(
          `${name} does not support \`ReduceLROnPlateau\` scheduler as it requires additional kwargs to be specified ` +
            `when calling \`step\`, but got one at index ${i} in the given schedulers sequence.`,
        );
      }
      if (scheduler.optimizer !== optimizer) {
        throw new RangeError(
          `${name} expects all schedulers to belong to the same optimizer, but got scheduler ` +
            `${scheduler.constructor.name} at index ${i} has ${String(scheduler.optimizer)}, which is different from ` +
            `${optimizer.constructor.name}.`,
        );
      }
    });
    super(optimizer, null);
    this.schedulers = [...schedulers];
  }

  protected override computeLr(): number[] {
    return this.groupLrs();
  }

  /** @internal Takes back the steps that the schedulers made when they were built. */
  undoStart(): void {
    for (const scheduler of this.schedulers) {
      if (scheduler instanceof Combined) scheduler.undoStart();
      else scheduler.lastEpoch--;
    }
  }

  /** @internal What brings the schedulers back to how they are now. */
  keepSchedulers(): () => void {
    const kept = this.schedulers.map((scheduler) => ({
      scheduler,
      properties: { ...scheduler },
      restoreInner: scheduler instanceof Combined ? scheduler.keepSchedulers() : null,
    }));
    return () => {
      for (const { scheduler, properties, restoreInner } of kept) {
        Object.assign(scheduler, properties);
        restoreInner?.();
      }
    };
  }

  /**
   * @internal
   * @throws {Error} always: none of PyTorch's combined schedulers can take over from another
   */
  override updateLr(): never {
    throw new Error(`${this.constructor.name} can only be the first of the schedulers of a SequentialLR`);
  }

  override makeFirstStep(): void {
    super.makeFirstStep();
    this.restarted = true;
  }

  /** What one that was the first of a sequence has in its state dict beside its own entries. */
  protected get restartFields(): readonly Field[] {
    if (!this.restarted) return [];
    return [
      ["_step_count", "stepCount"],
      ["_is_initial", "isInitial"],
    ];
  }

  protected override lastEntries(): readonly (readonly [string, unknown])[] {
    return [["_schedulers", this.schedulers.map((scheduler) => scheduler.stateDict())]];
  }

  override prepareLoad(stateDict: unknown): () => void {
    const load = super.prepareLoad(stateDict);
    const saved = savedEntry(stateDict, "_schedulers");
    if (!Array.isArray(saved)) throw new TypeError("state dict has no list for '_schedulers'");
    if (saved.length !== this.schedulers.length) {
      throw new RangeError(
        `state dict has ${saved.length} schedulers, but this ${this.constructor.name} has ${this.schedulers.length}`,
      );
    }
    const loads = this.schedulers.map((scheduler, i) => scheduler.prepareLoad(saved[i]));
    return () => {
      load();
      for (const loadOne of loads) loadOne();
    };
  }
}

export interface SequentialLROptions {
  /** The schedulers, in the order in which they take over. */
  schedulers: readonly LRScheduler[];
  /** The epochs at which the next one takes over: one fewer than schedulers. */
  milestones: readonly number[];
  /** The last epoch seen. Default: -1. */
  lastEpoch?: number;
}

/** What each item is, the schedulers' own check tells with PyTorch's words. */
const SCHEDULERS = listOf<LRScheduler>("schedulers");

/**
 * One scheduler after the other: warm-up, then decay.
 *
 * See {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html SequentialLR}.
 *
 * @throws {RangeError} for no scheduler, a wrong number of milestones, or schedulers of different optimizers
 */
export class SequentialLR extends Combined {
  protected milestones: number[];

  /** @internal */
  static override readonly signature = signature(
    "SequentialLR",
    { optimizer: ANYTHING, schedulers: SCHEDULERS, milestones: NUMBERS },
    { lastEpoch: optional(NUMBER, -1) },
  );

  constructor(optimizer: AnyOptimizer, options: SequentialLROptions);
  constructor(
    optimizer: AnyOptimizer,
    schedulers: readonly LRScheduler[],
    milestones: readonly number[],
    options?: Omit<SequentialLROptions, "schedulers" | "milestones">,
  );
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    const { schedulers, milestones, lastEpoch } = SequentialLR.signature.read([optimizer, ...args]);
    if (schedulers.length < 1) {
      throw new RangeError("SequentialLR expects at least one scheduler, but got no scheduler.");
    }
    super("SequentialLR", optimizer, schedulers);
    if (milestones.length !== schedulers.length - 1) {
      throw new RangeError(
        "Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone " +
          `points, but got number of schedulers ${schedulers.length} and the number of milestones to be equal to ` +
          `${milestones.length}`,
      );
    }
    optimizer.paramGroups.forEach(({ initialLr }, i) => {
      if (initialLr === undefined) throw new RangeError(`param 'initial_lr' is not specified in param_groups[${i}]`);
    });
    this.milestones = [...milestones];
    this.lastEpoch = lastEpoch + 1;
    const first = this.schedulers[this.active(0)];
    const restore = this.keepSchedulers();
    try {
      changeGroups(optimizer, () => {
        for (const group of optimizer.paramGroups) setOption(group, "lr", getOption(group, "initialLr"));
        this.undoStart();
        first.makeFirstStep();
      });
    } catch (error) {
      restore();
      throw error;
    }
    this.lastLr = first.getLastLr();
  }

  /** Which scheduler an epoch belongs to, by bisection as in PyTorch: also when the milestones are out of order. */
  private active(epoch: number): number {
    let [low, high] = [0, this.milestones.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (epoch < this.milestones[middle]) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  protected override stateFields(): readonly Field[] {
    return [
      ["_milestones", "milestones"],
      ["last_epoch", "lastEpoch"],
      ["_last_lr", "lastLr", "float"],
      ...this.restartFields,
    ];
  }

  override step(): void {
    this.lastEpoch++;
    const index = this.active(this.lastEpoch);
    const scheduler = this.schedulers[index];
    if (index > 0 && this.milestones[index - 1] === this.lastEpoch) scheduler.updateLr(0);
    else scheduler.step();
    this.lastLr = scheduler.getLastLr();
  }
}

publishMethods(SequentialLR.prototype, { step: signature("step", {}) });

/**
 * Several schedulers at once, each changing the rate that the one before has left.
 *
 * See {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html ChainedScheduler}.
 *
 * @throws {RangeError} for no scheduler, or schedulers of different optimizers
 */
export class ChainedScheduler extends Combined {
  /** @internal */
  static override readonly signature = signature("ChainedScheduler", {
    schedulers: SCHEDULERS,
    optimizer: optional(ANYTHING_UNNAMED),
  });

  constructor(schedulers: readonly LRScheduler[], optimizer?: AnyOptimizer | null);
  constructor(...args: unknown[]) {
    const { schedulers, optimizer } = ChainedScheduler.signature.read(args);
    if (schedulers.length < 1) {
      throw new RangeError("ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.");
    }
    const [first] = schedulers;
    if (!(first instanceof LRScheduler)) throw notAScheduler("ChainedScheduler", 0);
    super("ChainedScheduler", (optimizer as AnyOptimizer | null | undefined) ?? first.optimizer, schedulers);
    this.lastLr = this.groupLrs();
  }

  protected override stateFields(): readonly Field[] {
    return [["_last_lr", "lastLr", "float"], ...this.restartFields];
  }

  override step(): void {
    for (const scheduler of this.schedulers) scheduler.step();
    this.lastLr = this.groupLrs();
  }
}

publishMethods(ChainedScheduler.prototype, { step: signature("step", {}) });

function notAScheduler(name: string, index: number): TypeError {
  return new TypeError(`${name} at index ${index} should have \`optimizer\` as its attribute.`);
}
