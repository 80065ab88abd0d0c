import type { Baseline } from "../training/assessment.ts";
import type { CurvePoint, TrainingState } from "../training/training.ts";
import type { Advance, Legacy } from "../workers/messages.ts";
import type { Entry } from "./entries.ts";

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

export function newRun(entry: Entry, seeds: readonly number[]): Run {
  return {
    entry,
    seeds: seeds.map((seed) => ({
      seed,
      state: "running",
      passes: 0,
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

/** The point that stands for some number of passes: the last one with no more. */
export function pointAt(points: readonly CurvePoint[], pass: number): CurvePoint | null {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.pass <= pass) low = middle + 1;
    else high = middle;
  }
  return points[low - 1] ?? null;
}

/** The passes of the last tenth of a budget: from the first of them on. */
export function lastTenth(budget: number): number {
  return budget - Math.ceil(budget / 10) + 1;
}

/** The mean of a loss over the last tenth of a budget; a point stands for all passes until the next one. */
export function meanOverLastTenth(
  points: readonly CurvePoint[],
  budget: number,
  lossOf: (point: CurvePoint) => number,
): number {
  const from = lastTenth(budget);
  let sum = 0;
  let passes = 0;
  for (const [i, point] of points.entries()) {
    const start = Math.max(from, Math.ceil(point.pass));
    const end = Math.min(budget + 1, Math.ceil(points[i + 1]?.pass ?? budget + 1));
    if (end <= start) continue;
    sum += lossOf(point) * (end - start);
    passes += end - start;
  }
  return sum / passes;
}
