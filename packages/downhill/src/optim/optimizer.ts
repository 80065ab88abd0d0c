import { clearGrad, leaveHeap, zeroGrad } from "../autograd/accumulate.ts";
import { enableGrad, swapGradMode } from "../autograd/gradMode.ts";
import { effect } from "../memory/recording.ts";
import { type Copier, deepCopyOf } from "../nn/deepCopy.ts";
import { markFloat } from "../python/floats.ts";
import { repr } from "../python/repr.ts";
import { ANYTHING, BOOLEAN, functionKind, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publish, publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Subject } from "./arrayChecks.ts";
import { type OptionTypes, optionTypes, refuseMisspelt } from "./groupOptions.ts";
import { HookList, type RemovableHandle } from "./hooks.ts";
import { toSnakeCase } from "./names.ts";
import { type OptimizerTraits, readTraits } from "./optimizerTraits.ts";
import { type ParamGroup, type ParamGroupInput, type Params, readGroup, toGroups, typeName } from "./paramGroups.ts";
import { copyList, isDeclaredFloat, isFloatOption } from "./pythonTypes.ts";
import { rememberScalarTypes, scalarTypes } from "./scalarState.ts";
import { type OptimizerStateDict, packStateDict, toPythonOption, unpackStateDict } from "./stateDict.ts";

/** A closure re-evaluates the model: it clears the gradients, computes the loss, calls `backward` and returns the loss. */
export type Closure<Loss> = () => Loss;

/** Called before or after a step. */
export type StepHook = (optimizer: AnyOptimizer) => void;
/** Called before a state dict is made. */
export type StateDictPreHook = (optimizer: AnyOptimizer) => void;
/** Called with a state dict that was made or is to be loaded; what it returns takes its place. */
export type StateDictHook = (
  optimizer: AnyOptimizer,
  stateDict: OptimizerStateDict,
) => OptimizerStateDict | undefined | void;
/** Called when a state dict is loaded. */
export type LoadPostHook = (optimizer: AnyOptimizer) => void;

/** Any optimizer, whatever its options and state. */
// biome-ignore lint/suspicious/noExplicitAny: the one place where an optimizer's own types don't matter
export type AnyOptimizer = Optimizer<any, any>;

const globalPreHooks = new HookList<StepHook>();
const globalPostHooks = new HookList<StepHook>();

/** Adds a hook that runs before every optimizer's step, before the optimizer's own hooks. */
export const registerOptimizerStepPreHook = publish(
  signature("registerOptimizerStepPreHook", { hook: ANYTHING }),
  (hook: StepHook): RemovableHandle => globalPreHooks.add(hook),
);

/** Adds a hook that runs after every optimizer's step, after the optimizer's own hooks. */
export const registerOptimizerStepPostHook = publish(
  signature("registerOptimizerStepPostHook", { hook: ANYTHING }),
  (hook: StepHook): RemovableHandle => globalPostHooks.add(hook),
);

/**
 * The base of all optimizers: parameter groups, state, and saving and loading both.
 *
 * See {@link https://docs.pytorch.org/docs/stable/optim.html torch.optim.Optimizer}.
 *
 * @typeParam Options the options a group can set
 * @typeParam State what is kept for each parameter
 */
export abstract class Optimizer<Options extends object, State extends object> {
  /** The values of the options that a group doesn't set. */
  readonly defaults: Required<Options>;
  /** What the algorithm remembers for each parameter; an entry appears at the parameter's first step. */
  readonly state: Map<Tensor, State> = new Map();
  /** The groups; their options may be changed between steps. */
  readonly paramGroups: ParamGroup<Options>[] = [];

  /** @internal */
  readonly traits: OptimizerTraits<Options>;
  /** @internal What steps compute with. */
  readonly optionTypes: OptionTypes;
  #disposed = false;
  #hasLoaded = false;
  #stepsWatched = false;
  /** @internal Whether a step was made since a scheduler first watched. */
  hasStepped = false;
  readonly #stepPreHooks = new HookList<StepHook>();
  readonly #stepPostHooks = new HookList<StepHook>();
  readonly #stateDictPreHooks = new HookList<StateDictPreHook>();
  readonly #stateDictPostHooks = new HookList<StateDictHook>();
  readonly #loadPreHooks = new HookList<StateDictHook>();
  readonly #loadPostHooks = new HookList<LoadPostHook>();

  /**
   * @param params tensors, `[name, tensor]` pairs, or groups
   * @param defaults every option's value
   * @param traits default: the class's name, and the types that the defaults have
   * @throws {TypeError} for anything that is not a tensor or group, and for defaults or traits that are no objects
   * @throws {RangeError} for an empty list, a non-leaf tensor, or a tensor in more than one group
   */
  constructor(params: Params<Options>, defaults: Required<Options>, traits?: Partial<OptimizerTraits<Options>>) {
    this.traits = readTraits<Options>([params, defaults, traits], new.target.name);
    this.defaults = defaults;
    this.optionTypes = optionTypes(this.traits.declared ?? defaults);
    for (const group of this.#checkedGroups(toGroups(params))) this.#adopt(group);
  }

  /**
   * Adds a group of parameters, to be stepped with its own options.
   *
   * @throws as the constructor does; a group that is refused changes nothing
   */
  addParamGroup(group: ParamGroupInput<Options>): void {
    for (const checked of this.#checkedGroups([group])) this.#adopt(checked);
  }

  /**
   * Makes every gradient null, or with `setToNone: false` fills it with zeros.
   *
   * @param options.setToNone default: true
   */
  zeroGrad({ setToNone = true }: { setToNone?: boolean } = {}): void {
    for (const { params } of this.paramGroups) {
      for (const param of params) {
        if (setToNone) clearGrad(param);
        else zeroGrad(param);
      }
    }
  }

  /**
   * Moves the parameters one step downhill. Parameters without a gradient are left alone.
   *
   * @param closure re-evaluates the model and returns the loss; called with gradients enabled
   * @returns what the closure returned, or null without one
   */
  step(): null;
  step<Loss>(closure: Closure<Loss> | { readonly closure: Closure<Loss> }): Loss;
  step<Loss>(closure?: Closure<Loss> | null | { readonly closure: Closure<Loss> }): Loss | null {
    if (this.#disposed) throw new Error(`${this.traits.name} has been disposed; make a new optimizer to go on`);
    if (this.#stepsWatched) this.hasStepped = true;
    effect("stepHooks", () => {
      for (const hook of globalPreHooks.list) hook(this);
      for (const hook of this.#stepPreHooks.list) hook(this);
      for (let i = 0; i < this.paramGroups.length; i++) {
        const group = this.paramGroups[i];
        this.#checkParams(group, i);
        if (propertiesRead.get(group) === propertyCount(group)) continue;
        this.#refuseMisspelt(group, i); // set since it was last looked at
        markAsRead(group);
      }
    });
    const loss = this.runStep((closure ?? undefined) as Closure<Loss> | undefined); // what a name had is here
    effect("stepHooks", () => {
      for (const hook of this.#stepPostHooks.list) hook(this);
      for (const hook of globalPostHooks.list) hook(this);
    });
    return loss;
  }

  /** One step with its closure. Algorithms that call the closure once leave this as it is and implement `update`. */
  protected runStep<Loss>(closure: Closure<Loss> | undefined): Loss | null {
    if (this.update === undefined)
      throw new TypeError(`${this.traits.name} has no method update() to make a step with`);
    const loss = closure === undefined ? null : enableGrad(closure);
    effect(`${this.traits.name}.step`, () => {
      const before = swapGradMode(this.differentiable);
      try {
        this.update();
      } finally {
        swapGradMode(before);
      }
    });
    return loss;
  }

  /** Updates every parameter that has a gradient. */
  protected abstract update(): void;

  /** Whether autograd records the steps. */
  protected get differentiable(): boolean {
    return (this.defaults as { differentiable?: boolean }).differentiable === true;
  }

  /** @internal Schedulers want to know whether a step was made before theirs. */
  watchSteps(): void {
    this.#stepsWatched = true;
  }

  /** Prepares the parameters of a new group, such as by moving them where kernels reach them; throws to refuse it. */
  protected groupAdded(_group: ParamGroup<Options>): void {}

  /**
   * The optimizer's state and options, with PyTorch's names, as `torch.save` would write them. Parameters are numbered
   * in the order of the groups. Tensors are the optimizer's own: clone what should stay as it is.
   */
  stateDict(): OptimizerStateDict {
    for (const hook of this.#stateDictPreHooks.list) hook(this);
    let stateDict = packStateDict(this);
    for (const hook of this.#stateDictPostHooks.list) stateDict = hook(this, stateDict) ?? stateDict;
    return stateDict;
  }

  /**
   * Restores what `stateDict` returned, here or in PyTorch. Parameters are matched by their order; the state's tensors
   * are copied, in the parameter's dtype. Options that PyTorch added over time, and that older states lack, get the
   * values that PyTorch gives them.
   *
   * @throws {RangeError} when the groups or their sizes differ, options or entries of the state are missing (of another
   *   optimizer's state, say), or a tensor has another shape than the parameter; nothing has changed then
   * @throws {TypeError} for what is no state dict, or values of the wrong type; nothing has changed then
   */
  loadStateDict(stateDict: OptimizerStateDict): void {
    let loaded = stateDict;
    for (const hook of this.#loadPreHooks.list) loaded = hook(this, loaded) ?? loaded;
    const { state, paramGroups } = unpackStateDict(this, loaded);
    this.state.clear();
    for (const [param, entry] of state) this.state.set(param as Tensor, entry as State);
    this.paramGroups.splice(0, this.paramGroups.length, ...(paramGroups as ParamGroup<Options>[]));
    for (const group of this.paramGroups) markAsRead(group); // what a file has besides the options is its own affair
    this.#hasLoaded = true;
    for (const hook of this.#loadPostHooks.list) hook(this);
  }

  /** @internal What brings state and options back to what they are now, after a state was loaded. */
  restorePoint(): () => void {
    const [state, groups, hasLoaded] = [[...this.state], [...this.paramGroups], this.#hasLoaded];
    return () => {
      this.state.clear();
      for (const [param, entry] of state) this.state.set(param, entry);
      this.paramGroups.splice(0, this.paramGroups.length, ...groups);
      this.#hasLoaded = hasLoaded;
    };
  }

  /** @internal Throws unless a loaded state is what steps with a group's options need. */
  checkLoadedState(_subject: Subject, _entry: Record<string, unknown>, _group: ParamGroup<Options>): void {}

  /** Turns a loaded state's entry into the form steps use: numbers for PyTorch's zero-dimensional tensors. */
  fromLoadedState(entry: Record<string, unknown>): Record<string, unknown> {
    return entry;
  }

  /** The form in which a state's entry is saved. */
  toSavedState(entry: object): Record<string, unknown> {
    return entry as Record<string, unknown>;
  }

  /** Adds a hook that runs before each step. */
  registerStepPreHook(hook: StepHook): RemovableHandle {
    return this.#stepPreHooks.add(hook);
  }

  /** Adds a hook that runs after each step. */
  registerStepPostHook(hook: StepHook): RemovableHandle {
    return this.#stepPostHooks.add(hook);
  }

  /** Adds a hook that runs before `stateDict` builds its result. */
  registerStateDictPreHook(hook: StateDictPreHook, options?: { prepend?: boolean }): RemovableHandle {
    return this.#stateDictPreHooks.add(hook, options);
  }

  /** Adds a hook that gets the result of `stateDict`, and may return another in its place. */
  registerStateDictPostHook(hook: StateDictHook, options?: { prepend?: boolean }): RemovableHandle {
    return this.#stateDictPostHooks.add(hook, options);
  }

  /** Adds a hook that gets what `loadStateDict` is about to load, and may return another in its place. */
  registerLoadStateDictPreHook(hook: StateDictHook, options?: { prepend?: boolean }): RemovableHandle {
    return this.#loadPreHooks.add(hook, options);
  }

  /** Adds a hook that runs after `loadStateDict`. */
  registerLoadStateDictPostHook(hook: LoadPostHook, options?: { prepend?: boolean }): RemovableHandle {
    return this.#loadPostHooks.add(hook, options);
  }

  /** A copy with parameters, state and options of its own, for {@link deepCopy}; hooks stay with the original. */
  [deepCopyOf](copy: Copier): this {
    type Constructor = new (params: Params<Options>, options: Required<Options>) => this;
    const groups = this.paramGroups.map((group) => {
      const { params, paramNames, ...options } = group;
      const copies = params.map((param) => copy(param));
      const named = paramNames?.map((name, i): [string, Tensor] => [name, copies[i]]) ?? copies;
      const copied = { ...copy(options), params: named } as unknown as ParamGroupInput<Options>;
      copiedGroups.add(copied);
      return copied;
    });
    const result = new (this.constructor as Constructor)(groups, copy(this.defaults));
    result.#hasLoaded = true;
    for (const [param, entry] of this.state) {
      const copied = copy(entry);
      rememberScalarTypes(copied, scalarTypes(entry));
      result.state.set(copy(param), copied);
    }
    return result;
  }

  /**
   * Frees the state's memory at once, and the parameters' and gradients' places in the shared memory, instead of when the
   * optimizer is collected. Parameters and gradients stay what they are.
   *
   * It is needed only in a loop that never yields to the event loop (`await`) and makes one optimizer after another: the
   * engine tells nobody there which of them were dropped, so that each would keep its place, up to 4 GiB in all.
   *
   *     for (const lr of rates) {
   *       using optimizer = new optim.Adam(model.parameters(), { lr });
   *       ...
   *     } // disposed of here
   */
  [Symbol.dispose](): void {
    this.#disposed = true;
    this.release();
    for (const { params } of this.paramGroups) for (const param of params) leaveHeap(param);
    this.state.clear();
  }

  /** Moves the state out of the shared memory. */
  protected release(): void {}

  /** PyTorch's text: each group's options in alphabetical order. */
  toString(): string {
    const lines = this.paramGroups.map((group, index) => {
      const options = Object.entries(group)
        .filter(([key]) => key !== "params")
        .map(([key, value]): [string, string] => {
          const name = toSnakeCase(key);
          const holder = { [name]: toPythonOption(this, key, value) };
          const declared = isDeclaredFloat(this.traits.floats, key);
          if (value instanceof Tensor && value._shape.length === 0) {
            holder[name] = value.item(); // as Python's format does
            markFloat(holder, name);
          } else if (isFloatOption(group, key, value, declared)) markFloat(holder, name);
          return [name, pythonStr(holder, name)];
        })
        .sort(([a], [b]) => (a < b ? -1 : 1));
      return `Parameter Group ${index}\n${options.map(([name, text]) => `    ${name}: ${text}\n`).join("")}`;
    });
    return `${this.traits.name} (\n${lines.join("\n")})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** All groups checked together before the first is added, so that a refused one changes nothing. */
  #checkedGroups(inputs: readonly ParamGroupInput<Options>[]): ParamGroup<Options>[] {
    const seen = new Set(this.paramGroups.flatMap(({ params }) => params));
    let named = this.paramGroups.length === 0 ? null : this.paramGroups[0].paramNames !== undefined;
    const { differentiable = false } = this.defaults as { differentiable?: boolean };
    // PyTorch gives every optimizer this default when it loads.
    const defaults = this.#hasLoaded ? { ...this.defaults, differentiable } : this.defaults;
    const groups = inputs.map((input) => readGroup(input, differentiable));
    const sparse = groups.flatMap(({ params }, group) =>
      params.flatMap(({ isSparse }, i) => (isSparse ? [`[${this.paramGroups.length + group}, ${i}]`] : [])),
    );
    if (sparse.length > 0) {
      throw new RangeError(
        `Sparse params at indices [${sparse.join(", ")}]: ${this.traits.name} requires dense parameter tensors`,
      );
    }
    return groups.map(({ params, paramNames, options }, i) => {
      if (!copiedGroups.has(inputs[i])) this.#refuseMisspelt(inputs[i], this.paramGroups.length + i);
      if (new Set(params).size < params.length) {
        console.warn(
          "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; " +
            "see github.com/pytorch/pytorch/issues/40967 for more information",
        );
      }
      if (named !== null && named !== (paramNames !== null)) {
        throw new RangeError(
          "all optimizer param groups should be with/without names. cannot add param group " +
            `${paramNames === null ? "without" : "with"} names to the optimizer`,
        );
      }
      named = paramNames !== null;
      if (params.some((param) => seen.has(param))) {
        throw new RangeError("some parameters appear in more than one parameter group");
      }
      for (const param of params) seen.add(param);
      const group: Record<string, unknown> = {};
      for (const [key, value] of options) if (value !== undefined) group[key] = key === "params" ? params : value;
      if (paramNames !== null) group.paramNames = paramNames;
      for (const [key, value] of Object.entries(defaults)) {
        if (!Object.hasOwn(group, key)) group[key] = Array.isArray(value) ? copyList(value) : value;
      }
      markAsRead(group);
      return group as ParamGroup<Options>;
    });
  }

  /** Throws unless a group still is one: programs put into it what they like. */
  #checkParams(group: unknown, index: number): void {
    const { params } = (group ?? {}) as { readonly params?: unknown };
    if (!Array.isArray(params)) {
      throw new TypeError(`${this.traits.name} can't step: parameter group ${index} has no array of params`);
    }
    for (let i = 0; i < params.length; i++) {
      if (params[i] instanceof Tensor) continue;
      throw new TypeError(
        `${this.traits.name} can't step: params[${i}] of parameter group ${index} must be a Tensor, but is ${typeName(params[i])}`,
      );
    }
  }

  #refuseMisspelt(group: object, index: number): void {
    refuseMisspelt(this.traits.name, this.traits.declared ?? this.defaults, group, index);
  }

  #adopt(group: ParamGroup<Options>): void {
    this.paramGroups.push(group);
    try {
      this.groupAdded(group);
    } catch (error) {
      this.paramGroups.pop();
      throw error;
    }
  }
}

const HOOK = { hook: ANYTHING };
const PREPEND = { prepend: BOOLEAN };

publishMethods(Optimizer.prototype, {
  addParamGroup: signature("addParamGroup", { paramGroup: ANYTHING }),
  zeroGrad: signature("zeroGrad", {}, { setToNone: BOOLEAN }),
  step: signature("step", { closure: optional(orNull(functionKind<Closure<unknown>>())) }),
  stateDict: signature("stateDict", {}),
  loadStateDict: signature("loadStateDict", { stateDict: ANYTHING }),
  registerStepPreHook: signature("registerStepPreHook", HOOK),
  registerStepPostHook: signature("registerStepPostHook", HOOK),
  registerStateDictPreHook: signature("registerStateDictPreHook", HOOK, PREPEND),
  registerStateDictPostHook: signature("registerStateDictPostHook", HOOK, PREPEND),
  registerLoadStateDictPreHook: signature("registerLoadStateDictPreHook", HOOK, PREPEND),
  registerLoadStateDictPostHook: signature("registerLoadStateDictPostHook", HOOK, PREPEND),
});

/** Python's `str` of an option: strings without quotes, all else as `repr`. */
function pythonStr(holder: Record<string, unknown>, name: string): string {
  const value = holder[name];
  if (typeof value === "string") return value;
  const text = repr(holder);
  return text.slice(name.length + 5, -1); // what stands between {'name':␣ and }
}

/** Copies of groups, which may hold what was loaded. */
const copiedGroups = new WeakSet<object>();

/** How many properties a group had when they were last looked at. */
const propertiesRead = new WeakMap<object, number>();

function markAsRead(group: object): void {
  propertiesRead.set(group, propertyCount(group));
}

function propertyCount(group: object): number {
  let count = 0;
  for (const _key in group) count++;
  return count;
}
