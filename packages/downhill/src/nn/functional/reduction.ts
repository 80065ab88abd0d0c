/** How a loss becomes one number: not at all, by the mean, or by the sum. */
export type Reduction = "none" | "mean" | "sum";

/** Options of every loss. */
export interface LossOptions {
  /** "none" gives the loss of every element, "mean" (the default) and "sum" one number. */
  reduction?: Reduction;
}

/** @throws RangeError when it is no reduction */
export function checkReduction(reduction: Reduction): void {
  if (reduction !== "none" && reduction !== "mean" && reduction !== "sum") {
    throw new RangeError(`${String(reduction)} is not a valid value for reduction`);
  }
}
