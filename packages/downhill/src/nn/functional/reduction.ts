import type { Tensor } from "../../tensor/tensor.ts";

/** How a loss becomes one number: not at all, by the mean, or by the sum. */
export type Reduction = "none" | "mean" | "sum";

/** Options of every loss. */
export interface LossOptions {
  /** "none" gives the loss of every element, "mean" (the default) and "sum" one number. */
  reduction?: Reduction;
}

/** What PyTorch had before `reduction`, and still takes. */
export interface BeforeReduction {
  sizeAverage?: boolean | null;
  reduce?: boolean | null;
}

/** The reduction that options ask for, in PyTorch's older words where there are such. */
export function reductionOf({ reduction, sizeAverage, reduce }: LossOptions & BeforeReduction): Reduction | undefined {
  const isOlder = (sizeAverage ?? null) !== null || (reduce ?? null) !== null;
  if (!isOlder) return reduction;
  const older = reduce === false ? "none" : sizeAverage === false ? "sum" : "mean";
  console.warn(`size_average and reduce args will be deprecated, please use reduction='${older}' instead.`);
  return older;
}

/** @throws RangeError when it is no reduction */
export function checkReduction(reduction: Reduction): void {
  if (reduction !== "none" && reduction !== "mean" && reduction !== "sum") {
    throw new RangeError(`${String(reduction)} is not a valid value for reduction`);
  }
}

/**
 * The losses of the elements as one number, where that is asked for.
 * @throws RangeError for an unknown reduction
 */
export function reducedBy(losses: Tensor, reduction: Reduction): Tensor {
  checkReduction(reduction);
  return reduction === "mean" ? losses.mean() : reduction === "sum" ? losses.sum() : losses;
}
