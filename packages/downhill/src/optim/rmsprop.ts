import { add, addcdiv, addcmul, addScaled, lerp, mul, neg, oneMinus, sqrt } from "../ir/expression.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOptimizer } from "./defineOptimizer.ts";
import { check, checkCapturable, checkFlags, type ImplementationFlags } from "./options.ts";

export interface RMSpropOptions extends Omit<ImplementationFlags, "fused"> {
  /** Learning rate, at least 0. Default: 1e-2. */
  lr?: number | Tensor;
  /** Smoothing constant, at least 0. Default: 0.99. */
  alpha?: number;
  /** Added to the denominator, at least 0. Default: 1e-8. */
  eps?: number;
  /** L2 penalty, at least 0. Default: 0. */
  weightDecay?: number;
  /** Momentum factor, at least 0. Default: 0. */
  momentum?: number;
  /** Divide by an estimate of the gradient's variance instead of its square. Default: false. */
  centered?: boolean;
  /** Climb instead of descend. Default: false. */
  maximize?: boolean;
}

export interface RMSpropState {
  /** Steps made so far. */
  step: number;
  /** Running average of the squared gradient. */
  squareAvg: Tensor;
  /** With `momentum`. */
  momentumBuffer?: Tensor;
  /** Running average of the gradient; with `centered`. */
  gradAvg?: Tensor;
}

/**
 * RMSprop: gradients divided by a running average of their size.
 *
 * g ← ∇f + λθ; v ← αv + (1 − α)g²; centered: a ← αa + (1 − α)g, v̂ = v − a²; θ ← θ − γ g/(√v̂ + ε)
 *
 * Source: Hinton, Neural Networks for Machine Learning, lecture 6 (2012); Graves, Generating Sequences With Recurrent
 * Neural Networks (2013) for `centered`;
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html torch.optim.RMSprop}.
 *
 * @throws {RangeError} for an option outside its range
 */
export class RMSprop extends defineOptimizer<RMSpropOptions, RMSpropState>({
  name: "RMSprop",
  defaults: {
    lr: 1e-2,
    momentum: 0,
    alpha: 0.99,
    eps: 1e-8,
    centered: false,
    weightDecay: 0,
    capturable: false,
    foreach: null,
    maximize: false,
    differentiable: false,
  },
  byPosition: [
    "lr",
    "alpha",
    "eps",
    "weightDecay",
    "momentum",
    "centered",
    "capturable",
    "foreach",
    "maximize",
    "differentiable",
  ],
  added: { momentum: 0, centered: false, foreach: null, maximize: false, differentiable: false, capturable: false },
  tensors: ["lr"],
  promotes: ({ centered }) => !centered,

  validate(options) {
    const { lr, eps, momentum, weightDecay, alpha } = options;
    check(lr >= 0, "Invalid learning rate", lr);
    check(eps >= 0, "Invalid epsilon value", eps);
    check(momentum >= 0, "Invalid momentum value", momentum);
    check(weightDecay >= 0, "Invalid weight_decay value", weightDecay);
    check(alpha >= 0, "Invalid alpha value", alpha);
    checkFlags(options);
  },
  checkStep: (group) => checkCapturable(group),

  state: ({ momentum, centered }) => ({
    squareAvg: 0,
    ...(momentum > 0 && { momentumBuffer: 0 }),
    ...(centered && { gradAvg: 0 }),
  }),

  scalars: ({ lr, alpha, eps, weightDecay, momentum }) => ({ lr, alpha, eps, weightDecay, momentum }),

  flags: ({ momentum, centered, weightDecay, maximize }) => ({
    maximize,
    centered,
    momentum: momentum > 0,
    weightDecay: weightDecay !== 0,
  }),

  update({ param, grad, squareAvg, momentumBuffer, gradAvg }, { lr, alpha, eps, weightDecay, momentum }, flags) {
    if (flags.maximize) grad = neg(grad);
    if (flags.weightDecay) grad = addScaled(grad, param, weightDecay);
    squareAvg = addcmul(mul(squareAvg, alpha), grad, grad, oneMinus(alpha));
    if (flags.centered) gradAvg = lerp(gradAvg, grad, oneMinus(alpha));
    const variance = flags.centered ? addcmul(squareAvg, gradAvg, gradAvg, -1) : squareAvg;
    const average = add(sqrt(variance), eps);
    if (flags.momentum) momentumBuffer = addcdiv(mul(momentumBuffer, momentum), grad, average);
    param = flags.momentum ? addScaled(param, momentumBuffer, neg(lr)) : addcdiv(param, grad, average, neg(lr));
    return { param, squareAvg, ...(flags.momentum && { momentumBuffer }), ...(flags.centered && { gradAvg }) };
  },
}) {}
