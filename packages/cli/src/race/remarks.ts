import { infoOf } from "../entries/entries.ts";
import { formatLoss } from "../format.ts";
import type { Problem } from "../training/problem.ts";
import type { RaceJob } from "./job.ts";
import { hasFinished } from "./run.ts";
import type { Standing, Standings } from "./standings.ts";

/** A note below the table; lines of the table carry its mark. */
export interface Footnote {
  readonly mark: string;
  readonly text: string;
}

const marks = { fullBatch: "‡", companion: "◦", belowBaseline: "▽", overfits: "↗" } as const;

/** The marks that a line carries, if there is something to say about it. A function has neither batches nor biases. */
export function markOf(line: Standing, { kind }: Problem): string {
  const { fullBatch, parameters } = infoOf(line.run.entry);
  const isData = kind === "data";
  return [
    isData && fullBatch !== null ? marks.fullBatch : "",
    isData && parameters === "matrices" ? marks.companion : "",
    line.belowBaseline ? marks.belowBaseline : "",
    line.overfits ? marks.overfits : "",
  ].join("");
}

/** What must be said for the table to be understood. */
export function footnotes(standings: Standings, job: RaceJob): Footnote[] {
  const { lines, baseline } = standings;
  const isData = job.problem.kind === "data";
  const notes: Footnote[] = [];
  const add = (mark: string, text: string) => notes.push({ mark, text });
  const names = (of: readonly Standing[]) => listNames(of.map(({ run }) => run.entry.name));

  const full = lines.filter(({ run }) => infoOf(run.entry).fullBatch !== null);
  if (full.length > 0 && isData) {
    const reasons = [...new Map(full.map(({ run }) => [infoOf(run.entry).name, infoOf(run.entry).fullBatch]))];
    const why = reasons.map(([name, reason]) => `${name}, since ${reason}`).join("; ");
    add(marks.fullBatch, `Takes all training rows in each step, with the same number of passes as the others: ${why}.`);
  }
  const companions = lines.filter(({ run }) => infoOf(run.entry).parameters === "matrices");
  if (companions.length > 0 && isData) {
    add(
      marks.companion,
      `${names(companions)} steps matrices only: an AdamW with the same rate and weight decay trains the biases.`,
    );
  }
  const below = lines.filter((line) => line.belowBaseline);
  if (below.length > 0 && baseline !== null) {
    const what =
      isData && job.problem.task === "regression" ? "always predicting the mean" : "always predicting the base rates";
    add(marks.belowBaseline, `No better than ${what} (${formatLoss(baseline.loss.mean)}): ${names(below)}.`);
  }
  const overfitted = lines.filter((line) => line.overfits);
  if (overfitted.length > 0) {
    add(
      marks.overfits,
      `Overfits: at the end the training loss was lower than at the best pass, the validation loss higher by more than the spread: ${names(overfitted)}. --patience stops in time.`,
    );
  }
  const diverged = lines.filter((line) => line.diverged > 0);
  if (diverged.length > 0) {
    const whose = diverged.map(
      ({ run, diverged: count }) => `${run.entry.name} (${count} of ${standings.seeds.length})`,
    );
    add(" ", `Diverged, the loss no longer a finite number, and so not ranked: ${whose.join(", ")} seeds.`);
  }
  const early = lines.filter(({ run }) => run.seeds.some(({ state }) => state === "stopped early"));
  if (early.length > 0) {
    add(
      " ",
      `Stopped before the budget's end, ${job.patience} passes after the best one, whose weights were kept: ${names(early)}.`,
    );
  }
  for (const text of generalNotes(standings, job)) add(" ", text);
  return notes;
}

function generalNotes({ lines, seeds, budget }: Standings, job: RaceJob): string[] {
  const notes: string[] = [];
  if (lines.some(({ tied }) => tied)) {
    notes.push("= shares its rank: over the seeds, the distance from the first of that rank may be chance.");
  }
  if (job.tune === null && lines.length > 1) {
    notes.push(
      "Ranked are settings, published or given: with another learning rate an optimizer may have another rank. --tune finds each one's best.",
    );
  }
  if (job.seeds.length === 1 && lines.length > 1) {
    notes.push("One seed tells little: with another one the ranks may be others. --seeds 5 shows how much.");
  }
  const unfinished = lines.some(({ run }) => run.seeds.some((seed) => !hasFinished(seed) && seed.state !== "diverged"));
  if (unfinished && lines.some(({ score }) => score !== null)) {
    const what =
      budget < job.passes
        ? `the first ${budget} passes of seed ${seeds[0]}`
        : `${seeds.length} of ${job.seeds.length} seeds`;
    notes.push(`Compared are ${what}, which all have behind them.`);
  }
  if (job.problem.kind === "data" && job.problem.test !== null && job.problem.encodings !== null) {
    notes.push(
      `All seeds are measured on the same ${job.problem.test.rows} test rows: ± says nothing about other rows, where losses may be others.`,
    );
  }
  if (job.tune === null && job.problem.kind === "data" && job.problem.test === null) {
    notes.push(
      "The best pass was chosen by the same rows that it is measured on, which flatters it a little; the score is not chosen. With --tune both are measured on rows that nothing is chosen by.",
    );
  }
  return notes;
}

/** `A`, `A and B`, `A, B and C`. */
function listNames(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** What the optimizers that train an embedding do, in two sentences. */
export function embeddingText(names: readonly string[], columns: number, entries: number): string {
  const verb = names.length === 1 ? "takes" : "take";
  return (
    `${listNames(names)} ${verb} sparse gradients only, which a network's layers don't have, and so ${names.length === 1 ? "trains" : "train"} another model: ` +
    `${columns === 1 ? "the input is" : `each of the ${columns} inputs is`} cut into bins, ${entries} in all, each bin has an entry in a table, and a row's prediction is the sum of its entries. ` +
    "A step changes only the entries of the rows in its batch, which is what sparse gradients are for; being another model, it has no rank among the networks."
  );
}
