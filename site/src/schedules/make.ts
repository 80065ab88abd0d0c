import type { optim } from "downhill";
import { type SchedulerInfo, schedulers } from "downhill/registry";
import type { Setting } from "../options/setting.ts";

type Options = Readonly<Record<string, unknown>>;
type AnyScheduler = optim.lrScheduler.LRScheduler;
type SchedulerClass = new (optimizer: optim.AnyOptimizer, options: Options) => AnyScheduler;

/** What a scheduler is given unless the visitor says otherwise: what depends on the training's length and its rate. */
const PLANNED: Readonly<Record<string, (steps: number, lr: number) => Options>> = {
  StepLR: (steps) => ({ stepSize: Math.ceil(steps / 3) }),
  MultiStepLR: (steps) => ({ milestones: [Math.ceil(steps / 2), Math.ceil((3 * steps) / 4)] }),
  LinearLR: () => ({ startFactor: 1, endFactor: 0 }),
  ExponentialLR: (steps) => ({ gamma: Number((0.01 ** (1 / steps)).toPrecision(4)) }),
  CosineAnnealingWarmRestarts: (steps) => ({ t0: Math.ceil(steps / 4) }),
  CyclicLR: (steps, lr) => ({ baseLr: lr / 10, maxLr: lr, stepSizeUp: Math.ceil(steps / 8), cycleMomentum: false }),
  OneCycleLR: (_, lr) => ({ maxLr: lr, cycleMomentum: false }),
  ReduceLROnPlateau: (steps) => ({ patience: Math.ceil(steps / 10) }),
  SWALR: (steps, lr) => ({ swaLr: lr / 10, annealEpochs: Math.ceil(steps / 4) }),
};

/** A scheduler's options for a training of so many steps: the given ones, else what fits it, else the defaults. */
export function plannedOptions(info: SchedulerInfo, given: Options, steps: number, lr: number): Options {
  const length = info.length === null ? {} : { [info.length]: steps };
  return { ...length, ...PLANNED[info.name]?.(steps, lr), ...given };
}

/**
 * The scheduler of a setting.
 *
 * @throws {RangeError | TypeError} for options that the library refuses, and for schedulers that need a function
 */
export function makeScheduler(setting: Setting, optimizer: optim.AnyOptimizer, steps: number): AnyScheduler {
  const info = schedulers.get(setting.name);
  const lr = Number(optimizer.paramGroups[0].lr);
  const Scheduler = info.scheduler as unknown as SchedulerClass;
  return new Scheduler(optimizer, plannedOptions(info, setting.options, steps, lr));
}
