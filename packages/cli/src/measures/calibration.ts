/** Predictions of about the same probability. Sums, so that those of several models can be added. */
export interface CalibrationBin {
  readonly count: number;
  /** The sum of the predicted probabilities. */
  readonly predicted: number;
  /** How many of the predictions came true. */
  readonly happened: number;
}

const bins = 10;

/**
 * Whether what is predicted with 30 % happens in 30 % of the cases: every class's probability of every row is a
 * prediction, sorted into ten bins of equal width.
 *
 * @param probabilities - a row of `classes` numbers per target
 */
export function calibration(
  probabilities: ArrayLike<number>,
  targets: ArrayLike<number>,
  classes: number,
): CalibrationBin[] {
  const sums = Array.from({ length: bins }, () => ({ count: 0, predicted: 0, happened: 0 }));
  for (let i = 0; i < targets.length; i++) {
    for (let j = 0; j < classes; j++) {
      const probability = probabilities[i * classes + j]!;
      const bin = sums[Math.min(bins - 1, Math.floor(probability * bins))]!;
      bin.count++;
      bin.predicted += probability;
      if (targets[i] === j) bin.happened++;
    }
  }
  return sums;
}

/** The bins of several models, or of one on several splits, as those of all together. */
export function addCalibrations(all: readonly (readonly CalibrationBin[])[]): CalibrationBin[] {
  return Array.from({ length: bins }, (_, i) => ({
    count: all.reduce((sum, one) => sum + one[i]!.count, 0),
    predicted: all.reduce((sum, one) => sum + one[i]!.predicted, 0),
    happened: all.reduce((sum, one) => sum + one[i]!.happened, 0),
  }));
}
