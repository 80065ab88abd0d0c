import { availableParallelism } from "node:os";
import type { Dataset } from "../data/dataset.ts";
import { type Entry, nameEntries } from "../entries/entries.ts";
import { parseOptimizers, parseRate, resolveEntries } from "../entries/settings.ts";
import { UsageError } from "../errors.ts";
import { forTables } from "../problems/catalog.ts";
import { dealRows, type Parts, tableProblem } from "../problems/table.ts";
import { list } from "../suggest.ts";
import { architectureOf } from "../training/optimizer.ts";
import type { DataPlan, Settings, TrainingPlan } from "../training/plan.ts";
import type { DataProblem } from "../training/problem.ts";
import type { TuneOptions } from "../tune/tune.ts";
import { checkSettings, checkSize } from "./raceJob.ts";
import { hiddenSizes, parseClassWeights, wholeNumber } from "./raceOptions.ts";
import { type RaceRecord, readRace } from "./raceRecord.ts";
import { missingMarkers, readTable } from "./tableOptions.ts";
import { parseEpochs, type TrainFlags } from "./trainOptions.ts";

/** Passes at most, where validation rows say which is the best. */
const mostPasses = 200;
/** After how many passes without a better one the search for it ends. */
const usualPatience = 20;
/** Seeds of each trial of a learning rate. */
const trialSeeds = 3;

/** A final training, all of it: the model, and how its terms are chosen. */
export interface TrainJob {
  readonly dataset: Dataset;
  /** The rows dealt out: what the best pass and the learning rate are chosen by. */
  readonly problem: DataProblem;
  readonly roles: Parts;
  readonly data: DataPlan;
  readonly entry: Entry;
  readonly race: RaceRecord | null;
  readonly hidden: readonly number[];
  readonly batch: number;
  readonly seed: number;
  /** How many passes; null: as many as are best for the validation rows, at most `mostPasses`. */
  readonly passes: number | null;
  readonly mostPasses: number;
  /** The passes that a scheduler is told of. */
  readonly budget: number;
  readonly patience: number;
  /** How the learning rate is found; null: it is what it is. */
  readonly tune: TuneOptions | null;
  readonly workers: number;
  readonly out: string;
  /** Where the losses go for TensorBoard; null for nowhere. */
  readonly tensorboard: string | null;
  readonly resume: boolean;
  readonly reading: { readonly decimal: string | null; readonly missing: readonly string[] | null };
}

/** Makes a job of what was given. Throws a `UserError` for anything wrong with it. */
export async function prepareTraining(file: string, flags: TrainFlags): Promise<TrainJob> {
  const seed = wholeNumber(flags.seed, "seed", 0, Number.MAX_SAFE_INTEGER - 1000);
  const epochs = parseEpochs(flags.epochs);
  const patience = wholeNumber(flags.patience ?? String(usualPatience), "patience", 1, 1_000_000);
  const workers = flags.workers === undefined ? availableParallelism() : wholeNumber(flags.workers, "workers", 1, 256);
  const given = {
    hidden: flags.hidden === undefined ? null : hiddenSizes(flags.hidden),
    batch: flags.batch === undefined ? null : wholeNumber(flags.batch, "batch", 1, 1_000_000),
    classWeights: flags.classWeights === undefined ? undefined : parseClassWeights(flags.classWeights),
  };
  for (const name of ["out", "from", "tensorboard"] as const) {
    if (flags[name] === "") throw new UsageError(`--${name} wants the name of a folder`);
  }
  const wantsRate = flags.lr?.trim().toLowerCase() === "auto";
  if (flags.trials !== undefined && !wantsRate) {
    throw new UsageError("--trials says how many learning rates --lr auto tries: give --lr auto too");
  }
  const race = flags.from === undefined ? null : await readRace(flags.from);
  const entry = chosenEntry(flags, race, wantsRate);
  const { dataset } = await readTable(file, flags);
  const classWeights = given.classWeights === undefined ? (race?.classWeights ?? null) : given.classWeights;
  if (dataset.target.task === "regression" && flags.classWeights !== undefined) {
    throw new UsageError("--class-weights is for classifications: this is a regression");
  }
  const data: DataPlan = { seed, testSeed: flags.holdOut === true ? seed : null, classWeights };
  const roles = dealRows(dataset, data);
  const made = tableProblem(dataset, roles, classWeights);
  const problem = race === null ? made : { ...made, notes: [...made.notes, ...compareInputs(race, made)] };
  if (race !== null) checkRace(race, problem);
  const hidden = given.hidden ?? race?.hidden ?? forTables.hidden;
  checkSize(problem, hidden);
  checkSettings(entry, mostPasses);
  // The race has found the best pass for its winner, as it ran there.
  const asThere = (["optimizer", "lr", "hidden", "batch", "classWeights"] as const).every(
    (name) => flags[name] === undefined,
  );
  return {
    dataset,
    problem,
    roles,
    data,
    entry,
    race,
    hidden,
    batch: given.batch ?? race?.batch ?? 32,
    seed,
    passes: epochs !== "auto" ? epochs : race !== null && asThere ? race.bestPass : null,
    mostPasses: race?.passes ?? mostPasses,
    budget: epochs === "auto" ? (race?.passes ?? mostPasses) : epochs,
    patience,
    tune: wantsRate
      ? {
          tuned: "rate",
          trials: wholeNumber(flags.trials ?? "12", "trials", 1, 1000),
          seeds: Array.from({ length: trialSeeds }, (_, i) => seed + i),
        }
      : null,
    workers,
    out: flags.out,
    tensorboard: flags.tensorboard ?? null,
    resume: flags.resume === true,
    reading: { decimal: flags.decimal ?? null, missing: missingMarkers(flags) },
  };
}

/** Who trains the model: who is named, else the race's winner, else Adam. */
function chosenEntry({ optimizer, lr: rate }: TrainFlags, race: RaceRecord | null, wantsRate: boolean): Entry {
  const lr: Settings = rate === undefined || wantsRate ? {} : { lr: parseRate(rate, rate) };
  if (optimizer === undefined && race !== null) {
    const choice = { ...race.choice, settings: { ...race.choice.settings, ...lr } };
    return nameEntries([{ choice, source: `the race in ${race.folder}` }])[0]!;
  }
  const items = parseOptimizers([optimizer ?? "adam"]);
  if (items.length !== 1) throw new UsageError(`--optimizer wants one optimizer, such as "adam(lr=0.01)"`);
  if (rate !== undefined && items[0]!.given.lr !== undefined) {
    throw new UsageError(`there are two learning rates, in ${optimizer} and in --lr ${rate}: give one`);
  }
  const [entry] = resolveEntries(items, "lr" in lr ? [String(lr.lr)] : [], []);
  if (architectureOf(entry!.choice) === "embedding") {
    throw new UsageError(`${entry!.name} takes sparse gradients only: it can't train a network`);
  }
  return entry!;
}

/** A race about something else has chosen nothing for this table. */
function checkRace({ folder, problem: raced }: RaceRecord, problem: DataProblem): void {
  const same = (a: readonly string[], b: readonly string[]) => JSON.stringify(a) === JSON.stringify(b);
  const isSame = raced.task === problem.task && raced.target === problem.target && same(raced.classes, problem.classes);
  if (isSame) return;
  throw new UsageError(
    `the race in ${folder} was about another target: a ${raced.task} of ${raced.target}, and this is a ${problem.task} of ${problem.target}`,
  );
}

/** What to say where a race had other columns, as other options make them. */
function compareInputs({ folder, problem: raced }: RaceRecord, { features }: DataProblem): string[] {
  const lost = raced.inputs.filter((input) => !features.includes(input));
  const added = features.filter((input) => !raced.inputs.includes(input));
  if (lost.length + added.length === 0) return [];
  const parts = [
    ...(lost.length > 0 ? [`${list(lost, 5)} too`] : []),
    ...(added.length > 0 ? [`not ${list(added, 5)}`] : []),
  ];
  return [`the race in ${folder} had as inputs ${parts.join(", and ")}: was it given other options for the table?`];
}

/** The plan of a training of the job's model for so many passes, of which it makes as many as it is let. */
export function planFor(
  job: TrainJob,
  entry: Entry,
  passes: number,
  patience: number | null,
  seed = job.seed,
): TrainingPlan {
  return {
    data: { ...job.data, seed },
    hidden: job.hidden,
    optimizer: entry.choice,
    passes,
    batch: job.batch,
    seed,
    patience,
  };
}
