import { type SchedulerInfo, schedulers } from "downhill/registry";
import type { Settings } from "./plan.ts";

/** How long a training is, for those who plan ahead. */
export interface Budget {
  readonly passes: number;
  /** Steps of a pass. */
  readonly steps: number;
}

/** What a scheduler is given unless the user says otherwise, by its class: what depends on budget and learning rate. */
const planned: Readonly<Record<string, (budget: Budget, lr: number) => Settings>> = {
  StepLR: ({ passes }) => ({ stepSize: Math.ceil(passes / 3) }),
  MultiStepLR: ({ passes }) => ({ milestones: [Math.ceil(passes / 2), Math.ceil((3 * passes) / 4)] }),
  LinearLR: () => ({ startFactor: 1, endFactor: 0 }),
  ExponentialLR: ({ passes }) => ({ gamma: 0.01 ** (1 / passes) }),
  CosineAnnealingWarmRestarts: ({ passes }) => ({ t0: Math.ceil(passes / 4) }),
  // Not all optimizers have a momentum that could cycle.
  CyclicLR: ({ passes, steps }, lr) => ({
    baseLr: lr / 10,
    maxLr: lr,
    stepSizeUp: Math.ceil((passes * steps) / 8),
    cycleMomentum: false,
  }),
  OneCycleLR: (_, lr) => ({ maxLr: lr, cycleMomentum: false }),
  ReduceLROnPlateau: ({ passes }) => ({ patience: Math.ceil(passes / 10) }),
};

/** The schedulers that can be chosen: those that need no function and no other scheduler. */
export function choosableSchedulers(): SchedulerInfo[] {
  const isNeeded = ([, option]: [string, SchedulerInfo["options"][string]]) => option.default === undefined;
  return [...schedulers].filter(({ combines, options }) => {
    return !combines && !Object.entries(options).some((entry) => isNeeded(entry) && entry[1].type === "other");
  });
}

/**
 * A scheduler's options for a training: what the user gave, else what fits its budget, else (not listed here) PyTorch's
 * default.
 */
export function scheduleSettings(
  { name, length, steps }: SchedulerInfo,
  given: Settings,
  budget: Budget,
  lr: number,
): Settings {
  const whole = steps === "batch" ? budget.passes * budget.steps : budget.passes;
  return { ...(length !== null && { [length]: whole }), ...planned[name]?.(budget, lr), ...given };
}
