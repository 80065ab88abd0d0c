import type { Entry } from "../entries/entries.ts";
import type { ProblemSource } from "../problems/source.ts";
import type { TableFile } from "../problems/tableFile.ts";
import type { DataPlan, TrainingPlan } from "../training/plan.ts";
import type { Problem } from "../training/problem.ts";
import type { TuneOptions } from "../tune/tune.ts";

/** A race, all of it: what is learned, who takes part, and the terms, which are the same for all. */
export interface RaceJob {
  readonly source: ProblemSource;
  /** The table's file, as programs of the winner's training read it; where it isn't known, there are none. */
  readonly file?: TableFile;
  /** The problem of the first seed: what is said of it holds for all. */
  readonly problem: Problem;
  readonly entries: readonly Entry[];
  readonly hidden: readonly number[];
  /** The budget of each training, in passes over the training rows. */
  readonly passes: number;
  readonly batch: number;
  /** The seeds of the trainings that count. */
  readonly seeds: readonly number[];
  /** The first seed given: that of the test rows, where settings are tuned. */
  readonly seed: number;
  readonly patience: number | null;
  readonly classWeights: DataPlan["classWeights"];
  /** Null: the settings are as they are. */
  readonly tune: TuneOptions | null;
  /** The threads that trainings run on. */
  readonly workers: number;
  /** The folder where the contestants are saved when they have finished. */
  readonly save?: string;
  /** The folder with the contestants of an earlier race, which goes on; and the passes they had. */
  readonly resume?: { readonly folder: string; readonly passes: number };
}

/** What a training with a seed splits and weighs. */
export function dataPlan(job: Pick<RaceJob, "seed" | "tune" | "classWeights">, seed: number): DataPlan {
  return { seed, testSeed: job.tune === null ? null : job.seed, classWeights: job.classWeights };
}

/** An entry's training with a seed. */
export function planOf(job: RaceJob, entry: Entry, seed: number): TrainingPlan {
  return {
    data: dataPlan(job, seed),
    hidden: job.hidden,
    optimizer: entry.choice,
    passes: job.passes,
    batch: job.batch,
    seed,
    patience: job.patience,
  };
}
