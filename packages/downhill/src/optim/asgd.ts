import { add, addcmul, addScaled, mul, neg, sub } from "../ir/expression.ts";
import { pow } from "../math/pow.ts";
import type { FloatDType } from "../memory/dtype.ts";
import { Tensor } from "../tensor/tensor.ts";
import { defineOptimizer } from "./defineOptimizer.ts";
import { type Hyperparameter, over, plus, power, times, toNumber } from "./hyperparameters.ts";
import { check, checkCapturable, checkFlags, type ImplementationFlags } from "./options.ts";
import { roundScalar } from "./scalarState.ts";

export interface ASGDOptions extends Omit<ImplementationFlags, "fused"> {
  /** Learning rate, at least 0. Default: 1e-2. */
  lr?: number | Tensor;
  /** Decay of the weights and, over time, of the learning rate. Default: 1e-4. */
  lambd?: number;
  /** Power of the learning rate's decay. Default: 0.75. */
  alpha?: number;
  /** The step at which averaging starts. Default: 1e6. */
  t0?: number;
  /** L2 penalty, at least 0. Default: 0. */
  weightDecay?: number;
  /** Climb instead of descend. Default: false. */
  maximize?: boolean;
}

export interface ASGDState {
  /** Steps made so far. */
  step: number;
  /** The learning rate of the next step. */
  eta: number;
  /** The weight of the next parameters in the average; 1 means that the average is the parameters. */
  mu: number;
  /** The average of the parameters. */
  ax: Tensor;
}

/** The next step's rate. */
function nextEta(lr: Hyperparameter, lambd: number, alpha: number, step: number): number {
  return roundScalar(toNumber(over(lr, power(plus(1, times(times(lambd, lr), step)), alpha))));
}

/** The next step's rate as PyTorch computes it with `foreach`: from `step`, a tensor, so each operation rounds. */
function foreachEta(lr: Hyperparameter, lambd: number, alpha: number, step: number, dtype?: FloatDType): number {
  const isDouble = lr instanceof Tensor && lr.dtype === "float64";
  const round = (value: number) => roundScalar(value, isDouble ? "float64" : dtype);
  const base = round(1 + round(round(toNumber(times(lambd, lr))) * step));
  const divisor = round(pow(base, alpha));
  // A number over a tensor is the number times the reciprocal.
  return round(lr instanceof Tensor ? lr.item() / divisor : round(lr) * round(1 / divisor));
}

/**
 * ASGD: stochastic gradient descent with a falling rate, and an average of the parameters along the way.
 *
 * θ ← θ(1 − ληₜ) − ηₜg; a ← a + μₜ(θ − a); ηₜ₊₁ = γ/(1 + λγt)^α; μₜ₊₁ = 1/max(1, t − t₀)
 *
 * With `foreach: true` PyTorch computes θ − η(g + λθ), which rounds otherwise; so does this.
 *
 * Source: Polyak and Juditsky, Acceleration of stochastic approximation by averaging (1992);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.ASGD.html torch.optim.ASGD}.
 *
 * @throws {RangeError} for an option outside its range
 */
export class ASGD extends defineOptimizer<ASGDOptions, ASGDState>({
  name: "ASGD",
  defaults: {
    lr: 1e-2,
    lambd: 1e-4,
    alpha: 0.75,
    t0: 1e6,
    weightDecay: 0,
    foreach: null,
    maximize: false,
    differentiable: false,
    capturable: false,
  },
  byPosition: ["lr", "lambd", "alpha", "t0", "weightDecay", "foreach", "maximize", "differentiable", "capturable"],
  floats: ["t0"],
  added: { foreach: null, maximize: false, differentiable: false, capturable: false },
  tensors: ["lr"],
  promotes: () => true,

  validate(options) {
    check(options.lr >= 0, "Invalid learning rate", options.lr);
    check(options.weightDecay >= 0, "Invalid weight_decay value", options.weightDecay);
    checkFlags(options);
  },
  checkStep: (group) => checkCapturable(group, "params, mus, etas, and state_steps"),

  state: () => ({ ax: 0 }),
  numbers: ({ lr }) => ({ eta: roundScalar(lr), mu: 1 }),

  scalars: ({ lambd, weightDecay }, { eta, mu }) => ({ eta, mu, lambd, weightDecay, shrink: 1 - lambd * eta }),

  flags: ({ maximize, weightDecay, foreach }, { mu }) => ({
    maximize,
    weightDecay: weightDecay !== 0,
    averages: mu !== 1,
    foreach: foreach === true,
  }),

  update({ param, grad, ax }, { eta, mu, lambd, weightDecay, shrink }, flags) {
    if (flags.maximize) grad = neg(grad);
    if (flags.weightDecay) grad = addScaled(grad, param, weightDecay);
    if (flags.foreach) {
      param = addcmul(param, addScaled(grad, param, lambd), eta, -1);
      return { param, ax: addcmul(ax, sub(param, ax), mu) };
    }
    param = addScaled(mul(param, shrink), grad, neg(eta));
    return { param, ax: flags.averages ? add(ax, mul(sub(param, ax), mu)) : param };
  },

  nextNumbers: ({ lr, lambd, alpha, t0, foreach }, { step }, types) => ({
    eta: roundScalar(
      foreach === true ? foreachEta(lr, lambd, alpha, step, types.step) : nextEta(lr, lambd, alpha, step),
      types.eta,
    ),
    mu: roundScalar(roundScalar(1 / Math.max(1, step - t0)), types.mu),
  }),
}) {}
