import { constants } from "node:os";
import { manualSeed, randperm } from "downhill";
import { datasetProblem } from "../data/dataset.ts";
import { describeEnvironment } from "../environment.ts";
import { UsageError } from "../errors.ts";
import { checkResumable } from "../race/checkpoints.ts";
import type { Job } from "../race/news.ts";
import { checkSettings } from "../race/optimizers.ts";
import { networkShape, networkWeights, type Problem } from "../race/problem.ts";
import { RaceRecord } from "../race/record.ts";
import { parseOptimizers, resolveSettings } from "../race/settings.ts";
import { rankRuns } from "../race/standings.ts";
import { trainInThread } from "../race/trainer.ts";
import { tutorialProblem } from "../race/tutorial.ts";
import { type Outcome, resultsJson } from "../report/results.ts";
import { drawReport, prepareFolder, writeReport } from "../report/write.ts";
import { print } from "../terminal/output.ts";
import { createProgress } from "../terminal/progress.ts";
import { renderTable } from "../terminal/table.ts";
import { coloursFor, oneLine } from "../terminal/text.ts";
import { hiddenSizes, type RaceFlags, wholeNumber } from "./raceOptions.ts";
import { givenTableOption, readTable } from "./tableOptions.ts";

/** Eleven of them with their gradients and states take some 10 GB; more would rather exhaust the memory than race. */
const mostWeights = 50_000_000;

/** Runs `downhill race` and returns the exit code. Throws a `UserError` for anything wrong with what was given. */
export async function race(file: string | null, flags: RaceFlags): Promise<number> {
  const job = await prepareJob(file, flags);
  const folder = flags.out;
  await prepareFolder(folder);
  if (job.save !== undefined) await prepareFolder(job.save, "the checkpoints");
  await checkResumable(job);
  const quiet = flags.quiet === true;
  const interruption = listenForSignals();
  if (!quiet) announce(job);

  const record = new RaceRecord(job.entries);
  const batchesPerEpoch = Math.ceil(job.problem.training.rows / job.batch);
  const progress = createProgress(process.stderr, record.runs, { epochs: job.epochs, batchesPerEpoch }, quiet);
  const start = performance.now();
  const outcome = (): Outcome => ({
    job,
    standings: rankRuns(record.runs),
    interrupted: interruption.signal.aborted,
    seconds: (performance.now() - start) / 1000,
    environment: describeEnvironment(record.threads),
  });
  let failure: unknown = null;
  try {
    let rehearsal = 1;
    const training = trainInThread(
      job,
      (news) => {
        const run = record.take(news);
        if (run) progress.update(run);
        // This thread has time while the other trains, and what was drawn a few times, the engine draws four times as
        // fast when Ctrl-C waits for it.
        if (news.kind !== "epoch" || run!.epochs.length < rehearsal) return;
        drawReport(outcome(), batchesPerEpoch);
        rehearsal *= 2;
      },
      interruption.signal,
    );
    drawReport(outcome(), batchesPerEpoch);
    await training;
  } catch (error) {
    failure = error;
  }
  record.stop();
  progress.end();
  if (interruption.signal.aborted) process.stderr.write("\nStopped. This is what there is:\n");

  const result = outcome();
  const report = await writeReport(folder, drawReport(result, batchesPerEpoch));
  await show(result, report, flags);
  interruption.end();
  if (failure !== null) throw failure;
  return interruption.exitCode();
}

async function prepareJob(file: string | null, flags: RaceFlags): Promise<Job> {
  const epochs = wholeNumber(flags.epochs, "epochs", 1, 1_000_000);
  const batch = wholeNumber(flags.batch, "batch", 1, 1_000_000);
  const seed = wholeNumber(flags.seed, "seed", 0, Number.MAX_SAFE_INTEGER);
  const hidden = hiddenSizes(flags.hidden);
  const entries = resolveSettings(parseOptimizers(flags.optimizers ?? null), flags.lr ?? [], flags.set ?? []);
  for (const name of ["out", "save", "resume"] as const) {
    if (flags[name] === "") throw new UsageError(`--${name} wants the name of a folder`);
  }
  const problem = file === null ? tutorial(flags, seed) : await fromTable(file, flags, seed);
  for (const entry of entries) checkSettings(entry);
  const weights = networkWeights(problem, hidden);
  if (weights > mostWeights) {
    throw new UsageError(
      `--hidden ${flags.hidden} makes a network of ${weights} weights; a race takes at most ${mostWeights}`,
    );
  }
  return { problem, entries, hidden, epochs, batch, seed, save: flags.save, resume: flags.resume };
}

function tutorial(flags: RaceFlags, seed: number): Problem {
  const given = givenTableOption(flags);
  if (given !== null) throw new UsageError(`${given} needs a table: downhill race data.csv --target COLUMN`);
  return tutorialProblem(seed);
}

async function fromTable(file: string, flags: RaceFlags, seed: number): Promise<Problem> {
  return datasetProblem(await readTable(file, flags), (n) => {
    manualSeed(seed);
    return Array.from(randperm(n).toTypedArray(), Number);
  });
}

/** Says on standard error what is about to be run. */
function announce({ problem, entries, hidden, epochs, batch, seed }: Job): void {
  const colours = coloursFor(process.stderr);
  const held = problem.validation ? ` and ${problem.validation.rows} to validate` : "";
  const lines = [
    `${entries.length} optimizer${entries.length === 1 ? "" : "s"} on ${problem.title}`,
    `${problem.training.rows} rows to train${held}, network ${networkShape(problem, hidden)}, batches of ${Math.min(batch, problem.training.rows)}, ${epochs} epoch${epochs === 1 ? "" : "s"}, seed ${seed}`,
    `loss: ${problem.lossName}`,
    ...problem.notes,
  ];
  const [title, ...rest] = lines.map(oneLine);
  process.stderr.write(`${[colours.bold(title!), ...rest].join("\n")}\n\n`);
}

async function show(outcome: Outcome, report: string, flags: RaceFlags): Promise<void> {
  const { job, standings } = outcome;
  if (flags.json) {
    await print(resultsJson(outcome));
    return;
  }
  await print(`\n${renderTable(standings, job.problem.task, process.stdout)}\n`);
  if (!flags.quiet) await print(`\nReport with plots: ${oneLine(report)}\n`);
}

/** Ctrl-C and its like end the race, not the program; the second one does end the program. */
function listenForSignals(): { signal: AbortSignal; end(): void; exitCode(): number } {
  const controller = new AbortController();
  let exitCode = 0;
  const stop = (name: NodeJS.Signals) => {
    exitCode = 128 + constants.signals[name];
    if (controller.signal.aborted) process.exit(exitCode);
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) process.on(name, stop);
  return {
    signal: controller.signal,
    end() {
      for (const name of signals) process.off(name, stop);
    },
    exitCode: () => exitCode,
  };
}
