import type { Entry } from "../entries/entries.ts";
import { chartStyle, colours } from "./palette.ts";

/** A plot of the report. */
export interface Plot {
  /** The file's name, without `.svg`. */
  readonly name: string;
  /** The SVG element, which takes its looks from the page. */
  readonly svg: string;
  /** Which scale it shows, if there is a twin with the other one. */
  readonly scale: "linear" | "log" | null;
  /** What it shows the loss over, if there is a twin with the other. */
  readonly x: "passes" | "seconds" | null;
}

/** The SVG as a file of its own, with its style and background. */
export function standalone({ svg }: Plot, entries: readonly Entry[]): string {
  const style = `<style>${colours(entries)}${chartStyle(entries)}.chart{background:var(--paper)}</style>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg.replace(">", () => `>${style}`)}\n`;
}

/** The plot on the page. */
export function figure({ svg, scale, x }: Plot): string {
  const classes = [scale && `scale-${scale}`, x && `x-${x}`].filter((name) => name !== null).join(" ");
  return `<figure class="${classes}">${svg}</figure>`;
}
