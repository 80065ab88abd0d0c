import { addCalibrations } from "../measures/calibration.ts";
import type { ConfusionMatrix } from "../measures/confusion.ts";
import { rankColumns } from "../race/importances.ts";
import type { Outcome } from "../race/outcome.ts";
import type { Standing } from "../race/standings.ts";
import type { ClassificationMeasures, Measures } from "../training/assessment.ts";
import { type BarChart, renderBars } from "./bars.ts";
import type { Chart, Series } from "./chart.ts";
import { narrow, wide } from "./layout.ts";
import { looksOf } from "./palette.ts";
import { drawn, type Plot } from "./plot.ts";

function classifications(measures: readonly Measures[]): ClassificationMeasures[] {
  return measures.filter((one): one is ClassificationMeasures => one.kind === "classification");
}

/** The first of the ranking, if there is one. */
export function winnerOf({ standings }: Outcome): Standing | null {
  return standings.lines.find(({ rank }) => rank === 1) ?? null;
}

/** The confusion matrices of all seeds' models added up; null where there is none. */
export function pooledConfusion({ measures }: Standing): ConfusionMatrix | null {
  const matrices = classifications(measures).map(({ confusion }) => confusion);
  const [first] = matrices;
  if (!first) return null;
  return first.map((row, i) => row.map((_, j) => matrices.reduce((sum, matrix) => sum + matrix![i]![j]!, 0)));
}

/** How often something was so says nothing about so few predictions. */
const fewestPredictions = 5;

/** Predicted against observed: how common is what was predicted with 30 %? */
export function calibrationPlot({ standings, job }: Outcome): Plot[] {
  const series: Series[] = standings.lines
    .filter(({ measures }) => classifications(measures).length > 0)
    .map(({ run: { entry }, measures }) => {
      const bins = addCalibrations(classifications(measures).map(({ calibration }) => calibration));
      const filled = bins.filter(({ count }) => count >= fewestPredictions);
      const points = filled.map(({ count, predicted, happened }) => [predicted / count, happened / count] as const);
      return { key: entry.key, name: entry.name, points };
    })
    .reverse();
  if (series.length === 0) return [];
  const chart: Chart = {
    title: "Calibration: are the probabilities what they say?",
    xLabel: `predicted probability (all classes of all held-out rows, in tenths with at least ${fewestPredictions})`,
    yLabel: "how often it was so; on the dashed line, as often as predicted",
    yScale: "linear",
    series,
    reference: {
      label: "",
      points: [
        [0, 0],
        [1, 1],
      ],
    },
  };
  return [{ name: "calibration", scale: null, x: null, ...drawn(chart, looksOf(job.entries)) }];
}

const mostColumns = 15;

/** How important each column is to the winner. */
export function importancePlot(outcome: Outcome): Plot[] {
  const { importances } = outcome;
  const winner = winnerOf(outcome);
  if (importances === null || winner === null) return [];
  const bars = rankColumns(importances).map(({ column, increase, spread }) => {
    return { name: column, value: increase, spread };
  });
  if (bars.length < 2) return [];
  const more = bars.length > mostColumns ? `, the ${mostColumns} most important of ${bars.length}` : "";
  const chart: BarChart = {
    title: `What ${winner.run.entry.name} looks at`,
    label: `how much the loss grows when a column's held-out values are shuffled, mean and spread${more}`,
    bars: bars.slice(0, mostColumns),
  };
  return [
    { name: "importance", scale: null, x: null, svg: renderBars(chart, wide), narrow: renderBars(chart, narrow) },
  ];
}
