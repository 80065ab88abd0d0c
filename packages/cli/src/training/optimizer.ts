import type { nn, optim, Tensor } from "downhill";
import { type OptimizerInfo, optimizers, type SchedulerInfo, schedulers } from "downhill/registry";
import type { Architecture } from "./model.ts";
import type { Objective } from "./objective.ts";
import type { OptimizerChoice, Setting, Settings, TrainingPlan } from "./plan.ts";
import { type Budget, scheduleSettings } from "./schedule.ts";

type AnyScheduler = optim.lrScheduler.LRScheduler;
type MetricScheduler = optim.lrScheduler.ReduceLROnPlateau;
type SchedulerClass = new (optimizer: optim.AnyOptimizer, options: object) => AnyScheduler;

/** What an optimizer trains: one that takes sparse gradients alone needs embeddings. */
export function architectureOf({ name }: OptimizerChoice): Architecture {
  return optimizers.get(name).gradients === "sparse" ? "embedding" : "network";
}

/** How long a training is: by full batches, a pass is one step. */
export function budgetOf({ optimizer, passes }: TrainingPlan, { stepsPerPass }: Objective): Budget {
  return { passes, steps: optimizers.get(optimizer.name).fullBatch === null ? stepsPerPass : 1 };
}

/** The optimizer that takes the parameters which the chosen one can't: those that are no matrices. */
const companionName = "AdamW";

/**
 * The optimizers of one training: the chosen one, and for one that takes only matrices (Muon) an AdamW beside it for all
 * other parameters, with the same learning rate and weight decay; each with its scheduler.
 */
export class OptimizerSet {
  readonly info: OptimizerInfo;
  readonly optimizers: readonly optim.AnyOptimizer[];
  readonly budget: Budget;
  readonly #schedulers: readonly AnyScheduler[];
  readonly #schedule: SchedulerInfo | null;
  #passes = 0;
  #steps = 0;

  /** @throws RangeError or TypeError for settings that the library refuses */
  constructor({ name, settings, scheduler }: OptimizerChoice, module: nn.Module, budget: Budget) {
    this.info = optimizers.get(name);
    this.budget = budget;
    const parameters = [...module.parameters()];
    const own = this.info.parameters === "matrices" ? parameters.filter(isMatrix) : parameters;
    const others = parameters.filter((parameter) => !own.includes(parameter));
    const made = own.length > 0 || others.length === 0 ? [make(this.info, own, stepSettings({ name, settings }))] : [];
    if (others.length > 0) {
      made.push(make(optimizers.get(companionName), others, companionOf({ name, settings }).settings));
    }
    this.optimizers = made;
    this.#schedule = scheduler && schedulers.get(scheduler.name);
    this.#schedulers = made.flatMap((optimizer) => {
      if (scheduler === null) return [];
      const info = schedulers.get(scheduler.name);
      const given = scheduleSettings(info, scheduler.settings, budget, Number(optimizer.paramGroups[0]!.lr));
      return [new (info.scheduler as unknown as SchedulerClass)(optimizer, given)];
    });
  }

  zeroGrad(): void {
    for (const optimizer of this.optimizers) optimizer.zeroGrad();
  }

  /** Steps, by the gradients that are there or, for an optimizer that needs one, by the closure. */
  step(closure?: () => number): void {
    for (const optimizer of this.optimizers) {
      if (closure === undefined) optimizer.step();
      else optimizer.step(closure);
    }
  }

  /** Lets `load` give the optimizers a state, and keeps their settings, learning rates included. */
  keepingSettings<T>(load: () => T): T {
    const groups = this.optimizers.flatMap(({ paramGroups }) => paramGroups);
    const settings = groups.map(({ params: _, ...options }) => options);
    const result = load();
    const loaded = this.optimizers.flatMap(({ paramGroups }) => paramGroups);
    for (const [i, group] of loaded.entries()) Object.assign(group, settings[i]);
    return result;
  }

  /** A step without gradients, which changes nothing: after it schedulers may step without a word. */
  stepNowhere(): void {
    if (this.#schedule === null) return;
    this.zeroGrad();
    this.step(this.info.closure ? () => 0 : undefined);
  }

  /** Tells the schedulers that a step is over, one of `steps` in its pass. */
  endStep(): void {
    if (this.#schedule?.steps !== "batch" || this.#steps >= this.budget.passes * this.budget.steps) return;
    this.#steps++;
    for (const scheduler of this.#schedulers) scheduler.step();
  }

  /** Tells the schedulers that a pass is over. `loss` is the one that a plateau is seen by. */
  endPass(loss: number): void {
    if (this.#schedule?.steps !== "epoch" || this.#passes >= this.budget.passes) return;
    this.#passes++;
    for (const scheduler of this.#schedulers) {
      if (this.#schedule.metric) (scheduler as MetricScheduler).step(loss);
      else scheduler.step();
    }
  }
}

function make(
  { optimizer: Class }: OptimizerInfo,
  parameters: readonly Tensor[],
  settings: object,
): optim.AnyOptimizer {
  return new Class(parameters, settings);
}

function isMatrix(parameter: Tensor): boolean {
  return parameter.shape.length === 2;
}

/** L-BFGS makes one iteration per step, so that each has its place on the curve; its numbers are the same. */
export function stepSettings({ name, settings }: Pick<OptimizerChoice, "name" | "settings">): Settings {
  return name === "LBFGS" ? { maxIter: 1, maxEval: 25, ...settings } : settings;
}

/** What trains the parameters that are no matrices beside an optimizer that takes only these. */
export function companionOf({
  name,
  settings,
}: Pick<OptimizerChoice, "name" | "settings">): Pick<OptimizerChoice, "name" | "settings"> {
  const { options } = optimizers.get(name);
  const shared = (option: string) => settings[option] ?? (options[option]?.default as Setting);
  return { name: companionName, settings: { lr: shared("lr"), weightDecay: shared("weightDecay") } };
}
