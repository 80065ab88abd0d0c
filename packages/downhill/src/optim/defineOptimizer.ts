import { ElementwiseJob, type ElementwiseKernel } from "../kernels/elementwise.ts";
import { type Flags, Rule, type Update } from "../kernels/rule.ts";
import { type FloatDType, isFloat } from "../memory/dtype.ts";
import { Storage } from "../memory/storage.ts";
import { isDense } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { missingEntries, type Subject } from "./arrayChecks.ts";
import { type Batch, batchFor } from "./batches.ts";
import { checkOptions } from "./groupOptions.ts";
import { type Hyperparameter, toNumber, withNumbers, withScalars } from "./hyperparameters.ts";
import { Operands } from "./operands.ts";
import { Optimizer } from "./optimizer.ts";
import { DEFINITION, type OptimizerDefinition, type StateNumbers } from "./optimizerDefinition.ts";
import { optimizerSignature } from "./optimizerSignature.ts";
import { checkDType, checkRecordable, readArguments } from "./options.ts";
import type { ParamGroup, Params } from "./paramGroups.ts";
import { floatsOf } from "./pythonTypes.ts";
import { recordUpdate } from "./recorded.ts";
import {
  newScalarTypes,
  rememberScalarTypes,
  type ScalarTypes,
  scalarTypes,
  withNumbersForTensors,
  withTensorsForNumbers,
} from "./scalarState.ts";
import { checkEntry, type EntryForm, isEmpty } from "./stateChecks.ts";

/** A class of optimizers, as `defineOptimizer` returns it. */
export interface OptimizerClass<Options extends object, State extends object> {
  new (params: Params<Options>, options?: Options): ElementwiseOptimizer<Options, State>;
  /** Every option's default. */
  readonly defaults: Readonly<Required<Options>>;
}

/** What a step does with one group. */
interface GroupPlan<Options> {
  /** The options, with numbers in place of tensors. */
  readonly group: ParamGroup<Options>;
  /** The options with those tensors that `group` has numbers for. */
  readonly options: Required<Options>;
  /** The state's arrays, and the value each begins with. */
  readonly arrays: Readonly<Record<string, number>>;
  /** The names of the kernel's arrays. */
  readonly names: readonly string[];
  /** The parameters that have a gradient, with their arrays. */
  readonly stepped: readonly Operands[];
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

/** Where nothing is kept. */
const NO_STATE: Record<string, unknown> = {};

/** What the constructor takes, by the definition. */
const signatures = new WeakMap<object, unknown>();

function signatureOf<Options extends object, State extends object>(definition: OptimizerDefinition<Options, State>) {
  type Made = ReturnType<typeof optimizerSignature<Options>>;
  const known = signatures.get(definition) as Made | undefined;
  if (known !== undefined) return known;
  DEFINITION.read([definition]);
  const made = optimizerSignature<Options>(definition);
  signatures.set(definition, made);
  return made;
}

/** Where no number but `step` is kept, and as a tensor: its dtype doesn't matter to the mathematics. */
const NO_TYPES: ScalarTypes = {};

/** An optimizer whose update treats every element alike: what `defineOptimizer` makes a class of. */
export abstract class ElementwiseOptimizer<Options extends object, State extends object> extends Optimizer<
  Options,
  State
> {
  readonly #definition: OptimizerDefinition<Options, State>;
  readonly #rule: Rule;
  readonly #operands = new Map<Tensor, Operands>();
  readonly #numberNames: readonly string[];
  /** Whether the dtypes of the state's numbers matter to the mathematics. */
  readonly #typed: boolean;
  /** Whether two parameters' steps share elements: then they are stepped one after the other, as in PyTorch. */
  #overlapping = false;
  /** Whether a parameter or an array of a state is another than when overlaps were looked for. */
  #changed = false;
  /** The storages that steps write. */
  readonly #written = new Set<Storage>();
  #lastKernel: ElementwiseKernel | null = null;

  constructor(definition: OptimizerDefinition<Options, State>, params: Params<Options>, options?: Options);
  constructor(definition: OptimizerDefinition<Options, State>, ...args: readonly unknown[]) {
    const { params, options: defaults } = readArguments(signatureOf(definition), args, definition.defaults);
    definition.validate?.(withNumbers(defaults), defaults);
    const floats = new Set<string>([...floatsOf(definition.defaults), ...(definition.floats ?? [])]);
    super(params, defaults, {
      name: definition.name,
      floats,
      added: definition.added ?? {},
      fixed: definition.fixed,
      unread: definition.unread,
      declared: definition.defaults,
    });
    this.#definition = definition;
    this.#rule = ruleOf(definition);
    this.#typed = definition.numbers !== undefined || definition.counts === "number";
    const numbers = Object.keys(definition.numbers?.(withNumbers(this.paramGroups[0]) as ParamGroup<Options>) ?? {});
    this.#numberNames = definition.counts === false ? numbers : ["step", ...numbers];
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
    const plans: GroupPlan<Options>[] = [];
    for (const group of this.paramGroups) plans.push(this.#plan(group));
    if (this.#changed) this.#findOverlaps();
    this.#changed = false;
    for (const plan of plans) this.#stepGroup(plan);
  }

  /** What a step will do with a group; throws, before anything has changed, if one of its parameters can't be stepped. */
  #plan(given: ParamGroup<Options>): GroupPlan<Options> {
    const group = withNumbers(given) as ParamGroup<Options>;
    checkOptions(this, group);
    let steps = false;
    for (const param of group.params) {
      if (param._grad === null) continue;
      this.#checkKind(param, param._grad, group);
      steps = true;
    }
    if (steps) this.#definition.checkStep?.(group);
    if (steps && this.differentiable) checkRecordable(group);

    const arrays = this.#arraysOf(group);
    const names = ["param", "grad"];
    for (const name in arrays) names.push(name);
    const stepped: Operands[] = [];
    for (const param of group.params) {
      if (param._grad === null) continue;
      const operands = this.#operandsOf(param);
      const change = operands.set(this.#gradOf(param._grad, group), this.#stateOf(param, arrays), names);
      if (change === "arrays") this.#changed = true;
      else if (change === "gradient" && operands.reads(this.#written)) this.#overlapping = true;
      if (operands.mixed && !this.#promotes(operands, group)) operands.refuseMixture(names);
      stepped.push(operands);
    }
    const options = (given === group ? group : withScalars(given)) as Required<Options>;
    return { group, options, arrays, names, stepped };
  }

  #checkKind(param: Tensor, grad: Tensor, group: ParamGroup<Options>): void {
    const { name, sparse, sparseMessage, denseMessage } = this.#definition;
    if (!grad.isSparse) {
      if (denseMessage !== undefined) throw new Error(denseMessage);
    } else {
      if (sparse === undefined) throw new Error(sparseMessage ?? `${name} does not support sparse gradients`);
      sparse(group);
    }
    checkDType(name, param);
  }

  /** The gradient in the form that steps take. */
  #gradOf(grad: Tensor, group: ParamGroup<Options>): Tensor {
    if (!grad.isSparse) return grad;
    const treatment = this.#definition.sparse?.(group);
    if (treatment === "entries") return grad;
    return treatment === "rows" ? grad.coalesce() : grad.toDense();
  }

  /** Whether PyTorch's step takes a state of another dtype than the parameter's. */
  #promotes({ param, grad }: Operands, group: ParamGroup<Options>): boolean {
    return !grad.isSparse && this.#definition.promotes?.(group, param.dtype as FloatDType) === true;
  }

  /** The parameter's state, or null where the step will make it. */
  #stateOf(param: Tensor, arrays: Readonly<Record<string, number>>): Record<string, unknown> | null {
    const state = this.state.get(param) as Record<string, unknown> | undefined;
    if (state === undefined) return null;
    let complete = true;
    for (const name of this.#numberNames) if (typeof state[name] !== "number") complete = false;
    for (const name in arrays) if (!(state[name] instanceof Tensor)) complete = false;
    if (complete) return state;
    checkEntry({ owner: this, param, loading: false }, state, this.#formOf(param, arrays));
    return null;
  }

  /** @internal */
  override checkLoadedState(subject: Subject, entry: Record<string, unknown>, group: ParamGroup<Options>): void {
    const form = this.#formOf(subject.param, this.#arraysOf(withNumbers(group) as ParamGroup<Options>));
    if (this.#definition.eager === true && isEmpty(entry))
      throw missingEntries(subject, [...form.numbers, ...Object.keys(form.arrays)]);
    checkEntry(subject, entry, form);
  }

  #formOf({ _shape: shape }: Tensor, arrays: Readonly<Record<string, number>>): EntryForm {
    const shapes = Object.fromEntries(Object.keys(arrays).map((name) => [name, shape]));
    return { arrays: shapes, numbers: this.#numberNames, lazy: this.#definition.lazy };
  }

  /** Looks whether elements that one parameter's step writes are in another's too. */
  #findOverlaps(): void {
    const all = this.paramGroups.flatMap(({ params }) => params.flatMap((param) => this.#operands.get(param) ?? []));
    const written = all.flatMap((operands) => operands.written);
    this.#written.clear();
    for (const storage of written) this.#written.add(storage);
    this.#overlapping = this.#written.size < written.length || all.some((operands) => operands.reads(this.#written));
  }

  #stepGroup({ group, options, arrays, names, stepped }: GroupPlan<Options>): void {
    const batches: Batch[] = [];
    const keeps = names.length > 2 || this.#numberNames.length > 0;
    let fresh: Set<Tensor> | null = null; // a parameter that is there twice is new twice
    for (const operands of stepped) {
      const { param } = operands;
      const isNew = operands.state === null || fresh?.has(param) === true;
      let state = operands.state;
      if (state === null) {
        state = keeps ? this.#makeState(param, group, arrays) : NO_STATE;
        if (keeps) operands.complete(state, names);
        this.#changed ||= keeps;
      }
      if (isNew && this.#overlapping) {
        fresh ??= new Set();
        fresh.add(param);
      }
      if (this.#definition.counts !== false) (state as { step: number }).step++;
      const types = this.#typed ? scalarTypes(state) : NO_TYPES;
      batchFor(batches, operands, state, isNew, types).members.push(operands);
      if (this.#overlapping) this.#stepBatch(group, options, names, batches.pop() as Batch);
    }
    for (const batch of batches) this.#stepBatch(group, options, names, batch);
  }

  #stepBatch(group: ParamGroup<Options>, options: Required<Options>, names: readonly string[], batch: Batch): void {
    const { scalars, nextNumbers } = this.#definition;
    const values = scalars(options, batch.numbers, batch.types, batch.dtype);
    // A property after a spread would give each step's object a hidden class of its own, which V8 keeps for long.
    const flags = { sparse: batch.sparse, ...this.#definition.flags(group, batch.numbers, batch.isNew) };
    if (this.differentiable || batch.mixed) this.#record(batch, names, values, flags);
    else this.#run(batch, names, numbersOf(values), flags);
    if (nextNumbers === undefined) return;
    for (const { state } of batch.members) {
      Object.assign(state as object, nextNumbers(options, batch.numbers, batch.types));
    }
  }

  /** Steps a batch in its kernel. */
  #run(batch: Batch, names: readonly string[], values: StateNumbers, flags: Flags): void {
    const { kernel, uniforms } = this.#rule.prepare(batch.dtype, names, values, flags);
    const { outputs } = kernel.program;
    this.#lastKernel = kernel;
    job.reset(kernel);
    for (const operands of batch.members) {
      if (batch.sparse) operands.pushRows(job);
      else operands.push(job);
      operands.changed(outputs);
    }
    job.run(uniforms);
  }

  /** Steps a batch by operations on tensors, which autograd records if it is to, and which promote types. */
  #record(
    batch: Batch,
    names: readonly string[],
    values: Readonly<Record<string, Hyperparameter>>,
    flags: Flags,
  ): void {
    const outputs = this.#rule.trace(names, values, flags);
    for (const operands of batch.members) {
      const tensors = operands.byName(names);
      const results = recordUpdate(outputs, tensors, values);
      for (const [name, result] of Object.entries(results)) tensors[name].copy_(result);
    }
  }

  #operandsOf(param: Tensor): Operands {
    let operands = this.#operands.get(param);
    if (operands === undefined) {
      operands = new Operands(this, param);
      this.#operands.set(param, operands);
    }
    return operands;
  }

  /** The parameter's state with all its arrays and numbers; what is missing is made. */
  #makeState(
    param: Tensor,
    group: ParamGroup<Options>,
    arrays: Readonly<Record<string, number>>,
  ): Record<string, unknown> {
    const state = (this.state.get(param) as Record<string, unknown> | undefined) ?? {};
    if (isEmpty(state)) {
      const { counts = "tensor" } = this.#definition;
      if (counts !== false) state.step = 0;
      Object.assign(state, this.#definition.numbers?.(group));
      if (counts === "tensor") {
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
    this.#written.clear();
    for (const entry of this.state.values()) {
      for (const value of Object.values(entry)) if (value instanceof Tensor) value.storage.moveOut();
    }
  }

  override fromLoadedState(entry: Record<string, unknown>): Record<string, unknown> {
    return withNumbersForTensors(entry, new Set(this.#numberNames));
  }

  override toSavedState(entry: object): Record<string, unknown> {
    const names = new Set(this.#numberNames);
    if (this.#definition.counts === "number" && scalarTypes(entry).step === undefined) names.delete("step");
    return withTensorsForNumbers(entry, names);
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

/** A state's array: the parameter's shape and dtype, its strides too where they leave no gaps. */
function stateArray(param: Tensor, value: number): Tensor {
  const storage = Storage.allocateInHeap(param.dtype, param._numel, value);
  const strides = isDense(param._shape, param._strides) ? param._strides : rowMajorStrides(param);
  return Tensor.over(storage, param._shape, strides, 0, param._numel, strides !== param._strides || param._contiguous);
}

function rowMajorStrides(param: Tensor): readonly number[] {
  return Tensor.like(param, "bool")._strides;
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
 * @throws {TypeError} for a definition that lacks something or has something unknown; from the class's constructor for an
 *   unknown option or one of the wrong type
 */
export function defineOptimizer<Options extends object, State extends object>(
  definition: OptimizerDefinition<Options, State>,
): OptimizerClass<Options, State> {
  signatureOf(definition);
  return class extends ElementwiseOptimizer<Options, State> {
    static readonly defaults: Readonly<Required<Options>> = Object.freeze({ ...definition.defaults });
    /** @internal */
    static readonly signature = signatureOf(definition);

    constructor(...args: [params: Params<Options>, options?: Options]) {
      super(definition, ...args);
    }
  };
}
