import { access } from "node:fs/promises";
import { manualSeed, type nn, type optim } from "downhill";
import { loadCheckpoint, saveCheckpoint } from "downhill/node";
import { FileFormatError } from "downhill/serialization";
import { UserError } from "../errors.ts";
import { fileError } from "../files/open.ts";
import { oneLine } from "../terminal/text.ts";
import { createModel } from "./models.ts";
import type { Job } from "./news.ts";
import { createOptimizer } from "./optimizers.ts";
import { pathInSet, saveSet } from "./savedSet.ts";

/** What a contestant's file holds, besides the epochs it was trained for. */
export interface Trained {
  readonly model: nn.Module;
  readonly optimizer: optim.AnyOptimizer;
}

/**
 * Saves contestants as `folder/KEY.pt`: the state dicts of `model` and `optimizer`, and `epoch`. All their files are
 * replaced at once, so that those of a folder are always of the same epoch.
 */
export async function saveTrained(
  folder: string,
  contestants: ReadonlyMap<string, Trained>,
  epoch: number,
): Promise<void> {
  const files = [...contestants].map(([key, trained]) => {
    const write = (path: string) => saveCheckpoint(path, { ...trained, epoch }, { rngState: false });
    return [`${key}.pt`, write] as const;
  });
  await saveSet(folder, new Map(files));
}

/**
 * Gives a contestant the state it had in `folder/KEY.pt`, all but the settings of its optimizer, which are the race's.
 * Returns for how many epochs it was trained.
 * @throws UserError that names the file and what is wrong with it
 */
export async function loadTrained(folder: string, key: string, { model, optimizer }: Trained): Promise<number> {
  const path = await pathInSet(folder, `${key}.pt`);
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
  const trained = new Map<number, string[]>();
  for (const { contestant, settings } of entries) {
    manualSeed(seed);
    const model = createModel(contestant, problem, hidden);
    const optimizer = createOptimizer(contestant, model.parameters, settings);
    const epoch = await loadTrained(resume, contestant.key, { model: model.module, optimizer });
    trained.set(epoch, [...(trained.get(epoch) ?? []), contestant.key]);
  }
  if (trained.size > 1) {
    const groups = [...trained].sort(([a], [b]) => a - b);
    const counts = groups.map(([epoch, keys]) => `${epoch}: ${keys.join(", ")}`).join("; ");
    throw new UserError(
      `the checkpoints in ${resume} are of different epochs (${counts}); go on with those of one, as in -o ${groups.at(-1)![1].join(",")}`,
    );
  }
}
