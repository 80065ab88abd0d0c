import { reprFloat } from "../python/text.ts";
import { BOOLEAN, INTEGER, NUMBER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import * as functional from "./functional/margin.ts";
import type { LossOptions } from "./functional/reduction.ts";
import { Loss, REDUCE, SIZE_AVERAGE, WEIGHT, WeightedLoss } from "./loss.ts";

/*
 * Losses that ask for a distance or a score to be on one side of a margin.
 */

/** The first of two inputs, the second, and for each pair 1 or -1. */
export type Pair = [input1: Tensor, input2: Tensor, target: Tensor];
export type Triplet = [anchor: Tensor, positive: Tensor, negative: Tensor];

/**
 * max(0, -t (x1 - x2) + margin): the first is to be larger where the target is 1, the second where it is -1.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MarginRankingLoss.html
 */
export class MarginRankingLoss extends Loss<Pair> {
  readonly margin: number;

  /** @internal */
  static override readonly signature = signature(
    "MarginRankingLoss",
    {},
    { margin: optional(NUMBER, 0), ...SIZE_AVERAGE, ...REDUCE },
  );

  /** @param options.margin how much larger is asked for; default 0 */
  constructor(options?: LossOptions & { margin?: number });
  constructor(...args: readonly unknown[]) {
    const { margin, ...options } = MarginRankingLoss.signature.read(args);
    super(options);
    this.margin = margin;
  }

  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return functional.marginRankingLoss(input1, input2, target, this);
  }
}

/**
 * x where the target is 1, max(0, margin - x) where it is -1: for distances of what is alike or isn't.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.HingeEmbeddingLoss.html
 */
export class HingeEmbeddingLoss extends Loss {
  readonly margin: number;

  /** @internal */
  static override readonly signature = signature(
    "HingeEmbeddingLoss",
    {},
    { margin: optional(NUMBER, 1), ...SIZE_AVERAGE, ...REDUCE },
  );

  /** @param options.margin how far apart is far enough; default 1 */
  constructor(options?: LossOptions & { margin?: number });
  constructor(...args: readonly unknown[]) {
    const { margin, ...options } = HingeEmbeddingLoss.signature.read(args);
    super(options);
    this.margin = margin;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return functional.hingeEmbeddingLoss(input, target, this);
  }
}

/**
 * log(1 + exp(-t x)), for targets of 1 and -1.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.SoftMarginLoss.html
 */
export class SoftMarginLoss extends Loss {
  /** @internal */
  static override readonly signature = signature("SoftMarginLoss", {}, { ...SIZE_AVERAGE, ...REDUCE });

  forward(input: Tensor, target: Tensor): Tensor {
    return functional.softMarginLoss(input, target, { reduction: this.reduction });
  }
}

/**
 * 1 - cos(x1, x2) where the target is 1, max(0, cos(x1, x2) - margin) where it is -1.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.CosineEmbeddingLoss.html
 */
export class CosineEmbeddingLoss extends Loss<Pair> {
  readonly margin: number;

  /** @internal */
  static override readonly signature = signature(
    "CosineEmbeddingLoss",
    {},
    { margin: optional(NUMBER, 0), ...SIZE_AVERAGE, ...REDUCE },
  );

  /** @param options.margin up to which cosine vectors are far enough apart, in [-1, 1]; default 0 */
  constructor(options?: LossOptions & { margin?: number });
  constructor(...args: readonly unknown[]) {
    const { margin, ...options } = CosineEmbeddingLoss.signature.read(args);
    super(options);
    this.margin = margin;
  }

  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return functional.cosineEmbeddingLoss(input1, input2, target, this);
  }
}

/**
 * By how much the right class's score doesn't exceed the others' by a margin, averaged over all classes.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MultiMarginLoss.html
 */
export class MultiMarginLoss extends WeightedLoss {
  readonly p: number;
  readonly margin: number;

  /** @internal */
  static override readonly signature = signature(
    "MultiMarginLoss",
    {},
    { p: optional(INTEGER, 1), margin: optional(NUMBER, 1), ...WEIGHT, ...SIZE_AVERAGE, ...REDUCE },
  );

  /**
   * @param options.p the power of what is below the margin, 1 or 2; default 1
   * @param options.margin by how much the right class's score is to exceed the others; default 1
   * @param options.weight a factor for each class; default none
   * @throws RangeError for another p, or weights of more than one dimension
   */
  constructor(options?: functional.MultiMarginOptions);
  constructor(...args: readonly unknown[]) {
    const { p, margin, ...options } = MultiMarginLoss.signature.read(args);
    if (p !== 1 && p !== 2) throw new RangeError("only p == 1 and p == 2 supported");
    if (options.weight !== null && options.weight.ndim !== 1) {
      throw new RangeError(
        `MultiMarginLoss: expected weight to be None or 1D tensor, got ${options.weight.ndim}D instead`,
      );
    }
    super(options);
    this.p = p;
    this.margin = margin;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return functional.multiMarginLoss(input, target, this);
  }
}

/**
 * By how much the scores of several right classes don't exceed the others' by 1. Target: of the input's shape, the right
 * classes, then -1.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MultiLabelMarginLoss.html
 */
export class MultiLabelMarginLoss extends Loss {
  /** @internal */
  static override readonly signature = signature("MultiLabelMarginLoss", {}, { ...SIZE_AVERAGE, ...REDUCE });

  forward(input: Tensor, target: Tensor): Tensor {
    return functional.multilabelMarginLoss(input, target, { reduction: this.reduction });
  }
}

/**
 * The mean over the classes of -(t log σ(x) + (1 - t) log σ(-x)): each class by itself is right or not.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MultiLabelSoftMarginLoss.html
 */
export class MultiLabelSoftMarginLoss extends WeightedLoss {
  /** @internal */
  static override readonly signature = signature(
    "MultiLabelSoftMarginLoss",
    {},
    { ...WEIGHT, ...SIZE_AVERAGE, ...REDUCE },
  );

  forward(input: Tensor, target: Tensor): Tensor {
    return functional.multilabelSoftMarginLoss(input, target, this);
  }
}

/**
 * max(0, |anchor - positive| - |anchor - negative| + margin).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.TripletMarginLoss.html
 */
export class TripletMarginLoss extends Loss<Triplet> {
  readonly margin: number;
  readonly p: number;
  readonly eps: number;
  readonly swap: boolean;

  /** @internal */
  static override readonly signature = signature(
    "TripletMarginLoss",
    {},
    {
      margin: optional(NUMBER, 1),
      p: optional(NUMBER, 2),
      eps: optional(NUMBER, 1e-6),
      swap: optional(BOOLEAN, false),
      ...SIZE_AVERAGE,
      ...REDUCE,
    },
  );

  /**
   * @param options.margin how much nearer than the negative the positive is to be, above 0; default 1
   * @param options.p of the norm; default 2
   * @param options.eps added to each difference, so that none is zero; default 1e-6
   * @param options.swap whether the positive stands for the anchor where it is nearer to the negative; default false
   * @throws RangeError for a margin that isn't positive
   */
  constructor(options?: functional.TripletMarginOptions);
  constructor(...args: readonly unknown[]) {
    const { margin, p, eps, swap, ...options } = TripletMarginLoss.signature.read(args);
    checkMargin("TripletMarginLoss", margin);
    super(options);
    this.margin = margin;
    this.p = p;
    this.eps = eps;
    this.swap = swap;
  }

  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return functional.tripletMarginLoss(anchor, positive, negative, this);
  }
}

function checkMargin(name: string, margin: number): void {
  if (margin > 0) return;
  throw new RangeError(`${name}: expected margin to be greater than 0, got ${reprFloat(margin)} instead`);
}
