import { add, addcmul, addScaled, div, lerp, mul, neg, oneMinus, reciprocal, sqrt, sub } from "../ir/expression.ts";
import { pow } from "../math/pow.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOptimizer } from "./defineOptimizer.ts";
import { minus, over, times } from "./hyperparameters.ts";
import {
  check,
  checkBetas,
  checkCapturable,
  checkFlags,
  type ImplementationFlags,
  weightDecayFlag,
} from "./options.ts";

export interface RAdamOptions extends Omit<ImplementationFlags, "fused"> {
  /** Learning rate, at least 0. Default: 1e-3. */
  lr?: number | Tensor;
  /** Decay rates of the running averages of the gradient and of its square, each in [0, 1). Default: [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the denominator, at least 0. Default: 1e-8. */
  eps?: number;
  /** Weight decay, at least 0. Default: 0. */
  weightDecay?: number;
  /** Shrink the weights by themselves, as AdamW does, instead of through the gradient. Default: false. */
  decoupledWeightDecay?: boolean;
  /** Climb instead of descend. Default: false. */
  maximize?: boolean;
}

export interface RAdamState {
  /** Steps made so far. */
  step: number;
  /** Running average of the gradient. */
  expAvg: Tensor;
  /** Running average of the squared gradient. */
  expAvgSq: Tensor;
}

/** Above this length of the average its variance is finite, and the step is rectified. */
const LEAST_LENGTH = 5;

/** The rectification of the step, or 0 while the average of squares is too short to be divided by. */
function rectification(beta2: number, step: number): number {
  const longest = 2 / (1 - beta2) - 1;
  const length = longest - (2 * step * pow(beta2, step)) / (1 - pow(beta2, step));
  if (!(length > LEAST_LENGTH)) return 0;
  return pow(((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length), 0.5);
}

/**
 * RAdam: Adam that steps by momentum alone until its average of squares can be trusted.
 *
 * m and v are Adam's; θ ← θ − γr · m/(1 − β₁ᵗ) · √(1 − β₂ᵗ)/(√v + ε) with r = √((l − 4)(l − 2)L / ((L − 4)(L − 2)l)),
 * L = 2/(1 − β₂) − 1 and l = L − 2tβ₂ᵗ/(1 − β₂ᵗ), once l > 5; until then θ ← θ − γ · m/(1 − β₁ᵗ)
 *
 * Source: Liu et al., On the variance of the adaptive learning rate and beyond (2019);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.RAdam.html torch.optim.RAdam}. With
 * `foreach: true` PyTorch takes the factors in another order, which rounds otherwise; so does this.
 *
 * @throws {RangeError} for an option outside its range
 */
export class RAdam extends defineOptimizer<RAdamOptions, RAdamState>({
  name: "RAdam",
  defaults: {
    lr: 1e-3,
    betas: [0.9, 0.999],
    eps: 1e-8,
    weightDecay: 0,
    maximize: false,
    foreach: null,
    capturable: false,
    decoupledWeightDecay: false,
    differentiable: false,
  },
  byPosition: ["lr", "betas", "eps", "weightDecay", "decoupledWeightDecay"],
  added: {
    foreach: null,
    maximize: false,
    differentiable: false,
    decoupledWeightDecay: false,
    capturable: false,
  },
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

  state: () => ({ expAvg: 0, expAvgSq: 0 }),

  scalars({ lr, betas: [beta1, beta2], eps, weightDecay }, { step }) {
    const biasCorrection1 = 1 - pow(beta1, step);
    const biasCorrection2Sqrt = pow(1 - pow(beta2, step), 0.5);
    const rect = rectification(beta2, step);
    return {
      lr,
      beta1,
      beta2,
      eps,
      weightDecay,
      shrink: minus(1, times(lr, weightDecay)),
      biasCorrection1,
      biasCorrection2Sqrt,
      rect,
      plainStep: over(times(lr, rect > 0 ? 0 : 1), biasCorrection1),
      rectifiedStep: times(biasCorrection2Sqrt, over(times(lr, rect), biasCorrection1)),
    };
  },

  flags: (group, { step }) => ({
    maximize: group.maximize,
    weightDecay: weightDecayFlag(group),
    foreach: group.foreach === true,
    rectified: rectification(group.betas[1], step) > 0,
  }),

  update({ param, grad, expAvg, expAvgSq }, scalars, flags) {
    const { lr, beta1, beta2, eps, weightDecay, shrink, biasCorrection1, biasCorrection2Sqrt, rect } = scalars;
    if (flags.maximize) grad = neg(grad);
    if (flags.weightDecay === "decoupled") param = mul(param, shrink);
    if (flags.weightDecay === "coupled") grad = addScaled(grad, param, weightDecay);
    expAvg = lerp(expAvg, grad, oneMinus(beta1));
    expAvgSq = addcmul(mul(expAvgSq, beta2), grad, grad, oneMinus(beta2));
    const root = add(sqrt(expAvgSq), eps);
    if (flags.foreach) {
      const stepSizes = add(reciprocal(div(root, neg(scalars.rectifiedStep))), neg(scalars.plainStep));
      return { param: addcmul(param, expAvg, stepSizes), expAvg, expAvgSq };
    }
    const corrected = mul(div(expAvg, biasCorrection1), lr);
    const adaptive = mul(biasCorrection2Sqrt, reciprocal(root));
    param = sub(param, flags.rectified ? mul(mul(corrected, adaptive), rect) : corrected);
    return { param, expAvg, expAvgSq };
  },
}) {}
