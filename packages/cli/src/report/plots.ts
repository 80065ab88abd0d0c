import type { Outcome } from "../race/outcome.ts";
import { embeddingPlots, fitPlot, lossPlots, pathPlot } from "./curves.ts";
import type { Plot } from "./plot.ts";
import { sensitivityPlot } from "./sensitivity.ts";
import { calibrationPlot, importancePlot } from "./winner.ts";

/** The plots of a race by the section of the report that they belong to. */
export interface Plots {
  readonly curves: readonly Plot[];
  readonly winner: readonly Plot[];
  readonly tuning: readonly Plot[];
  readonly embedding: readonly Plot[];
}

export function drawPlots(outcome: Outcome): Plots {
  return {
    curves: [...lossPlots(outcome), ...fitPlot(outcome), ...pathPlot(outcome)],
    winner: [...importancePlot(outcome), ...calibrationPlot(outcome)],
    tuning: sensitivityPlot(outcome),
    embedding: embeddingPlots(outcome),
  };
}

export function allPlots(plots: Plots): Plot[] {
  return [...plots.curves, ...plots.winner, ...plots.tuning, ...plots.embedding];
}

/** The names of the plots that races write or once wrote: one that a race doesn't have must not stay from an earlier one. */
export const plotNames: readonly string[] = [
  ...["loss", "training-loss", "embedding-loss"].flatMap((name) =>
    ["passes", "seconds"].flatMap((x) => [`${name}-by-${x}`, `${name}-by-${x}-log`]),
  ),
  ...["fit", "path", "importance", "calibration", "learning-rates"],
  ...["loss-per-step", "loss-per-step-log", "loss-per-epoch", "loss-per-epoch-log"],
];
