import { cat } from "../autograd/functions/joining.ts";
import { namedTuple } from "../python/namedTuple.ts";
import { BOOLEAN, INTEGER, NUMBER, NUMBERS } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { TENSOR } from "../tensor/kinds.ts";
import { formatShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { ModuleList, Sequential } from "./container.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { checkValues } from "./functional/values.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";

/** What {@link AdaptiveLogSoftmaxWithLoss} gives: each sample's log-probability, and the mean of their negatives. */
export class AdaptiveSoftmaxOutput extends namedTuple<Tensor, readonly ["output", "loss"]>("_ASMoutput", [
  "output",
  "loss",
]) {}

/** Options of an {@link AdaptiveLogSoftmaxWithLoss}. */
export interface AdaptiveLogSoftmaxOptions extends FactoryOptions {
  /** By how much the features of each cluster are fewer than those of the one before. Default 4. */
  divValue?: number;
  /** Whether the head adds a bias. Default false. */
  headBias?: boolean;
}

/**
 * A softmax over many classes, ordered by how frequent they are: the head scores the most frequent ones and clusters of the
 * others, a small layer for each cluster those in it.
 *
 * Input [batch, inFeatures] or [inFeatures], target int64 [batch] or []. Each cluster computes the whole batch. From Grave et
 * al., Efficient softmax approximation for GPUs (2017).
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveLogSoftmaxWithLoss.html
 */
export class AdaptiveLogSoftmaxWithLoss extends Module<[input: Tensor, target: Tensor], AdaptiveSoftmaxOutput> {
  readonly inFeatures: number;
  readonly nClasses: number;
  /** Where each cluster ends; the last one at `nClasses`. */
  readonly cutoffs: readonly number[];
  readonly divValue: number;
  readonly headBias: boolean;
  readonly head: Linear;
  readonly tail: ModuleList<Sequential>;

  /** @internal */
  static override readonly signature = signature(
    "AdaptiveLogSoftmaxWithLoss",
    { inFeatures: INTEGER, nClasses: INTEGER, cutoffs: NUMBERS },
    { divValue: optional(NUMBER, 4), headBias: optional(BOOLEAN, false), ...FACTORY },
  );

  /**
   * @param inFeatures numbers in each row of the input
   * @param nClasses how many classes there are
   * @param cutoffs the first class of each cluster, rising, in [1, nClasses - 1]
   * @throws RangeError for cutoffs that aren't so
   */
  constructor(inFeatures: number, nClasses: number, cutoffs: readonly number[], options?: AdaptiveLogSoftmaxOptions);
  constructor(
    inFeatures: number,
    nClasses: number,
    options: AdaptiveLogSoftmaxOptions & { cutoffs: readonly number[] },
  );
  constructor(
    options: AdaptiveLogSoftmaxOptions & { inFeatures: number; nClasses: number; cutoffs: readonly number[] },
  );
  constructor(...args: readonly unknown[]) {
    super();
    const given = AdaptiveLogSoftmaxWithLoss.signature.read(args);
    const { inFeatures, nClasses, cutoffs, divValue, headBias, dtype } = given;
    checkCutoffs(cutoffs, nClasses);
    this.inFeatures = inFeatures;
    this.nClasses = nClasses;
    this.cutoffs = [...cutoffs, nClasses];
    this.divValue = divValue;
    this.headBias = headBias;
    this.head = new Linear(inFeatures, cutoffs[0] + cutoffs.length, { bias: headBias, dtype });
    this.tail = new ModuleList();
    cutoffs.forEach((start, i) => {
      const features = Math.floor(inFeatures / divValue ** (i + 1));
      this.tail.append(
        new Sequential(
          new Linear(inFeatures, features, { bias: false, dtype }),
          new Linear(features, this.cutoffs[i + 1] - start, { bias: false, dtype }),
        ),
      );
    });
  }

  /** Draws all weights anew. */
  resetParameters(): void {
    this.head.resetParameters();
    for (const cluster of this.tail) for (const layer of cluster) (layer as Linear).resetParameters();
  }

  forward(input: Tensor, target: Tensor): AdaptiveSoftmaxOutput {
    checkPair(input, target);
    checkTarget(target, this.nClasses);
    const isBatched = target.ndim === 1;
    const rows = isBatched ? input : input.unsqueeze(0);
    const classes = isBatched ? target : target.unsqueeze(0);
    const head = this.head.forward(rows).logSoftmax(1);
    const [shortlist] = this.cutoffs;
    let output = head.gather(1, classes.clamp(0, shortlist - 1).unsqueeze(1)).squeeze(1);
    // Each cluster sees the whole batch, and counts where the target is in it: what is computed depends on no number.
    [...this.tail].forEach((cluster, i) => {
      const [start, end] = [this.cutoffs[i], this.cutoffs[i + 1]];
      const place = classes.sub(start).clamp(0, end - start - 1);
      const within = cluster.forward(rows).logSoftmax(1).gather(1, place.unsqueeze(1)).squeeze(1);
      const isHere = classes.ge(start).logicalAnd(classes.lt(end));
      output = within.add(head.select(1, shortlist + i)).where(isHere, output);
    });
    const loss = output.neg().mean();
    return new AdaptiveSoftmaxOutput(isBatched ? output : output.squeeze(0), loss);
  }

  /**
   * The log-probabilities of all classes: [batch, nClasses].
   * @param input [batch, inFeatures]
   */
  logProb(input: Tensor): Tensor {
    const head = this.head.forward(input).logSoftmax(1);
    const [shortlist] = this.cutoffs;
    const clusters = [...this.tail].map((cluster, i) =>
      cluster
        .forward(input)
        .logSoftmax(1)
        .add(head.select(1, shortlist + i).unsqueeze(1)),
    );
    return cat([head.narrow(1, 0, shortlist), ...clusters], 1);
  }

  /**
   * The likeliest class of each sample: [batch], int64.
   * @param input [batch, inFeatures]
   */
  predict(input: Tensor): Tensor {
    const best = this.head.forward(input).argmax(1);
    return best.where(best.lt(this.cutoffs[0]), this.logProb(input).argmax(1));
  }
}

publishMethods(AdaptiveLogSoftmaxWithLoss.prototype, {
  resetParameters: signature("resetParameters", {}),
  logProb: signature("logProb", { input: TENSOR }),
  predict: signature("predict", { input: TENSOR }),
});

function checkCutoffs(cutoffs: readonly number[], classes: number): void {
  if (cutoffs.length === 0) throw new RangeError("cutoffs should be a sequence of length larger than 0");
  const isGood = cutoffs.every((cutoff, i) => {
    return Number.isInteger(cutoff) && cutoff > (i > 0 ? cutoffs[i - 1] : 0) && cutoff < classes;
  });
  if (isGood) return;
  throw new RangeError(
    "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value is between " +
      "1 and n_classes-1",
  );
}

function checkPair(input: Tensor, target: Tensor): void {
  if (target.ndim > 1) throw new RangeError("0D or 1D target tensor expected, multi-target not supported");
  if (target.ndim === 1 && input._shape[0] !== target._shape[0]) {
    throw new RangeError("Input and target should have the same size in the batch dimension.");
  }
  if (input.ndim !== target.ndim + 1) {
    throw new RangeError(
      `${target.ndim}D target tensor expects ${target.ndim + 1}D input tensors, but found inputs with size ` +
        `torch.Size(${formatShape(input._shape)})`,
    );
  }
}

function checkTarget(target: Tensor, classes: number): void {
  checkValues(
    target,
    (value) => value >= 0 && value < classes,
    () => {
      const values = Array.from(target.toTypedArray(), Number);
      const range = `[${Math.min(...values)}, ${Math.max(...values)}]`;
      return `Target values should be in [0, ${classes - 1}], but values in range ${range} were found. `;
    },
  );
}
