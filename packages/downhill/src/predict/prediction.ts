/** What a model predicts for a row. */
export interface Prediction {
  /** The number; or the class that is most probable. */
  readonly value: number | string;
  /** How probable each class is; null for numbers. */
  readonly probabilities: Readonly<Record<string, number>> | null;
}
