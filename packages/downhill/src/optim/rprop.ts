import { addcmul, clamp, eq, gt, lt, mul, neg, sign, where } from "../ir/expression.ts";
import { repr } from "../python/repr.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOptimizer } from "./defineOptimizer.ts";
import { check, checkCapturable, checkFlags, type ImplementationFlags } from "./options.ts";
import { roundScalar } from "./scalarState.ts";

export interface RpropOptions extends Omit<ImplementationFlags, "fused"> {
  /** The first step size, at least 0. Default: 1e-2. */
  lr?: number | Tensor;
  /** Factors by which a step shrinks, in (0, 1), and grows, above 1. Default: [0.5, 1.2]. */
  etas?: readonly [number, number];
  /** The smallest and the largest step size. Default: [1e-6, 50]. */
  stepSizes?: readonly [number, number];
  /** Climb instead of descend. Default: false. */
  maximize?: boolean;
}

export interface RpropState {
  /** Steps made so far. */
  step: number;
  /** The gradient of the step before; 0 where its sign changed. */
  prev: Tensor;
  /** Each element's step size. */
  stepSize: Tensor;
}

/**
 * Rprop: only the gradient's sign counts; each element's step grows while it stays and shrinks when it changes.
 * For full batches.
 *
 * Where g keeps its sign s ← η₊s, where it changes s ← η₋s and g ← 0; s within its bounds; θ ← θ − s · sign(g)
 *
 * Source: Riedmiller and Braun, A direct adaptive method for faster backpropagation learning (1993);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.Rprop.html torch.optim.Rprop}.
 *
 * @throws {RangeError} for an option outside its range
 */
export class Rprop extends defineOptimizer<RpropOptions, RpropState>({
  name: "Rprop",
  defaults: {
    lr: 1e-2,
    etas: [0.5, 1.2],
    stepSizes: [1e-6, 50],
    foreach: null,
    maximize: false,
    differentiable: false,
    capturable: false,
  },
  byPosition: ["lr", "etas", "stepSizes"],
  added: { foreach: null, maximize: false, differentiable: false, capturable: false },
  tensors: ["lr"],
  // Of a float32 parameter the factors are rounded to one dtype or the other.
  promotes: (_group, dtype) => dtype === "float64",

  validate(options) {
    const { lr, etas } = options;
    check(lr >= 0, "Invalid learning rate", lr);
    if (!(0 < etas[0] && etas[0] < 1 && 1 < etas[1])) {
      throw new RangeError(`Invalid eta values: ${repr(etas[0])}, ${repr(etas[1])}`);
    }
    checkFlags(options);
  },
  checkStep: (group) => checkCapturable(group),

  state: ({ lr }) => ({ prev: 0, stepSize: lr }),

  scalars: ({ etas, stepSizes: [smallest, largest] }, _numbers, _types, dtype) => {
    const [etaMinus, etaPlus] = etas.map((eta) => roundScalar(eta, dtype));
    // PyTorch fills in one factor after the other, so that one of 0, or a negative one for growth, is replaced again.
    const fall = etaMinus === 0 ? 1 : etaMinus;
    const rise = etaPlus < 0 ? fall : etaPlus === 0 ? 1 : etaPlus;
    return { etaMinus, fall, rise, smallest, largest };
  },

  flags: ({ maximize }) => ({ maximize }),

  update({ param, grad, prev, stepSize }, { etaMinus, fall, rise, smallest, largest }, flags) {
    if (flags.maximize) grad = neg(grad);
    const agreement = mul(grad, prev);
    const factor = where(gt(agreement, 0), rise, where(lt(agreement, 0), fall, 1));
    stepSize = clamp(mul(stepSize, factor), smallest, largest);
    grad = where(eq(factor, etaMinus), 0, grad);
    return { param: addcmul(param, sign(grad), stepSize, -1), prev: grad, stepSize };
  },
}) {}
