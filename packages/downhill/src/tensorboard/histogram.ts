import type { Histogram } from "./events.ts";

/** How values are sorted into bins: by TensorFlow's limits, so many of one width, or limits of one's own. */
export type Bins = "tensorflow" | number | readonly number[];

/** TensorFlow's limits: a tenth apart, from very small to very large, on both sides of 0. */
function tensorflowLimits(): number[] {
  const positive: number[] = [];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) positive.push(limit);
  return [...positive.map((limit) => -limit).reverse(), 0, ...positive];
}

let known: readonly number[] | null = null;

/** @throws RangeError for bins that are none, or values that have no range */
function limitsOf(bins: Bins, min: number, max: number): readonly number[] {
  if (bins === "tensorflow") {
    known ??= tensorflowLimits();
    return known;
  }
  if (typeof bins !== "number") {
    if (bins.length > 1 && bins.every((limit, i) => i === 0 || limit >= bins[i - 1])) return bins;
    throw new RangeError("`bins` must increase monotonically, and have two limits at least");
  }
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`\`bins\` must be positive, got ${bins}`);
  if (!Number.isFinite(max - min)) throw new RangeError(`autodetected range of [${min}, ${max}] is not finite`);
  const [low, high] = min === max ? [min - 0.5, max + 0.5] : [min, max];
  const width = (high - low) / bins;
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + i * width));
}

/** How many limits are not above a value. */
function countUpTo(limits: readonly number[], value: number): number {
  let low = 0;
  let high = limits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (limits[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Sorts values into bins as NumPy does, and keeps those between the first and the last that aren't empty, with an empty
 * one before.
 *
 * @param mostBins neighbours are joined where there would be more; null for any number
 * @throws RangeError for no values, and for bins that are none
 */
export function histogramOf(values: ArrayLike<number>, bins: Bins, mostBins: number | null): Histogram {
  if (values.length === 0) throw new RangeError("The input has no element.");
  let [min, max, sum, sumOfSquares] = [values[0], values[0], 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    // NaN, once there, stays.
    if (!(value >= min)) min = value;
    if (!(value <= max)) max = value;
    sum += value;
    sumOfSquares += value * value;
  }
  let limits = limitsOf(bins, min, max);
  let counts = new Array<number>(limits.length - 1).fill(0);
  const last = limits[limits.length - 1];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const bin = value === last ? counts.length - 1 : countUpTo(limits, value) - 1;
    if (bin >= 0 && bin < counts.length && value <= last) counts[bin]++;
  }
  if (mostBins !== null && counts.length > mostBins) [counts, limits] = joined(counts, limits, mostBins);
  const first = Math.max(
    0,
    counts.findIndex((count) => count > 0),
  );
  const end = counts.findLastIndex((count) => count > 0) + 1 || counts.length;
  return {
    ...{ min, max, count: values.length, sum, sumOfSquares },
    counts: first > 0 ? counts.slice(first - 1, end) : [0, ...counts.slice(0, end)],
    limits: limits.slice(first, end + 1),
  };
}

function joined(counts: readonly number[], limits: readonly number[], most: number): [number[], number[]] {
  const step = Math.floor(counts.length / most);
  const sums: number[] = [];
  for (let i = 0; i < counts.length; i += step) sums.push(counts.slice(i, i + step).reduce((a, b) => a + b, 0));
  const kept = limits.slice(0, -1).filter((_, i) => i % step === 0);
  return [sums, [...kept, limits[limits.length - 1]]];
}
