import { formatChoice } from "../format.ts";
import { prepareFolder } from "../report/write.ts";
import { print } from "../terminal/output.ts";
import { coloursFor, oneLine } from "../terminal/text.ts";
import { networkShape } from "../training/problem.ts";
import { listenForSignals } from "./signals.ts";
import { prepareTraining, type TrainJob } from "./trainJob.ts";
import type { TrainFlags } from "./trainOptions.ts";
import { readPause } from "./trainPause.ts";
import { TrainRun } from "./trainRun.ts";
import { trainingJson, trainingText } from "./trainText.ts";

/** Runs `downhill train` and returns the exit code. Throws a `UserError` for anything wrong with what was given. */
export async function train(file: string, flags: TrainFlags): Promise<number> {
  const job = await prepareTraining(file, flags);
  await prepareFolder(job.out, "the model");
  const paused = await readPause(job);
  const interruption = listenForSignals();
  const quiet = flags.quiet === true;
  if (!quiet) announce(job);
  const result = await new TrainRun(job, paused, interruption.signal, quiet).run();
  await print(flags.json === true ? trainingJson(result) : trainingText(result, coloursFor(process.stdout)));
  interruption.end();
  return interruption.exitCode();
}

/** Says on standard error what is about to be trained. */
function announce({ problem, entry, hidden, tune, race }: TrainJob): void {
  const rate = tune === null ? formatChoice(entry.choice) : `${entry.choice.name}, the best of ${tune.trials} rates`;
  const from = race === null ? "" : `, as in the race in ${race.folder}`;
  const lines = [
    `${problem.title}: a network ${networkShape(problem, hidden)}, trained by ${rate}${from}`,
    ...problem.notes,
  ];
  process.stderr.write(`${lines.map(oneLine).join("\n")}\n`);
}
