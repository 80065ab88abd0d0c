import type { DType } from "../../memory/dtype.ts";

/** The dimensions of a reduction: one, several, or all when none are given. */
export type Dims = number | readonly number[] | null;

/** Options of reductions. */
export interface ReductionOptions {
  /** Whether the reduced dimensions stay, with size one. Default false. */
  keepdim?: boolean;
}

/** Options of `sum` and `mean`. */
export interface SumOptions extends ReductionOptions {
  /** The type to convert to first. */
  dtype?: DType;
}

/** The methods that reduce dimensions. Without dimensions they reduce all. */
export interface ReductionMethods<T> {
  /**
   * The sum of all elements, or over the given dimensions. Integers and bools are summed as int64.
   * @throws RangeError when a dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.sum.html
   */
  sum(dim?: Dims, options?: SumOptions): T;

  /**
   * The mean of all elements, or over the given dimensions.
   * @throws TypeError for integers and bools without a float `dtype`, RangeError when a dimension is out of range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.mean.html
   */
  mean(dim?: Dims, options?: SumOptions): T;
}
