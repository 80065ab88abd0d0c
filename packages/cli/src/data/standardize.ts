import type { Scaling } from "downhill/predict";

export { type Scaling, standardize } from "downhill/predict";

/** Measures the values that are not missing (NaN); all missing gives mean 0 and scale 1. */
export function measure(values: Iterable<number>): Scaling {
  const present = Float64Array.from(values).filter((value) => !Number.isNaN(value));
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of present) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (present.length === 0) return { mean: 0, scale: 1 };
  if (low === high) return { mean: low, scale: 1 };
  // A power of two, so that dividing by it rounds nothing: values near the largest double would overflow when they are
  // subtracted or squared, those near the least would vanish.
  const unit = 2 ** Math.min(1023, Math.floor(Math.log2(Math.max(-low, high))));
  const base = low / unit;
  const above = present.map((value) => value / unit - base);
  const mean = above.reduce((sum, value) => sum + value, 0) / above.length;
  const variance = above.reduce((sum, value) => sum + (value - mean) ** 2, 0) / above.length;
  return { mean: (base + mean) * unit, scale: Math.sqrt(variance) * unit || Number.MIN_VALUE };
}
