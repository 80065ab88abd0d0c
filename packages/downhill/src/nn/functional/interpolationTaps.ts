import { type Taps, tapsOf } from "./resampling.ts";

/* Where the places of an interpolated dimension lie in the original one, with the roundings of PyTorch. */

/** Rounds as the dtype does. */
export type Rounding = (value: number) => number;

/** One dimension that is to be interpolated. */
export interface Extension {
  readonly size: number;
  /** Places that are wanted. */
  readonly count: number;
  /** How much larger it gets, where that is told; else it is found from the sizes. */
  readonly factor: number | null;
  /** Whether the first and last places stay where they are. */
  readonly alignCorners: boolean;
  readonly round: Rounding;
}

/** How far places lie apart in the original. */
function scaleOf({ size, count, factor, alignCorners, round }: Extension): number {
  if (alignCorners) return count > 1 ? round((size - 1) / (count - 1)) : 0;
  return factor !== null && factor > 0 ? round(1 / factor) : round(size / count);
}

/** The one element that is nearest, or, unless that has to be exact, lies before. */
export function nearestTaps(extension: Extension, exact: boolean): Taps {
  const { size, count, round } = extension;
  const scale = scaleOf({ ...extension, alignCorners: false });
  const place = (i: number) =>
    exact ? round(Math.max(sourceOf(i, scale, { ...extension, alignCorners: false }), 0) + 0.5) : round(scale * i);
  // PyTorch rounds down what it has rounded to single precision.
  return tapsOf(size, count, 1, (i) => [Math.min(Math.floor(Math.fround(place(i))), size - 1), 1]);
}

function sourceOf(i: number, scale: number, { alignCorners, round }: Extension): number {
  return alignCorners ? round(scale * i) : round(round(scale * (i + 0.5)) - 0.5);
}

/** A place between two elements, and how far it is from the first. */
function between(place: number, { size, round }: Extension): readonly [before: number, distance: number] {
  const before = Math.min(Math.floor(place), size - 1);
  return [before, Math.min(Math.max(round(place - before), 0), 1)];
}

/** The two elements that a place lies between. */
export function linearTaps(extension: Extension): Taps {
  const { size, count, round } = extension;
  if (size === count) return tapsOf(size, count, 1, (i) => [i, 1]);
  const scale = scaleOf(extension);
  return tapsOf(size, count, 2, (i, tap) => {
    const [before, distance] = between(Math.max(sourceOf(i, scale, extension), 0), extension);
    return tap === 0 ? [before, round(1 - distance)] : [Math.min(before + 1, size - 1), distance];
  });
}

/** The four elements around a place, by a cubic convolution. */
export function cubicTaps(extension: Extension): Taps {
  const { size, count, round } = extension;
  if (size === count) return tapsOf(size, count, 1, (i) => [i, 1]);
  const scale = scaleOf(extension);
  return tapsOf(size, count, 4, (i, tap) => {
    const [before, distance] = between(sourceOf(i, scale, extension), extension);
    const place = Math.min(Math.max(before + tap - 1, 0), size - 1);
    return [place, round(cubic(tap - 1 - distance, -0.75))];
  });
}

/** Keys' convolution kernel. */
export function cubic(distance: number, a: number): number {
  const x = Math.abs(distance);
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

/** A filter, and how far it reaches to both sides together. */
export interface Filter {
  readonly width: number;
  weigh(distance: number): number;
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** The filters that widen where a dimension shrinks, so that no element is passed over. */
export const FILTERS: Readonly<Record<string, Filter | undefined>> = {
  bilinear: { width: 2, weigh: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { width: 4, weigh: (x) => cubic(x, -0.5) },
  lanczos: { width: 6, weigh: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** The elements under a filter, by weights that sum to one. */
export function filterTaps(extension: Extension, { width, weigh }: Filter): Taps {
  const { size, count, round } = extension;
  if (size === count) return tapsOf(size, count, 1, (i) => [i, 1]);
  const scale = scaleOf(extension);
  const support = scale >= 1 ? round((width / 2) * scale) : width / 2;
  const shrink = scale >= 1 ? round(1 / scale) : 1;
  const starts = new Int32Array(count + 1);
  const places: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < count; i++) {
    const center = round(scale * (i + 0.5));
    const first = Math.max(Math.trunc(round(center - support + 0.5)), 0);
    const end = Math.min(Math.trunc(round(center + support + 0.5)), size);
    const found = Array.from({ length: Math.max(end - first, 0) }, (_, j) =>
      weigh((j + first - center + 0.5) * shrink),
    );
    const total = found.reduce((sum, weight) => sum + weight, 0);
    found.forEach((weight, j) => {
      places.push(first + j);
      weights.push(total === 0 ? weight : weight / total);
    });
    starts[i + 1] = places.length;
  }
  return { size, starts, places: Int32Array.from(places), weights: Float64Array.from(weights) };
}
