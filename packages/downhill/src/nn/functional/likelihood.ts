import { noGrad } from "../../autograd/gradMode.ts";
import { full } from "../../tensor/factories.ts";
import { sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { checkPair } from "./pointwise.ts";
import { checkReduction, type LossOptions, type Reduction, reducedBy } from "./reduction.ts";
import { checkValues } from "./values.ts";

/** Options of {@link klDiv}. */
export interface KlDivOptions extends Omit<LossOptions, "reduction"> {
  /** As of other losses, or "batchmean": the sum divided by the size of the first dimension. Default "mean". */
  reduction?: Reduction | "batchmean";
  /** Whether the target is given as logarithms too. Default false. */
  logTarget?: boolean;
}

/**
 * The Kullback-Leibler divergence of a target from the input, element by element: t (log t - x).
 *
 * @param input logarithms of probabilities
 * @param target probabilities, or with `logTarget` their logarithms
 * @throws RangeError for shapes that don't broadcast, or an unknown reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.kl_div.html
 */
export function klDiv(
  input: Tensor,
  target: Tensor,
  { reduction = "mean", logTarget = false }: KlDivOptions = {},
): Tensor {
  checkPair("klDiv", input, target);
  if (reduction !== "batchmean") checkReduction(reduction);
  if (reduction === "mean") {
    console.warn(
      "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides only by " +
        "the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the same as " +
        "'batchmean' in the next major release.",
    );
  }
  const losses = logTarget ? target.exp().mul(target.sub(input)) : timesOwnLog(target).sub(target.mul(input));
  if (reduction !== "batchmean") return reducedBy(losses, reduction);
  return input.ndim === 0 ? losses.sum() : losses.sum().div(input._shape[0]);
}

/** t log t, which is 0 for 0. */
function timesOwnLog(target: Tensor): Tensor {
  const products = target.mul(target.log());
  return products.where(target.ne(0), 0);
}

/** Options of {@link gaussianNllLoss}. */
export interface GaussianNllOptions extends LossOptions {
  /** Whether to add the constant log(2π) / 2. Default false. */
  full?: boolean;
  /** What variances are at least taken for. Default 1e-6. */
  eps?: number;
}

/**
 * The negative log-likelihood of a target under normal distributions: (log v + (x - t)² / v) / 2.
 *
 * @param input the means
 * @param variance the variances, of the input's shape, or with one number for its last dimension or another one; or one
 *   for all
 * @throws RangeError for a negative variance, a variance whose shape doesn't fit, or an unknown reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.gaussian_nll_loss.html
 */
export function gaussianNllLoss(
  input: Tensor,
  target: Tensor,
  variance: Tensor | number,
  { full: isFull = false, eps = 1e-6, reduction = "mean" }: GaussianNllOptions = {},
): Tensor {
  checkPair("gaussianNllLoss", input, target);
  const message = "var has negative entry/entries";
  let given: Tensor;
  if (typeof variance === "number") {
    if (variance < 0) throw new RangeError(message);
    given = full(input._shape, variance, { dtype: input.dtype });
  } else {
    checkValues(variance, (value) => !(value < 0), message);
    given = variance;
  }
  if (!sameShape(given._shape, input._shape)) given = fitted(given, input);
  checkGaussianReduction(reduction);
  const kept = given.clone();
  // Too small ones have the gradient that they would have if they were larger.
  noGrad(() => kept.clamp_(eps));
  const losses = kept.log().add(input.sub(target).square().div(kept)).mul(0.5);
  return reducedBy(isFull ? losses.add(0.5 * Math.log(2 * Math.PI)) : losses, reduction);
}

/** Variances of another shape than the input, so that they broadcast to it. */
function fitted(variance: Tensor, input: Tensor): Tensor {
  if (sameShape(input._shape.slice(0, -1), variance._shape)) return variance.unsqueeze(-1);
  const { _shape: sizes, ndim } = variance;
  const others = sizes.filter((size, d) => size !== input._shape[d]);
  const sum = others.reduce((total, size) => total + size, 0);
  if (ndim !== input.ndim || sum !== 1) throw new RangeError("var is of incorrect size");
  return variance;
}

function checkGaussianReduction(reduction: Reduction): void {
  if (!["none", "mean", "sum"].includes(reduction)) throw new RangeError(`${String(reduction)} is not valid`);
}

/** Options of {@link poissonNllLoss}. */
export interface PoissonNllOptions extends LossOptions {
  /** Whether the input is the logarithm of the expected count. Default true. */
  logInput?: boolean;
  /** Whether to add Stirling's approximation of log t!, for targets above 1. Default false. */
  full?: boolean;
  /** Added to an input that is no logarithm, whose logarithm is taken. Default 1e-8. */
  eps?: number;
}

/**
 * The negative log-likelihood of counts under Poisson distributions: exp(x) - t x, or x - t log(x + eps).
 *
 * @param input the expected counts, or their logarithms
 * @throws RangeError for shapes that don't broadcast, or an unknown reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.poisson_nll_loss.html
 */
export function poissonNllLoss(
  input: Tensor,
  target: Tensor,
  { logInput = true, full: isFull = false, eps = 1e-8, reduction = "mean" }: PoissonNllOptions = {},
): Tensor {
  checkPair("poissonNllLoss", input, target);
  checkReduction(reduction);
  let losses = logInput ? input.exp().sub(target.mul(input)) : input.sub(target.mul(input.add(eps).log()));
  if (isFull) {
    const stirling = target
      .mul(target.log())
      .sub(target)
      .add(
        target
          .mul(2 * Math.PI)
          .log()
          .mul(0.5),
      );
    losses = losses.add(stirling.where(target.gt(1), 0));
  }
  return reducedBy(losses, reduction);
}
