import type { Setting } from "../options/setting.ts";

/** A schedule of the learning rate: one scheduler, several at once, or one after the other. */
export interface Schedule {
  readonly kind: "single" | "chained" | "sequential";
  readonly parts: readonly Setting[];
  /** For sequences, the steps at which the next one takes over. */
  readonly milestones: readonly number[];
  /** For the schedulers that take a function, it, as a formula of the epoch x. */
  readonly formula: string;
}

/** The learning rates of a schedule. */
export interface ScheduleCurve {
  /** The rate of each step. */
  readonly rates: Float64Array;
  /** The momentum of each step, which some schedulers cycle too. */
  readonly momenta: Float64Array;
  /** All options of each part, those that were chosen for the length too. */
  readonly parts: readonly Setting[];
  readonly error: string | null;
}

/** What a metric does that a schedule may go by: it falls, and from a third of the way on stays where it is. */
export const metricAt = (step: number, steps: number): number => Math.max(0.2, 1 - (2.4 * step) / steps);
