import { UsageError } from "../errors.ts";
import { wholeNumber } from "./raceOptions.ts";
import type { TableFlags } from "./tableOptions.ts";

/** The command's options as commander gives them. */
export interface TrainFlags extends TableFlags {
  optimizer?: string;
  lr?: string;
  epochs: string;
  from?: string;
  hidden?: string;
  batch?: string;
  trials?: string;
  seed: string;
  patience?: string;
  classWeights?: string;
  holdOut?: boolean;
  workers?: string;
  out: string;
  tensorboard?: string;
  resume?: boolean;
  json?: boolean;
  quiet?: boolean;
}

/** How long to train: so many passes, or as many as are best for validation rows. */
export function parseEpochs(text: string): number | "auto" {
  if (text.trim().toLowerCase() === "auto") return "auto";
  try {
    return wholeNumber(text, "epochs", 1, 1_000_000);
  } catch {
    throw new UsageError(`--epochs wants auto or a whole number from 1 to 1000000, not "${text}"`);
  }
}
