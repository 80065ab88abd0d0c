import type { Entry } from "../entries/entries.ts";
import { meanOverLastTenth } from "../training/curve.ts";
import type { TrainingPlan } from "../training/plan.ts";
import { type CurvePoint, choiceLoss, type TrainingState } from "../training/training.ts";
import type { Pool } from "../workers/pool.ts";
import type { Journal } from "./journal.ts";
import { bestTrial, nextTrials, type TrialResult } from "./search.ts";
import { searchOf, type Tuned } from "./space.ts";

/** The trials of one entry. */
export interface Tuning {
  readonly entry: Entry;
  /** Of the rounds that are over. */
  readonly results: TrialResult[];
  /** How many will be made. */
  readonly trials: number;
  /** How many are done, those under way by their passes. */
  done: number;
}

/** The trials of an entry before there are any. */
export function newTuning(entry: Entry, { trials }: TuneOptions): Tuning {
  return { entry, results: [], trials, done: 0 };
}

export interface TuneOptions {
  readonly tuned: Tuned;
  readonly trials: number;
  /** The seeds of each trial: one alone chooses by luck where there are few validation rows. */
  readonly seeds: readonly number[];
}

/** Trials run one after the other, the first ones of all entries before the second ones of any. */
const entriesAtMost = 1000;

/**
 * Tries settings for every entry, as many for each, and notes what each trial comes to: the mean validation loss over the
 * last tenth of the budget and over the seeds. Trials run side by side; which ones are made doesn't depend on that.
 *
 * @param planOf - the training that tries settings with a seed
 * @param onProgress - called after each piece of work
 */
export async function tune(
  tunings: readonly Tuning[],
  options: TuneOptions,
  pool: Pool,
  planOf: (entry: Entry, seed: number) => TrainingPlan,
  journal: Journal,
  onProgress: (tuning: Tuning) => void,
): Promise<void> {
  await Promise.all(
    tunings.map(async (tuning, index) => {
      const { entry, results } = tuning;
      const search = searchOf(entry, options.tuned, options.trials);
      for (;;) {
        const proposals = nextTrials(search, results);
        if (proposals.length === 0) break;
        const scores = await Promise.all(
          proposals.map(async (settings, i) => {
            const tried = { ...entry, choice: { ...entry.choice, settings } };
            const wave = (results.length + i) * entriesAtMost + index;
            const plans = options.seeds.map((seed) => planOf(tried, seed));
            const onShare = (share: number) => {
              tuning.done += share / plans.length;
              onProgress(tuning);
            };
            const losses = await Promise.all(plans.map((plan) => trial(plan, pool, journal, wave, onShare)));
            return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
          }),
        );
        for (const [i, settings] of proposals.entries()) results.push({ settings, score: scores[i]! });
        onProgress(tuning);
      }
    }),
  );
}

/** Makes a trial with one seed, or finds it in the journal. `onShare` is told each time how much more of it is done. */
async function trial(
  plan: TrainingPlan,
  pool: Pool,
  journal: Journal,
  wave: number,
  onShare: (share: number) => void,
): Promise<number> {
  let told = 0;
  const tell = (done: number) => {
    onShare(Math.min(1, done) - told);
    told = Math.min(1, done);
  };
  const known = journal.find(plan);
  if (known !== undefined) {
    tell(1);
    return known;
  }
  const points: CurvePoint[] = [];
  let state = "running" as TrainingState;
  await pool.run([
    {
      job: { plan, assess: false },
      wave,
      onAdvance(advance) {
        points.push(...advance.points);
        state = advance.state;
        tell(advance.passes / plan.passes);
      },
      onStep: (passes) => tell(passes / plan.passes),
    },
  ]);
  tell(1);
  const score = state === "diverged" ? Number.POSITIVE_INFINITY : meanOverLastTenth(points, plan.passes, choiceLoss);
  await journal.note(plan, score);
  return score;
}

/** An entry with the best of its trials' settings. */
export function tunedEntry({ entry, results }: Tuning, trials: number): Entry {
  const { settings } = bestTrial(results);
  return { ...entry, choice: { ...entry.choice, settings }, source: `the best of ${trials} trials` };
}
