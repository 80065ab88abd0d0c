import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { BOOLEAN, INTEGER, NUMBER, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { SHAPE, TENSOR } from "../tensor/kinds.ts";
import { type Shape, sameShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { CHUNKS, linearCrossEntropy, tupleText } from "./functional/linearCrossEntropy.ts";
import type { LossOptions } from "./functional/reduction.ts";
import { REDUCTION } from "./kinds.ts";
import { Linear } from "./linear.ts";
import { Loss } from "./loss.ts";

/** Options of a {@link LinearCrossEntropyLoss}. */
export interface LinearCrossEntropyLossOptions extends FactoryOptions, LossOptions {
  /** Further dimensions of the target, behind the batch. Default none. */
  outFeatures?: Shape;
  /** Whether the linear layer adds a bias. Default false. */
  bias?: boolean;
  /** A factor for each class. Default none. */
  weight?: Tensor | null;
  /** A target that counts for nothing. Default null: -100. */
  ignoreIndex?: number | null;
  /** In [0, 1]: how much of the target is spread evenly over all classes. Default 0. */
  labelSmoothing?: number;
  /** PyTorch's way to work in chunks, which there is no need for. */
  options?: null;
}

/**
 * A linear layer to the scores of classes, and the cross entropy of these.
 *
 * Input [batch, inFeatures] or [inFeatures]; target as of {@link CrossEntropyLoss}.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LinearCrossEntropyLoss.html
 */
export class LinearCrossEntropyLoss extends Loss {
  readonly numClasses: number;
  readonly outFeatures: Shape;
  readonly ignoreIndex: number | null;
  readonly labelSmoothing: number;
  declare readonly weight: Tensor | null;
  /** From inFeatures to numClasses times the further dimensions. */
  readonly linear: Linear;

  /** @internal */
  static override readonly signature = signature(
    "LinearCrossEntropyLoss",
    { inFeatures: INTEGER, numClasses: INTEGER },
    {},
    {
      outFeatures: optional(SHAPE, []),
      bias: optional(BOOLEAN, false),
      ...FACTORY,
      reduction: optional(REDUCTION, "mean"),
      weight: optional(orNull(TENSOR), null),
      ignoreIndex: optional(orNull(INTEGER), null),
      labelSmoothing: optional(NUMBER, 0),
      options: optional(CHUNKS, null),
    },
  );

  /**
   * @param inFeatures numbers in each row of the input
   * @param numClasses how many classes there are
   * @throws RangeError for weights that aren't one for each class, or smoothing out of range
   */
  constructor(inFeatures: number, numClasses: number, options?: LinearCrossEntropyLossOptions);
  constructor(options: LinearCrossEntropyLossOptions & { inFeatures: number; numClasses: number });
  constructor(...args: readonly unknown[]) {
    const given = LinearCrossEntropyLoss.signature.read(args);
    const { inFeatures, numClasses, outFeatures, bias, dtype, weight, labelSmoothing } = given;
    if (weight !== null && !sameShape(weight._shape, [numClasses])) {
      throw new RangeError(`expected weight shape to be (${numClasses},), got ${tupleText(weight._shape)}`);
    }
    if (labelSmoothing < 0 || labelSmoothing > 1) {
      throw new RangeError(`expected label_smoothing to be in range [0, 1], got ${labelSmoothing}`);
    }
    super(given);
    this.registerBuffer("weight", weight);
    this.numClasses = numClasses;
    this.outFeatures = outFeatures;
    this.ignoreIndex = given.ignoreIndex;
    this.labelSmoothing = labelSmoothing;
    const outputs = outFeatures.reduce((product, size) => product * size, numClasses);
    this.linear = new Linear(inFeatures, outputs, { bias, dtype });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    const { linear, reduction, weight, ignoreIndex, labelSmoothing } = this;
    const outputs = [this.numClasses, ...this.outFeatures];
    const linearWeight = linear.weight.reshape([...outputs, linear.inFeatures]);
    const linearBias = linear.bias?.reshape(outputs) ?? null;
    const options = { linearBias, weight, reduction, ignoreIndex, labelSmoothing };
    return linearCrossEntropy(input, linearWeight, target, options);
  }

  override extraRepr(): string {
    const { linear, ignoreIndex } = this;
    return (
      `in_features=${linear.inFeatures}, num_classes=${this.numClasses}, ` +
      `out_features=${repr(Tuple.from(this.outFeatures))}, bias=${repr(linear.bias !== null)}, ` +
      `reduction=${this.reduction}, ignore_index=${ignoreIndex === null ? "None" : ignoreIndex}, ` +
      `label_smoothing=${repr(this.labelSmoothing)}, options=None`
    );
  }
}
