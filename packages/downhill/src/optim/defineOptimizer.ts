import { ElementwiseJob, type ElementwiseKernel } from "../kernels/elementwise.ts";
import { type Flags, Rule, type Update } from "../kernels/rule.ts";
import { isFloat } from "../memory/dtype.ts";
import { Storage } from "../memory/storage.ts";
import { isDense } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { Operands, pushRows } from "./operands.ts";
import { Optimizer } from "./optimizer.ts";
import { resolveOptions } from "./options.ts";
import type { ParamGroup, Params } from "./paramGroups.ts";
import { fromScalarTensor, toScalarTensor } from "./scalarState.ts";

/** The numbers of a parameter's state: `step`, and those that `numbers` declares. */
export type StateNumbers = Readonly<Record<string, number>>;

/** An elementwise optimizer: its options, its state and its mathematics. */
export interface OptimizerDefinition<Options extends object, _State extends object> {
  /** The name in messages and in the printed text. */
  readonly name: string;
  /** The options with their default values, in the order in which they are saved. */
  readonly defaults: Required<Options>;
  /** Options whose integral values Python writes as floats, beside those whose default is not integral. */
  readonly floats?: readonly (keyof Options & string)[];
  /** Values of options that state dicts of older versions lack. */
  readonly added?: Partial<Options>;
  /** Throws for options that make no sense. */
  readonly validate?: (options: Required<Options>) => void;
  /** The arrays kept for each parameter, in its shape and dtype, and the value each begins with. */
  readonly state: (group: ParamGroup<Options>) => Readonly<Record<string, number>>;
  /** The numbers kept for each parameter beside `step`, and the value each begins with. */
  readonly numbers?: (group: ParamGroup<Options>) => Record<string, number>;
  /** How `step` is saved: as a tensor, as PyTorch's does, or as a number; false where steps aren't counted. Default: "tensor". */
  readonly counts?: "tensor" | "number" | false;
  /** Whether the state is made with the group, instead of at each parameter's first step. Default: false. */
  readonly eager?: boolean;
  /** Throws when a step can't be made with a group's present options. */
  readonly checkStep?: (group: ParamGroup<Options>) => void;
  /** The numbers of a step that are the same for every element, in double precision; `step` counts from 1. */
  readonly scalars: (group: ParamGroup<Options>, numbers: StateNumbers) => Readonly<Record<string, number>>;
  /** What decides the form of the update: each combination gets a kernel of its own. `isNew`: the state was just made. */
  readonly flags: (group: ParamGroup<Options>, numbers: StateNumbers, isNew: boolean) => Flags;
  /** The mathematics: the new values of the arrays that change. */
  readonly update: Update;
  /** The numbers that the next step finds. */
  readonly nextNumbers?: (group: ParamGroup<Options>, numbers: StateNumbers) => Record<string, number>;
  /**
   * What to do with a sparse gradient, where the algorithm takes one: update the rows it names (`flags.sparse` is true
   * then), or fill it up with zeros. Throws when the options don't allow it.
   */
  readonly sparse?: (group: ParamGroup<Options>) => "rows" | "dense";
  /** What to say of a sparse gradient otherwise. */
  readonly sparseMessage?: string;
  /** Set where only sparse gradients are taken: what to say of a dense one. */
  readonly denseMessage?: string;
}

/** A class of optimizers, as `defineOptimizer` returns it. */
export interface OptimizerClass<Options extends object, State extends object> {
  new (params: Params<Options>, options?: Options): ElementwiseOptimizer<Options, State>;
}

/** Parameters of one group whose numbers are equal, so that one job steps them all. */
interface Batch {
  readonly isNew: boolean;
  readonly sparse: boolean;
  readonly dtype: "float32" | "float64";
  readonly numbers: Record<string, number>;
  readonly members: Member[];
}

interface Member {
  readonly param: Tensor;
  readonly grad: Tensor;
  readonly state: Record<string, unknown>;
}

const job = new ElementwiseJob();

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

  constructor(
    definition: OptimizerDefinition<Options, State>,
    rule: Rule,
    params: Params<Options>,
    options: Options | undefined,
  ) {
    const defaults = resolveOptions(definition.name, definition.defaults, options);
    definition.validate?.(defaults);
    const floats = new Set<string>(definition.floats);
    for (const [key, value] of Object.entries(definition.defaults)) addFractional(floats, key, value);
    super(params, defaults, { name: definition.name, floats, added: definition.added ?? {} });
    this.#definition = definition;
    this.#rule = rule;
    for (const group of this.paramGroups) this.#prepareGroup(group);
  }

  /** @internal The kernel of the last job, for benchmarks. */
  get lastKernel(): ElementwiseKernel | null {
    return this.#lastKernel;
  }

  protected override groupAdded(group: ParamGroup<Options>): void {
    if (#definition in this) this.#prepareGroup(group); // the constructor's groups come before the definition
  }

  #prepareGroup(group: ParamGroup<Options>): void {
    for (const param of group.params) {
      if (isFloat(param.dtype)) param.storage.moveToHeap();
      if (this.#definition.eager === true) this.#stateOf(param, group, this.#definition.state(group));
    }
    const storages = this.paramGroups.flatMap(({ params }) => params.map(({ storage }) => storage));
    this.#overlapping = new Set(storages).size < storages.length;
  }

  protected override update(): void {
    const work = this.paramGroups.map((group) => ({ group, params: this.#paramsWithGrad(group) }));
    for (const { group, params } of work) if (params.length > 0) this.#stepGroup(group, params);
  }

  /** The parameters to step; throws before anything has changed if one of them can't be. */
  #paramsWithGrad(group: ParamGroup<Options>): Tensor[] {
    const { name, sparse, sparseMessage, denseMessage, checkStep } = this.#definition;
    const params: Tensor[] = [];
    for (const param of group.params) {
      const grad = param._grad;
      if (grad === null) continue;
      params.push(param);
      if (!grad.isSparse && denseMessage !== undefined) throw new Error(denseMessage);
      if (!grad.isSparse) continue;
      if (sparse === undefined) throw new Error(sparseMessage ?? `${name} does not support sparse gradients`);
      sparse(group);
    }
    if (params.length > 0) checkStep?.(group);
    return params;
  }

  #stepGroup(group: ParamGroup<Options>, params: readonly Tensor[]): void {
    const arrays = this.#definition.state(group);
    const names = Object.keys(arrays);
    const batches: Batch[] = [];
    for (const param of params) {
      let grad = param._grad as Tensor;
      if (grad.isSparse) grad = this.#definition.sparse?.(group) === "rows" ? grad.coalesce() : grad.toDense();
      const { state, isNew } = this.#stateOf(param, group, arrays);
      if (this.#definition.counts !== false) (state as { step: number }).step++;
      this.#batchFor(batches, param, grad.isSparse, state, isNew).members.push({ param, grad, state });
      if (this.#overlapping) for (const batch of batches.splice(0)) this.#stepBatch(group, names, batch);
    }
    for (const batch of batches) this.#stepBatch(group, names, batch);
  }

  #batchFor(batches: Batch[], param: Tensor, sparse: boolean, state: Record<string, unknown>, isNew: boolean): Batch {
    for (let i = batches.length - 1; i >= 0; i--) {
      const batch = batches[i];
      const alike = batch.isNew === isNew && batch.sparse === sparse && batch.dtype === param.dtype;
      if (alike && sameNumbers(batch.numbers, state)) return batch;
    }
    const numbers: Record<string, number> = {};
    for (const key in state) if (typeof state[key] === "number") numbers[key] = state[key];
    const batch: Batch = { isNew, sparse, dtype: param.dtype as Batch["dtype"], numbers, members: [] };
    batches.push(batch);
    return batch;
  }

  #stepBatch(group: ParamGroup<Options>, names: readonly string[], batch: Batch): void {
    const { scalars, nextNumbers } = this.#definition;
    const values = scalars(group, batch.numbers);
    const arrays = ["param", "grad", ...names];
    const flags = { ...this.#definition.flags(group, batch.numbers, batch.isNew), sparse: batch.sparse };
    const { kernel, uniforms } = this.#rule.prepare(batch.dtype, arrays, values, flags);
    this.#lastKernel = kernel;
    job.reset(kernel);
    for (const { param, grad, state } of batch.members) {
      const tensors = [param, grad];
      for (const name of names) tensors.push(state[name] as Tensor);
      if (batch.sparse) pushRows(job, tensors);
      else this.#operandsOf(param).push(job, tensors);
      for (const { array } of kernel.program.outputs) tensors[array].storage.version++;
    }
    job.run(uniforms);
    if (nextNumbers === undefined) return;
    for (const { state } of batch.members) Object.assign(state, nextNumbers(group, batch.numbers));
  }

  #operandsOf(param: Tensor): Operands {
    let operands = this.#operands.get(param);
    if (operands === undefined) {
      operands = new Operands();
      this.#operands.set(param, operands);
    }
    return operands;
  }

  /** The parameter's state with all its arrays and numbers; what is missing is made. */
  #stateOf(
    param: Tensor,
    group: ParamGroup<Options>,
    arrays: Readonly<Record<string, number>>,
  ): { state: Record<string, unknown>; isNew: boolean } {
    let state = this.state.get(param) as Record<string, unknown> | undefined;
    let isNew = false;
    if (state === undefined) {
      state = {};
      if (this.#definition.counts !== false) state.step = 0;
      Object.assign(state, this.#definition.numbers?.(group));
      isNew = true;
    }
    let kept = false;
    for (const name in arrays) {
      kept = true;
      if (state[name] instanceof Tensor) continue;
      state[name] = stateArray(param, arrays[name]);
      isNew = true;
    }
    if (isNew && (kept || this.#definition.counts !== false)) this.state.set(param, state as State);
    return { state, isNew };
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
    const names = this.#numberNames();
    return Object.fromEntries(
      Object.entries(entry).map(([name, value]) => [name, names.has(name) ? fromScalarTensor(value) : value]),
    );
  }

  override toSavedState(entry: object): Record<string, unknown> {
    const { counts } = this.#definition;
    const names = this.#numberNames();
    return Object.fromEntries(
      Object.entries(entry).map(([name, value]) => [
        name,
        names.has(name) && typeof value === "number" && !(name === "step" && counts === "number")
          ? toScalarTensor(value)
          : value,
      ]),
    );
  }

  #numberNames(): Set<string> {
    const { numbers, counts } = this.#definition;
    const names = new Set(Object.keys(numbers?.(this.paramGroups[0]) ?? {}));
    if (counts !== false) names.add("step");
    return names;
  }
}

function sameNumbers(numbers: Record<string, number>, state: Record<string, unknown>): boolean {
  for (const key in numbers) if (!Object.is(numbers[key], state[key])) return false;
  return true;
}

/** A state's array: the parameter's shape and dtype, its strides too where they leave no gaps. */
function stateArray(param: Tensor, value: number): Tensor {
  const storage = Storage.allocateInHeap(param.dtype, param._numel, value);
  const strides = isDense(param.shape, param.strides) ? param.strides : rowMajorStrides(param);
  return new Tensor(storage, param.shape, strides, 0, param._numel, strides !== param.strides || param._contiguous);
}

function rowMajorStrides(param: Tensor): readonly number[] {
  return Tensor.like(param, "bool").strides;
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
  const rule = new Rule(definition.update);
  return class extends ElementwiseOptimizer<Options, State> {
    constructor(params: Params<Options>, options?: Options) {
      super(definition, rule, params, options);
    }
  };
}
