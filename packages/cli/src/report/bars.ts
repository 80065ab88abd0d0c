import { max, min } from "d3-array";
import { scaleLinear } from "d3-scale";
import { escapeText } from "./escape.ts";
import { frameOf, type Layout, wide } from "./layout.ts";

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** The standard deviation. */
  readonly spread: number;
}

export interface BarChart {
  readonly title: string;
  readonly label: string;
  readonly bars: readonly Bar[];
}

const longestName = 30;

/** Draws horizontal bars with their spreads as an SVG element whose looks come from `chartStyle`. */
export function renderBars({ title, label, bars }: BarChart, layout: Layout = wide): string {
  const { width, top, head } = frameOf(title, label, "", { ...layout, titleX: layout.names ? 24 : layout.titleX });
  // Where it is narrow, names stand above their bars.
  const beside = layout.names;
  const [left, right, row] = beside ? [230, width - 90, 26] : [8, width - 70, 42];
  const height = top + 10 + bars.length * row + 14;
  const low = Math.min(0, min(bars, ({ value, spread }) => value - spread) ?? 0);
  const high = Math.max(0, max(bars, ({ value, spread }) => value + spread) ?? 0);
  const x = scaleLinear([low, high > low ? high : low + 1], [left, right]);
  const place = (value: number) => Math.round(x(value) * 10) / 10;
  const rows = bars.map(({ name, value, spread }, i) => {
    const above = top + 10 + i * row;
    const y = beside ? above : above + 17;
    const short = name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
    const [from, to] = [Math.min(place(0), place(value)), Math.max(place(0), place(value))];
    const where = beside ? `x="${left - 10}" y="${y + 13}" text-anchor="end"` : `x="${left}" y="${y - 3}"`;
    return (
      `<text ${where}>${escapeText(short)}</text>` +
      `<rect class="bar" x="${from}" y="${y + 2}" width="${Math.round((to - from) * 10) / 10}" height="15"/>` +
      `<line class="whisker" x1="${place(value - spread)}" x2="${place(value + spread)}" y1="${y + 9}" y2="${y + 9}"/>` +
      `<text x="${Math.max(to, place(value + spread)) + 8}" y="${y + 13}">${escapeText(String(Number(value.toPrecision(2))))}</text>`
    );
  });
  return [
    `<svg class="chart ${layout.name}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(`${title}: ${label}`)}">`,
    head,
    ...rows,
    "</svg>",
  ].join("");
}
