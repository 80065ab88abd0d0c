import type { Entry } from "../entries/entries.ts";
import type { Baseline } from "../training/assessment.ts";
import type { CurvePoint, TrainingState } from "../training/training.ts";
import type { Advance, Legacy } from "../workers/messages.ts";

/** How one training of an entry fares; filled as news comes from the threads. */
export interface SeedRun {
  readonly seed: number;
  state: TrainingState | "stopped";
  passes: number;
  readonly points: CurvePoint[];
  /** Where a function's point was, for each point of the curve; of two dimensions only. */
  readonly places: (readonly [number, number])[];
  baseline: Baseline | null;
  legacy: Legacy | null;
}

/** How one entry fares, on all seeds. */
export interface Run {
  readonly entry: Entry;
  readonly seeds: readonly SeedRun[];
}

/** @param passes - those that an earlier race has made */
export function newRun(entry: Entry, seeds: readonly number[], passes = 0): Run {
  return {
    entry,
    seeds: seeds.map((seed) => ({
      seed,
      state: "running",
      passes,
      points: [],
      places: [],
      baseline: null,
      legacy: null,
    })),
  };
}

/** Takes in what a training tells. */
export function take(run: SeedRun, { points, passes, state, places, baseline, legacy }: Advance): void {
  run.points.push(...points);
  run.places.push(...places);
  run.passes = passes;
  run.state = state;
  run.baseline ??= baseline;
  run.legacy ??= legacy;
}

/** Whether a training has come to a good end. */
export function hasFinished({ state }: SeedRun): boolean {
  return state === "finished" || state === "stopped early";
}
