import { availableParallelism } from "node:os";
import { relative, resolve } from "node:path";
import { nn } from "downhill";
import type { RawTable } from "../data/csv.ts";
import type { Dataset } from "../data/dataset.ts";
import { type Entry, infoOf } from "../entries/entries.ts";
import { parseOptimizers, resolveEntries } from "../entries/settings.ts";
import { UsageError } from "../errors.ts";
import { formatChoiceSettings } from "../format.ts";
import { builtIns, forTables } from "../problems/catalog.ts";
import { makeProblem, type ProblemSource } from "../problems/source.ts";
import { copyOf, plainFile, type TableFile } from "../problems/tableFile.ts";
import { dataPlan, planOf, type RaceJob } from "../race/job.ts";
import { pathInSet } from "../race/savedSet.ts";
import { trainedPasses } from "../training/checkpoint.ts";
import { architectureOf, OptimizerSet } from "../training/optimizer.ts";
import { networkWeights, type Problem } from "../training/problem.ts";
import { Host } from "../workers/host.ts";
import {
  hiddenSizes,
  parseClassWeights,
  parseDefaults,
  parseTuned,
  passesOf,
  problemName,
  type RaceFlags,
  wholeNumber,
} from "./raceOptions.ts";
import { givenTableOption, readTable } from "./tableOptions.ts";

/** Fifteen of them with their gradients and states take some 15 GB; more would rather exhaust the memory than race. */
const mostWeights = 50_000_000;

/** What is learned, and the terms that fit it unless the user says otherwise. */
interface Subject {
  readonly source: ProblemSource;
  /** The table's file for programs; null where there is no table, or none that was asked for. */
  readonly file: TableFile | null;
  readonly passes: number;
  readonly hidden: readonly number[];
}

/** Makes a race of what was given. Throws a `UserError` for anything wrong with it. */
export async function prepareJob(file: string | null, flags: RaceFlags): Promise<RaceJob> {
  const given = {
    passes: passesOf(flags),
    hidden: flags.hidden === undefined ? null : hiddenSizes(flags.hidden),
    batch: wholeNumber(flags.batch, "batch", 1, 1_000_000),
    seed: wholeNumber(flags.seed, "seed", 0, Number.MAX_SAFE_INTEGER - 1000),
    seeds: wholeNumber(flags.seeds, "seeds", 1, 1000),
    patience: flags.patience === undefined ? null : wholeNumber(flags.patience, "patience", 1, 1_000_000),
    workers: flags.workers === undefined ? availableParallelism() : wholeNumber(flags.workers, "workers", 1, 256),
    classWeights: parseClassWeights(flags.classWeights),
  };
  const tune = tuneOptions(flags, given.seed);
  const defaults = parseDefaults(flags.defaults);
  const chosen = resolveEntries(parseOptimizers(flags.optimizers ?? []), flags.lr ?? [], flags.set ?? [], defaults);
  for (const name of ["out", "save", "resume"] as const) {
    if (flags[name] === "") throw new UsageError(`--${name} wants the name of a folder`);
  }
  if (tune !== null && flags.resume !== undefined) {
    throw new UsageError("--resume goes on with settings as they are: give --tune, or go on, not both");
  }
  const subject = await subjectOf(file, flags);
  const { seed, seeds, ...terms } = given;
  const first = seed + (tune?.seeds.length ?? 0);
  const allSeeds = Array.from({ length: seeds }, (_, i) => first + i);
  const made = makeProblem(subject.source, dataPlan({ ...given, tune }, allSeeds[0]!));
  const { entries, problem } = fitting(chosen, made);
  checkTerms(flags, problem);
  const hidden = given.hidden ?? subject.hidden;
  checkSize(problem, hidden);
  const passes = given.passes ?? subject.passes;
  for (const entry of entries) checkSettings(entry, passes);
  const resume = flags.resume === undefined ? undefined : await trainedSoFar(flags.resume, entries, allSeeds);
  const job: RaceJob = {
    ...terms,
    workers: Math.min(terms.workers, trainingsAtOnce(entries.length, seeds, tune)),
    source: subject.source,
    ...(subject.file !== null && { file: subject.file }),
    problem,
    entries,
    hidden,
    passes: passes + (resume?.passes ?? 0),
    seed,
    seeds: allSeeds,
    tune,
    ...(flags.save !== undefined && { save: flags.save }),
    ...(resume !== undefined && { resume }),
  };
  await checkResumable(job);
  return job;
}

/** Makes sure that a race can go on, so that it isn't begun in vain. Throws a `UserError` where it can't. */
async function checkResumable(job: RaceJob): Promise<void> {
  if (job.resume === undefined) return;
  const host = new Host(job.source);
  for (const entry of job.entries) {
    const resume = await pathInSet(job.resume.folder, `${entry.key}.pt`);
    await host.check({ plan: planOf(job, entry, job.seeds[0]!), assess: false, resume });
  }
}

/** How many trainings there are that can run side by side. */
function trainingsAtOnce(entries: number, seeds: number, tune: RaceJob["tune"]): number {
  return entries * Math.max(seeds, tune === null ? 0 : tune.seeds.length * tune.trials);
}

/** Seeds of each trial: the first ones. Those of the race come after them. */
const trialSeeds = 3;

function tuneOptions({ tune, trials }: RaceFlags, seed: number): RaceJob["tune"] {
  const tuned = parseTuned(tune);
  if (tuned !== null) {
    const seeds = Array.from({ length: trialSeeds }, (_, i) => seed + i);
    return { tuned, trials: wholeNumber(trials ?? "12", "trials", 1, 1000), seeds };
  }
  if (trials !== undefined) throw new UsageError("--trials says how many settings --tune tries: give --tune too");
  return null;
}

async function subjectOf(file: string | null, flags: RaceFlags): Promise<Subject> {
  if (file !== null) {
    if (flags.problem !== undefined) {
      throw new UsageError(`a race is on a table or on --problem ${flags.problem}, not on both`);
    }
    const { dataset, table } = await readTable(file, flags);
    return { source: { kind: "table", dataset }, file: await tableFile(file, table, dataset, flags), ...forTables };
  }
  const option = givenTableOption(flags);
  if (option !== null) throw new UsageError(`${option} needs a table: downhill race data.csv --target COLUMN`);
  const builtIn = builtIns[problemName(flags.problem ?? "parabola")]!;
  const source = await builtIn.source();
  const copy = source.kind === "table" && flags.code === true ? { path: copyName, ...copyOf(source.dataset) } : null;
  return { source, file: copy, passes: builtIn.passes, hidden: builtIn.hidden };
}

/** A copy of the table that the winner's programs can read, beside them. */
const copyName = "table.csv";
/** Of larger tables programs are made only if they are asked for. */
const smallTable = 1_000_000;

/** The table's file as the winner's programs read it, from the folder that they will be in. */
async function tableFile(
  file: string,
  table: RawTable,
  dataset: Dataset,
  { code, out }: RaceFlags,
): Promise<TableFile | null> {
  if (code !== true && table.rows.length * table.columns.length > smallTable) return null;
  const plain = await plainFile(file, table, dataset);
  if (plain !== null) return { path: relative(resolve(out), resolve(file)), ...plain };
  return code === true ? { path: copyName, ...copyOf(dataset) } : null;
}

/** Those who can take part, and what is to be said of the others: a function has no embeddings. */
function fitting(entries: readonly Entry[], problem: Problem): { entries: Entry[]; problem: Problem } {
  if (problem.kind === "data") return { entries: [...entries], problem };
  const able = entries.filter(({ choice }) => architectureOf(choice) === "network");
  const names = entries.filter((entry) => !able.includes(entry)).map(({ name }) => name);
  if (names.length === 0) return { entries: able, problem };
  if (able.length === 0) throw new UsageError(`${names[0]} takes sparse gradients only: it can't minimize a function`);
  const note = `${names.join(" and ")} is left out: it takes sparse gradients only, which a function doesn't have`;
  return { entries: able, problem: { ...problem, notes: [...problem.notes, note] } };
}

/** Options that mean nothing for the problem are mistakes. */
function checkTerms(flags: RaceFlags, problem: Problem): void {
  if (problem.kind === "function") {
    const option = (["hidden", "classWeights"] as const).find((name) => flags[name] !== undefined);
    if (option === undefined) return;
    const name = option === "hidden" ? "--hidden" : "--class-weights";
    throw new UsageError(`${name} is for learning from rows: this problem is a function, without a network`);
  }
  if (problem.task === "regression" && flags.classWeights !== undefined) {
    throw new UsageError("--class-weights is for classifications: this is a regression");
  }
}

export function checkSize(problem: Problem, hidden: readonly number[]): void {
  const weights = problem.kind === "data" ? networkWeights(problem, hidden) : 0;
  if (weights <= mostWeights) return;
  throw new UsageError(
    `--hidden ${hidden.join(",")} makes a network of ${weights} weights; there can be at most ${mostWeights}`,
  );
}

/** Lets the library check the settings' values before a race begins. Throws a `UsageError` that names the optimizer. */
export function checkSettings(entry: Entry, passes: number): void {
  const { choice } = entry;
  try {
    const sparse = architectureOf(choice) === "embedding";
    const module = sparse ? new nn.Embedding(1, 1, { sparse }) : new nn.Linear(1, 1);
    new OptimizerSet(choice, module, { passes, steps: 1 });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const name = infoOf(entry).name.toLowerCase();
    throw new UsageError(`${name} can't run with ${formatChoiceSettings(choice)}: ${error.message}`);
  }
}

/** For how many passes the contestants of an earlier race were trained, which must be as many for all. */
async function trainedSoFar(
  folder: string,
  entries: readonly Entry[],
  seeds: readonly number[],
): Promise<RaceJob["resume"]> {
  const trained = new Map<number, string[]>();
  for (const { key } of entries) {
    const path = await pathInSet(folder, `${key}.pt`);
    const passes = await Promise.all(seeds.map((seed) => trainedPasses(path, seed)));
    trained.set(passes[0]!, [...(trained.get(passes[0]!) ?? []), key]);
  }
  const [only] = trained.keys();
  if (trained.size === 1) return { folder, passes: only! };
  const groups = [...trained].sort(([a], [b]) => a - b);
  const counts = groups.map(([passes, keys]) => `${passes}: ${keys.join(", ")}`).join("; ");
  throw new UsageError(
    `the checkpoints in ${folder} are of different epochs (${counts}); go on with those of one, as in -o ${groups.at(-1)![1].join(",")}`,
  );
}
