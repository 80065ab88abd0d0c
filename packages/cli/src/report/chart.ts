import { max, median, min } from "d3-array";
import { format } from "d3-format";
import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from "d3-scale";
import { area, line } from "d3-shape";
import { escapeText } from "./escape.ts";
import { placeLabels } from "./labels.ts";
import { type Frame, frameOf, type Layout, wide } from "./layout.ts";
import type { Looks } from "./palette.ts";
import { symbolAt } from "./symbols.ts";

export type Point = readonly [x: number, y: number];

/** A place of a line with how far others like it reach. */
export type BandPoint = readonly [x: number, low: number, high: number];

/** One contestant's line. */
export interface Series {
  readonly key: string;
  readonly name: string;
  readonly points: readonly Point[];
  /** The spread, drawn faintly behind the line. */
  readonly band?: readonly BandPoint[];
  /** A point to be pointed out. */
  readonly mark?: Point;
}

/** A line to compare with. */
export interface Reference {
  readonly label: string;
  readonly points: readonly Point[];
}

export interface Chart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly yScale: "linear" | "log";
  /** Default: linear. */
  readonly xScale?: "linear" | "log";
  readonly series: readonly Series[];
  /** Single points behind the lines. */
  readonly dots?: readonly Point[];
  readonly reference?: Reference;
  /** Lines are ways through the plane: nothing can be read off them at one x. */
  readonly isPath?: boolean;
  /** Ticks on the x axis only at whole numbers. */
  readonly wholeX?: boolean;
  /** The y axis of a linear scale begins at zero. */
  readonly fromZero?: boolean;
}

type Scale = ScaleContinuousNumeric<number, number>;

/**
 * Draws a chart as an SVG element whose looks come from `chartStyle`. Points that are not finite, and on a log scale not
 * positive, are left out. A run that explodes doesn't squash the others: it leaves the chart at the top.
 */
export function renderChart(chart: Chart, looks: Looks, layout: Layout = wide): string {
  const fitsX = (x: number) => Number.isFinite(x) && (chart.xScale !== "log" || x > 0);
  const fitsY = (y: number) => Number.isFinite(y) && (chart.yScale === "linear" || y > 0);
  const drawable = ([x, y]: Point) => fitsX(x) && fitsY(y);
  const series = chart.series.map((one) => ({
    ...one,
    points: thinned(one.points.filter(drawable), layout),
    band: thinned(one.band?.filter(([x, low, high]) => fitsX(x) && fitsY(low) && fitsY(high)) ?? [], layout),
  }));
  const dots = chart.dots?.filter(drawable) ?? [];
  const label = chart.yScale === "log" ? `${chart.yLabel}, log scale` : chart.yLabel;
  const frame = frameOf(chart.title, label, chart.xLabel, layout);
  const { width, height, left, right, top, bottom } = frame;
  const x = xScale(chart, frame, [...series.flatMap((one) => one.points), ...dots]);
  const y = yScale(chart, frame, series, dots);
  const clip = `clip-${`${chart.title} ${chart.xLabel}`.toLowerCase().replace(/[^a-z]+/g, "-")}-${chart.yScale}-${layout.name}`;
  const data = [...x.domain(), ...y.domain()].map(Number).join(" ");
  return [
    `<svg class="chart ${layout.name}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img"`,
    ` aria-label="${escapeText(`${chart.title}: ${chart.yLabel} against ${chart.xLabel}`)}"`,
    ` data-domain="${data}" data-range="${left} ${right} ${bottom} ${top}" data-scale="${chart.yScale}" data-x-scale="${chart.xScale ?? "linear"}"`,
    ` data-x-label="${escapeText(chart.xLabel)}"${chart.isPath ? " data-path" : ""}>`,
    `<defs><clipPath id="${clip}"><rect x="${left - 5}" y="${top - 5}" width="${right - left + 10}" height="${bottom - top + 10}"/></clipPath></defs>`,
    frame.head,
    xAxis(x, chart, frame, layout),
    yAxis(y, chart, frame, layout),
    `<g clip-path="url(#${clip})">`,
    dots.length > 0
      ? `<path class="dots" d="${dots.map(([px, py]) => `M${round(x(px))},${round(y(py))}h0`).join("")}"/>`
      : "",
    ...series.map((one) => drawBand(one, x, y)),
    drawReference(chart.reference, x, y, frame),
    ...series.map((one, i) => drawLine(one, x, y, looks, layout, i / series.length)),
    "</g>",
    layout.names ? drawNames(series, x, y, looks, frame) : "",
    "</svg>",
  ].join("");
}

/** As many of the points as can be seen, the last among them. */
function thinned<T>(points: readonly T[], { mostPoints }: Layout): readonly T[] {
  const stride = Math.ceil(points.length / mostPoints);
  return stride <= 1 ? points : points.filter((_, i) => i % stride === 0 || i === points.length - 1);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function xScale(chart: Chart, { left, right }: Frame, points: readonly Point[]): Scale {
  const low = min(points, (point) => point[0]) ?? (chart.xScale === "log" ? 1 : 0);
  const high = max(points, (point) => point[0]) ?? low + 1;
  if (chart.xScale === "log") return scaleLog([low / 1.2, high * 1.2], [left, right]);
  return scaleLinear([low, high > low ? high : low + 1], [left, right]);
}

/** How much higher than the usual line's highest point the axis may reach. */
const headroom = { linear: 3, log: 10 };

function yScale(chart: Chart, { top, bottom }: Frame, series: readonly Series[], dots: readonly Point[]): Scale {
  const peaks = series.filter((one) => one.points.length > 0).map((one) => max(one.points, (point) => point[1])!);
  const values = [...series.flatMap((one) => one.points), ...dots].map((point) => point[1]);
  if (values.length === 0) return scaleLinear([0, 1], [bottom, top]);
  const cap = Math.max(
    (median(peaks) ?? 0) * headroom[chart.yScale],
    max(dots, (point) => point[1]) ?? Number.NEGATIVE_INFINITY,
  );
  const highest = max(values)!;
  let high = dots.length === 0 && cap > 0 ? Math.min(highest, cap) : highest;
  let low = min(values)!;
  if (dots.length > 0 && !chart.isPath) {
    // A fitted line far off the data would hide how the others fit.
    const [from, to] = [min(dots, (point) => point[1])!, max(dots, (point) => point[1])!];
    const spread = to - from || 1;
    low = Math.max(low, from - spread / 2);
    high = Math.min(high, to + spread / 2);
  }
  if (chart.yScale === "log") {
    if (!(high > low)) [low, high] = [low / 2, low * 2];
    return scaleLog([low * 0.9, high * 1.1], [bottom, top]);
  }
  if (chart.fromZero && low > 0) low = 0;
  if (!(high > low)) [low, high] = [low - 0.5, high + 0.5];
  return scaleLinear([low, high], [bottom, top]).nice(6);
}

function xAxis(x: Scale, chart: Chart, { left, right, bottom, foot }: Frame, layout: Layout): string {
  const ticks = x.ticks(layout.ticks.x).filter((tick) => !chart.wholeX || Number.isInteger(tick));
  const label =
    chart.xScale === "log" ? tickLabels(x, ticks, "log") : chart.wholeX ? format("~s") : x.tickFormat(layout.ticks.x);
  const marks = ticks.map((tick) => {
    const at = round(x(tick));
    return `<line class="axis" x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + 5}"/><text x="${at}" y="${bottom + 19}" text-anchor="middle">${escapeText(label(tick))}</text>`;
  });
  return [`<line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>`, ...marks, foot].join("");
}

function yAxis(y: Scale, chart: Chart, { left, right }: Frame, layout: Layout): string {
  const ticks = y.ticks(chart.yScale === "log" ? 8 : layout.ticks.y);
  const labelOf = tickLabels(y, ticks, chart.yScale);
  return ticks
    .map((tick) => {
      const at = round(y(tick));
      return `<line class="grid" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/><text x="${left - 9}" y="${at + 4}" text-anchor="end">${escapeText(labelOf(tick))}</text>`;
    })
    .join("");
}

/** Numbers that have room beside the axis; on a log scale not every tick has one. */
function tickLabels(y: Scale, ticks: readonly number[], scale: Chart["yScale"]): (tick: number) => string {
  const isShort = (value: number) => value === 0 || (value >= 1e-4 && value < 1e5);
  if (scale === "linear") return y.tickFormat(6, isShort(Math.max(...ticks.map(Math.abs))) ? undefined : "~e");
  const labelled = y.tickFormat(8, "~g");
  return (tick) => (labelled(tick) === "" ? "" : format(isShort(tick) ? "~g" : "~e")(tick));
}

/** The area of a symbol on a line, in square pixels. */
const symbolArea = 44;

function drawLine(
  { key, points, mark }: Series,
  x: Scale,
  y: Scale,
  looks: Looks,
  { symbols }: Layout,
  phase: number,
): string {
  if (points.length === 0) return "";
  const best = mark && `<circle class="mark" cx="${round(x(mark[0]))}" cy="${round(y(mark[1]))}" r="8"/>`;
  const { symbol } = looks.get(key)!;
  const shapes = symbolPlaces(points, symbols, phase).map(([px, py]) => symbolAt(symbol, x(px), y(py), symbolArea));
  return `<g class="series s-${key}" data-key="${key}"><path class="line" d="${path(points, x, y)}"/>${shapes.join("")}${best ?? ""}</g>`;
}

/** Where a line's symbols stand: on each of few points, else spread, so that those of lines on top of each other alternate. */
function symbolPlaces(points: readonly Point[], count: number, phase: number): readonly Point[] {
  if (points.length <= 2 * count) return points;
  const step = (points.length - 1) / count;
  return Array.from({ length: count }, (_, i) => points[Math.round((i + phase) * step)]!);
}

function drawBand({ key, band }: Series, x: Scale, y: Scale): string {
  if (!band || band.length < 2) return "";
  const shape = area<BandPoint>(
    (point) => x(point[0]),
    (point) => y(point[1]),
    (point) => y(point[2]),
  ).digits(1)(band);
  return `<g class="series s-${key}" data-key="${key}"><path class="band" d="${shape}"/></g>`;
}

/** A line to compare with; its name stands at its right end, unless that is outside. */
function drawReference(reference: Reference | undefined, x: Scale, y: Scale, { right, top, bottom }: Frame): string {
  if (reference === undefined) return "";
  const [, last] = reference.points.at(-1) ?? [0, Number.NaN];
  const at = y(last);
  const label =
    at >= top && at <= bottom + 4
      ? `<text class="reference-name" x="${right - 6}" y="${round(at - 6)}" text-anchor="end">${escapeText(reference.label)}</text>`
      : "";
  return `<g class="reference"><path d="${path(reference.points, x, y)}"/>${label}</g>`;
}

function path(points: readonly Point[], x: Scale, y: Scale): string {
  return (
    line<Point>(
      (point) => x(point[0]),
      (point) => y(point[1]),
    ).digits(2)(points) ?? ""
  );
}

/** The names at the lines' ends, moved apart where they would overlap. */
function drawNames(series: readonly Series[], x: Scale, y: Scale, looks: Looks, { right, top, bottom }: Frame): string {
  const ends = series
    .filter((one) => one.points.length > 0)
    .map(({ key, name, points }) => {
      const [px, py] = points.at(-1)!;
      return { key, name, x: x(px), y: Math.min(bottom, Math.max(top, y(py))) };
    });
  const places = placeLabels(
    ends.map((end) => end.y),
    15,
    top,
    bottom + 8,
  );
  return ends
    .map((end, i) => {
      const at = places[i]!;
      const leader = `M${round(end.x + 5)},${round(end.y)}C${right + 14},${round(end.y)} ${right + 10},${round(at)} ${right + 22},${round(at)}`;
      return `<g class="series s-${end.key}" data-key="${end.key}"><path class="leader" d="${leader}"/>${symbolAt(looks.get(end.key)!.symbol, right + 30, at, symbolArea)}<text class="name" x="${right + 40}" y="${round(at + 4)}">${escapeText(shortened(end.name))}</text></g>`;
    })
    .join("");
}

/** The margin has room for so many characters. */
const longestName = 16;

function shortened(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}
