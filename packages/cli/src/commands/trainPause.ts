import { access, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "downhill/node";
import { describeEnvironment } from "../environment.ts";
import { UserError } from "../errors.ts";
import type { Session } from "../model/session.ts";
import { digest } from "../tune/journal.ts";
import type { TrainJob } from "./trainJob.ts";
import type { ChosenPasses } from "./trainResult.ts";

/** A training that was stopped, and can go on. */
export interface Paused {
  /** Null while it was still choosing how many passes to train for. */
  readonly chosen: ChosenPasses | null;
  /** Whether it was training the final model. */
  readonly isFinal: boolean;
  /** The file with its state. */
  readonly path: string;
}

/** What is beside the state: plain data as JSON. */
interface Note extends Omit<Paused, "path"> {
  readonly job: string;
}

/** The trials of a learning rate, which are found again by themselves. */
export const trialsName = "trials.jsonl";
const stateName = "training.pt";
const noteName = "training.json";

/** Keeps the state of a training that was stopped. */
export async function keepPause(job: TrainJob, session: Session, paused: Omit<Paused, "path">): Promise<void> {
  await session.save(join(job.out, stateName));
  const note: Note = { ...paused, job: fingerprint(job) };
  await writeAtomically(join(job.out, noteName), JSON.stringify(note));
}

/** Removes what was kept. */
export async function forgetPause({ out }: TrainJob): Promise<void> {
  for (const name of [noteName, stateName]) await rm(join(out, name), { force: true });
}

/**
 * What to go on from: null if it isn't to go on, or was stopped before the first pass.
 * @throws UserError if there is nothing to go on from, or something else was trained
 */
export async function readPause(job: TrainJob): Promise<Paused | null> {
  const { out } = job;
  if (!job.resume) {
    await forgetPause(job);
    return null;
  }
  const has = (name: string) =>
    access(join(out, name)).then(
      () => true,
      () => false,
    );
  if (!(await has(noteName))) {
    if (job.tune !== null && (await has(trialsName))) return null;
    throw new UserError(`there is no training in ${out} that was stopped`);
  }
  let note: Note;
  try {
    note = JSON.parse(await readFile(join(out, noteName), "utf8")) as Note;
  } catch {
    throw new UserError(`"${join(out, noteName)}" is damaged: train without --resume`);
  }
  if (note.job !== fingerprint(job)) {
    throw new UserError(
      `the training that was stopped in ${out} was another one: give the same table and options, or train without --resume`,
    );
  }
  return { chosen: note.chosen, isFinal: note.isFinal, path: join(out, stateName) };
}

/** What stands for everything that the numbers of a training depend on. */
function fingerprint(job: TrainJob): string {
  const { dataset, data, entry, hidden, batch, seed, passes, mostPasses, patience, tune } = job;
  const terms = { data, choice: entry.choice, hidden, batch, seed, passes, mostPasses, patience, tune };
  return digest({ kind: "table", dataset }, describeEnvironment(1).downhill + JSON.stringify(terms));
}
