import type { DType } from "../../memory/dtype.ts";
import type { NamedTuple } from "../../python/namedTuple.ts";
import type { MethodWithNames } from "../../signatures/named.ts";
import type { Dims, ReductionOptions, SumOptions } from "./reduction.ts";

/** Options of `quantile`. */
export interface QuantileOptions extends ReductionOptions {
  /** Where a quantile lies between two elements: what is taken. Default "linear". */
  interpolation?: "linear" | "lower" | "higher" | "midpoint" | "nearest";
}

/** Statistics beyond sums and extremes, and what runs along a dimension. */
export interface SummaryMethods<T> {
  /** The smallest and the largest values, of all or along a dimension. */
  aminmax(options?: ReductionOptions & { dim?: number | null }): NamedTuple<T, readonly ["min", "max"]>;
  /** The sum of the elements that are no NaN. */
  nansum: MethodWithNames<(dim?: Dims, options?: SumOptions) => T, ["dim"]>;
  /** The mean of the elements that are no NaN. */
  nanmean: MethodWithNames<(dim?: Dims, options?: SumOptions) => T, ["dim"]>;
  /** The values below which the given shares of the elements lie, of all or along a dimension. */
  quantile: MethodWithNames<(q: number | T, dim?: number | null, options?: QuantileOptions) => T, ["q", "dim"]>;
  /** {@link quantile} of the elements that are no NaN. */
  nanquantile: MethodWithNames<(q: number | T, dim?: number | null, options?: QuantileOptions) => T, ["q", "dim"]>;
  /** The p-norm of the difference to another tensor. */
  dist: MethodWithNames<(other: T, p?: number) => T, ["other", "p"]>;
  /** The parts along a dimension scaled down to a p-norm of at most `maxnorm`. */
  renorm: MethodWithNames<(p: number, dim: number, maxnorm: number) => T, ["p", "dim", "maxnorm"]>;
  /** {@link renorm} in place. */
  renorm_: MethodWithNames<(p: number, dim: number, maxnorm: number) => T, ["p", "dim", "maxnorm"]>;
  /** The covariances of variables, which are rows, over observations, which are columns. */
  cov(options?: { correction?: number; fweights?: T | null; aweights?: T | null }): T;
  /** The coefficients of correlation of variables, which are rows, over observations, which are columns. */
  corrcoef(): T;
  /** The differences of neighbours along a dimension, taken `n` times. */
  diff: MethodWithNames<
    (n?: number, dim?: number, options?: { prepend?: T | null; append?: T | null }) => T,
    ["n", "dim"]
  >;
  /** The products of the elements up to and including each along a dimension. */
  cumprod: MethodWithNames<(dim: number, options?: { dtype?: DType }) => T, ["dim"]>;
  /** {@link cumprod} in place. */
  cumprod_: MethodWithNames<(dim: number, options?: { dtype?: DType }) => T, ["dim"]>;
  /** log(sum(exp(x))) of the elements up to and including each along a dimension. */
  logcumsumexp: MethodWithNames<(dim: number) => T, ["dim"]>;
  /** How many elements lie in each of so many bins of equal width between two bounds. */
  histc: MethodWithNames<(bins?: number, min?: number, max?: number) => T, ["bins", "min", "max"]>;
  /** How many elements, or what weight of them, lie between edges. */
  histogram: MethodWithNames<
    (
      bins: number | T,
      options?: { range?: readonly number[] | null; weight?: T | null; density?: boolean },
    ) => NamedTuple<T, readonly ["hist", "binEdges"]>,
    ["bins"]
  >;
}
