import { add, addcdiv, addcmul, addScaled, div, lerp, mul, neg, oneMinus, sqrt } from "../ir/expression.ts";
import { pow } from "../math/pow.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOptimizer } from "./defineOptimizer.ts";
import { minus, over, times, toNumber } from "./hyperparameters.ts";
import {
  check,
  checkBetas,
  checkCapturable,
  checkFlags,
  type ImplementationFlags,
  weightDecayFlag,
} from "./options.ts";
import { roundScalar, type ScalarTypes } from "./scalarState.ts";

export interface NAdamOptions extends Omit<ImplementationFlags, "fused"> {
  /** Learning rate, at least 0. Default: 2e-3. */
  lr?: number | Tensor;
  /** Decay rates of the running averages of the gradient and of its square, each in [0, 1). Default: [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the denominator, at least 0. Default: 1e-8. */
  eps?: number;
  /** Weight decay, at least 0. Default: 0. */
  weightDecay?: number;
  /** Decay of the momentum, at least 0. Default: 4e-3. */
  momentumDecay?: number;
  /** Shrink the weights by themselves, as AdamW does, instead of through the gradient. Default: false. */
  decoupledWeightDecay?: boolean;
  /** Climb instead of descend. Default: false. */
  maximize?: boolean;
}

export interface NAdamState {
  /** Steps made so far. */
  step: number;
  /** Product of the momenta so far. */
  muProduct: number;
  /** Running average of the gradient. */
  expAvg: Tensor;
  /** Running average of the squared gradient. */
  expAvgSq: Tensor;
}

const MOMENTUM_BASE = 0.96;

function momentumAt(step: number, beta1: number, momentumDecay: number): number {
  return beta1 * (1 - 0.5 * pow(MOMENTUM_BASE, step * momentumDecay));
}

/** The product of all momenta so far, in the dtype that it is kept in. */
function nextProduct(product: number, mu: number, { muProduct: dtype }: ScalarTypes): number {
  return roundScalar(product * roundScalar(mu, dtype), dtype);
}

/**
 * NAdam: Adam with Nesterov momentum.
 *
 * μₜ = β₁(1 − ½ · 0.96^(tψ)); θ ← θ − γ((1 − μₜ)/(1 − Πμ) · g + μₜ₊₁/(1 − μₜ₊₁Πμ) · m) / (√(v/(1 − β₂ᵗ)) + ε)
 *
 * Source: Dozat, Incorporating Nesterov Momentum into Adam (2016);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html torch.optim.NAdam}. With
 * `foreach: true` PyTorch corrects the root instead of the average, which rounds otherwise; so does this.
 *
 * @throws {RangeError} for an option outside its range
 */
export class NAdam extends defineOptimizer<NAdamOptions, NAdamState>({
  name: "NAdam",
  defaults: {
    lr: 2e-3,
    betas: [0.9, 0.999],
    eps: 1e-8,
    weightDecay: 0,
    momentumDecay: 4e-3,
    decoupledWeightDecay: false,
    maximize: false,
    foreach: null,
    capturable: false,
    differentiable: false,
  },
  byPosition: ["lr", "betas", "eps", "weightDecay", "momentumDecay", "decoupledWeightDecay"],
  added: {
    maximize: false,
    foreach: null,
    capturable: false,
    differentiable: false,
    decoupledWeightDecay: false,
  },
  tensors: ["lr"],

  validate(options) {
    const { lr, eps, betas, weightDecay, momentumDecay } = options;
    check(lr >= 0, "Invalid learning rate", lr);
    check(eps >= 0, "Invalid epsilon value", eps);
    checkBetas(betas);
    check(weightDecay >= 0, "Invalid weight_decay value", weightDecay);
    check(momentumDecay >= 0, "Invalid momentum_decay value", momentumDecay);
    checkFlags(options);
  },
  checkStep: (group) => checkCapturable(group, "params, mu_products and state_steps"),

  numbers: () => ({ muProduct: 1 }),
  state: () => ({ expAvg: 0, expAvgSq: 0 }),

  scalars({ lr, betas: [beta1, beta2], eps, weightDecay, momentumDecay, foreach }, { step, muProduct }, types) {
    const mu = momentumAt(step, beta1, momentumDecay);
    const nextMu = momentumAt(step + 1, beta1, momentumDecay);
    const product = nextProduct(muProduct, mu, types);
    const rate = foreach === true ? toNumber(lr) : lr;
    const biasCorrection2 = 1 - pow(beta2, step);
    return {
      beta1,
      beta2,
      eps,
      weightDecay,
      shrink: minus(1, times(lr, weightDecay)),
      biasCorrection2,
      biasCorrection2Sqrt: pow(biasCorrection2, 0.5),
      gradStep: over(times(rate, 1 - mu), 1 - product),
      momentumStep: over(times(rate, nextMu), 1 - product * nextMu),
    };
  },

  flags: (group) => ({
    maximize: group.maximize,
    weightDecay: weightDecayFlag(group),
    foreach: group.foreach === true,
  }),

  update({ param, grad, expAvg, expAvgSq }, scalars, flags) {
    const { beta1, beta2, eps, weightDecay, shrink, gradStep, momentumStep } = scalars;
    if (flags.maximize) grad = neg(grad);
    if (flags.weightDecay === "decoupled") param = mul(param, shrink);
    if (flags.weightDecay === "coupled") grad = addScaled(grad, param, weightDecay);
    expAvg = lerp(expAvg, grad, oneMinus(beta1));
    expAvgSq = addcmul(mul(expAvgSq, beta2), grad, grad, oneMinus(beta2));
    const root = flags.foreach
      ? div(sqrt(expAvgSq), scalars.biasCorrection2Sqrt)
      : sqrt(div(expAvgSq, scalars.biasCorrection2));
    const denominator = add(root, eps);
    param = addcdiv(param, grad, denominator, neg(gradStep));
    return { param: addcdiv(param, expAvg, denominator, neg(momentumStep)), expAvg, expAvgSq };
  },

  nextNumbers: ({ betas: [beta1], momentumDecay }, { step, muProduct }, types) => ({
    muProduct: nextProduct(muProduct, momentumAt(step, beta1, momentumDecay), types),
  }),
}) {}
