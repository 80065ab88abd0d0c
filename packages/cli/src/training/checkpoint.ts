import { access } from "node:fs/promises";
import type { Tensor } from "downhill";
import { load, save } from "downhill/node";
import { FileFormatError, packCheckpoint, restoreCheckpoint } from "downhill/serialization";
import { UserError } from "../errors.ts";
import { fileError } from "../files/open.ts";
import { oneLine } from "../terminal/text.ts";
import { setValues } from "./assessment.ts";
import type { OptimizerSet } from "./optimizer.ts";
import type { Progress, Training } from "./training.ts";

/**
 * One training as a file holds it: for PyTorch the state dicts of `model` and `optimizer`, and `epoch`, the passes it
 * had; and what else is needed to go on as if it had never stopped.
 */
interface SavedTraining {
  readonly epoch: number;
  readonly seed: number;
  readonly model: unknown;
  /** Of the chosen optimizer, and of the one beside it for an optimizer that takes only matrices. */
  readonly optimizer: unknown;
  readonly companion?: unknown;
  /** The model with the lowest validation loss. */
  readonly best: unknown;
  /** A `Progress`, as JSON: nobody else's business. */
  readonly progress: string;
}

/** All trainings of one contestant: that of the first seed, and those of the others. */
type SavedTrainings = SavedTraining & { readonly other_seeds: readonly SavedTraining[] };

/** Parts with a state, by name. */
function statefulParts(training: Training, { optimizers }: OptimizerSet) {
  const [optimizer, companion] = optimizers;
  return {
    model: training.objective.module,
    ...(optimizer !== undefined && { optimizer }),
    ...(companion !== undefined && { companion }),
  };
}

/** Saves one training to `path`. */
export async function saveTraining(path: string, training: Training, optimizer: OptimizerSet): Promise<void> {
  const { module } = training.objective;
  const parameters = [...module.parameters()];
  const { passes: epoch, seed } = training.plan;
  const packed = packCheckpoint(
    {
      ...statefulParts(training, optimizer),
      epoch,
      seed,
      best: await withKept(training, parameters, () => copied(module.stateDict())),
      progress: JSON.stringify(training.progress()),
    },
    { rngState: false },
  );
  await save(packed, path);
}

/** Does something while the parameters have the values that were kept. */
export async function withKept<T>(
  training: Training,
  parameters: readonly Tensor[],
  work: () => T | Promise<T>,
): Promise<T> {
  const present = parameters.map((parameter) => parameter.detach().toTypedArray() as Float32Array);
  setValues(parameters, training.kept?.values ?? present);
  const result = await work();
  setValues(parameters, present);
  return result;
}

function copied(state: Map<string, unknown>): Map<string, unknown> {
  for (const [key, value] of state) state.set(key, (value as Tensor).clone());
  return state;
}

/** Joins the files of one contestant's trainings, in the order of their seeds, to one file. */
export async function joinTrainings(parts: readonly string[], path: string): Promise<void> {
  const [first, ...others] = await Promise.all(parts.map((part) => load<SavedTraining>(part)));
  await save({ ...first, other_seeds: others }, path);
}

/**
 * Gives a training what it had in a contestant's file, all but the settings of its optimizer, which are the plan's.
 * @returns for how many passes it was trained
 * @throws UserError that names the file and what is wrong with it
 */
export async function loadTraining(path: string, training: Training, optimizer: OptimizerSet): Promise<void> {
  const saved = await readTraining(path, training.plan.seed);
  try {
    const progress = JSON.parse(saved.progress) as Progress;
    training.catchUp(progress);
    optimizer.keepingSettings(() => {
      restoreCheckpoint({ ...saved }, statefulParts(training, optimizer), { rngState: false });
    });
    const best = [...(saved.best as Map<string, Tensor>).values()].map((value) => value.toTypedArray() as Float32Array);
    training.restore(progress, best);
  } catch (error) {
    throw misfit(path, error instanceof Error ? error.message : String(error));
  }
}

/** For how many passes a contestant was trained. Throws a `UserError` for a file that isn't of a race with that seed. */
export async function trainedPasses(path: string, seed: number): Promise<number> {
  return (await readTraining(path, seed)).epoch;
}

async function readTraining(path: string, seed: number): Promise<SavedTraining> {
  let file: SavedTrainings;
  try {
    await access(path);
    file = await load<SavedTrainings>(path);
  } catch (error) {
    if (error instanceof FileFormatError || (error instanceof Error && "code" in error)) throw fileError(path, error);
    throw misfit(path, error instanceof Error ? error.message : String(error));
  }
  const all = [file, ...(Array.isArray(file?.other_seeds) ? file.other_seeds : [])];
  const saved = all.find((one) => one?.seed === seed);
  if (saved === undefined) {
    const seeds = all.map((one) => one?.seed).filter((one) => typeof one === "number");
    throw misfit(path, seeds.length === 0 ? "it has no seed" : `it has no seed ${seed}, only ${seeds.join(", ")}`);
  }
  if (!Number.isSafeInteger(saved.epoch) || saved.epoch < 0) throw misfit(path, "it has no number of epochs");
  if (typeof saved.progress !== "string") throw misfit(path, "it has no progress");
  return saved;
}

function misfit(path: string, reason: string): UserError {
  return new UserError(`${path} doesn't fit this race: ${oneLine(reason)}`);
}
