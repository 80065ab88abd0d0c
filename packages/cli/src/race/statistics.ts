import { deviation, mean } from "d3-array";

/** What several seeds come to. */
export interface Sample {
  /** One number per seed. */
  readonly values: readonly number[];
  readonly mean: number;
  /** The standard deviation over the seeds; null for a single one. */
  readonly spread: number | null;
}

export function sampleOf(values: readonly number[]): Sample {
  return { values, mean: mean(values) ?? Number.NaN, spread: deviation(values) ?? null };
}

/** Those of Student's t by degrees of freedom, from 1 on. */
const quantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** The 97.5 % quantile; above thirty degrees by the first terms of its expansion from the normal distribution's. */
export function quantile(degrees: number): number {
  return quantiles[degrees - 1] ?? 1.959964 + 2.3723 / degrees + 2.8223 / degrees ** 2;
}

/**
 * Whether `worse` is larger than `better`, measured on the same seeds, by more than chance: a paired t-test at 5 % of
 * their logarithms, since losses differ by factors; of the numbers themselves where some aren't positive. Of a single
 * seed nothing is known but the numbers.
 */
export function isWorse(worse: readonly number[], better: readonly number[]): boolean {
  const positive = [...worse, ...better].every((value) => value > 0);
  const of = positive ? Math.log : (value: number) => value;
  const differences = worse.map((value, i) => of(value) - of(better[i]!));
  const difference = mean(differences)!;
  if (differences.length < 2) return difference > 0;
  const error = deviation(differences)! / Math.sqrt(differences.length);
  return difference > quantile(differences.length - 1) * error;
}
