import { deviation, mean, min } from "d3-array";
import type { Outcome } from "../race/outcome.ts";
import type { Run } from "../race/run.ts";
import type { Standing } from "../race/standings.ts";
import { pointAt } from "../training/curve.ts";
import { type CurvePoint, heldOutLoss } from "../training/training.ts";
import type { BandPoint, Chart, Point, Reference, Series } from "./chart.ts";
import { looksOf } from "./palette.ts";
import { drawn, type Plot } from "./plot.ts";

/** More points than this can't be seen on a chart of this width. */
const mostPoints = 400;

/** A loss along the budget, over the seeds. */
interface MeanCurve {
  readonly run: Run;
  readonly places: readonly {
    readonly pass: number;
    readonly seconds: number;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
  }[];
}

/** The mean of a loss over the seeds that are compared, as far as all of them have come. */
function meanCurve(run: Run, { standings }: Outcome, lossOf: (point: CurvePoint) => number): MeanCurve {
  const seeds = run.seeds.filter(({ seed, points }) => standings.seeds.includes(seed) && points.length > 0);
  const last =
    min(seeds, ({ points, state }) => {
      return state === "finished" || state === "stopped early" ? standings.budget : points.at(-1)!.pass;
    }) ?? -1;
  const stride = Math.ceil(standings.budget / mostPoints) || 1;
  const places: MeanCurve["places"][number][] = [];
  for (let pass = 0; pass <= Math.min(last, standings.budget); pass += stride) {
    const points = seeds.map((seed) => pointAt(seed.points, pass)!);
    const losses = points.map(lossOf);
    const middle = mean(losses)!;
    const spread = deviation(losses) ?? 0;
    // On a log scale there is no room below zero.
    const low = middle - spread > 0 ? middle - spread : min(losses)!;
    places.push({ pass, seconds: mean(points, ({ seconds }) => seconds)!, mean: middle, low, high: middle + spread });
  }
  return { run, places };
}

function seriesOf(
  { run: { entry, seeds }, places }: MeanCurve,
  xOf: (place: MeanCurve["places"][number]) => number,
): Series {
  const points: Point[] = places.map((place) => [xOf(place), place.mean]);
  const band: BandPoint[] = places.map((place) => [xOf(place), place.low, place.high]);
  return { key: entry.key, name: entry.name, points, ...(seeds.length > 1 && { band }) };
}

/** The loss over passes and over seconds, each on both scales. */
export function lossPlots(outcome: Outcome): Plot[] {
  const { standings, job } = outcome;
  if (standings.lines.length === 0) return [];
  // The best is drawn last, on top of the others.
  const runs = standings.lines.map(({ run }) => run).reverse();
  if (job.problem.kind === "function") {
    return onAllAxes(
      outcome,
      "loss",
      "Value of the function",
      "value, mean over the seeds and spread",
      runs,
      heldOutLoss,
    );
  }
  const words = "mean over the seeds and spread";
  return [
    ...onAllAxes(outcome, "loss", `Loss on ${job.problem.heldOut}`, words, runs, heldOutLoss),
    ...onAllAxes(outcome, "training-loss", "Loss on the training rows", words, runs, ({ training }) => training),
  ];
}

/** The loss of those that trained an embedding. */
export function embeddingPlots(outcome: Outcome): Plot[] {
  const runs = outcome.standings.embeddings.map(({ run }) => run).reverse();
  if (runs.length === 0 || outcome.job.problem.kind === "function") return [];
  const title = `The embedding's loss on ${outcome.job.problem.heldOut}`;
  return onAllAxes(outcome, "embedding-loss", title, "mean over the seeds and spread", runs, heldOutLoss);
}

function onAllAxes(
  outcome: Outcome,
  name: string,
  title: string,
  yLabel: string,
  runs: readonly Run[],
  lossOf: (point: CurvePoint) => number,
): Plot[] {
  const looks = looksOf(outcome.job.entries);
  const curves = runs.map((run) => meanCurve(run, outcome, lossOf));
  const { baseline } = outcome.standings;
  const isHeldOut = lossOf === heldOutLoss;
  const isFunction = outcome.job.problem.kind === "function";
  const passes = isFunction ? "passes, each a value of the function and its gradient" : "passes over the training rows";
  const axes = [
    {
      x: "passes",
      xLabel: passes,
      xOf: (place: { pass: number }) => place.pass,
      wholeX: true,
    },
    { x: "seconds", xLabel: "seconds of training", xOf: (place: { seconds: number }) => place.seconds, wholeX: false },
  ] as const;
  return axes.flatMap(({ x, xLabel, xOf, wholeX }) => {
    const series = curves.map((curve) => seriesOf(curve, xOf));
    const end = Math.max(0, ...series.flatMap(({ points }) => points.map((point) => point[0])));
    const reference: Reference | undefined =
      baseline && isHeldOut
        ? {
            label: baselineLabel(outcome),
            points: [
              [0, baseline.loss.mean],
              [end, baseline.loss.mean],
            ],
          }
        : undefined;
    const chart: Omit<Chart, "yScale"> = {
      title,
      xLabel,
      yLabel,
      series,
      wholeX,
      fromZero: true,
      ...(reference && { reference }),
    };
    return [
      { name: `${name}-by-${x}-log`, scale: "log", x, ...drawn({ ...chart, yScale: "log" }, looks) },
      { name: `${name}-by-${x}`, scale: "linear", x, ...drawn({ ...chart, yScale: "linear" }, looks) },
    ] as const;
  });
}

function baselineLabel({ job: { problem } }: Outcome): string {
  return problem.kind === "data" && problem.task === "classification" ? "base rates" : "mean";
}

/** The curves that the first seed's models fit to the data, in original units. */
export function fitPlot(outcome: Outcome): Plot[] {
  const { problem } = outcome.job;
  if (problem.kind === "function" || problem.curve === null) return [];
  if (outcome.standings.lines.length === 0) return [];
  const { grid, points, xLabel, yLabel } = problem.curve;
  const all: readonly Standing[] = [...outcome.standings.lines, ...outcome.standings.embeddings];
  const series = all
    .map(({ run }) => ({ run, fit: run.seeds[0]!.legacy?.fit ?? null }))
    .filter((one) => one.fit !== null)
    .map(({ run: { entry }, fit }) => ({
      key: entry.key,
      name: entry.name,
      points: Array.from(fit!, (y, i) => [grid[i]!, y] as const),
    }))
    .reverse();
  const seed = outcome.job.seeds[0];
  const title = `Fitted curves over the data of seed ${seed}`;
  const chart: Chart = { title, xLabel, yLabel, yScale: "linear", series, dots: points };
  return [{ name: "fit", scale: null, x: null, ...drawn(chart, looksOf(outcome.job.entries)) }];
}

/** The ways of the first seed over a function of two dimensions. */
export function pathPlot(outcome: Outcome): Plot[] {
  if (outcome.job.problem.kind !== "function") return [];
  const series = outcome.standings.lines
    .filter(({ run }) => run.seeds[0]!.places.length > 1)
    .map(({ run: { entry, seeds } }) => ({ key: entry.key, name: entry.name, points: seeds[0]!.places }))
    .reverse();
  if (series.length === 0) return [];
  const title = `The ways to the lowest point, from the start of seed ${outcome.job.seeds[0]}`;
  const chart: Chart = {
    title,
    xLabel: "x",
    yLabel: "y",
    yScale: "linear",
    series: series.map((one) => ({
      ...one,
      points: one.points.filter(([x, y]) => Math.abs(x) < 3 && Math.abs(y) < 3),
    })),
    dots: [[1, 1]],
    isPath: true,
  };
  return [{ name: "path", scale: null, x: null, ...drawn(chart, looksOf(outcome.job.entries)) }];
}
