/** Mean and standard deviation of a training column. */
export interface Scaling {
  readonly mean: number;
  /** The standard deviation (that of the population), or 1 where all values are equal: never 0. */
  readonly scale: number;
}

/** `(value - mean) / scale`, safe for values near the largest double. */
export function standardize(value: number, { mean, scale }: Scaling): number {
  const difference = value - mean;
  return Number.isFinite(difference) ? difference / scale : value / scale - mean / scale;
}
