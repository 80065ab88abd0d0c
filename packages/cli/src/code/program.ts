import { optimizers, schedulers } from "downhill/registry";
import type { Encoding } from "../data/encoding.ts";
import { formatChoice, formatLoss, formatNumber } from "../format.ts";
import type { TableFile } from "../problems/tableFile.ts";
import { planOf, type RaceJob } from "../race/job.ts";
import type { Outcome } from "../race/outcome.ts";
import { companionOf, stepSettings } from "../training/optimizer.ts";
import type { Settings } from "../training/plan.ts";
import { type DataProblem, outputs, type Problem } from "../training/problem.ts";
import { scheduleSettings } from "../training/schedule.ts";
import { choiceLoss, heldOutLoss, mostPoints } from "../training/training.ts";

/** A class of the library's with options, under the same name in PyTorch. */
export interface Made {
  readonly name: string;
  readonly settings: Settings;
}

/** Where a program's rows are from. */
export type ProgramData =
  | { readonly kind: "parabola" | "spirals" }
  /** No rows: a function's lowest point is sought. */
  | { readonly kind: "rosenbrock" | "quadratic" }
  | {
      readonly kind: "table";
      readonly file: TableFile;
      readonly columns: readonly Encoding[];
      readonly target: string;
      /** Mean and deviation of a regression's target, by the training rows. */
      readonly scaling: { readonly mean: number; readonly scale: number };
    };

/** The training of a race's winner with its first seed, all that a program in any language needs to repeat it. */
export interface Program {
  /** In a line each, for the program's head. */
  readonly about: readonly string[];
  readonly data: ProgramData;
  readonly task: DataProblem["task"];
  readonly classes: readonly string[];
  /** The sizes of the network's layers. */
  readonly sizes: readonly number[];
  readonly classWeights: readonly number[] | null;
  readonly seed: number;
  /** The seed by which test rows are taken out; null where there are none. */
  readonly testSeed: number | null;
  readonly hasTest: boolean;
  readonly optimizer: Made;
  /** Trains what is no matrix, where the optimizer takes matrices only. */
  readonly companion: Made | null;
  readonly scheduler: (Made & { readonly each: "step" | "epoch"; readonly metric: boolean }) | null;
  /** Whether every step is on all rows, and whether it evaluates the loss itself. */
  readonly fullBatch: boolean;
  readonly closure: boolean;
  readonly passes: number;
  /** Passes from one measuring to the next. */
  readonly every: number;
  readonly batch: number;
  readonly patience: number | null;
}

/** The program of a race's winner; null where there is none: nobody has won, or where the table is isn't known. */
export function programOf({ job, standings }: Outcome): Program | null {
  const winner = standings.lines.find(({ rank }) => rank === 1);
  const { problem } = job;
  if (winner === undefined) return null;
  const data = dataOf(job, problem);
  const [seed] = job.seeds;
  const [run] = winner.run.seeds;
  if (data === null || run === undefined) return null;
  const plan = planOf(job, winner.run.entry, seed!);
  const { optimizer: choice, passes, batch } = plan;
  const info = optimizers.get(choice.name);
  const rows = problem.kind === "data" ? problem : null;
  const fullBatch = info.fullBatch !== null || rows === null;
  const steps = fullBatch ? 1 : Math.ceil(rows.training.rows / batch);
  const schedule = choice.scheduler && schedulers.get(choice.scheduler.name);
  const lr = Number(choice.settings.lr ?? info.options.lr?.default);
  const last = run.points.at(-1);
  const best = run.points.reduce((a, b) => (choiceLoss(b) < choiceLoss(a) ? b : a), run.points[0]!);
  const measured =
    last === undefined
      ? []
      : [
          `In the race ${rows === null ? "the function" : `its loss on ${problem.heldOut}`} was ${formatLoss(heldOutLoss(last))} after ${formatNumber(last.pass)} passes; the best pass was ${formatNumber(best.pass)}.`,
        ];
  return {
    about: [
      `Trains what won a race on ${problem.title}: ${formatChoice(choice)}, seed ${seed}, as it was trained there.`,
      ...measured,
    ],
    data,
    task: rows?.task ?? "regression",
    classes: rows?.classes ?? [],
    sizes: rows === null ? [] : [rows.features.length, ...plan.hidden, outputs(rows)],
    classWeights: rows?.classWeights ? [...rows.classWeights] : null,
    seed: seed!,
    testSeed: plan.data.testSeed,
    hasTest: rows !== null && rows.test !== null,
    optimizer: { name: choice.name, settings: stepSettings(choice) },
    // What moves on a function is a matrix.
    companion: info.parameters === "matrices" && rows !== null ? companionOf(choice) : null,
    scheduler: schedule && {
      name: schedule.name,
      settings: scheduleSettings(schedule, choice.scheduler!.settings, { passes, steps }, lr),
      each: schedule.steps === "batch" ? "step" : "epoch",
      metric: schedule.metric,
    },
    fullBatch,
    closure: info.closure,
    passes,
    every: info.closure ? 1 : Math.ceil(passes / mostPoints),
    batch,
    patience: plan.patience,
  };
}

function dataOf({ source, file }: RaceJob, problem: Problem): ProgramData | null {
  if (source.kind !== "table") return { kind: source.kind };
  if (file === undefined || problem.kind === "function") return null;
  return { kind: "table", file, columns: problem.encodings ?? [], target: problem.target, scaling: problem.scaling };
}
