import { wrap } from "../terminal/text.ts";
import { escapeText } from "./escape.ts";

/** What a chart has room for: on a page of some width, or on a telephone, where its texts must be as large. */
export interface Layout {
  readonly name: "wide" | "narrow";
  readonly width: number;
  /** The height of what is inside the axes. */
  readonly plotHeight: number;
  readonly left: number;
  readonly right: number;
  /** Where titles begin. */
  readonly titleX: number;
  /** Whether the lines' names stand at their ends; else the switches above the charts name them. */
  readonly names: boolean;
  readonly ticks: { readonly x: number; readonly y: number };
  /** Points of a line at most; more can't be seen. */
  readonly mostPoints: number;
  /** Symbols on a line. */
  readonly symbols: number;
}

export const wide: Layout = {
  name: "wide",
  width: 960,
  plotHeight: 342,
  left: 68,
  right: 140,
  titleX: 68,
  names: true,
  ticks: { x: 8, y: 6 },
  mostPoints: 400,
  symbols: 7,
};

export const narrow: Layout = {
  name: "narrow",
  width: 320,
  plotHeight: 260,
  left: 54,
  right: 12,
  titleX: 4,
  names: false,
  ticks: { x: 4, y: 5 },
  mostPoints: 120,
  symbols: 4,
};

/** Usual widths of a character: of titles, and of other texts. */
const titleWidth = 9.4;
const textWidth = 6.9;

/** Where a chart's axes lie between its texts. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The title and what stands below it, as SVG. */
  readonly head: string;
  /** What stands below the x axis. */
  readonly foot: string;
}

export function frameOf(title: string, label: string, xLabel: string, layout: Layout): Frame {
  const { width, left, titleX } = layout;
  const right = width - layout.right;
  const titles = linesOf(title, (width - titleX) / titleWidth);
  const labels = linesOf(label, (width - titleX) / textWidth);
  const xLabels = linesOf(xLabel, (right - left) / textWidth);
  const firstLabel = 22 + 18 * titles.length;
  const top = firstLabel + 17 * (labels.length - 1) + 11;
  const bottom = top + layout.plotHeight;
  const text = (line: string, x: number, y: number, more = "") =>
    `<text${more} x="${x}" y="${y}">${escapeText(line)}</text>`;
  const middle = (left + right) / 2;
  return {
    width,
    height: bottom + 50 + 17 * (xLabels.length - 1),
    left,
    right,
    top,
    bottom,
    head: [
      ...titles.map((line, i) => text(line, titleX, 22 + 18 * i, ' class="title"')),
      ...labels.map((line, i) => text(line, titleX, firstLabel + 17 * i)),
    ].join(""),
    foot: xLabels.map((line, i) => text(line, middle, bottom + 40 + 17 * i, ' text-anchor="middle"')).join(""),
  };
}

/** Lines of a text, longer words cut into pieces. */
function linesOf(text: string, width: number): string[] {
  const most = Math.floor(width);
  return wrap(text, most).flatMap((line) => {
    const characters = [...line];
    const pieces = Array.from({ length: Math.ceil(characters.length / most) }, (_, i) =>
      characters.slice(i * most, (i + 1) * most).join(""),
    );
    return pieces.length === 0 ? [""] : pieces;
  });
}
