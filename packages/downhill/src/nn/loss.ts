import { BOOLEAN, INTEGER, inWords, NUMBER, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { TENSOR } from "../tensor/kinds.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { binaryCrossEntropy, binaryCrossEntropyWithLogits } from "./functional/binary.ts";
import { type ClassLossOptions, crossEntropy, nllLoss } from "./functional/classification.ts";
import { type LossOptions, type Reduction, reductionOf } from "./functional/reduction.ts";
import { huberLoss, l1Loss, mseLoss, smoothL1Loss } from "./functional/regression.ts";
import { REDUCTION } from "./kinds.ts";
import { Module } from "./module.ts";

/*
 * PyTorch takes the reduction by position behind two older options, which may stand in its place.
 */
export const SIZE_AVERAGE = { sizeAverage: optional(orNull(BOOLEAN), null) };
export const REDUCE = { reduce: optional(orNull(BOOLEAN), null), reduction: optional(REDUCTION, "mean") };
export const WEIGHT = { weight: optional(orNull(TENSOR), null) };
const IGNORE_INDEX = { ignoreIndex: optional(INTEGER, -100) };

const DELTA = inWords(NUMBER, (value) => `delta must be a float or int, got: ${typeof value}`);

/**
 * A module that compares an input with a target.
 *
 * @typeParam Inputs what it compares, where that is more
 * @typeParam More reductions that it knows besides
 */
export abstract class Loss<
  Inputs extends readonly unknown[] = [input: Tensor, target: Tensor],
  More extends string = never,
> extends Module<Inputs> {
  readonly reduction: Reduction | More;

  /** @internal */
  static override readonly signature = signature("Loss", {}, { reduction: optional(REDUCTION, "mean") });

  /**
   * @param options.reduction "none" for the loss of every element, "mean" (the default) or "sum" for one number
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options?: LossOptions);
  constructor(...args: readonly unknown[]) {
    super();
    const options = new.target.signature.read(args);
    this.reduction = reductionOf(options) ?? options.reduction;
  }
}

/** A loss with weights, which are part of its state. */
export abstract class WeightedLoss extends Loss {
  declare readonly weight: Tensor | null;

  /** @internal */
  static override readonly signature = signature("WeightedLoss", {}, { ...WEIGHT, ...SIZE_AVERAGE, ...REDUCE });

  /** @param options.weight a factor for each element, broadcasts; default none */
  constructor(options?: LossOptions & { weight?: Tensor | null });
  constructor(...args: readonly unknown[]) {
    const { weight, ...options } = new.target.signature.read(args);
    super(options);
    this.registerBuffer("weight", weight);
  }
}

/** The squared error (x - t)². Source: https://pytorch.org/docs/stable/generated/torch.nn.MSELoss.html */
export class MSELoss extends Loss {
  /** @internal */
  static override readonly signature = signature("MSELoss", {}, { ...SIZE_AVERAGE, ...REDUCE });

  forward(input: Tensor, target: Tensor): Tensor {
    return mseLoss(input, target, { reduction: this.reduction });
  }
}

/** The absolute error |x - t|. Source: https://pytorch.org/docs/stable/generated/torch.nn.L1Loss.html */
export class L1Loss extends Loss {
  /** @internal */
  static override readonly signature = signature("L1Loss", {}, { ...SIZE_AVERAGE, ...REDUCE });

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

  /** @internal */
  static override readonly signature = signature(
    "SmoothL1Loss",
    {},
    { ...SIZE_AVERAGE, ...REDUCE, beta: optional(NUMBER, 1) },
  );

  /** @param options.beta up to where the error is squared, not negative; default 1 */
  constructor(options?: LossOptions & { beta?: number });
  constructor(...args: readonly unknown[]) {
    const { beta, ...options } = SmoothL1Loss.signature.read(args);
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

  /** @internal */
  static override readonly signature = signature(
    "HuberLoss",
    {},
    { reduction: optional(REDUCTION, "mean"), delta: optional(DELTA, 1) },
  );

  /** @param options.delta from where on the loss is linear, positive; default 1 */
  constructor(options?: LossOptions & { delta?: number });
  constructor(...args: readonly unknown[]) {
    const { delta, ...options } = HuberLoss.signature.read(args);
    super(options);
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

  /** @internal */
  static override readonly signature = signature(
    "CrossEntropyLoss",
    {},
    { ...WEIGHT, ...SIZE_AVERAGE, ...IGNORE_INDEX, ...REDUCE, labelSmoothing: optional(NUMBER, 0) },
  );

  /**
   * @param options.weight a factor for each class; default none
   * @param options.ignoreIndex a target that counts for nothing; default -100
   * @param options.labelSmoothing in [0, 1]: how much of the target is spread evenly over all classes; default 0
   */
  constructor(options?: ClassLossOptions & { labelSmoothing?: number });
  constructor(...args: readonly unknown[]) {
    const { ignoreIndex, labelSmoothing, ...options } = CrossEntropyLoss.signature.read(args);
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

  /** @internal */
  static override readonly signature = signature(
    "NLLLoss",
    {},
    { ...WEIGHT, ...SIZE_AVERAGE, ...IGNORE_INDEX, ...REDUCE },
  );

  /**
   * @param options.weight a factor for each class; default none
   * @param options.ignoreIndex a target that counts for nothing; default -100
   */
  constructor(options?: ClassLossOptions);
  constructor(...args: readonly unknown[]) {
    const { ignoreIndex, ...options } = NLLLoss.signature.read(args);
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
  /** @internal */
  static override readonly signature = signature("BCELoss", {}, { ...WEIGHT, ...SIZE_AVERAGE, ...REDUCE });

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

  /** @internal */
  static override readonly signature = signature(
    "BCEWithLogitsLoss",
    {},
    { ...WEIGHT, ...SIZE_AVERAGE, ...REDUCE, posWeight: optional(orNull(TENSOR), null) },
  );

  /**
   * @param options.weight a factor for each element, broadcasts; default none
   * @param options.posWeight a factor for the positive part of each element, broadcasts; default none
   */
  constructor(options?: LossOptions & { weight?: Tensor | null; posWeight?: Tensor | null });
  constructor(...args: readonly unknown[]) {
    const { posWeight, ...options } = BCEWithLogitsLoss.signature.read(args);
    super(options);
    this.registerBuffer("posWeight", posWeight, { key: "pos_weight" });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(input, target, this);
  }
}
