import { formatLoss } from "../format.ts";
import type { Task } from "./problem.ts";
import { epochLoss, type Run } from "./run.ts";
import type { Standings } from "./standings.ts";

/** A note below the table; lines of the table carry its mark. */
export interface Footnote {
  readonly mark: string;
  readonly text: string;
}

export function scoreName(task: Task): string {
  return task === "classification" ? "accuracy" : "R²";
}

/** The mark that a run's line carries, if there is something to say about it. */
export function markOf(run: Run): string {
  const { contestant } = run.entry;
  return contestant.model === "lookup" ? "†" : contestant.step === "epoch" ? "‡" : "";
}

/** What must be said for the table to be understood. */
export function footnotes({ lines, threshold, slowest }: Standings): Footnote[] {
  const notes: Footnote[] = [];
  const runs = lines.map((line) => line.run);
  const lookup = runs.find((run) => run.entry.contestant.model === "lookup");
  if (lookup) {
    notes.push({
      mark: markOf(lookup),
      text:
        `${lookup.entry.contestant.name} takes sparse gradients only: it trains an embedding (a table with an entry per bin of each ` +
        "input, summed) on the same batches. Another model, so it is not ranked.",
    });
  }
  const full = runs.find((run) => run.entry.contestant.step === "epoch");
  if (full) {
    const passes = full.losses.count > 0 ? (full.evaluations / full.losses.count).toFixed(0) : "up to 25";
    notes.push({
      mark: markOf(full),
      text:
        "LBFGS needs exact gradients: it makes one step per epoch on all training rows at once, " +
        `with ${passes} pass${passes === "1" ? "" : "es"} over them per step on average.`,
    });
  }
  if (slowest && threshold !== null && runs.length > 1) {
    notes.push({
      mark: " ",
      text: `${formatLoss(threshold)} is the best loss of the slowest, ${slowest.entry.contestant.name}: in how many epochs was it reached?`,
    });
  }
  const overfitted = runs.filter(overfits).map((run) => {
    return `${run.entry.contestant.name} (${formatLoss(run.epochs.at(-1)!.trainingLoss)} in training)`;
  });
  if (overfitted.length > 0) {
    const text = `Fits the training rows better and better, the validation rows worse: ${overfitted.join(", ")}.`;
    notes.push({ mark: " ", text });
  }
  const diverged = runs
    .filter((run) => run.state === "diverged")
    .map((run) => `${run.entry.contestant.name} (at step ${run.losses.count})`);
  if (diverged.length > 0)
    notes.push({ mark: " ", text: `Diverged, the loss no longer a number: ${diverged.join(", ")}.` });
  return notes;
}

/** Whether the validation loss has gone up by half since it was best, and is twice that of training. */
function overfits({ epochs, state }: Run): boolean {
  const last = epochs.at(-1);
  if (state === "diverged" || last === undefined || last.validationLoss === null) return false;
  const best = epochs.reduce((least, epoch) => Math.min(least, epochLoss(epoch)), Number.POSITIVE_INFINITY);
  return last.validationLoss > 1.5 * best && last.validationLoss > 2 * last.trainingLoss;
}
