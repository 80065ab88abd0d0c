import { effect } from "../../memory/recording.ts";
import { type Copier, deepCopyOf } from "../../nn/deepCopy.ts";
import { Counter, type Dict, dict, dictEntries, isDict } from "../../python/containers.ts";
import { markFloat } from "../../python/floats.ts";
import { repr } from "../../python/repr.ts";
import { ANYTHING, inWords, type Kind, NUMBER, orNull } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publishMethods } from "../../signatures/publish.ts";
import { type Signature, signature } from "../../signatures/signature.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type AnyOptimizer, Optimizer } from "../optimizer.ts";
import { typeName } from "../paramGroups.ts";
import { arithmeticOf } from "./arithmetic.ts";
import { changeGroups, getOption, setOption } from "./groupOptions.ts";

/** One entry of a scheduler's state: PyTorch's name, the property that holds it, and whether Python calls it a float, or None is one of
 * its values. */
export type Field = readonly [name: string, property: string, type?: "float" | "nullable"];

export const EPOCH_DEPRECATED =
  "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use " +
  "`scheduler.step()` to step the scheduler. During the deprecation, if epoch is different from None, the closed form " +
  "is used instead of the new chainable form, where available.";
const SEE_MORE = "See more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate";
const WRONG_ORDER =
  "Detected call of `lr_scheduler.step()` before `optimizer.step()`. You should call them in the opposite order: " +
  "`optimizer.step()` before `lr_scheduler.step()`. Failure to do this will result in skipping the first value of the " +
  `learning rate schedule. ${SEE_MORE}`;
const OVERRIDDEN =
  "Seems like `optimizer.step()` has been overridden after learning rate scheduler initialization. Please, make sure " +
  `to call \`optimizer.step()\` before \`lr_scheduler.step()\`. ${SEE_MORE}`;

const SCHEDULER = signature("LRScheduler", {
  optimizer: ANYTHING,
  lastEpoch: optional(orNull(NUMBER), -1),
});

/**
 * The base of schedulers: it sets the learning rate of each of an optimizer's groups, once when it is made and then at
 * each `step`. A subclass computes the rates in `computeLr` and calls `start` at the end of its constructor: until then
 * nothing of the optimizer is changed.
 *
 * To go on with saved training: make the scheduler, load its state, and then the optimizer's.
 *
 * See {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LRScheduler.html LRScheduler}.
 */
export abstract class LRScheduler {
  readonly optimizer: AnyOptimizer;
  /** The number of the current epoch, from 0. */
  lastEpoch: number;
  /** The rate that each group started from. */
  baseLrs: number[];
  /** How often `step` was called, the constructor's own call included. */
  protected stepCount = 0;
  /** Whether the constructor's own step is being made. */
  protected isInitial = false;
  protected lastLr: number[] = [];
  private stepMethod: unknown;

  /** @internal */
  static readonly signature: Signature = SCHEDULER;

  /**
   * @param lastEpoch -1 to start, or the last epoch seen, to go on; the groups must then have their `initialLr`. Null for
   *   a scheduler that has no rates of its own to start from, and leaves the groups and the optimizer's steps alone
   * @throws {TypeError} when `optimizer` is none
   * @throws {RangeError} when going on without `initialLr`
   */
  constructor(optimizer: AnyOptimizer, lastEpoch?: number | null);
  constructor(...args: readonly unknown[]) {
    const { optimizer, lastEpoch } = SCHEDULER.read(args);
    checkOptimizer(optimizer);
    this.optimizer = optimizer;
    this.lastEpoch = lastEpoch ?? 0;
    this.baseLrs = [];
    if (lastEpoch === null) return;
    checkResumable(optimizer, lastEpoch);
    this.stepMethod = optimizer.step;
  }

  /** The entries of the state dict that are the subclass's own, in PyTorch's order. */
  protected get fields(): readonly Field[] {
    return [];
  }

  /** The new rate of each group, from the present ones: schedulers that do so can be combined. */
  protected abstract computeLr(): number[];

  /** The rates by the epoch alone, for `step(epoch)`; null where there is no such formula. */
  protected closedFormLr(): number[] | null {
    return null;
  }

  /**
   * Notes the rates to start from and makes the first step; a subclass calls it when its fields are set.
   *
   * @param prepareGroups sets what the groups need before; default: nothing
   * @throws what the first step throws; nothing of the optimizer has changed then
   */
  protected start(prepareGroups?: () => void): void {
    changeGroups(this.optimizer, () => {
      prepareGroups?.();
      for (const group of this.optimizer.paramGroups) group.initialLr ??= getOption(group, "lr");
      this.baseLrs = this.optimizer.paramGroups.map((group) => getOption(group, "initialLr"));
      this.makeFirstStep();
    });
    this.optimizer.watchSteps();
  }

  /** @internal `SequentialLR` makes it once more with the scheduler it begins with. */
  makeFirstStep(): void {
    this.stepCount = 0;
    this.isInitial = true;
    try {
      this.step();
    } finally {
      this.isInitial = false;
    }
  }

  /**
   * Goes on by one epoch. Call it after the optimizer's `step`.
   *
   * @param epoch deprecated: jumps to an epoch, by the closed form where there is one
   */
  step(epoch?: number | null | { readonly epoch?: number | null }): void {
    const target = epochOf(epoch);
    if (this.stepCount === 1) {
      if (this.optimizer.step !== this.stepMethod) console.warn(OVERRIDDEN);
      else if (!this.optimizer.hasStepped) console.warn(WRONG_ORDER);
    }
    if (target !== undefined) console.warn(EPOCH_DEPRECATED);
    effect("scheduler", () => {
      this.stepCount++;
      this.updateLr(target);
    });
  }

  /** @internal Moves to the next epoch, or to a given one, and sets the rates. */
  updateLr(epoch?: number): void {
    this.lastEpoch = epoch ?? this.lastEpoch + 1;
    this.applyLr(epoch === undefined ? this.computeLr() : (this.closedFormLr() ?? this.computeLr()));
  }

  protected applyLr(values: readonly number[]): void {
    checkLength(values, this.optimizer);
    this.optimizer.paramGroups.forEach((group, i) => setOption(group, "lr", values[i]));
    this.lastLr = this.groupLrs();
  }

  /** The present rate of each group. */
  protected groupLrs(): number[] {
    return this.optimizer.paramGroups.map((group) => getOption(group, "lr"));
  }

  /** A rate of each group times a factor, which may differ from group to group. */
  protected scaled(lrs: readonly number[], factor: number | ((group: number) => number)): number[] {
    checkLength(lrs, this.optimizer);
    return this.optimizer.paramGroups.map((group, i) =>
      arithmeticOf(group).mul(lrs[i], typeof factor === "number" ? factor : factor(i)),
    );
  }

  /**
   * The rates that the next step would set, which for most schedulers depends on the present ones.
   *
   * @deprecated use `getLastLr`
   */
  getLr(): number[] {
    console.warn("To get the last learning rate computed by the scheduler, please use `get_last_lr()`.");
    return this.computeLr();
  }

  /** The rates that the last step set, one per group. */
  getLastLr(): number[] {
    return this.lastLr;
  }

  /** The class's name: schedulers print as `[object StepLR]`. */
  get [Symbol.toStringTag](): string {
    return this.constructor.name;
  }

  /** The scheduler's state with PyTorch's names. The optimizer, with its rates, is saved by itself. */
  stateDict(): Dict {
    const entries = this.stateFields().map(([name, property, type]): [string, unknown, boolean] => {
      const value = (this as unknown as Record<string, unknown>)[property];
      return [name, copyContainer(value), type === "float"];
    });
    const result = dict([...entries.map(([name, value]) => [name, value] as const), ...this.lastEntries()]);
    for (const [name, value, isFloat] of entries) {
      if (!isFloat) continue;
      markFloat(result, name);
      if (Array.isArray(value)) for (let i = 0; i < value.length; i++) markFloat(value, i);
    }
    return result;
  }

  /**
   * Restores what `stateDict` returned, here or in PyTorch. The optimizer's rates are not touched: load them too.
   *
   * @throws {TypeError} for what is no state dict, or an entry of another type; nothing has changed then
   * @throws {RangeError} for a dict that has nothing of a scheduler's, such as an optimizer's state
   */
  loadStateDict(stateDict: Dict): void {
    this.prepareLoad(stateDict)();
  }

  /** @internal Checks a state dict, and returns what loads it. */
  prepareLoad(stateDict: unknown): () => void {
    if (!isDict(stateDict)) throw new TypeError(`expected a state dict, but got ${typeName(stateDict)}`);
    const fields = new Map(this.stateFields().map((field) => [field[0], field]));
    const values: [property: string, value: unknown][] = [];
    for (const [name, value] of dictEntries(stateDict)) {
      const field = fields.get(name as string);
      if (field === undefined) continue;
      const [, property, type] = field;
      const expected =
        type === "nullable" ? "a number" : kindOf((this as unknown as Record<string, unknown>)[property]);
      const loaded = copyContainer(Array.isArray(value) ? value.map(toNumber) : toNumber(value));
      if (kindOf(loaded) !== expected && !(type === "nullable" && loaded === null)) {
        throw new TypeError(`state dict has ${kindOf(loaded)} for '${name}', expected ${expected}`);
      }
      values.push([property, loaded]);
    }
    if (values.length === 0) this.refuseForeign(dictEntries(stateDict).map(([name]) => name));
    return () => {
      for (const [property, value] of values) (this as unknown as Record<string, unknown>)[property] = value;
    };
  }

  /** PyTorch takes anything, and goes on as if nothing had been loaded. */
  private refuseForeign(names: readonly unknown[]): void {
    const own = new Set(dictEntries(this.stateDict()).map(([name]) => name));
    if (names.length === 0 || names.some((name) => own.has(name))) return;
    throw new RangeError(
      `${this.constructor.name} can't load this state: it has ${names.map((name) => repr(name)).join(", ")}, ` +
        "but nothing that the scheduler saves",
    );
  }

  /** Every entry of the state dict, in PyTorch's order. */
  protected stateFields(): readonly Field[] {
    return [
      ...this.fields,
      ["base_lrs", "baseLrs", "float"],
      ["last_epoch", "lastEpoch"],
      ["_step_count", "stepCount"],
      ["_is_initial", "isInitial"],
      ["_get_lr_called_within_step", "getLrCalledWithinStep"],
      ["_last_lr", "lastLr", "float"],
    ];
  }

  /** Entries of the state dict that no property holds; they come last. */
  protected lastEntries(): readonly (readonly [name: string, value: unknown])[] {
    return [];
  }

  /** A copy with an optimizer of its own, for {@link deepCopy}, which copies properties: so none are `#private`. */
  [deepCopyOf](copy: Copier): this {
    const result = Object.create(Object.getPrototypeOf(this) as object) as this & Record<string, unknown>;
    for (const [name, value] of Object.entries(this)) (result as Record<string, unknown>)[name] = copy(value);
    result.optimizer.watchSteps();
    result.optimizer.hasStepped = this.optimizer.hasStepped;
    return result;
  }

  /** Kept in state dicts for PyTorch's sake. */
  protected getLrCalledWithinStep = false;
}

/** The epoch that a step is given. */
export const EPOCH = optional(inWords(orNull(NUMBER), (value) => `epoch must be a number, but got ${typeName(value)}`));

publishMethods(LRScheduler.prototype, {
  step: signature("step", { epoch: EPOCH }),
  getLr: signature("getLr", {}),
  getLastLr: signature("getLastLr", {}),
  stateDict: signature("stateDict", {}),
  loadStateDict: signature("loadStateDict", { stateDict: ANYTHING }),
});

/** PyTorch saves the rates of groups whose rate is a tensor as tensors. */
function toNumber(value: unknown): unknown {
  return value instanceof Tensor && value._numel === 1 ? value.item() : value;
}

/** What a value is, to be compared with what another is: lists and dicts hold numbers, but for the phases of a cycle. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (Array.isArray(value))
    return value.every((item) => typeof item === "number" || isDict(item)) ? "a list" : "a list of others";
  if (value instanceof Counter)
    return [...value].flat().every((item) => typeof item === "number") ? "a counter" : "a counter of others";
  return `a ${typeof value}`;
}

/** A container of one's own; a dict, in which a counter may have come, is a counter. */
function copyContainer(value: unknown): unknown {
  if (Array.isArray(value)) return [...value];
  return isDict(value) ? new Counter(dictEntries(value as Dict<number>)) : value;
}

/** @throws {RangeError} when a state dict lacks an entry that PyTorch can't do without either */
export function savedEntry(stateDict: unknown, name: string): unknown {
  const entries = isDict(stateDict) ? new Map(dictEntries(stateDict)) : new Map();
  if (!entries.has(name)) throw new RangeError(`state dict has no '${name}'`);
  return entries.get(name);
}

/** @throws {TypeError} when it is no optimizer */
export function checkOptimizer(optimizer: unknown): asserts optimizer is AnyOptimizer {
  if (!(optimizer instanceof Optimizer)) throw new TypeError(`${typeName(optimizer)} is not an Optimizer`);
}

/**
 * The epoch that a step is given, if any; null is none, as Python's None.
 *
 * @throws {TypeError} when it is no number
 */
export function epochOf(epoch: unknown): number | undefined {
  if (epoch === undefined || epoch === null) return undefined;
  if (typeof epoch === "number") return epoch;
  throw new TypeError(`epoch must be a number, but got ${typeName(epoch)}`);
}

/** @throws {RangeError} when a scheduler is to go on from an epoch, but a group doesn't say what it started from */
export function checkResumable({ paramGroups }: AnyOptimizer, lastEpoch: number): void {
  if (lastEpoch === -1) return;
  paramGroups.forEach(({ initialLr }, i) => {
    if (initialLr !== undefined) return;
    throw new RangeError(
      `param 'initial_lr' is not specified in param_groups[${i}] when resuming scheduler with last_epoch >= 0.\n` +
        "This typically happens when:\n" +
        "1. You're trying to resume training from a checkpoint but haven't properly loaded the optimizer state\n" +
        "2. You're using last_epoch >= 0 for a fresh training run (not recommended)",
    );
  });
}

/** @throws {RangeError} when groups were added for which a scheduler has no value */
export function checkLength(values: readonly unknown[], { paramGroups }: AnyOptimizer): void {
  if (values.length !== paramGroups.length) {
    throw new RangeError(
      `the scheduler was made for ${values.length} param groups, but the optimizer has ${paramGroups.length}`,
    );
  }
}

/** A number for all groups or for each; of a tensor with one element, the number is taken once. */
export type PerGroup = number | Tensor | readonly (number | Tensor)[];

/** The type of such an option. */
export const PER_GROUP: Kind<PerGroup> = {
  expected: "a number, a tensor of one element, or a list of them",
  accepts: (value): value is PerGroup => (Array.isArray(value) ? value.every(isNumeric) : isNumeric(value)),
};

function isNumeric(value: unknown): value is number | Tensor {
  return NUMBER.accepts(value) || value instanceof Tensor;
}

/**
 * A number for each group, from one for all or a list.
 *
 * @throws {RangeError} when the list's length is not the number of groups, or for a tensor of several elements
 */
export function perGroup(name: string, optimizer: AnyOptimizer, value: PerGroup): number[] {
  const count = optimizer.paramGroups.length;
  if (!Array.isArray(value)) return new Array<number>(count).fill(numberOf(name, value as number | Tensor));
  if (value.length !== count) {
    throw new RangeError(
      `${name} must have the same length as optimizer.param_groups. ${name} has ${value.length} values, ` +
        `param_groups has ${count}.`,
    );
  }
  return value.map((item) => numberOf(name, item));
}

function numberOf(name: string, value: number | Tensor): number {
  if (!(value instanceof Tensor)) return value;
  if (value._numel !== 1) throw new RangeError(`Tensor ${name} must be 1-element`);
  return value.item();
}
