import { type Entry, nameEntries } from "../src/entries/entries.ts";
import { parseOptimizers, resolveEntries } from "../src/entries/settings.ts";
import { newRun, type Run, type SeedRun } from "../src/race/run.ts";
import type { Measures } from "../src/training/assessment.ts";
import type { CurvePoint } from "../src/training/training.ts";

/** The entry of an optimizer, as `-o` names it. */
export function entryOf(text: string): Entry {
  return resolveEntries(parseOptimizers([text]), [], [])[0]!;
}

/** Entries that know of each other, as in a race. */
export function entriesOf(...texts: string[]): Entry[] {
  return nameEntries(resolveEntries(parseOptimizers(texts), [], []));
}

/** The points of a training with the given validation losses after 0, 1, 2... passes. */
export function pointsOf(
  losses: readonly number[],
  more: (i: number) => Partial<CurvePoint> = () => ({}),
): CurvePoint[] {
  return losses.map((validation, i) => ({
    pass: i,
    seconds: i * 1e-3,
    training: validation / 2,
    validation,
    test: null,
    score: 1 - validation,
    ...more(i),
  }));
}

interface Options {
  readonly seed?: Partial<SeedRun>;
  readonly measures?: Measures;
  readonly baseline?: number;
  readonly points?: (i: number) => Partial<CurvePoint>;
}

export const noMeasures: Measures = {
  kind: "regression",
  rSquared: 0.5,
  rootMeanSquaredError: 2,
  meanAbsoluteError: 1,
};

/** A run of an entry with the given losses of each seed, for tests of what comes after training. */
export function runOf(entry: Entry | string, seeds: readonly (readonly number[])[], options: Options = {}): Run {
  const run = newRun(
    typeof entry === "string" ? entryOf(entry) : entry,
    seeds.map((_, i) => i),
  );
  for (const [i, seed] of run.seeds.entries()) {
    seed.points.push(...pointsOf(seeds[i]!, options.points));
    seed.passes = Math.max(0, seeds[i]!.length - 1);
    seed.state = "finished";
    if (options.baseline !== undefined)
      seed.baseline = { loss: options.baseline, measures: options.measures ?? noMeasures };
    seed.legacy = { measures: options.measures ?? noMeasures, fit: null, weights: null };
    Object.assign(seed, options.seed);
  }
  return run;
}
