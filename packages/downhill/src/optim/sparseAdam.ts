import { add, addScaled, div, mul, neg, oneMinus, sqrt, sub } from "../ir/expression.ts";
import { pow } from "../math/pow.ts";
import { isComplex } from "../memory/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOptimizer } from "./defineOptimizer.ts";
import { over, times, toNumber } from "./hyperparameters.ts";
import { check, checkBetas } from "./options.ts";
import type { Params } from "./paramGroups.ts";
import { roundScalar } from "./scalarState.ts";

export interface SparseAdamOptions {
  /** Learning rate, above 0. Default: 1e-3. */
  lr?: number | Tensor;
  /** Decay rates of the running averages of the gradient and of its square, each in [0, 1). Default: [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the denominator, above 0. Default: 1e-8. */
  eps?: number;
  /** Climb instead of descend. Default: false. */
  maximize?: boolean;
}

export interface SparseAdamState {
  /** Steps made so far. */
  step: number;
  /** Running average of the gradient. */
  expAvg: Tensor;
  /** Running average of the squared gradient. */
  expAvgSq: Tensor;
}

/**
 * SparseAdam: Adam for sparse gradients. Only the rows that the gradient names are updated, averages and all. For embeddings.
 *
 * In those rows m ← m + (1 − β₁)(g − m); v ← v + (1 − β₂)(g² − v); θ ← θ − γ√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)
 *
 * Source: {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.SparseAdam.html torch.optim.SparseAdam}.
 *
 * @throws {RangeError} for an option outside its range, or complex parameters
 */
export class SparseAdam extends defineOptimizer<SparseAdamOptions, SparseAdamState>({
  name: "SparseAdam",
  defaults: { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, maximize: false },
  added: { maximize: false },
  counts: "number",
  tensors: ["lr"],

  validate({ lr, eps, betas }) {
    check(lr > 0, "Invalid learning rate", lr);
    check(eps > 0, "Invalid epsilon value", eps);
    checkBetas(betas);
  },

  state: () => ({ expAvg: 0, expAvgSq: 0 }),

  scalars({ lr, betas: [beta1, beta2], eps }, { step }, { step: type }) {
    // A step from Adam is a tensor, and so is what is computed of it.
    const round = (x: number) => (type === undefined ? x : roundScalar(x, type));
    const [correction1, correction2] = [beta1, beta2].map((beta) => round(1 - round(pow(round(beta), step))));
    const rate = times(lr, Math.sqrt(correction2));
    // PyTorch divides a number by a tensor by multiplying with the tensor's reciprocal.
    const stepSize =
      type === undefined ? over(rate, correction1) : round(round(toNumber(rate)) * round(1 / correction1));
    return { beta1, beta2, eps, stepSize };
  },

  flags: ({ maximize }) => ({ maximize }),

  update({ param, grad, expAvg, expAvgSq }, { beta1, beta2, eps, stepSize }, flags) {
    if (flags.maximize) grad = neg(grad);
    expAvg = add(expAvg, mul(sub(grad, expAvg), oneMinus(beta1)));
    expAvgSq = add(expAvgSq, mul(sub(mul(grad, grad), expAvgSq), oneMinus(beta2)));
    param = addScaled(param, div(expAvg, add(sqrt(expAvgSq), eps)), neg(stepSize));
    return { param, expAvg, expAvgSq };
  },

  sparse: () => "rows",
  denseMessage: "SparseAdam does not support dense gradients, please consider Adam instead",
}) {
  constructor(params: Params<SparseAdamOptions>, options?: SparseAdamOptions) {
    super(params, options);
    const complex = this.paramGroups.flatMap(({ params }, group) =>
      params.flatMap(({ dtype }, i) => (isComplex(dtype) ? [`[${group}, ${i}]`] : [])),
    );
    if (complex.length === 0) return;
    throw new RangeError(
      `Complex params at indices [${complex.join(", ")}]: SparseAdam does not support complex parameters`,
    );
  }
}
