import { join } from "node:path";
import { programOf } from "../code/program.ts";
import { writePrograms } from "../code/write.ts";
import { describeEnvironment } from "../environment.ts";
import type { RaceJob } from "../race/job.ts";
import type { Outcome } from "../race/outcome.ts";
import { Race } from "../race/race.ts";
import { rankRuns } from "../race/standings.ts";
import { describeProblem, describeTerms } from "../race/terms.ts";
import { resultsJson } from "../report/results.ts";
import { drawReport, prepareFolder, writeReport } from "../report/write.ts";
import { print } from "../terminal/output.ts";
import { createProgress } from "../terminal/progress.ts";
import { renderTable } from "../terminal/table.ts";
import { coloursFor, oneLine } from "../terminal/text.ts";
import { Journal } from "../tune/journal.ts";
import { Pool } from "../workers/pool.ts";
import { sharedSource } from "../workers/shared.ts";
import { prepareJob } from "./raceJob.ts";
import type { RaceFlags } from "./raceOptions.ts";
import { listenForSignals } from "./signals.ts";

/** Runs `downhill race` and returns the exit code. Throws a `UserError` for anything wrong with what was given. */
export async function race(file: string | null, flags: RaceFlags): Promise<number> {
  const job = await prepareJob(file, flags);
  const folder = flags.out;
  await prepareFolder(folder);
  if (job.save !== undefined) await prepareFolder(job.save, "the checkpoints");
  const quiet = flags.quiet === true;
  const interruption = listenForSignals();
  if (!quiet) announce(job);

  const start = performance.now();
  const environment = describeEnvironment(job.workers);
  // The library's own threads share the cores with the trainings that run side by side.
  const threads = Math.max(1, Math.floor(environment.cores / job.workers));
  const pool = new Pool({ source: sharedSource(job.source), threads }, job.workers);
  const progress = createProgress(process.stderr, job, quiet);
  const rehearse = rehearsal(() => drawReport(outcome()));
  const racing = new Race(job, pool, {
    onTrial: (tuning) => progress.trial(tuning),
    onStart: (runs) => progress.start(runs),
    onNews(run) {
      progress.update(run);
      rehearse();
    },
  });
  const outcome = (): Outcome => ({
    job,
    tunings: racing.tunings,
    standings: rankRuns(racing.runs, job.passes),
    importances: racing.importances,
    interrupted: interruption.signal.aborted,
    seconds: (performance.now() - start) / 1000,
    environment,
  });
  let failure: unknown = null;
  try {
    const journal = job.tune && (await Journal.open(join(folder, "trials.jsonl"), job.source, environment.downhill));
    await Promise.race([racing.run(journal), interruption.aborted]);
  } catch (error) {
    failure = error;
  }
  pool.close();
  await racing.stop();
  progress.end();
  if (interruption.signal.aborted) process.stderr.write("\nStopped. This is what there is:\n");

  const result = outcome();
  const report = await writeReport(folder, drawReport(result));
  const programs = flags.code === true ? await writeCode(folder, result) : [];
  await show(result, report, programs, flags);
  interruption.end();
  if (failure !== null) throw failure;
  return interruption.exitCode();
}

/**
 * This thread has time while others train, and what was drawn a few times, the engine draws four times as fast when
 * Ctrl-C waits for it: draws after 1, 2, 4, 8... pieces of news.
 */
function rehearsal(draw: () => void): () => void {
  let count = 0;
  let next = 1;
  return () => {
    if (++count < next) return;
    next *= 2;
    draw();
  };
}

/** Says on standard error what is about to be run. */
function announce(job: RaceJob): void {
  const colours = coloursFor(process.stderr);
  const { entries, seeds, problem } = job;
  const count = `${entries.length} optimizer${entries.length === 1 ? "" : "s"}`;
  const range = seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds (${seeds[0]} to ${seeds.at(-1)})`;
  const lines = [
    `${count} on ${problem.title}, ${range}`,
    describeProblem(job),
    describeTerms(job),
    `loss: ${problem.lossName}, on ${problem.heldOut}`,
    ...problem.notes,
  ];
  const [title, ...rest] = lines.map(oneLine);
  process.stderr.write(`${[colours.bold(title!), ...rest].join("\n")}\n\n`);
}

/** Writes the winner's programs, if somebody has won; returns their paths. */
async function writeCode(folder: string, outcome: Outcome): Promise<string[]> {
  const program = programOf(outcome);
  if (program !== null) return writePrograms(folder, program);
  process.stderr.write("nobody has won, so that there is no training to write as a program\n");
  return [];
}

async function show(outcome: Outcome, report: string, programs: readonly string[], flags: RaceFlags): Promise<void> {
  if (flags.json) {
    await print(resultsJson(outcome));
    return;
  }
  await print(`\n${renderTable(outcome, process.stdout)}\n`);
  if (flags.quiet) return;
  await print(`\nReport with plots: ${oneLine(report)}\n`);
  if (programs.length > 0) await print(`The winner's training: ${programs.map(oneLine).join(", ")}\n`);
}
