import { add, addcmul, addScaled, div, mul, neg, oneMinus, sqrt } from "../ir/expression.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOptimizer } from "./defineOptimizer.ts";
import { check, checkCapturable, checkFlags, type ImplementationFlags } from "./options.ts";

export interface AdadeltaOptions extends Omit<ImplementationFlags, "fused"> {
  /** Scale of the computed step, at least 0. Default: 1. */
  lr?: number | Tensor;
  /** Decay rate of both running averages, in [0, 1]. Default: 0.9. */
  rho?: number;
  /** Added under the roots, at least 0. Default: 1e-6. */
  eps?: number;
  /** L2 penalty, at least 0. Default: 0. */
  weightDecay?: number;
  /** Climb instead of descend. Default: false. */
  maximize?: boolean;
}

export interface AdadeltaState {
  /** Steps made so far. */
  step: number;
  /** Running average of the squared gradient. */
  squareAvg: Tensor;
  /** Running average of the squared step. */
  accDelta: Tensor;
}

/**
 * Adadelta: steps scaled by the ratio of the recent steps' size to the recent gradients'.
 *
 * g ← ∇f + λθ; v ← ρv + (1 − ρ)g²; Δ ← √(u + ε)/√(v + ε) · g; u ← ρu + (1 − ρ)Δ²; θ ← θ − γΔ
 *
 * Source: Zeiler, ADADELTA: An Adaptive Learning Rate Method (2012);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.Adadelta.html torch.optim.Adadelta}.
 *
 * @throws {RangeError} for an option outside its range
 */
export class Adadelta extends defineOptimizer<AdadeltaOptions, AdadeltaState>({
  name: "Adadelta",
  defaults: {
    lr: 1,
    rho: 0.9,
    eps: 1e-6,
    weightDecay: 0,
    maximize: false,
    capturable: false,
    foreach: null,
    differentiable: false,
  },
  byPosition: ["lr", "rho", "eps", "weightDecay", "foreach"],
  floats: ["lr"],
  added: { foreach: null, maximize: false, differentiable: false, capturable: false },
  tensors: ["lr"],

  validate(options) {
    const { lr, rho, eps, weightDecay } = options;
    check(lr >= 0, "Invalid learning rate", lr);
    check(rho >= 0 && rho <= 1, "Invalid rho value", rho);
    check(eps >= 0, "Invalid epsilon value", eps);
    check(weightDecay >= 0, "Invalid weight_decay value", weightDecay);
    checkFlags(options);
  },
  checkStep: (group) => checkCapturable(group),

  state: () => ({ squareAvg: 0, accDelta: 0 }),

  scalars: ({ lr, rho, eps, weightDecay }) => ({ lr, rho, eps, weightDecay }),

  flags: ({ maximize, weightDecay }) => ({ maximize, weightDecay: weightDecay !== 0 }),

  update({ param, grad, squareAvg, accDelta }, { lr, rho, eps, weightDecay }, flags) {
    if (flags.maximize) grad = neg(grad);
    if (flags.weightDecay) grad = addScaled(grad, param, weightDecay);
    squareAvg = addcmul(mul(squareAvg, rho), grad, grad, oneMinus(rho));
    const delta = mul(div(sqrt(add(accDelta, eps)), sqrt(add(squareAvg, eps))), grad);
    accDelta = addcmul(mul(accDelta, rho), delta, delta, oneMinus(rho));
    return { param: addScaled(param, delta, neg(lr)), squareAvg, accDelta };
  },
}) {}
