import type { Defaults } from "../entries/settings.ts";
import { UsageError } from "../errors.ts";
import { builtIns } from "../problems/catalog.ts";
import { didYouMean } from "../suggest.ts";
import type { Tuned } from "../tune/space.ts";
import type { TableFlags } from "./tableOptions.ts";

/** The command's options as commander gives them: text, lists of text and switches. */
export interface RaceFlags extends TableFlags {
  problem?: string;
  hidden?: string;
  passes?: string;
  epochs?: string;
  batch: string;
  optimizers?: string[];
  lr?: string[];
  set?: string[];
  defaults: string;
  tune?: string | true;
  trials?: string;
  seed: string;
  seeds: string;
  patience?: string;
  classWeights?: string;
  workers?: string;
  out: string;
  save?: string;
  resume?: string;
  code?: boolean;
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

/** The budget in passes: `--epochs` is another name for it. Null if neither was given. */
export function passesOf({ passes, epochs }: RaceFlags): number | null {
  if (passes !== undefined && epochs !== undefined) {
    throw new UsageError("--passes and --epochs are two names for one thing: give one of them");
  }
  if (passes !== undefined) return wholeNumber(passes, "passes", 1, 1_000_000);
  return epochs === undefined ? null : wholeNumber(epochs, "epochs", 1, 1_000_000);
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

/** The name of a problem that needs no file. */
export function problemName(text: string): string {
  const name = text.trim().toLowerCase();
  if (Object.hasOwn(builtIns, name)) return name;
  const names = Object.keys(builtIns);
  throw new UsageError(`no problem "${text}"; there are ${names.join(", ")}${didYouMean(text, names)}`);
}

/** What `--tune` asks for: `true` is the switch by itself. */
export function parseTuned(given: string | true | undefined): Tuned | null {
  if (given === undefined) return null;
  if (given === true || given === "rate") return "rate";
  if (given === "all") return "all";
  throw new UsageError(`--tune wants nothing, rate or all, not "${given}"`);
}

export function parseDefaults(text: string): Defaults {
  if (text === "published" || text === "pytorch") return text;
  throw new UsageError(`--defaults wants published or pytorch, not "${text}"`);
}

export function parseClassWeights(text: string | undefined): "balanced" | null {
  if (text === undefined || text === "none") return null;
  if (text === "balanced") return text;
  throw new UsageError(`--class-weights wants balanced or none, not "${text}"`);
}
