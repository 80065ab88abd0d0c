import { ElementwiseJob, type ElementwiseKernel } from "../kernels/elementwise.ts";
import { type Flags, Rule, type Update } from "../kernels/rule.ts";
import { type FloatDType, isFloat } from "../memory/dtype.ts";
import { Storage } from "../memory/storage.ts";
import { isDense } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { type Hyperparameter, toNumber, withNumbers, withScalars } from "./hyperparameters.ts";
import { Operands } from "./operands.ts";
import { Optimizer } from "./optimizer.ts";
import type { OptimizerDefinition, StateNumbers } from "./optimizerDefinition.ts";
import { checkDType, checkRecordable, resolveOptions } from "./options.ts";
import type { ParamGroup, Params } from "./paramGroups.ts";
import { recordUpdate } from "./recorded.ts";
import {
  newScalarTypes,
  rememberScalarTypes,
  type ScalarTypes,
  scalarTypes,
  withNumbersForTensors,
  withTensorsForNumbers,
} from "./scalarState.ts";

/** A class of optimizers, as `defineOptimizer` returns it. */
export interface OptimizerClass<Options extends object, State extends object> {
  new (params: Params<Options>, options?: Options): ElementwiseOptimizer<Options, State>;
  /** Every option's default. */
  readonly defaults: Readonly<Required<Options>>;
}

/** Parameters of one group whose numbers are equal, so that one job steps them all. */
interface Batch {
  readonly isNew: boolean;
  readonly sparse: boolean;
  readonly dtype: FloatDType;
  readonly numbers: Record<string, number>;
  readonly types: ScalarTypes;
  readonly params: Tensor[];
  readonly grads: Tensor[];
  readonly states: Record<string, unknown>[];
}

const job = new ElementwiseJob();

/** The kernels of each definition, which all optimizers of a class share. */
const rules = new WeakMap<object, Rule>();

function ruleOf({ update }: { readonly update: Update }): Rule {
  let rule = rules.get(update);
  if (rule === undefined) {
    rule = new Rule(update);
    rules.set(update, rule);
  }
  return rule;
}

/** Where no number but `step` is kept: its dtype doesn't matter to the mathematics. */
const NO_TYPES: ScalarTypes = {};

/** An optimizer whose update treats every element alike: what `defineOptimizer` makes a class of. */
export abstract class ElementwiseOptimizer<Options extends object, State extends object> extends Optimizer<
  Options,
  State
> {
  readonly #definition: OptimizerDefinition<Options, State>;
  readonly #rule: Rule;
  readonly #operands = new Map<Tensor, Operands>();
  /** Whether two parameters share elements: then they are stepped one after the other, as in PyTorch. */
  #overlapping = false;
  #lastKernel: ElementwiseKernel | null = null;

  constructor(definition: OptimizerDefinition<Options, State>, params: Params<Options>, options?: Options) {
    const defaults = resolveOptions(definition.name, definition.defaults, options, definition.tensors);
    definition.validate?.(withNumbers(defaults), defaults);
    const floats = new Set<string>(definition.floats);
    for (const [key, value] of Object.entries(definition.defaults)) addFractional(floats, key, value);
    super(params, defaults, { name: definition.name, floats, added: definition.added ?? {} });
    this.#definition = definition;
    this.#rule = ruleOf(definition);
    for (const group of this.paramGroups) {
      this.#prepareGroup(group);
      if (definition.eager === true) this.#makeStates(group);
    }
  }

  /** @internal The kernel of the last job, for benchmarks. */
  get lastKernel(): ElementwiseKernel | null {
    return this.#lastKernel;
  }

  protected override groupAdded(group: ParamGroup<Options>): void {
    if (#definition in this) this.#prepareGroup(group); // the constructor's groups come before the definition
  }

  #prepareGroup(group: ParamGroup<Options>): void {
    for (const param of group.params) if (isFloat(param.dtype)) param.storage.moveToHeap();
    const storages = this.paramGroups.flatMap(({ params }) => params.map(({ storage }) => storage));
    this.#overlapping = new Set(storages).size < storages.length;
  }

  #makeStates(group: ParamGroup<Options>): void {
    const plain = withNumbers(group);
    const arrays = this.#arraysOf(plain);
    for (const param of group.params) if (isFloat(param.dtype)) this.#makeState(param, plain, arrays);
  }

  /** The state's arrays, and the value each begins with. */
  #arraysOf(group: ParamGroup<Options>): Readonly<Record<string, number>> {
    return this.#definition.state(group, withNumbers(this.defaults));
  }

  protected override update(): void {
    const groups = this.paramGroups.map((group) => withNumbers(group) as ParamGroup<Options>);
    for (const group of groups) this.#checkGroup(group);
    groups.forEach((group, i) => {
      const given = this.paramGroups[i];
      this.#stepGroup(group, (given === group ? group : withScalars(given)) as Required<Options>);
    });
  }

  /** Throws, before anything has changed, if one of the group's parameters can't be stepped. */
  #checkGroup(group: ParamGroup<Options>): void {
    const { name, sparse, sparseMessage, denseMessage, checkStep } = this.#definition;
    let steps = false;
    for (const param of group.params) {
      const grad = param._grad;
      if (grad === null) continue;
      steps = true;
      if (!grad.isSparse) {
        if (denseMessage !== undefined) throw new Error(denseMessage);
      } else {
        if (sparse === undefined) throw new Error(sparseMessage ?? `${name} does not support sparse gradients`);
        sparse(group);
      }
      checkDType(name, param);
    }
    if (steps) checkStep?.(group);
    if (steps && this.differentiable) checkRecordable(group);
  }

  /** @param given the options with those tensors that `group` has numbers for */
  #stepGroup(group: ParamGroup<Options>, given: Required<Options>): void {
    const arrays = this.#arraysOf(group);
    const batches: Batch[] = [];
    let fresh: Set<Tensor> | null = null; // a parameter that is there twice is new twice
    for (const param of group.params) {
      let grad = param._grad;
      if (grad === null) continue;
      if (grad.isSparse) grad = this.#sparseGrad(grad, group);
      const found = this.state.get(param) as Record<string, unknown> | undefined;
      const isNew = found === undefined || this.#lacks(found, arrays) || fresh?.has(param) === true;
      const state = isNew ? this.#makeState(param, group, arrays) : found;
      if (isNew && this.#overlapping) {
        fresh ??= new Set();
        fresh.add(param);
      }
      if (this.#definition.counts !== false) (state as { step: number }).step++;
      const batch = this.#batchFor(batches, param, grad.isSparse, state, isNew);
      batch.params.push(param);
      batch.grads.push(grad);
      batch.states.push(state);
      if (this.#overlapping) this.#stepBatch(group, given, arrays, batches.pop() as Batch);
    }
    for (const batch of batches) this.#stepBatch(group, given, arrays, batch);
  }

  #sparseGrad(grad: Tensor, group: ParamGroup<Options>): Tensor {
    const treatment = this.#definition.sparse?.(group);
    if (treatment === "entries") return grad;
    return treatment === "rows" ? grad.coalesce() : grad.toDense();
  }

  #batchFor(batches: Batch[], param: Tensor, sparse: boolean, state: Record<string, unknown>, isNew: boolean): Batch {
    const types = this.#definition.numbers === undefined ? NO_TYPES : scalarTypes(state);
    for (let i = batches.length - 1; i >= 0; i--) {
      const batch = batches[i];
      const alike = batch.isNew === isNew && batch.sparse === sparse && batch.dtype === param.dtype;
      if (alike && batch.types === types && sameNumbers(batch.numbers, state)) return batch;
    }
    const numbers: Record<string, number> = {};
    for (const key in state) if (typeof state[key] === "number") numbers[key] = state[key];
    const dtype = param.dtype as Batch["dtype"];
    const batch: Batch = { isNew, sparse, dtype, numbers, types, params: [], grads: [], states: [] };
    batches.push(batch);
    return batch;
  }

  #stepBatch(
    group: ParamGroup<Options>,
    given: Required<Options>,
    arrays: Readonly<Record<string, number>>,
    batch: Batch,
  ): void {
    const { scalars, nextNumbers } = this.#definition;
    const values = scalars(given, batch.numbers, batch.types, batch.dtype);
    const names = ["param", "grad"];
    for (const name in arrays) names.push(name);
    // A property after a spread would give each step's object a hidden class of its own, which V8 keeps for long.
    const flags = { sparse: batch.sparse, ...this.#definition.flags(group, batch.numbers, batch.isNew) };
    if (this.differentiable) this.#record(batch, names, values, flags);
    else this.#run(batch, names, numbersOf(values), flags);
    if (nextNumbers === undefined) return;
    for (const state of batch.states) Object.assign(state, nextNumbers(given, batch.numbers, batch.types));
  }

  /** Steps a batch in its kernel. */
  #run(batch: Batch, names: readonly string[], values: StateNumbers, flags: Flags): void {
    const { kernel, uniforms } = this.#rule.prepare(batch.dtype, names, values, flags);
    const { outputs } = kernel.program;
    this.#lastKernel = kernel;
    job.reset(kernel);
    for (let i = 0; i < batch.params.length; i++) {
      const operands = this.#operandsOf(batch.params[i]);
      operands.set(batch.params[i], batch.grads[i], batch.states[i], names);
      if (batch.sparse) operands.pushRows(job);
      else operands.push(job);
      operands.changed(outputs);
    }
    job.run(uniforms);
  }

  /** Steps a batch by operations that autograd records. */
  #record(
    batch: Batch,
    names: readonly string[],
    values: Readonly<Record<string, Hyperparameter>>,
    flags: Flags,
  ): void {
    const outputs = this.#rule.trace(names, values, flags);
    batch.params.forEach((param, i) => {
      const state = batch.states[i] as Record<string, Tensor>;
      const arrays = names.map((name) => (name === "param" ? param : name === "grad" ? batch.grads[i] : state[name]));
      const tensors = Object.fromEntries(names.map((name, index) => [name, arrays[index]]));
      const results = recordUpdate(outputs, tensors, values);
      for (const [name, result] of Object.entries(results)) tensors[name].copy_(result);
    });
  }

  #operandsOf(param: Tensor): Operands {
    let operands = this.#operands.get(param);
    if (operands === undefined) {
      operands = new Operands();
      this.#operands.set(param, operands);
    }
    return operands;
  }

  #lacks(state: Record<string, unknown>, arrays: Readonly<Record<string, number>>): boolean {
    for (const name in arrays) if (!(state[name] instanceof Tensor)) return true;
    return false;
  }

  /** The parameter's state with all its arrays and numbers; what is missing is made. */
  #makeState(
    param: Tensor,
    group: ParamGroup<Options>,
    arrays: Readonly<Record<string, number>>,
  ): Record<string, unknown> {
    let state = this.state.get(param) as Record<string, unknown> | undefined;
    const counts = this.#definition.counts !== false;
    if (state === undefined) {
      state = counts ? { step: 0 } : {};
      Object.assign(state, this.#definition.numbers?.(group));
      if (counts) {
        const { fused } = group as { fused?: boolean | null };
        rememberScalarTypes(state, newScalarTypes(Object.keys(state), fused === true));
      }
    }
    for (const name in arrays) if (!(state[name] instanceof Tensor)) state[name] = stateArray(param, arrays[name]);
    if (Object.keys(state).length > 0) this.state.set(param, state as State);
    return state;
  }

  protected override release(): void {
    for (const operands of this.#operands.values()) operands.release();
    this.#operands.clear();
    for (const entry of this.state.values()) {
      for (const value of Object.values(entry)) if (value instanceof Tensor) value.storage.moveOut();
    }
    for (const { params } of this.paramGroups) for (const param of params) param.storage.moveOut();
  }

  override fromLoadedState(entry: Record<string, unknown>): Record<string, unknown> {
    return withNumbersForTensors(entry, this.#numberNames());
  }

  override toSavedState(entry: object): Record<string, unknown> {
    const names = this.#numberNames();
    if (this.#definition.counts === "number") names.delete("step");
    return withTensorsForNumbers(entry, names);
  }

  #numberNames(): Set<string> {
    const { numbers, counts } = this.#definition;
    const names = new Set(Object.keys(numbers?.(this.paramGroups[0]) ?? {}));
    if (counts !== false) names.add("step");
    return names;
  }
}

/** A step's scalars as numbers. */
function numbersOf(values: Readonly<Record<string, Hyperparameter>>): StateNumbers {
  for (const name in values) {
    if (typeof values[name] === "number") continue;
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, toNumber(value)]));
  }
  return values as StateNumbers;
}

function sameNumbers(numbers: Record<string, number>, state: Record<string, unknown>): boolean {
  for (const key in numbers) if (!Object.is(numbers[key], state[key])) return false;
  return true;
}

/** A state's array: the parameter's shape and dtype, its strides too where they leave no gaps. */
function stateArray(param: Tensor, value: number): Tensor {
  const storage = Storage.allocateInHeap(param.dtype, param._numel, value);
  const strides = isDense(param._shape, param._strides) ? param._strides : rowMajorStrides(param);
  return Tensor.over(storage, param._shape, strides, 0, param._numel, strides !== param._strides || param._contiguous);
}

function rowMajorStrides(param: Tensor): readonly number[] {
  return Tensor.like(param, "bool")._strides;
}

/** Adds the option's name if its default is a Python float; of a tuple, the names of its floats. */
function addFractional(floats: Set<string>, name: string, value: unknown): void {
  if (Array.isArray(value)) value.forEach((item, i) => addFractional(floats, `${name}.${i}`, item));
  else if (typeof value === "number" && !Number.isInteger(value)) floats.add(name);
}

/**
 * Makes a class of optimizers from a definition: the way to write one's own, and the way Downhill's are written. The
 * update is compiled to a fused kernel that runs on all cores; saving, loading, groups and hooks come with it.
 *
 * @example
 * ```ts
 * class Lion extends defineOptimizer<LionOptions, { expAvg: Tensor }>({ name: "Lion", ... }) {}
 * const optimizer = new Lion(model.parameters(), { lr: 1e-4 });
 * ```
 *
 * @throws {TypeError} from the class's constructor for an unknown option or one of the wrong type
 */
export function defineOptimizer<Options extends object, State extends object>(
  definition: OptimizerDefinition<Options, State>,
): OptimizerClass<Options, State> {
  return class extends ElementwiseOptimizer<Options, State> {
    static readonly defaults: Readonly<Required<Options>> = Object.freeze({ ...definition.defaults });

    constructor(params: Params<Options>, options?: Options) {
      super(definition, params, options);
    }
  };
}
