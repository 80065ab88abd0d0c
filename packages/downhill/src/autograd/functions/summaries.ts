import { isDifferentiable, isFloat, isInteger } from "../../memory/dtype.ts";
import { type NamedTuple, namedTuple } from "../../python/namedTuple.ts";
import { tensor } from "../../tensor/factories.ts";
import type { Dims, ReductionOptions, SumOptions, VarianceOptions } from "../../tensor/methods/reduction.ts";
import type { QuantileOptions } from "../../tensor/methods/summaries.ts";
import { typeName } from "../../tensor/promotion.ts";
import { normalizeDim } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { clamp } from "./clamp.ts";
import { any, gt, isnan, logicalNot, logicalXor, lt } from "./comparison.ts";
import { lerp } from "./compound.ts";
import { clone, to } from "./conversion.ts";
import { diagonal } from "./diagonals.ts";
import { squeeze, unsqueeze } from "./dims.ts";
import { amax, amin } from "./extremes.ts";
import { gather } from "./gathering.ts";
import { cat } from "./joining.ts";
import { matmul } from "./matmul.ts";
import { sqrt } from "./power.ts";
import { movedim } from "./rearranging.ts";
import { ceil, floor, round } from "./rounding.ts";
import { narrow } from "./slicing.ts";
import { sort } from "./sorting.ts";
import { norm, std, variance } from "./statistics.ts";
import { expand, mean, sum } from "./sum.ts";
import { reshape, transpose } from "./views.ts";
import { where } from "./where.ts";

/*
 * Statistics that are made of other functions.
 */

const EXTREMES = ["min", "max"] as const;
const Both = namedTuple<Tensor, typeof EXTREMES>("torch.return_types.aminmax", EXTREMES);

/** What `aminmax` gives. */
export type Aminmax = NamedTuple<Tensor, typeof EXTREMES>;

/** Options of `aminmax`. */
export interface AminmaxOptions extends ReductionOptions {
  /** Default: all dimensions. */
  dim?: number | null;
}

/**
 * The smallest and the largest values, of all or along a dimension.
 * @throws RangeError when there is nothing to choose from.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.aminmax.html
 */
export function aminmax(input: Tensor, options?: AminmaxOptions): Aminmax {
  const dim = options?.dim ?? null;
  return new Both(amin(input, dim, options), amax(input, dim, options));
}

/**
 * The sum of the elements that are no NaN.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nansum.html
 */
export function nansum(input: Tensor, dim?: Dims, options?: SumOptions): Tensor {
  return sum(isDifferentiable(input.dtype) ? where(isnan(input), 0, input) : input, dim, options);
}

/**
 * The mean of the elements that are no NaN.
 * @throws TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nanmean.html
 */
export function nanmean(input: Tensor, dim?: Dims, options?: SumOptions): Tensor {
  if (!isDifferentiable(input.dtype)) {
    throw new TypeError(
      `nanmean(): expected input to have floating point or complex dtype but got ${typeName(input.dtype)}`,
    );
  }
  const count = sum(logicalNot(isnan(input.detach())), dim, { keepdim: options?.keepdim ?? false });
  return div(nansum(input, dim, options), count);
}

/**
 * The variance and the mean, of all elements or over the given dimensions.
 * @throws TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.var_mean.html
 */
export function varMean(input: Tensor, dim?: Dims, options?: VarianceOptions): [variance: Tensor, mean: Tensor] {
  return [variance(input, dim, options), mean(input, dim, { keepdim: options?.keepdim ?? false })];
}

/**
 * The standard deviation and the mean, of all elements or over the given dimensions.
 * @throws TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.std_mean.html
 */
export function stdMean(input: Tensor, dim?: Dims, options?: VarianceOptions): [std: Tensor, mean: Tensor] {
  return [std(input, dim, options), mean(input, dim, { keepdim: options?.keepdim ?? false })];
}

const INTERPOLATIONS = ["linear", "lower", "higher", "midpoint", "nearest"];

function quantiles(
  name: string,
  input: Tensor,
  q: number | Tensor,
  dim: number | null | undefined,
  options: QuantileOptions | undefined,
  ignoresNan: boolean,
): Tensor {
  const interpolation = options?.interpolation ?? "linear";
  if (!isFloat(input.dtype)) throw new TypeError(`${name} input tensor must be either float or double dtype`);
  const wanted = q instanceof Tensor ? q : tensor(q, { dtype: input.dtype });
  if (wanted._shape.length > 1) {
    throw new RangeError(`${name} q must be a scalar or 1D tensor, got ${wanted._shape.length}D`);
  }
  if (wanted.dtype !== input.dtype) throw new TypeError(`${name} q must be same dtype as the input tensor`);
  if (!INTERPOLATIONS.includes(interpolation)) {
    throw new RangeError(
      `${name} interpolation must be one of linear, lower, higher, midpoint or nearest, but got ${interpolation}`,
    );
  }
  if (typeof q === "number" && !(q >= 0 && q <= 1)) {
    throw new RangeError(`${name} q must be in the range [0, 1] but got ${q}`);
  }
  if (input._numel === 0) throw new RangeError(`${name} input tensor must be non-empty`);
  const rank = input._shape.length;
  const d = dim === undefined || dim === null ? null : normalizeDim(dim, rank);
  const rows = d === null || rank === 0 ? reshape(input, [-1]) : transpose(unsqueeze(input, -1), d, -1);
  const sorted = sort(rows, -1).values;
  const n = sorted._shape[sorted._shape.length - 1];
  const missing = isnan(rows.detach());
  const shares = reshape(wanted, [-1]);
  const last = ignoresNan
    ? clamp(sub(sum(logicalNot(missing), -1, { keepdim: true }), 1), 0)
    : expand(tensor(n - 1, { dtype: "int64" }), [...rows._shape.slice(0, -1), 1]);
  let ranks = mul(shares, to(last, input.dtype));
  if (!ignoresNan) ranks = where(any(missing, -1, { keepdim: true }), n - 1, ranks);
  if (interpolation === "lower") ranks = floor(ranks);
  else if (interpolation === "higher") ranks = ceil(ranks);
  else if (interpolation === "nearest") ranks = round(ranks);
  const below = floor(ranks);
  const low = gather(sorted, -1, to(below, "int64"));
  let values = low;
  if (interpolation === "linear" || interpolation === "midpoint") {
    const high = gather(sorted, -1, to(ceil(ranks), "int64"));
    values = lerp(low, high, interpolation === "midpoint" ? 0.5 : sub(ranks, below));
  }
  // The quantiles stand last; they belong in front.
  let out = movedim(values, -1, 0);
  if (d === null || rank === 0) {
    if (options?.keepdim === true) out = reshape(out, [out._numel, ...input._shape.map(() => 1)]);
  } else {
    out = transpose(unsqueeze(out, -1), d + 1, -1);
    out = squeeze(out, -1);
    if (options?.keepdim !== true) out = squeeze(out, d + 1);
  }
  return wanted._shape.length === 0 ? squeeze(out, 0) : out;
}

/**
 * The values below which the given shares of the elements lie, of all or along a dimension; several shares come first in
 * the result's dimensions. NaN where an element is.
 * @throws RangeError for shares that aren't between 0 and 1; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.quantile.html
 */
export function quantile(input: Tensor, q: number | Tensor, dim?: number | null, options?: QuantileOptions): Tensor {
  return quantiles("quantile()", input, q, dim, options, false);
}

/**
 * {@link quantile} of the elements that are no NaN.
 * @throws RangeError for shares that aren't between 0 and 1; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nanquantile.html
 */
export function nanquantile(input: Tensor, q: number | Tensor, dim?: number | null, options?: QuantileOptions): Tensor {
  return quantiles("nanquantile()", input, q, dim, options, true);
}

/**
 * The p-norm of the difference of two tensors.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.dist.html
 */
export function dist(input: Tensor, other: Tensor, p = 2): Tensor {
  return norm(sub(input, other), p);
}

/**
 * The parts along a dimension scaled down to a p-norm of at most `maxnorm`.
 * @throws RangeError for a tensor of fewer than two dimensions, or a norm that isn't positive.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.renorm.html
 */
export function renorm(input: Tensor, p: number, dim: number, maxnorm: number): Tensor {
  const rank = input._shape.length;
  if (!(p > 0)) throw new RangeError("renorm: non-positive-norm not supported");
  if (rank < 2) throw new RangeError(`renorm: input needs at least 2 dimensions, got ${rank} dimensions`);
  if (!(maxnorm >= 0)) throw new RangeError(`renorm: expected maxnorm to be >= 0 but got ${maxnorm}`);
  const d = normalizeDim(dim, rank);
  const others = [...input._shape.keys()].filter((k) => k !== d);
  const sizes = norm(input, p, others, { keepdim: true });
  return mul(input, where(gt(sizes, maxnorm), div(maxnorm, add(sizes, 1e-7)), 1));
}

/** Options of `cov`. */
export interface CovOptions {
  /** What is taken off the count that the sums are divided by. Default 1. */
  correction?: number;
  /** How often each observation occurred, in integers. */
  fweights?: Tensor | null;
  /** How much each observation counts. */
  aweights?: Tensor | null;
}

/**
 * The covariances of variables, which are rows, over observations, which are columns.
 * @throws RangeError for more than two dimensions, or weights that don't fit.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.cov.html
 */
export function cov(input: Tensor, options?: CovOptions): Tensor {
  const rank = input._shape.length;
  if (rank > 2)
    throw new RangeError(
      `cov(): expected input to have two or fewer dimensions but got an input with ${rank} dimensions`,
    );
  if (input.dtype === "bool") throw new TypeError("cov(): bool dtype is not supported for input");
  const { correction = 1, fweights = null, aweights = null } = options ?? {};
  const rows = rank < 2 ? reshape(input, [1, -1]) : input;
  const count = rows._shape[1];
  for (const [name, weights] of Object.entries({ fweights, aweights })) {
    if (weights !== null && (weights._shape.length > 1 || weights._numel !== count)) {
      throw new RangeError(
        `cov(): expected ${name} to have the same numel as there are observations in the input but got ` +
          `${weights._numel} != ${count}`,
      );
    }
  }
  if (fweights !== null && !isInteger(fweights.dtype)) {
    throw new TypeError(
      `cov(): expected fweights to have integral dtype but got fweights with ${typeName(fweights.dtype)} dtype`,
    );
  }
  for (const [name, weights] of Object.entries({ fweights, aweights })) {
    if (weights !== null && any(lt(weights, 0)).item() === 1) throw new RangeError(`cov(): ${name} cannot be negative`);
  }
  const weights = fweights !== null && aweights !== null ? mul(fweights, aweights) : (fweights ?? aweights);
  const floats = isDifferentiable(rows.dtype) ? rows : to(rows, "float32");
  const total: Tensor | number = weights === null ? count : sum(weights);
  const average = weights === null ? div(sum(floats, 1), count) : div(sum(mul(floats, weights), 1), total);
  const centered = sub(floats, unsqueeze(average, 1));
  let divisor: Tensor | number;
  if (total instanceof Tensor) {
    const taken =
      aweights === null || correction === 0
        ? correction
        : div(mul(sum(mul(weights as Tensor, aweights)), correction), total);
    divisor = clamp(sub(total, taken), 0);
  } else divisor = Math.max(0, total - correction);
  const weighted = weights === null ? centered : mul(centered, weights);
  return squeeze(div(matmul(weighted, transpose(centered, 0, 1)), divisor));
}

/**
 * The coefficients of correlation of variables, which are rows, over observations, which are columns.
 * @throws RangeError for more than two dimensions.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.corrcoef.html
 */
export function corrcoef(input: Tensor): Tensor {
  const rank = input._shape.length;
  if (rank > 2) {
    throw new RangeError(
      `corrcoef(): expected input to have two or fewer dimensions but got an input with ${rank} dimensions`,
    );
  }
  const covariances = cov(input);
  if (covariances._shape.length === 0) return div(covariances, covariances);
  const deviations = sqrt(diagonal(covariances));
  return clamp(div(div(covariances, unsqueeze(deviations, 1)), unsqueeze(deviations, 0)), -1, 1);
}

/** Options of `diff`. */
export interface DiffOptions {
  /** What is put before the elements. */
  prepend?: Tensor | null;
  /** What is put behind the elements. */
  append?: Tensor | null;
}

/**
 * The differences of neighbours along a dimension, taken `n` times; of bools where they differ.
 * @throws RangeError for a negative `n`, or a tensor without dimensions.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.diff.html
 */
export function diff(input: Tensor, n = 1, dim = -1, options?: DiffOptions): Tensor {
  if (input._shape.length === 0) throw new RangeError("diff expects input to be at least one-dimensional");
  if (n < 0) throw new RangeError(`order must be non-negative but got ${n}`);
  const d = normalizeDim(dim, input._shape.length);
  const parts = [options?.prepend, input, options?.append].filter((part) => part !== undefined && part !== null);
  if (n === 0) return clone(input);
  let out = parts.length === 1 ? input : cat(parts, d);
  for (let i = 0; i < Math.min(n, out._shape[d] + i); i++) {
    const size = Math.max(0, out._shape[d] - 1);
    const [low, high] = [narrow(out, d, 0, size), narrow(out, d, Math.min(1, out._shape[d]), size)];
    out = out.dtype === "bool" ? logicalXor(high, low) : sub(high, low);
  }
  return out;
}
