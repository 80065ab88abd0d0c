import { addScaled, mul, neg } from "../ir/expression.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOptimizer } from "./defineOptimizer.ts";
import { check, checkFlags, type ImplementationFlags } from "./options.ts";

export interface SGDOptions extends Omit<ImplementationFlags, "capturable"> {
  /** Learning rate, at least 0. Default: 1e-3. */
  lr?: number | Tensor;
  /** Momentum factor, at least 0. Default: 0. */
  momentum?: number;
  /** Dampening of the momentum. Default: 0. */
  dampening?: number;
  /** L2 penalty, at least 0. Default: 0. */
  weightDecay?: number | Tensor;
  /** Nesterov momentum; needs a momentum and no dampening. Default: false. */
  nesterov?: boolean;
  /** Climb instead of descend. Default: false. */
  maximize?: boolean;
}

export interface SGDState {
  /** The running sum of gradients; there once a step was made with momentum. */
  momentumBuffer?: Tensor;
}

/**
 * SGD: stochastic gradient descent, optionally with (Nesterov) momentum.
 *
 * g ← ∇f + λθ; b ← μb + (1 − τ)g (at first b = g); θ ← θ − γb, with Nesterov θ ← θ − γ(g + μb)
 *
 * Source: Sutskever et al., On the importance of initialization and momentum in deep learning (2013);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html torch.optim.SGD}.
 *
 * @throws {RangeError} for an option outside its range
 */
export class SGD extends defineOptimizer<SGDOptions, SGDState>({
  name: "SGD",
  defaults: {
    lr: 1e-3,
    momentum: 0,
    dampening: 0,
    weightDecay: 0,
    nesterov: false,
    maximize: false,
    foreach: null,
    differentiable: false,
    fused: null,
  },
  byPosition: ["lr", "momentum", "dampening", "weightDecay", "nesterov"],
  added: { nesterov: false, maximize: false, foreach: null, differentiable: false, fused: false },
  counts: false,
  lazy: true,
  // With both of the latter PyTorch rounds in between, to the gradient's dtype.
  promotes: ({ fused, nesterov, foreach }) => fused !== true && !(nesterov && foreach === true),
  tensors: ["lr", "weightDecay"],

  validate(options) {
    const { lr, momentum, dampening, weightDecay, nesterov } = options;
    check(!(lr < 0), "Invalid learning rate", lr);
    check(!(momentum < 0), "Invalid momentum value", momentum);
    check(!(weightDecay < 0), "Invalid weight_decay value", weightDecay);
    if (nesterov && (momentum <= 0 || dampening !== 0)) {
      throw new RangeError("Nesterov momentum requires a momentum and zero dampening");
    }
    checkFlags(options);
  },

  state: ({ momentum }): Record<string, number> => (momentum !== 0 ? { momentumBuffer: 0 } : {}),

  scalars: ({ lr, momentum, dampening, weightDecay }) => ({
    lr,
    momentum,
    dampened: 1 - dampening,
    weightDecay,
  }),

  flags: ({ momentum, weightDecay, nesterov, maximize }, _numbers, isNew) => ({
    maximize,
    nesterov,
    weightDecay: weightDecay !== 0,
    momentum: momentum !== 0,
    first: momentum !== 0 && isNew,
  }),

  update({ param, grad, momentumBuffer }, { lr, momentum, dampened, weightDecay }, flags) {
    if (flags.maximize) grad = neg(grad);
    if (flags.weightDecay) grad = addScaled(grad, param, weightDecay);
    if (flags.momentum) {
      momentumBuffer = flags.first ? grad : addScaled(mul(momentumBuffer, momentum), grad, dampened);
      grad = flags.nesterov ? addScaled(grad, momentumBuffer, momentum) : momentumBuffer;
    }
    return { param: addScaled(param, grad, neg(lr)), ...(flags.momentum && { momentumBuffer }) };
  },

  // PyTorch's momentum buffer is sparse then; a dense one holds the same numbers.
  sparse({ momentum, weightDecay, fused }) {
    if (fused === true) throw new Error("`_fused_sgd` does not support sparse gradients");
    if (weightDecay !== 0) throw new Error("add(sparse, dense) is not supported. Use add(dense, sparse) instead.");
    return momentum === 0 ? "entries" : "dense";
  },
}) {}
