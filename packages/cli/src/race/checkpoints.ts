import { access } from "node:fs/promises";
import { join } from "node:path";
import { manualSeed, type nn, type optim } from "downhill";
import { loadCheckpoint, saveCheckpoint } from "downhill/node";
import { FileFormatError } from "downhill/serialization";
import { UserError } from "../errors.ts";
import { fileError } from "../files/open.ts";
import { oneLine } from "../terminal/text.ts";
import { createModel } from "./models.ts";
import type { Job } from "./news.ts";
import { createOptimizer } from "./optimizers.ts";

/** What a contestant's file holds, besides the epochs it was trained for. */
export interface Trained {
  readonly model: nn.Module;
  readonly optimizer: optim.AnyOptimizer;
}

function checkpointPath(folder: string, key: string): string {
  return join(folder, `${key}.pt`);
}

/** Saves a contestant as `folder/KEY.pt`: the state dicts of `model` and `optimizer`, and `epoch`. */
export async function saveTrained(folder: string, key: string, trained: Trained, epoch: number): Promise<void> {
  await saveCheckpoint(checkpointPath(folder, key), { ...trained, epoch }, { rngState: false });
}

/**
 * Gives a contestant the state it had in `folder/KEY.pt`, all but the settings of its optimizer, which are the race's.
 * Returns for how many epochs it was trained.
 * @throws UserError that names the file and what is wrong with it
 */
export async function loadTrained(folder: string, key: string, { model, optimizer }: Trained): Promise<number> {
  const path = checkpointPath(folder, key);
  const settings = optimizer.paramGroups.map(({ params: _, ...options }) => options);
  let epoch: unknown;
  try {
    await access(path);
    ({ epoch } = await loadCheckpoint(path, { model, optimizer }, { rngState: false }));
  } catch (error) {
    if (error instanceof FileFormatError || (error instanceof Error && "code" in error)) throw fileError(path, error);
    throw new UserError(
      `${path} doesn't fit this race: ${oneLine(error instanceof Error ? error.message : `${error}`)}`,
    );
  }
  if (typeof epoch !== "number" || !Number.isSafeInteger(epoch) || epoch < 0) {
    throw new UserError(`${path} doesn't fit this race: it has no number of epochs`);
  }
  for (const [i, group] of optimizer.paramGroups.entries()) Object.assign(group, settings[i]);
  return epoch;
}

/** Makes sure that a race can be resumed, so that it isn't begun in vain. Throws a `UserError` where it can't. */
export async function checkResumable({ entries, problem, hidden, resume, seed }: Job): Promise<void> {
  if (resume === undefined) return;
  const epochs = new Set<number>();
  for (const { contestant, settings } of entries) {
    manualSeed(seed);
    const model = createModel(contestant, problem, hidden);
    const optimizer = createOptimizer(contestant, model.parameters, settings);
    epochs.add(await loadTrained(resume, contestant.key, { model: model.module, optimizer }));
  }
  if (epochs.size > 1) {
    const counts = [...epochs].sort((a, b) => a - b).join(", ");
    throw new UserError(`the checkpoints in ${resume} are of different epochs (${counts}), which is no race`);
  }
}
