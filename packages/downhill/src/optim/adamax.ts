import { abs, add, addcdiv, addScaled, lerp, max, mul, neg, oneMinus } from "../ir/expression.ts";
import { pow } from "../math/pow.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOptimizer } from "./defineOptimizer.ts";
import { over, toNumber } from "./hyperparameters.ts";
import { check, checkBetas, checkCapturable, checkFlags, type ImplementationFlags } from "./options.ts";

export interface AdamaxOptions extends Omit<ImplementationFlags, "fused"> {
  /** Learning rate, at least 0. Default: 2e-3. */
  lr?: number | Tensor;
  /** Decay rates of the running average and of the running maximum, each in [0, 1). Default: [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the gradient's size, at least 0. Default: 1e-8. */
  eps?: number;
  /** L2 penalty, at least 0. Default: 0. */
  weightDecay?: number;
  /** Climb instead of descend. Default: false. */
  maximize?: boolean;
}

export interface AdamaxState {
  /** Steps made so far. */
  step: number;
  /** Running average of the gradient. */
  expAvg: Tensor;
  /** Decaying maximum of the gradient's size. */
  expInf: Tensor;
}

/**
 * Adamax: Adam with the infinity norm.
 *
 * g ← ∇f + λθ; m ← β₁m + (1 − β₁)g; u ← max(β₂u, |g| + ε); θ ← θ − γ/(1 − β₁ᵗ) · m/u
 *
 * Source: Kingma and Ba, Adam: A Method for Stochastic Optimization (2014);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html torch.optim.Adamax}.
 *
 * @throws {RangeError} for an option outside its range
 */
export class Adamax extends defineOptimizer<AdamaxOptions, AdamaxState>({
  name: "Adamax",
  defaults: {
    lr: 2e-3,
    betas: [0.9, 0.999],
    eps: 1e-8,
    weightDecay: 0,
    foreach: null,
    maximize: false,
    differentiable: false,
    capturable: false,
  },
  byPosition: ["lr", "betas", "eps", "weightDecay", "foreach"],
  added: { foreach: null, maximize: false, differentiable: false, capturable: false },
  tensors: ["lr"],

  validate(options) {
    const { lr, eps, betas, weightDecay } = options;
    check(lr >= 0, "Invalid learning rate", lr);
    check(eps >= 0, "Invalid epsilon value", eps);
    checkBetas(betas);
    check(weightDecay >= 0, "Invalid weight_decay value", weightDecay);
    checkFlags(options);
  },
  checkStep: (group) => checkCapturable(group),

  state: () => ({ expAvg: 0, expInf: 0 }),

  scalars: ({ lr, betas: [beta1, beta2], eps, weightDecay, foreach }, { step }) => ({
    beta1,
    beta2,
    eps,
    weightDecay,
    stepSize: over(foreach === true ? toNumber(lr) : lr, 1 - pow(beta1, step)),
  }),

  flags: ({ maximize, weightDecay }) => ({ maximize, weightDecay: weightDecay !== 0 }),

  update({ param, grad, expAvg, expInf }, { beta1, beta2, eps, weightDecay, stepSize }, flags) {
    if (flags.maximize) grad = neg(grad);
    if (flags.weightDecay) grad = addScaled(grad, param, weightDecay);
    expAvg = lerp(expAvg, grad, oneMinus(beta1));
    expInf = max(mul(expInf, beta2), add(abs(grad), eps));
    return { param: addcdiv(param, expAvg, expInf, neg(stepSize)), expAvg, expInf };
  },
}) {}
