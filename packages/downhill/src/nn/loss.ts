import type { Tensor } from "../tensor/tensor.ts";
import { binaryCrossEntropy, binaryCrossEntropyWithLogits } from "./functional/binary.ts";
import { type ClassLossOptions, crossEntropy, nllLoss } from "./functional/classification.ts";
import type { LossOptions, Reduction } from "./functional/reduction.ts";
import { huberLoss, l1Loss, mseLoss, smoothL1Loss } from "./functional/regression.ts";
import { Module } from "./module.ts";

/** A module that compares an input with a target. */
export abstract class Loss extends Module<[input: Tensor, target: Tensor]> {
  readonly reduction: Reduction;

  /** @param options.reduction "none" for the loss of every element, "mean" (the default) or "sum" for one number */
  constructor({ reduction = "mean" }: LossOptions = {}) {
    super();
    this.reduction = reduction;
  }
}

/** A loss with weights, which are part of its state. */
export abstract class WeightedLoss extends Loss {
  declare readonly weight: Tensor | null;

  constructor({ weight = null, ...options }: LossOptions & { weight?: Tensor | null } = {}) {
    super(options);
    this.registerBuffer("weight", weight);
  }
}

/** The squared error (x - t)². Source: https://pytorch.org/docs/stable/generated/torch.nn.MSELoss.html */
export class MSELoss extends Loss {
  forward(input: Tensor, target: Tensor): Tensor {
    return mseLoss(input, target, { reduction: this.reduction });
  }
}

/** The absolute error |x - t|. Source: https://pytorch.org/docs/stable/generated/torch.nn.L1Loss.html */
export class L1Loss extends Loss {
  forward(input: Tensor, target: Tensor): Tensor {
    return l1Loss(input, target, { reduction: this.reduction });
  }
}

/**
 * The absolute error, squared where it is below beta: (x - t)² / (2 beta), else |x - t| - beta / 2.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html
 */
export class SmoothL1Loss extends Loss {
  readonly beta: number;

  /** @param options.beta not negative; default 1 */
  constructor({ beta = 1, ...options }: LossOptions & { beta?: number } = {}) {
    super(options);
    this.beta = beta;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(input, target, { reduction: this.reduction, beta: this.beta });
  }
}

/**
 * Half the squared error up to delta, from there on linear: delta (|x - t| - delta / 2).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html
 */
export class HuberLoss extends Loss {
  readonly delta: number;

  /**
   * @param options.delta positive; default 1
   * @throws TypeError when delta is no number
   */
  constructor({ delta = 1, ...options }: LossOptions & { delta?: number } = {}) {
    super(options);
    if (typeof delta !== "number") throw new TypeError(`delta must be a float or int, got: ${typeof delta}`);
    this.delta = delta;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return huberLoss(input, target, { reduction: this.reduction, delta: this.delta });
  }
}

/**
 * The cross entropy of softmax(input) with the right class (int64), or with probabilities of all classes.
 *
 * Input [batch, classes, ...rest] or [classes]; target [batch, ...rest] or [], or probabilities of the input's shape.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
 */
export class CrossEntropyLoss extends WeightedLoss {
  readonly ignoreIndex: number;
  readonly labelSmoothing: number;

  /**
   * @param options.weight a factor for each class; default none
   * @param options.ignoreIndex a target that counts for nothing; default -100
   * @param options.labelSmoothing in [0, 1]: how much of the target is spread evenly over all classes; default 0
   */
  constructor({
    ignoreIndex = -100,
    labelSmoothing = 0,
    ...options
  }: ClassLossOptions & { labelSmoothing?: number } = {}) {
    super(options);
    this.ignoreIndex = ignoreIndex;
    this.labelSmoothing = labelSmoothing;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return crossEntropy(input, target, this);
  }
}

/**
 * The negative of the log-probability of the right class: {@link CrossEntropyLoss} for input that is log-probabilities.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
 */
export class NLLLoss extends WeightedLoss {
  readonly ignoreIndex: number;

  /**
   * @param options.weight a factor for each class; default none
   * @param options.ignoreIndex a target that counts for nothing; default -100
   */
  constructor({ ignoreIndex = -100, ...options }: ClassLossOptions = {}) {
    super(options);
    this.ignoreIndex = ignoreIndex;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return nllLoss(input, target, this);
  }
}

/**
 * The cross entropy of a probability with a target in [0, 1].
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.BCELoss.html
 */
export class BCELoss extends WeightedLoss {
  forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropy(input, target, this);
  }
}

/**
 * {@link BCELoss} of sigmoid(input), exact also where the sigmoid would round to 0 or 1.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
 */
export class BCEWithLogitsLoss extends WeightedLoss {
  declare readonly posWeight: Tensor | null;

  /**
   * @param options.weight a factor for each element, broadcasts; default none
   * @param options.posWeight a factor for the positive part of each element, broadcasts; default none
   */
  constructor({
    posWeight = null,
    ...options
  }: LossOptions & { weight?: Tensor | null; posWeight?: Tensor | null } = {}) {
    super(options);
    this.registerBuffer("posWeight", posWeight, { key: "pos_weight" });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(input, target, this);
  }
}
