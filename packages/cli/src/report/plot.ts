import type { Entry } from "../entries/entries.ts";
import { type Chart, renderChart } from "./chart.ts";
import { narrow, wide } from "./layout.ts";
import { chartStyle, colours, type Looks } from "./palette.ts";

/** A plot of the report. */
export interface Plot {
  /** The file's name, without `.svg`. */
  readonly name: string;
  /** The SVG element, which takes its looks from the page. */
  readonly svg: string;
  /** The same with what there is room for on a narrow page. */
  readonly narrow: string;
  /** Which scale it shows, if there is a twin with the other one. */
  readonly scale: "linear" | "log" | null;
  /** What it shows the loss over, if there is a twin with the other. */
  readonly x: "passes" | "seconds" | null;
}

/** A plot in both layouts. */
export function drawn(chart: Chart, looks: Looks): Pick<Plot, "svg" | "narrow"> {
  return { svg: renderChart(chart, looks, wide), narrow: renderChart(chart, looks, narrow) };
}

/** The SVG as a file of its own, with its style and background. */
export function standalone({ svg }: Plot, entries: readonly Entry[]): string {
  const style = `<style>${colours(entries)}${chartStyle(entries)}.chart{background:var(--paper)}</style>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg.replace(">", () => `>${style}`)}\n`;
}

/** The plot on the page. */
export function figure({ svg, narrow, scale, x }: Plot): string {
  const classes = [scale && `scale-${scale}`, x && `x-${x}`].filter((name) => name !== null).join(" ");
  return `<figure class="${classes}">${svg}${narrow}</figure>`;
}
