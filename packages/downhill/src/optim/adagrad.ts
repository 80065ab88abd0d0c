import { add, addcdiv, addcmul, addScaled, div, neg, sqrt } from "../ir/expression.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOptimizer } from "./defineOptimizer.ts";
import { over, toNumber } from "./hyperparameters.ts";
import { check, checkFlags, type ImplementationFlags } from "./options.ts";

export interface AdagradOptions extends Omit<ImplementationFlags, "capturable"> {
  /** Learning rate, at least 0. Default: 1e-2. */
  lr?: number | Tensor;
  /** Decay of the learning rate, at least 0. Default: 0. */
  lrDecay?: number;
  /** L2 penalty, at least 0. Default: 0. */
  weightDecay?: number;
  /** What the sums of squares begin with, at least 0. Default: 0. */
  initialAccumulatorValue?: number;
  /** Added to the denominator, at least 0. Default: 1e-10. */
  eps?: number;
  /** Climb instead of descend. Default: false. */
  maximize?: boolean;
}

export interface AdagradState {
  /** Steps made so far. */
  step: number;
  /** Sum of the squared gradients; there from the start. */
  sum: Tensor;
}

/**
 * Adagrad: each element's learning rate falls with the squares of its gradients so far.
 *
 * g ← ∇f + λθ; s ← s + g²; θ ← θ − γ/(1 + (t − 1)η) · g/(√s + ε)
 *
 * Source: Duchi et al., Adaptive Subgradient Methods for Online Learning and Stochastic Optimization (2011);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html torch.optim.Adagrad}.
 *
 * @throws {RangeError} for an option outside its range
 */
export class Adagrad extends defineOptimizer<AdagradOptions, AdagradState>({
  name: "Adagrad",
  defaults: {
    lr: 1e-2,
    lrDecay: 0,
    eps: 1e-10,
    weightDecay: 0,
    initialAccumulatorValue: 0,
    foreach: null,
    maximize: false,
    differentiable: false,
    fused: null,
  },
  byPosition: ["lr", "lrDecay", "weightDecay", "initialAccumulatorValue", "eps", "foreach"],
  added: { foreach: null, maximize: false, differentiable: false, fused: null },
  unread: ["initialAccumulatorValue"],
  eager: true,
  promotes: ({ fused }) => fused !== true,
  tensors: ["lr"],

  validate(options) {
    const { lr, lrDecay, weightDecay, initialAccumulatorValue, eps } = options;
    check(lr >= 0, "Invalid learning rate", lr);
    check(lrDecay >= 0, "Invalid lr_decay value", lrDecay);
    check(weightDecay >= 0, "Invalid weight_decay value", weightDecay);
    check(initialAccumulatorValue >= 0, "Invalid initial_accumulator_value value", initialAccumulatorValue);
    check(eps >= 0, "Invalid epsilon value", eps);
    checkFlags(options);
  },

  // The constructor's value serves every group, as in PyTorch.
  state: (_group, { initialAccumulatorValue }) => ({ sum: initialAccumulatorValue }),

  scalars: ({ lr, lrDecay, eps, weightDecay, fused }, { step }) => ({
    eps,
    weightDecay,
    stepSize: over(fused === true ? toNumber(lr) : lr, 1 + (step - 1) * lrDecay),
  }),

  flags: ({ maximize, weightDecay }) => ({ maximize, weightDecay: weightDecay !== 0 }),

  update({ param, grad, sum }, { eps, weightDecay, stepSize }, flags) {
    if (flags.maximize) grad = neg(grad);
    if (flags.weightDecay) grad = addScaled(grad, param, weightDecay);
    sum = addcmul(sum, grad, grad);
    const denominator = add(sqrt(sum), eps);
    if (flags.sparse) return { param: addScaled(param, div(grad, denominator), neg(stepSize)), sum };
    return { param: addcdiv(param, grad, denominator, neg(stepSize)), sum };
  },

  sparse({ weightDecay, fused }) {
    if (fused === true) throw new Error("`fused` does not support sparse grad or complex param");
    if (weightDecay !== 0) throw new Error("weight_decay option is not compatible with sparse gradients");
    return "rows";
  },
}) {}
