import { median } from "d3-array";
import { epochLoss, type Run } from "./run.ts";

/** One line of the result. */
export interface Standing {
  readonly run: Run;
  /** From 1; null for who is not ranked: another model, diverged, or stopped before the first epoch was over. */
  readonly rank: number | null;
  readonly finalLoss: number | null;
  readonly bestLoss: number | null;
  /** Accuracy or R² after the last epoch. */
  readonly score: number | null;
  /** After how many epochs the loss was first at most the slowest's best; null if never. */
  readonly epochsToReach: number | null;
  /** The median, which the first steps' compilation doesn't move. */
  readonly secondsPerStep: number | null;
}

export interface Standings {
  readonly lines: readonly Standing[];
  /** The best loss of the slowest, the one whose best loss is worst, among the ranked. */
  readonly threshold: number | null;
  readonly slowest: Run | null;
}

/**
 * Ranks by the loss after the last epoch. Who ran another model stands below the ranked, who diverged at the end.
 */
export function rankRuns(runs: readonly Run[]): Standings {
  const ranked = runs.filter(isRanked);
  let slowest: Run | null = null;
  let threshold: number | null = null;
  for (const run of ranked) {
    const best = bestLoss(run)!;
    if (threshold === null || best > threshold) {
      threshold = best;
      slowest = run;
    }
  }
  const group = (run: Run) => (run.state === "diverged" ? 3 : run.epochs.length === 0 ? 2 : isRanked(run) ? 0 : 1);
  const loss = (run: Run) => finalLoss(run) ?? Number.POSITIVE_INFINITY;
  const order = runs.slice().sort((a, b) => group(a) - group(b) || compare(loss(a), loss(b)));
  const lines = order.map((run, i) => ({
    run,
    rank: isRanked(run) ? i + 1 : null,
    finalLoss: finalLoss(run),
    bestLoss: bestLoss(run),
    score: run.state === "diverged" ? null : (run.epochs.at(-1)?.score ?? null),
    epochsToReach: threshold === null ? null : epochsToReach(run, threshold),
    secondsPerStep: median(run.seconds.points()) ?? null,
  }));
  return { lines, threshold, slowest };
}

function isRanked(run: Run): boolean {
  return run.state !== "diverged" && run.entry.contestant.model === "network" && run.epochs.length > 0;
}

/** Not `a - b`: two infinities are equal here. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function finalLoss(run: Run): number | null {
  if (run.state === "diverged") return Number.NaN;
  const last = run.epochs.at(-1);
  return last ? epochLoss(last) : null;
}

function bestLoss(run: Run): number | null {
  const losses = run.epochs.map(epochLoss).filter((loss) => !Number.isNaN(loss));
  return losses.length > 0 ? losses.reduce((a, b) => Math.min(a, b)) : null;
}

function epochsToReach(run: Run, threshold: number): number | null {
  const index = run.epochs.findIndex((epoch) => epochLoss(epoch) <= threshold);
  return index < 0 ? null : index + 1;
}
