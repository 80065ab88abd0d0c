import { mean, median } from "d3-array";
import type { Measures } from "../training/assessment.ts";
import { meanOverLastTenth, pointAt } from "../training/curve.ts";
import { architectureOf } from "../training/optimizer.ts";
import { type CurvePoint, choiceLoss, heldOutLoss } from "../training/training.ts";
import { hasFinished, type Run, type SeedRun } from "./run.ts";
import { isWorse, type Sample, sampleOf } from "./statistics.ts";

/** One line of the result. */
export interface Standing {
  readonly run: Run;
  /** From 1; null for who is not ranked: diverged, or too short on the way when the race was stopped. */
  readonly rank: number | null;
  /** Whether others have the same rank. */
  readonly tied: boolean;
  /** The mean loss over the last tenth of the budget on what is held out; null where there is none. */
  readonly score: Sample | null;
  /** The held-out loss of the best pass, by validation loss. */
  readonly best: Sample | null;
  /** The pass of that, the median over the seeds. */
  readonly bestPass: number | null;
  /** Accuracy or R² of the best pass. */
  readonly quality: Sample | null;
  /** All measures of the models that were kept, one for each seed that has any. */
  readonly measures: readonly Measures[];
  /** What the loss has come to at the budget's end. */
  readonly final: Sample | null;
  readonly secondsPerPass: number | null;
  /** How many seeds diverged. */
  readonly diverged: number;
  /** Whether its score is no better than the line to beat. */
  readonly belowBaseline: boolean;
  /** Whether the validation loss has risen from its best by more than the spread, the training loss not. */
  readonly overfits: boolean;
}

export interface Standings {
  /** Those that trained the network, or minimized the function. */
  readonly lines: readonly Standing[];
  /** Those that trained a table of embeddings. */
  readonly embeddings: readonly Standing[];
  /** The passes that the score counts: the budget, or what all had when the race was stopped. */
  readonly budget: number;
  /** The seeds that the score counts. */
  readonly seeds: readonly number[];
  /** Null for a function. */
  readonly baseline: BaselineStanding | null;
}

/** The line to beat, on the same seeds. */
export interface BaselineStanding {
  readonly loss: Sample;
  /** One for each seed. */
  readonly measures: readonly Measures[];
}

/** Whether a score is no better than the line to beat, or none at all. */
export function isBelow({ score }: Pick<Standing, "score">, { loss }: BaselineStanding): boolean {
  return score === null || !(score.mean < loss.mean);
}

/** Lines with the line to beat at its place among the scores, if there is one. */
export function withBaseline(
  lines: readonly Standing[],
  baseline: BaselineStanding | null,
): (Standing | BaselineStanding)[] {
  if (baseline === null) return [...lines];
  const place = lines.findIndex((line) => isBelow(line, baseline));
  return place < 0 ? [...lines, baseline] : [...lines.slice(0, place), baseline, ...lines.slice(place)];
}

/** Ranks by the score. Who shares a rank is worse than the first of them by no more than the seeds' chance. */
export function rankRuns(runs: readonly Run[], passes: number): Standings {
  const { seeds, budget } = comparable(runs, passes);
  const baseline = baselineStanding(runs, seeds);
  const standings = runs.map((run) => standingOf(run, seeds, budget, baseline));
  const isEmbedding = ({ run }: Standing) => architectureOf(run.entry.choice) === "embedding";
  const embeddings = standings.filter(isEmbedding);
  return {
    lines: ranked(standings.filter((line) => !isEmbedding(line))),
    // A rank tells nothing where there is only one.
    embeddings: embeddings.length === 1 ? embeddings : ranked(embeddings),
    budget,
    seeds,
    baseline,
  };
}

/**
 * What can be compared: the seeds that all have finished (or diverged on) with the whole budget. Of a race that was
 * stopped before there was one, the first seed, with as many passes as all had.
 */
function comparable(runs: readonly Run[], passes: number): { seeds: number[]; budget: number } {
  const [first] = runs;
  if (first === undefined) return { seeds: [], budget: passes };
  const complete = first.seeds.filter((_, i) =>
    runs.every(({ seeds }) => hasFinished(seeds[i]!) || seeds[i]!.state === "diverged"),
  );
  if (complete.length > 0) return { seeds: complete.map(({ seed }) => seed), budget: passes };
  const under = runs.map(({ seeds }) => seeds[0]!).filter(({ state }) => state !== "diverged");
  const had = under.map((seed) => (hasFinished(seed) ? passes : Math.floor(seed.points.at(-1)?.pass ?? 0)));
  return { seeds: [first.seeds[0]!.seed], budget: Math.min(passes, ...had) };
}

function baselineStanding(runs: readonly Run[], seeds: readonly number[]): BaselineStanding | null {
  const all = seeds.map((seed) => {
    const same = runs.map((run) => run.seeds.find((one) => one.seed === seed)?.baseline ?? null);
    return same.find((one) => one !== null) ?? null;
  });
  const known = all.filter((one) => one !== null);
  if (known.length === 0 || known.length < all.length) return null;
  return { loss: sampleOf(known.map(({ loss }) => loss)), measures: known.map(({ measures }) => measures) };
}

function standingOf(run: Run, seeds: readonly number[], budget: number, baseline: BaselineStanding | null): Standing {
  const counted = run.seeds.filter(({ seed }) => seeds.includes(seed));
  const diverged = counted.filter(({ state }) => state === "diverged").length;
  const usable = counted.filter(({ state, points }) => state !== "diverged" && points.length > 0);
  const bests = usable.map((seed) => bestPoint(seed, budget));
  const isWhole = budget > 0 && diverged === 0 && usable.length > 0 && usable.length === counted.length;
  const score = isWhole ? sampleOf(usable.map(({ points }) => meanOverLastTenth(points, budget, heldOutLoss))) : null;
  const qualities = bests.map((point) => point.score).filter((value) => value !== null);
  const lasts = usable.map(({ points }) => pointAt(points, budget)!);
  return {
    run,
    rank: null,
    tied: false,
    score,
    best: bests.length > 0 ? sampleOf(bests.map(heldOutLoss)) : null,
    bestPass: median(bests, ({ pass }) => pass) ?? null,
    quality: qualities.length > 0 ? sampleOf(qualities) : null,
    measures: usable.map(({ legacy }) => legacy?.measures ?? null).filter((one) => one !== null),
    final: lasts.length > 0 ? sampleOf(lasts.map(heldOutLoss)) : null,
    secondsPerPass: mean(usable, secondsPerPass) ?? null,
    diverged,
    belowBaseline: score !== null && baseline !== null && isBelow({ score }, baseline),
    overfits: score !== null && overfits(lasts, bests),
  };
}

/** The point with the lowest validation loss within the budget. */
function bestPoint({ points }: SeedRun, budget: number): CurvePoint {
  return points
    .filter(({ pass }) => pass <= budget)
    .reduce((best, point) => (choiceLoss(point) < choiceLoss(best) ? point : best));
}

/** The median over the passes, which the first ones' compilation doesn't move. */
function secondsPerPass({ points }: SeedRun): number | undefined {
  const steps = points.slice(1).map(({ pass, seconds }, i) => {
    return (seconds - points[i]!.seconds) / (pass - points[i]!.pass);
  });
  return median(steps.filter((value) => Number.isFinite(value) && value > 0));
}

/** Fluctuations that a single seed can't tell from a trend: this share of the best loss. */
const singleSeedSpread = 0.05;

function overfits(lasts: readonly CurvePoint[], bests: readonly CurvePoint[]): boolean {
  if (lasts.some(({ validation }) => validation === null)) return false;
  const last = sampleOf(lasts.map(({ validation }) => validation!));
  const rise = last.mean - mean(bests, ({ validation }) => validation!)!;
  const spread = last.spread ?? singleSeedSpread * last.mean;
  return rise > spread && mean(lasts, ({ training }) => training)! < mean(bests, ({ training }) => training)!;
}

/** Sorts by score and gives ranks; who has no score stands below, and below them who diverged. */
function ranked(standings: readonly Standing[]): Standing[] {
  const scored = standings
    .filter(({ score }) => score !== null && Number.isFinite(score.mean))
    .sort((a, b) => a.score!.mean - b.score!.mean);
  const others = standings.filter((line) => !scored.includes(line)).sort((a, b) => a.diverged - b.diverged);
  let leader: Standing | undefined;
  let rank = 0;
  const ranks = scored.map((line, i) => {
    if (leader === undefined || isWorse(line.score!.values, leader.score!.values, scored.length - 1)) {
      leader = line;
      rank = i + 1;
    }
    return rank;
  });
  const lines = scored.map((line, i) => ({
    ...line,
    rank: ranks[i]!,
    tied: ranks.filter((one) => one === ranks[i]).length > 1,
  }));
  return [...lines, ...others];
}
