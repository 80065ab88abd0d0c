import { UsageError } from "../errors.ts";
import type { TableFlags } from "./tableOptions.ts";

/** The command's options as commander gives them: text, lists of text and switches. */
export interface RaceFlags extends TableFlags {
  hidden: string;
  epochs: string;
  batch: string;
  optimizers?: string;
  lr?: string[];
  set?: string[];
  seed: string;
  out: string;
  save?: string;
  resume?: string;
  json?: boolean;
  quiet?: boolean;
}

/** A whole number in a range, from what was given for an option. */
export function wholeNumber(text: string, option: string, low: number, high: number): number {
  const value = /^\+?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= low && value <= high)) {
    throw new UsageError(`--${option} wants a whole number from ${low} to ${high}, not "${text}"`);
  }
  return value;
}

/** `64,64` as the sizes of hidden layers. */
export function hiddenSizes(text: string): number[] {
  const parts = text.split(",");
  try {
    return parts.map((part) => wholeNumber(part, "hidden", 1, 65536));
  } catch {
    throw new UsageError(`--hidden wants the sizes of the layers, such as 64 or 64,64, not "${text}"`);
  }
}
