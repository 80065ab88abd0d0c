import type { Outcome } from "../race/outcome.ts";
import { bestTrial } from "../tune/search.ts";
import type { Chart, Point, Series } from "./chart.ts";
import { looksOf } from "./palette.ts";
import { drawn, type Plot } from "./plot.ts";

/** What each learning rate came to in the trials: how much depends on the right one. */
export function sensitivityPlot({ tunings, standings, job }: Outcome): Plot[] {
  const order = [...standings.lines, ...standings.embeddings].map(({ run }) => run.entry.key);
  const series: Series[] = tunings
    .filter(({ results }) => results.length > 0)
    .map(({ entry, results }) => {
      const best = bestTrial(results);
      const least = new Map<number, number>();
      for (const { settings, score } of results) {
        const lr = settings.lr as number;
        least.set(lr, Math.min(score, least.get(lr) ?? Number.POSITIVE_INFINITY));
      }
      const points: Point[] = [...least].sort(([a], [b]) => a - b);
      return { key: entry.key, name: entry.name, points, mark: [best.settings.lr as number, best.score] as const };
    })
    .sort((a, b) => order.indexOf(b.key) - order.indexOf(a.key));
  if (series.length === 0) return [];
  const loss = job.problem.kind === "function" ? "value of the function" : "validation loss";
  const chart: Chart = {
    title: "Loss against learning rate",
    xLabel: "learning rate, log scale; where a line ends early, training diverged",
    yLabel: `mean ${loss} over the last tenth of the budget; the ring is what was chosen`,
    xScale: "log",
    yScale: "log",
    series,
  };
  return [{ name: "learning-rates", scale: null, x: null, ...drawn(chart, looksOf(job.entries)) }];
}
