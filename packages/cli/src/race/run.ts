import type { Entry } from "./settings.ts";
import { Trace } from "./trace.ts";

/** What was measured after an epoch. */
export interface EpochResult {
  /** Over all training rows, with the weights as they are at the end of the epoch. */
  readonly trainingLoss: number;
  /** Over the validation rows, or null if there are none. */
  readonly validationLoss: number | null;
  /** Accuracy or R², over the validation rows if there are any, else over the training rows. */
  readonly score: number;
}

/** How one contestant fares; filled as news comes from the training thread. */
export interface Run {
  readonly entry: Entry;
  state: "running" | "finished" | "diverged" | "stopped";
  /** The loss of each step's batch, before the step. */
  readonly losses: Trace;
  /** What each step took, in seconds. */
  readonly seconds: Trace;
  readonly epochs: EpochResult[];
  /** How often the loss and its gradient were evaluated: once a step, except for L-BFGS. */
  evaluations: number;
  /** The model's predictions at the curve's grid, after the last epoch. */
  curve: Float32Array | null;
}

export function newRun(entry: Entry): Run {
  return {
    entry,
    state: "running",
    losses: new Trace("means"),
    seconds: new Trace("samples"),
    epochs: [],
    evaluations: 0,
    curve: null,
  };
}

/** The loss that counts: that of validation if there is one. */
export function epochLoss(epoch: EpochResult): number {
  return epoch.validationLoss ?? epoch.trainingLoss;
}
