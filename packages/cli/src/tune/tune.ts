import type { Entry } from "../race/entries.ts";
import { meanOverLastTenth } from "../race/run.ts";
import type { TrainingPlan } from "../training/plan.ts";
import { type CurvePoint, choiceLoss, type TrainingState } from "../training/training.ts";
import type { Pool } from "../workers/pool.ts";
import type { Journal } from "./journal.ts";
import { bestTrial, nextTrials, type TrialResult } from "./search.ts";
import { searchOf, type Tuned } from "./space.ts";

/** The trials of one entry. */
export interface Tuning {
  readonly entry: Entry;
  readonly results: TrialResult[];
  /** How many will be made. */
  readonly trials: number;
}

export interface TuneOptions {
  readonly tuned: Tuned;
  readonly trials: number;
}

/** Trials run one after the other, the first ones of all entries before the second ones of any. */
const entriesAtMost = 1000;

/**
 * Tries settings for every entry, as many for each, and notes what each trial comes to: the mean validation loss over the
 * last tenth of the budget. Trials run side by side; which ones are made doesn't depend on that.
 *
 * @param planOf - the training that tries settings
 * @param onTrial - called after each trial
 */
export async function tune(
  tunings: readonly Tuning[],
  options: TuneOptions,
  pool: Pool,
  planOf: (entry: Entry) => TrainingPlan,
  journal: Journal,
  onTrial: (tuning: Tuning) => void,
): Promise<void> {
  await Promise.all(
    tunings.map(async (tuning, index) => {
      const { entry, results } = tuning;
      const search = searchOf(entry, options.tuned, options.trials);
      for (;;) {
        const proposals = nextTrials(search, results);
        if (proposals.length === 0) break;
        const scores = await Promise.all(
          proposals.map((settings, i) => {
            const plan = planOf({ ...entry, choice: { ...entry.choice, settings } });
            return trial(plan, pool, journal, (results.length + i) * entriesAtMost + index);
          }),
        );
        for (const [i, settings] of proposals.entries()) results.push({ settings, score: scores[i]! });
        onTrial(tuning);
      }
    }),
  );
}

async function trial(plan: TrainingPlan, pool: Pool, journal: Journal, wave: number): Promise<number> {
  const known = journal.find(plan);
  if (known !== undefined) return known;
  const points: CurvePoint[] = [];
  let state = "running" as TrainingState;
  await pool.run([
    {
      job: { plan, assess: false },
      wave,
      onAdvance(advance) {
        points.push(...advance.points);
        state = advance.state;
      },
    },
  ]);
  const score = state === "diverged" ? Number.POSITIVE_INFINITY : meanOverLastTenth(points, plan.passes, choiceLoss);
  await journal.note(plan, score);
  return score;
}

/** An entry with the best of its trials' settings. */
export function tunedEntry({ entry, results }: Tuning, trials: number): Entry {
  const { settings } = bestTrial(results);
  return { ...entry, choice: { ...entry.choice, settings }, source: `the best of ${trials} trials` };
}
