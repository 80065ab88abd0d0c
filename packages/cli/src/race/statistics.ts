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

/** How probably chance alone makes Student's t so large, or larger, for whole degrees of freedom (one-sided). */
export function tailOfT(t: number, degrees: number): number {
  // Abramowitz and Stegun 26.7.3 and 26.7.4
  const angle = Math.atan(t / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let i = isOdd ? 3 : 2; i <= degrees - 2; i += 2) {
    term *= ((i - 1) / i) * cosine ** 2;
    sum += term;
  }
  const inside = isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  return (1 - inside) / 2;
}

/** How probably chance makes one of all comparisons with the best of a rank look like a difference. */
const errorRate = 0.05;

/**
 * Whether `worse` is larger than `better`, measured on the same seeds, by more than chance: a paired t-test of their
 * logarithms, since losses differ by factors; of the numbers themselves where some aren't positive. Of a single seed
 * nothing is known but the numbers.
 *
 * @param comparisons - how many are made; 5 % are for all together
 */
export function isWorse(worse: readonly number[], better: readonly number[], comparisons = 1): boolean {
  const positive = [...worse, ...better].every((value) => value > 0);
  const of = positive ? Math.log : (value: number) => value;
  const differences = worse.map((value, i) => of(value) - of(better[i]!));
  const difference = mean(differences)!;
  if (differences.length < 2) return difference > 0;
  const error = deviation(differences)! / Math.sqrt(differences.length);
  if (error === 0) return difference > 0;
  return tailOfT(difference / error, differences.length - 1) < errorRate / 2 / comparisons;
}
