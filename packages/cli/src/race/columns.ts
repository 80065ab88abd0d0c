import {
  formatChoiceSettings,
  formatLoss,
  formatNumber,
  formatPercent,
  formatSample,
  formatSeconds,
} from "../format.ts";
import type { ClassificationMeasures, Measures, RegressionMeasures } from "../training/assessment.ts";
import type { DataProblem, Problem } from "../training/problem.ts";
import { markOf } from "./remarks.ts";
import type { BaselineStanding, Standing } from "./standings.ts";
import { sampleOf } from "./statistics.ts";

/** A column of the result, in the terminal and in the report. */
export interface ResultColumn {
  readonly key: string;
  readonly head: string;
  /** What it tells, in a line. */
  readonly explanation: string;
  readonly align: "left" | "right";
  /** Who goes first where there is not room for all: the highest. Zero stays. */
  readonly dispensable: number;
  cell(line: Standing): string;
  /** A shorter text, for where even the columns that stay have no room. */
  short?(line: Standing): string;
  /** The same for the line to beat; empty where it has no such thing. */
  baseline(line: BaselineStanding): string;
  /** What lines are sorted by; null comes last. The rank has the order of the table itself. */
  order(line: Standing | BaselineStanding): number | string | null;
}

/** What the line to beat is called. */
export function baselineName({ task }: DataProblem): string {
  return task === "regression" ? "the mean, always" : "the base rates, always";
}

const dash = "–";

/** The columns that a problem's result has. */
export function resultColumns(problem: Problem): ResultColumn[] {
  return [...general(problem), ...(problem.kind === "data" ? measureColumns(problem) : []), timeColumn(problem)];
}

function general(problem: Problem): ResultColumn[] {
  const heldOut = problem.kind === "function" ? "value of the function" : `loss on ${problem.heldOut}`;
  return [
    {
      key: "rank",
      head: "#",
      explanation:
        "The rank by score. Entries share it (=) if their distance from the first of them, seed by seed, may be chance: " +
        "paired t-tests of the scores' logarithms, 5 % for all together.",
      align: "right",
      dispensable: 0,
      cell: ({ rank, tied }) => (rank === null ? dash : `${rank}${tied ? "=" : ""}`),
      baseline: () => "",
      order: (line) => ("run" in line ? line.rank : null),
    },
    {
      key: "optimizer",
      head: "optimizer",
      explanation: "Who. What the signs mean is said below the table.",
      align: "left",
      dispensable: 0,
      cell: (line) => [line.run.entry.name, markOf(line, problem)].join(" ").trimEnd(),
      baseline: () => (problem.kind === "data" ? baselineName(problem) : ""),
      order: (line) => ("run" in line ? line.run.entry.name : null),
    },
    {
      key: "settings",
      head: "settings",
      explanation: "The settings it ran with; whatever isn't named has PyTorch's default.",
      align: "left",
      dispensable: 6,
      cell: ({ run }) => formatChoiceSettings(run.entry.choice),
      baseline: () => "",
      order: (line) => ("run" in line ? ((line.run.entry.choice.settings.lr as number | undefined) ?? null) : null),
    },
    {
      key: "score",
      head: "score",
      explanation: `The mean ${heldOut} over the last tenth of the budget, and ± its standard deviation over the seeds. It decides the rank; less is better.`,
      align: "right",
      dispensable: 0,
      cell: ({ score, diverged }) => (diverged > 0 ? "diverged" : formatSample(score, formatLoss)),
      short: ({ score, diverged }) => (diverged > 0 ? "diverged" : formatLoss(score?.mean ?? null)),
      baseline: ({ loss }) => formatSample(loss, formatLoss),
      order: (line) => ("run" in line ? (line.score?.mean ?? null) : line.loss.mean),
    },
    {
      key: "best",
      head: "best (pass)",
      explanation:
        problem.kind === "function"
          ? "The lowest value on the way, mean over the seeds, and the pass it came with, the median."
          : `The ${heldOut} after the pass with the lowest validation loss, mean over the seeds, and that pass, the median.`,
      align: "right",
      dispensable: 2,
      cell: ({ best, bestPass }) =>
        best === null ? dash : `${formatLoss(best.mean)} (${Number(bestPass!.toFixed(1))})`,
      baseline: () => "",
      order: (line) => ("run" in line ? (line.best?.mean ?? null) : null),
    },
  ];
}

function timeColumn({ kind }: Problem): ResultColumn {
  const what =
    kind === "function"
      ? "What computing the function and its gradient once took, steps included"
      : "What one pass over the training rows took, steps included and measuring not";
  return {
    key: "time",
    head: "time/pass",
    explanation: `${what}, while trainings ran side by side.`,
    align: "right",
    dispensable: 5,
    cell: ({ secondsPerPass }) => formatSeconds(secondsPerPass),
    baseline: () => "",
    order: (line) => ("run" in line ? line.secondsPerPass : null),
  };
}

/** A measure of the models that were kept: their weights after the pass with the lowest validation loss. */
function measureColumn<M extends Measures>(
  key: string,
  head: string,
  what: string,
  dispensable: number,
  measureOf: (measures: M) => number | null,
  format: (value: number) => string,
): ResultColumn {
  const mean = (all: readonly Measures[]) => {
    const values = all.map((one) => measureOf(one as M)).filter((value) => value !== null);
    return values.length === 0 ? null : sampleOf(values).mean;
  };
  const cell = (all: readonly Measures[]) => {
    const value = mean(all);
    return value === null ? dash : format(value);
  };
  return {
    key,
    head,
    explanation: `${what} Of the best pass's weights, mean over the seeds.`,
    align: "right",
    dispensable,
    cell: ({ measures }) => cell(measures),
    baseline: ({ measures }) => cell(measures),
    order: ({ measures }) => mean(measures),
  };
}

function measureColumns({ task, target, classWeights }: DataProblem): ResultColumn[] {
  if (task === "regression") {
    type M = RegressionMeasures;
    const inUnits = `in units of ${target}`;
    return [
      measureColumn<M>(
        "rSquared",
        "R²",
        "The share of the variance that is explained: 1 is perfect, 0 as good as the mean.",
        1,
        ({ rSquared }) => rSquared,
        (value) => (value < -99 ? "< -99" : value.toFixed(3).replace("-0.000", "0.000")),
      ),
      measureColumn<M>(
        "rootMeanSquaredError",
        "RMSE",
        `The root of the mean squared error, ${inUnits}.`,
        3,
        ({ rootMeanSquaredError }) => rootMeanSquaredError,
        formatNumber,
      ),
      measureColumn<M>(
        "meanAbsoluteError",
        "MAE",
        `The mean absolute error, ${inUnits}.`,
        4,
        ({ meanAbsoluteError }) => meanAbsoluteError,
        formatNumber,
      ),
    ];
  }
  type M = ClassificationMeasures;
  const weighed = classWeights === null ? "" : " Here every row counts the same, unlike in the score.";
  return [
    measureColumn<M>(
      "accuracy",
      "accuracy",
      "The share of rows whose class is right.",
      1,
      (m) => m.accuracy,
      formatPercent,
    ),
    measureColumn<M>(
      "balancedAccuracy",
      "balanced",
      "Balanced accuracy: the mean of the classes' shares of rows that are found.",
      4,
      (m) => m.balancedAccuracy,
      formatPercent,
    ),
    measureColumn<M>(
      "f1",
      "F1",
      "The mean of the classes' F1, the harmonic mean of precision and recall: 1 is perfect.",
      4,
      (m) => m.f1,
      (value) => value.toFixed(3),
    ),
    measureColumn<M>(
      "areaUnderCurve",
      "AUC",
      "How probably a row of a class is given a higher probability of it than another row, mean over the classes: ½ is guessing.",
      4,
      (m) => m.areaUnderCurve,
      (value) => value.toFixed(3),
    ),
    measureColumn<M>(
      "logLoss",
      "log loss",
      `Minus the mean logarithm of the true class's probability.${weighed}`,
      3,
      (m) => m.logLoss,
      formatLoss,
    ),
  ];
}
