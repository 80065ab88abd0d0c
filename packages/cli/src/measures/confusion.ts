/** How often each class was taken for each: the row is the true class, the column the predicted one. */
export type ConfusionMatrix = readonly (readonly number[])[];

export function confusionMatrix(
  predicted: ArrayLike<number>,
  targets: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < targets.length; i++) counts[targets[i]!]![predicted[i]!]!++;
  return counts;
}

/** What a class's row and column of the matrix come to; null where nothing is divided by nothing. */
export interface ClassMeasures {
  /** Rows of this class. */
  readonly support: number;
  /** Of the rows that were taken for this class, the share that is of it. */
  readonly precision: number | null;
  /** Of the rows of this class, the share that was found. */
  readonly recall: number | null;
  /** The harmonic mean of precision and recall. */
  readonly f1: number | null;
}

export function classMeasures(matrix: ConfusionMatrix): ClassMeasures[] {
  return matrix.map((row, i) => {
    const support = row.reduce((a, b) => a + b, 0);
    const taken = matrix.reduce((sum, other) => sum + other[i]!, 0);
    const hits = row[i]!;
    return {
      support,
      precision: taken === 0 ? null : hits / taken,
      recall: support === 0 ? null : hits / support,
      f1: support + taken === 0 ? null : (2 * hits) / (support + taken),
    };
  });
}

/** The mean of the classes' recalls, of those that have rows: 1 is perfect, guessing gives one over their number. */
export function balancedAccuracy(matrix: ConfusionMatrix): number {
  return meanOf(classMeasures(matrix).map(({ recall }) => recall));
}

/** The mean of the classes' F1 ("macro"), of those that have rows or were predicted. */
export function meanF1(matrix: ConfusionMatrix): number {
  return meanOf(classMeasures(matrix).map(({ f1 }) => f1));
}

function meanOf(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.reduce((a, b) => a + b, 0) / known.length;
}
