import { mean } from "d3-array";
import type { Problem } from "../race/problem.ts";
import { epochLoss, type Run } from "../race/run.ts";
import type { Standings } from "../race/standings.ts";
import { type Chart, type Point, renderChart, type Series } from "./chart.ts";
import { chartStyle, colours } from "./palette.ts";

/** A plot of the report. */
export interface Plot {
  /** The file's name, without `.svg`. */
  readonly name: string;
  /** The SVG element, which takes its looks from the page. */
  readonly svg: string;
  /** Which scale it shows, if there is a twin with the other one. */
  readonly scale: "linear" | "log" | null;
}

/** All plots of a race: losses per step and per epoch, each on both scales, and the fitted curve if there is one. */
export function drawPlots(problem: Problem, standings: Standings, batchesPerEpoch: number): Plot[] {
  // The best is drawn last, on top of the others.
  const runs = standings.lines.map((line) => line.run).reverse();
  const onBothScales = (name: string, chart: Omit<Chart, "yScale">): Plot[] => [
    { name: `${name}-log`, scale: "log", svg: renderChart({ ...chart, yScale: "log" }) },
    { name, scale: "linear", svg: renderChart({ ...chart, yScale: "linear" }) },
  ];
  return [
    ...onBothScales("loss-per-step", {
      title: "Loss per step",
      xLabel: `step, one mini-batch each (${batchesPerEpoch} per epoch)`,
      yLabel: "loss of the batch, faint; its running mean, strong",
      series: runs.map((run) => stepSeries(run, batchesPerEpoch)),
      wholeX: true,
      fromZero: true,
    }),
    ...onBothScales("loss-per-epoch", {
      title: "Loss per epoch",
      xLabel: "epoch",
      yLabel: problem.validation ? "loss on the validation rows" : "loss on all rows",
      series: runs.map((run) => ({
        ...labelled(run),
        points: thin(run.epochs.map((epoch, i) => [i + 1, epochLoss(epoch)] as const)),
      })),
      wholeX: true,
      fromZero: true,
    }),
    ...fittedCurve(problem, runs),
  ];
}

/** The SVG as a file of its own, with its style and background. */
export function standalone({ svg }: Plot): string {
  const style = `<style>${colours}${chartStyle}.chart{background:var(--paper)}</style>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg.replace(">", () => `>${style}`)}\n`;
}

function labelled(run: Run): { key: string; name: string } {
  return { key: run.entry.contestant.key, name: run.entry.contestant.name };
}

/** More points than this can't be seen on a chart of this width. */
const mostPoints = 400;

function stepSeries(run: Run, batchesPerEpoch: number): Series {
  // Losses are those before the step. One on all rows stands where its epoch begins.
  const stride = run.entry.contestant.step === "epoch" ? batchesPerEpoch : 1;
  const { losses } = run;
  const middle = (losses.stride - 1) / 2;
  const points = losses.points().map((loss, i) => [(i * losses.stride + middle) * stride + 1, loss] as const);
  if (stride > 1 || points.length < 50) return { ...labelled(run), points: thin(points) };
  const raw = thin(points);
  return { ...labelled(run), points: runningMean(raw), raw };
}

/** Each value becomes the mean of the last ones, a fortieth of all. */
function runningMean(points: readonly Point[]): Point[] {
  const window = Math.ceil(points.length / 40);
  return points.map(([x], i) => [x, mean(points.slice(Math.max(0, i + 1 - window), i + 1), (point) => point[1])!]);
}

/** Joins neighbours to their mean where there are too many. */
function thin(points: readonly Point[]): Point[] {
  const size = Math.ceil(points.length / mostPoints);
  if (size <= 1) return [...points];
  const thinned: Point[] = [];
  for (let i = 0; i < points.length; i += size) {
    const group = points.slice(i, i + size);
    thinned.push([mean(group, (point) => point[0])!, mean(group, (point) => point[1])!]);
  }
  return thinned;
}

function fittedCurve({ curve }: Problem, runs: readonly Run[]): Plot[] {
  if (!curve) return [];
  const series = runs
    .filter((run) => run.curve !== null && run.state !== "diverged")
    .map((run) => ({
      ...labelled(run),
      points: Array.from(run.curve!, (y, i) => [curve.grid[i]!, y * curve.scale + curve.mean] as const),
    }));
  const svg = renderChart({
    title: "Fitted curves over the data",
    xLabel: curve.xLabel,
    yLabel: curve.yLabel,
    yScale: "linear",
    series,
    dots: curve.points,
  });
  return [{ name: "fit", scale: null, svg }];
}
