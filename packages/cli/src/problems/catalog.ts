import { readDigits } from "./digits.ts";
import type { ProblemSource } from "./source.ts";

/** A problem that needs no file. */
export interface BuiltIn {
  /** In a few words, for the help. */
  readonly about: string;
  /** The budget and the network that show something, unless the user says otherwise. */
  readonly passes: number;
  readonly hidden: readonly number[];
  source(): Promise<ProblemSource>;
}

/** The problems of `--problem`. */
export const builtIns: Readonly<Record<string, BuiltIn>> = {
  parabola: {
    about: "the tutorial's curve, y = x² + noise, by a 1-20-1 network",
    passes: 50,
    hidden: [20],
    source: async () => ({ kind: "parabola" }),
  },
  spirals: {
    about: "which of three interleaved spirals is a place on?",
    passes: 100,
    hidden: [32, 32],
    source: async () => ({ kind: "spirals" }),
  },
  digits: {
    about: "handwritten digits, 8 by 8 pixels: which is it?",
    passes: 20,
    hidden: [32],
    source: async () => ({ kind: "table", dataset: await readDigits() }),
  },
  rosenbrock: {
    about: "the lowest point of Rosenbrock's valley; no network",
    passes: 1000,
    hidden: [],
    source: async () => ({ kind: "rosenbrock" }),
  },
  quadratic: {
    about: "the lowest point of a long bowl of 20 dimensions; no network",
    passes: 500,
    hidden: [],
    source: async () => ({ kind: "quadratic" }),
  },
};

/** The budget and the network for a table. */
export const forTables = { passes: 50, hidden: [20] } as const;
