import { max, median, min } from "d3-array";
import { format } from "d3-format";
import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from "d3-scale";
import { area, line } from "d3-shape";
import { escapeText } from "./escape.ts";
import { placeLabels } from "./labels.ts";

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

export const chartSize = { width: 960, height: 440 };
const margin = { top: 48, right: 124, bottom: 50, left: 68 };
const right = chartSize.width - margin.right;
const bottom = chartSize.height - margin.bottom;

type Scale = ScaleContinuousNumeric<number, number>;

/**
 * Draws a chart as an SVG element whose looks come from `chartStyle`. Points that are not finite, and on a log scale not
 * positive, are left out. A run that explodes doesn't squash the others: it leaves the chart at the top.
 */
export function renderChart(chart: Chart): string {
  const fitsX = (x: number) => Number.isFinite(x) && (chart.xScale !== "log" || x > 0);
  const fitsY = (y: number) => Number.isFinite(y) && (chart.yScale === "linear" || y > 0);
  const drawable = ([x, y]: Point) => fitsX(x) && fitsY(y);
  const series = chart.series.map((one) => ({
    ...one,
    points: one.points.filter(drawable),
    band: one.band?.filter(([x, low, high]) => fitsX(x) && fitsY(low) && fitsY(high)) ?? [],
  }));
  const dots = chart.dots?.filter(drawable) ?? [];
  const x = xScale(chart, [...series.flatMap((one) => one.points), ...dots]);
  const y = yScale(chart, series, dots);
  const clip = `clip-${`${chart.title} ${chart.xLabel}`.toLowerCase().replace(/[^a-z]+/g, "-")}-${chart.yScale}`;
  const data = [...x.domain(), ...y.domain()].map(Number).join(" ");
  return [
    `<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${chartSize.width} ${chartSize.height}" role="img"`,
    ` aria-label="${escapeText(`${chart.title}: ${chart.yLabel} against ${chart.xLabel}`)}"`,
    ` data-domain="${data}" data-range="${margin.left} ${right} ${bottom} ${margin.top}" data-scale="${chart.yScale}" data-x-scale="${chart.xScale ?? "linear"}"${chart.isPath ? " data-path" : ""}>`,
    `<defs><clipPath id="${clip}"><rect x="${margin.left - 4}" y="${margin.top - 4}" width="${right - margin.left + 8}" height="${bottom - margin.top + 8}"/></clipPath></defs>`,
    `<text class="title" x="${margin.left}" y="22">${escapeText(chart.title)}</text>`,
    `<text x="${margin.left}" y="40">${escapeText(chart.yLabel)}${chart.yScale === "log" ? ", log scale" : ""}</text>`,
    xAxis(x, chart),
    yAxis(y, chart),
    `<g clip-path="url(#${clip})">`,
    dots.length > 0
      ? `<path class="dots" d="${dots.map(([px, py]) => `M${round(x(px))},${round(y(py))}h0`).join("")}"/>`
      : "",
    ...series.map((one) => drawBand(one, x, y)),
    drawReference(chart.reference, x, y),
    ...series.map((one) => drawLine(one, x, y)),
    "</g>",
    drawNames(series, x, y),
    "</svg>",
  ].join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function xScale(chart: Chart, points: readonly Point[]): Scale {
  const low = min(points, (point) => point[0]) ?? (chart.xScale === "log" ? 1 : 0);
  const high = max(points, (point) => point[0]) ?? low + 1;
  if (chart.xScale === "log") return scaleLog([low / 1.2, high * 1.2], [margin.left, right]);
  return scaleLinear([low, high > low ? high : low + 1], [margin.left, right]);
}

/** How much higher than the usual line's highest point the axis may reach. */
const headroom = { linear: 3, log: 10 };

function yScale(chart: Chart, series: readonly Series[], dots: readonly Point[]): Scale {
  const peaks = series.filter((one) => one.points.length > 0).map((one) => max(one.points, (point) => point[1])!);
  const values = [...series.flatMap((one) => one.points), ...dots].map((point) => point[1]);
  if (values.length === 0) return scaleLinear([0, 1], [bottom, margin.top]);
  const cap = Math.max(
    (median(peaks) ?? 0) * headroom[chart.yScale],
    max(dots, (point) => point[1]) ?? Number.NEGATIVE_INFINITY,
  );
  const highest = max(values)!;
  let high = dots.length === 0 && cap > 0 ? Math.min(highest, cap) : highest;
  let low = min(values)!;
  if (dots.length > 0) {
    // A fitted line far off the data would hide how the others fit.
    const [from, to] = [min(dots, (point) => point[1])!, max(dots, (point) => point[1])!];
    const spread = to - from || 1;
    low = Math.max(low, from - spread / 2);
    high = Math.min(high, to + spread / 2);
  }
  if (chart.yScale === "log") {
    if (!(high > low)) [low, high] = [low / 2, low * 2];
    return scaleLog([low * 0.9, high * 1.1], [bottom, margin.top]);
  }
  if (chart.fromZero && low > 0) low = 0;
  if (!(high > low)) [low, high] = [low - 0.5, high + 0.5];
  return scaleLinear([low, high], [bottom, margin.top]).nice(6);
}

function xAxis(x: Scale, chart: Chart): string {
  const ticks = x.ticks(8).filter((tick) => !chart.wholeX || Number.isInteger(tick));
  const label = chart.xScale === "log" ? tickLabels(x, ticks, "log") : chart.wholeX ? format("~s") : x.tickFormat(8);
  const marks = ticks.map((tick) => {
    const at = round(x(tick));
    return `<line class="axis" x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + 5}"/><text x="${at}" y="${bottom + 19}" text-anchor="middle">${escapeText(label(tick))}</text>`;
  });
  return [
    `<line class="axis" x1="${margin.left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>`,
    ...marks,
    `<text x="${(margin.left + right) / 2}" y="${bottom + 40}" text-anchor="middle">${escapeText(chart.xLabel)}</text>`,
  ].join("");
}

function yAxis(y: Scale, chart: Chart): string {
  const ticks = y.ticks(chart.yScale === "log" ? 8 : 6);
  const labelOf = tickLabels(y, ticks, chart.yScale);
  return ticks
    .map((tick) => {
      const at = round(y(tick));
      return `<line class="grid" x1="${margin.left}" x2="${right}" y1="${at}" y2="${at}"/><text x="${margin.left - 9}" y="${at + 4}" text-anchor="end">${escapeText(labelOf(tick))}</text>`;
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

/** With few points each is marked, so that single ones are seen too. */
const mostMarks = 40;

function drawLine({ key, points, mark }: Series, x: Scale, y: Scale): string {
  if (points.length === 0) return "";
  const best = mark && `<circle class="mark" cx="${round(x(mark[0]))}" cy="${round(y(mark[1]))}" r="5"/>`;
  const marks =
    points.length <= mostMarks
      ? points.map(([px, py]) => `<circle cx="${round(x(px))}" cy="${round(y(py))}" r="2.6"/>`).join("")
      : "";
  return `<g class="series s-${key}" data-key="${key}"><path class="line" d="${path(points, x, y)}"/>${marks}${best ?? ""}</g>`;
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

/** A line to compare with; its name stands at its left end, unless that is outside. */
function drawReference(reference: Reference | undefined, x: Scale, y: Scale): string {
  if (reference === undefined) return "";
  const [[, first] = [0, Number.NaN]] = reference.points;
  const at = y(first);
  const label =
    at >= margin.top && at <= bottom + 4
      ? `<text class="reference-name" x="${margin.left + 8}" y="${round(at - 6)}">${escapeText(reference.label)}</text>`
      : "";
  return `<g class="reference"><path d="${path(reference.points, x, y)}"/>${label}</g>`;
}

function path(points: readonly Point[], x: Scale, y: Scale): string {
  return (
    line<Point>(
      (point) => x(point[0]),
      (point) => y(point[1]),
    ).digits(1)(points) ?? ""
  );
}

/** The names at the lines' ends, moved apart where they would overlap. */
function drawNames(series: readonly Series[], x: Scale, y: Scale): string {
  const ends = series
    .filter((one) => one.points.length > 0)
    .map(({ key, name, points }) => {
      const [px, py] = points.at(-1)!;
      return { key, name, x: x(px), y: Math.min(bottom, Math.max(margin.top, y(py))) };
    });
  const places = placeLabels(
    ends.map((end) => end.y),
    15,
    margin.top,
    bottom + 8,
  );
  return ends
    .map((end, i) => {
      const at = places[i]!;
      const leader = `M${round(end.x + 5)},${round(end.y)}C${right + 14},${round(end.y)} ${right + 10},${round(at)} ${right + 22},${round(at)}`;
      return `<g class="series s-${end.key}" data-key="${end.key}"><path class="leader" d="${leader}"/><text class="name" x="${right + 26}" y="${round(at + 4)}">${escapeText(shortened(end.name))}</text></g>`;
    })
    .join("");
}

/** The margin has room for so many characters. */
const longestName = 16;

function shortened(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}
