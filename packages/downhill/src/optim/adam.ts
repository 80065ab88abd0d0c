import { add, addcdiv, addcmul, addScaled, div, lerp, max, mul, neg, oneMinus, sqrt } from "../ir/expression.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOptimizer } from "./defineOptimizer.ts";
import { minus, over, power, rounded, times, toNumber, withNumbers } from "./hyperparameters.ts";
import type { OptimizerDefinition } from "./optimizerDefinition.ts";
import {
  check,
  checkBetas,
  checkCapturable,
  checkFlags,
  checkTensorOptions,
  type ImplementationFlags,
  weightDecayFlag,
} from "./options.ts";

export interface AdamWOptions extends ImplementationFlags {
  /** Learning rate, at least 0. Default: 1e-3. */
  lr?: number | Tensor;
  /** Decay rates of the running averages of the gradient and of its square, each in [0, 1). Default: [0.9, 0.999]. */
  betas?: readonly [number, number] | readonly [Tensor, Tensor];
  /** Added to the denominator, at least 0. Default: 1e-8. */
  eps?: number;
  /** Weight decay, at least 0. Default: 0 for Adam, 1e-2 for AdamW. */
  weightDecay?: number | Tensor;
  /** Divide by the largest average of squares so far (AMSGrad). Default: false. */
  amsgrad?: boolean;
  /** Climb instead of descend. Default: false. */
  maximize?: boolean;
}

export interface AdamOptions extends AdamWOptions {
  /** Shrink the weights by themselves, as AdamW does, instead of through the gradient. Default: false. */
  decoupledWeightDecay?: boolean;
}

export interface AdamState {
  /** Steps made so far. */
  step: number;
  /** Running average of the gradient. */
  expAvg: Tensor;
  /** Running average of the squared gradient. */
  expAvgSq: Tensor;
  /** The largest of those averages so far; with `amsgrad`. */
  maxExpAvgSq?: Tensor;
}

/** Adam and AdamW are one algorithm: they differ in how the weights decay. */
function adam<Options extends AdamOptions>(
  name: string,
  defaults: Required<AdamOptions>,
  fixed?: Partial<AdamOptions>,
): OptimizerDefinition<Options, AdamState> {
  const definition: OptimizerDefinition<AdamOptions, AdamState> = {
    name,
    defaults,
    byPosition: ["lr", "betas", "eps", "weightDecay", "amsgrad"],
    added: {
      amsgrad: false,
      maximize: false,
      foreach: null,
      capturable: false,
      differentiable: false,
      decoupledWeightDecay: defaults.decoupledWeightDecay,
      fused: null,
    },

    fixed,
    tensors: ["lr", "betas", "weightDecay"],

    validate(options, given) {
      checkTensorOptions(given);
      const { lr, eps, betas, weightDecay } = options;
      check(lr >= 0, "Invalid learning rate", lr);
      check(eps >= 0, "Invalid epsilon value", eps);
      checkBetas(betas);
      check(weightDecay >= 0, "Invalid weight_decay value", weightDecay);
      checkFlags(options);
    },
    checkStep: (group) => checkCapturable(group),

    state: ({ amsgrad }) => ({ expAvg: 0, expAvgSq: 0, ...(amsgrad && { maxExpAvgSq: 0 }) }),

    scalars(group, { step }, _types, dtype) {
      // PyTorch's fused kernel computes in double precision
      const { lr, betas, eps, weightDecay, fused } = group.fused === true ? withNumbers(group) : group;
      const [beta1, beta2] = betas;
      const biasCorrection1 = minus(1, power(beta1, step));
      const biasCorrection2 = minus(1, power(beta2, step));
      return {
        beta1: rounded(beta1, dtype),
        beta2,
        squareWeight: minus(1, beta2),
        eps,
        weightDecay,
        shrink: minus(1, times(lr, weightDecay)),
        stepSize: over(lr, biasCorrection1),
        // Python's power misrounds some roots; PyTorch's fused kernel takes the square root.
        biasCorrection2Sqrt: fused === true ? Math.sqrt(toNumber(biasCorrection2)) : power(biasCorrection2, 0.5),
      };
    },

    flags: (group) => ({
      maximize: group.maximize,
      amsgrad: group.amsgrad,
      weightDecay: weightDecayFlag(group),
    }),

    update({ param, grad, expAvg, expAvgSq, maxExpAvgSq }, scalars, flags) {
      const { beta1, beta2, squareWeight, eps, weightDecay, shrink, stepSize, biasCorrection2Sqrt } = scalars;
      if (flags.maximize) grad = neg(grad);
      if (flags.weightDecay === "decoupled") param = mul(param, shrink);
      if (flags.weightDecay === "coupled") grad = addScaled(grad, param, weightDecay);
      expAvg = lerp(expAvg, grad, oneMinus(beta1));
      expAvgSq = addcmul(mul(expAvgSq, beta2), grad, grad, squareWeight);
      if (flags.amsgrad) maxExpAvgSq = max(maxExpAvgSq, expAvgSq);
      const denominator = add(div(sqrt(flags.amsgrad ? maxExpAvgSq : expAvgSq), biasCorrection2Sqrt), eps);
      param = addcdiv(param, expAvg, denominator, neg(stepSize));
      return { param, expAvg, expAvgSq, ...(flags.amsgrad && { maxExpAvgSq }) };
    },

    sparseMessage: "Adam does not support sparse gradients, please consider SparseAdam instead",
  };
  return definition as unknown as OptimizerDefinition<Options, AdamState>;
}

const DEFAULTS: Required<AdamOptions> = {
  lr: 1e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  amsgrad: false,
  maximize: false,
  foreach: null,
  capturable: false,
  differentiable: false,
  fused: null,
  decoupledWeightDecay: false,
};

/**
 * Adam: running averages of the gradient and of its square, corrected for their start at zero.
 *
 * g ← ∇f + λθ; m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; θ ← θ − γ · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)
 *
 * Source: Kingma and Ba, Adam: A Method for Stochastic Optimization (2014); Reddi et al., On the Convergence of Adam
 * and Beyond (2018) for `amsgrad`;
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html torch.optim.Adam}.
 *
 * @throws {RangeError} for an option outside its range
 */
export class Adam extends defineOptimizer<AdamOptions, AdamState>(adam("Adam", DEFAULTS)) {}

/**
 * AdamW: Adam whose weights decay by themselves instead of through the gradient.
 *
 * θ ← θ(1 − γλ); m ← β₁m + (1 − β₁)∇f; v ← β₂v + (1 − β₂)(∇f)²; θ ← θ − γ · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)
 *
 * Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization (2017);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html torch.optim.AdamW}.
 *
 * @throws {RangeError} for an option outside its range
 */
export class AdamW extends defineOptimizer<AdamWOptions, AdamState>(
  adam("AdamW", { ...DEFAULTS, weightDecay: 1e-2, decoupledWeightDecay: true }, { decoupledWeightDecay: true }),
) {}
