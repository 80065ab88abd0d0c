/** Mean and standard deviation of a training column. */
export interface Scaling {
  readonly mean: number;
  /** The standard deviation (that of the population), or 1 where all values are equal: never 0. */
  readonly scale: number;
}

/** Measures the values that are not missing (NaN); all missing gives mean 0 and scale 1. */
export function measure(values: Iterable<number>): Scaling {
  const present = [...values].filter((value) => !Number.isNaN(value));
  if (present.length === 0) return { mean: 0, scale: 1 };
  // Values near the largest double would overflow when they are summed or squared.
  const unit = present.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const mean = present.reduce((sum, value) => sum + value / unit / present.length, 0);
  const variance = present.reduce((sum, value) => sum + (value / unit - mean) ** 2 / present.length, 0);
  // Below this, what is left is rounding: 0.1 a thousand times has a variance of 1e-31.
  const deviation = variance > (1e-12 * Math.abs(mean)) ** 2 ? Math.sqrt(variance) : 0;
  return { mean: mean * unit, scale: deviation * unit || 1 };
}

/** `(value - mean) / scale`, safe for values near the largest double. */
export function standardize(value: number, { mean, scale }: Scaling): number {
  return value / scale - mean / scale;
}
