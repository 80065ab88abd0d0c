import { join } from "node:path";
import { systemReason, UserError } from "../errors.ts";
import type { CurvePoint } from "../training/training.ts";

/** Where a training's curve goes. */
export interface Curves {
  add(point: CurvePoint): void;
  close(): void;
}

const nowhere: Curves = { add: () => {}, close: () => {} };

/**
 * Opens the curves of a run for TensorBoard. Throws a `UserError` for a folder that can't be written to.
 *
 * @param folder - null for no curves
 */
export async function openCurves(folder: string | null, run: string): Promise<Curves> {
  if (folder === null) return nowhere;
  const { SummaryWriter } = await import("downhill/tensorboard");
  const writer = attempt(folder, () => new SummaryWriter(join(folder, run)));
  return {
    add: ({ pass, training, validation }) =>
      attempt(folder, () => {
        writer.addScalar("loss/training", training, pass);
        if (validation !== null) writer.addScalar("loss/validation", validation, pass);
      }),
    close: () => writer.close(),
  };
}

function attempt<T>(folder: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new UserError(`can't write to "${folder}" for TensorBoard: ${systemReason(error)}`);
  }
}
