import { signature } from "../signatures/signature.ts";
import { eye } from "../tensor/factories.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { CATEGORICAL, Categorical, type CategoricalOptions } from "./categorical.ts";
import { type Constraint, oneHot } from "./constraints.ts";
import { Distribution, publishDistribution } from "./distribution.ts";
import { oneHotLike } from "./oneHot.ts";
import { type DistributionOptions, VALIDATE } from "./parameters.ts";

/**
 * The distribution over categories as vectors with a one among zeros.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#onehotcategorical
 */
export class OneHotCategorical extends Distribution {
  /** @internal */
  static readonly signature = signature("OneHotCategorical", CATEGORICAL, VALIDATE);

  /** @internal */
  readonly categorical: Categorical;

  /**
   * @param probs the probabilities along the last dimension; they needn't sum up to 1
   * @param logits their logarithms, up to a number that is added to all, in their place
   * @throws RangeError where both or neither are given, they have no dimension, or are out of range
   */
  constructor(probs?: Tensor | null, logits?: Tensor | null, options?: DistributionOptions);
  constructor(options: CategoricalOptions);
  constructor(...args: readonly unknown[]) {
    const { probs, logits, validateArgs } = OneHotCategorical.signature.read(args);
    const categorical = new Categorical({ probs, logits });
    super(categorical.batchShape, [categorical.count], validateArgs);
    this.categorical = categorical;
  }

  /** The probabilities, which sum up to 1. */
  get probs(): Tensor {
    return this.categorical.probs;
  }

  /** The logarithms of the probabilities. */
  get logits(): Tensor {
    return this.categorical.logits;
  }

  /** Checked by the distribution of the categories' numbers. */
  get parameters(): Readonly<Record<string, readonly [Tensor, Constraint | null]>> {
    return {};
  }

  get support(): Constraint {
    return oneHot;
  }

  override get hasEnumerateSupport(): boolean {
    return true;
  }

  expand(batchShape: Shape): this {
    return this.with(batchShape, { categorical: this.categorical.expand(batchShape) });
  }

  get mean(): Tensor {
    return this.probs;
  }

  override get mode(): Tensor {
    return oneHotLike(this.probs.argmax(-1), this.probs);
  }

  get variance(): Tensor {
    return this.probs.mul(this.probs.neg().add(1));
  }

  override sample(sampleShape: Shape = []): Tensor {
    return oneHotLike(this.categorical.sample(sampleShape), this.probs.detach());
  }

  logProb(value: Tensor): Tensor {
    this.checkValue(value);
    return this.categorical.logProb(value.argmax(-1));
  }

  override entropy(): Tensor {
    return this.categorical.entropy();
  }

  override enumerateSupport(expand = true): Tensor {
    const [count] = this.eventShape;
    const values = eye(count, count, { dtype: this.probs.dtype }).view([count, ...this.batchShape.map(() => 1), count]);
    return expand ? values.expand([count, ...this.batchShape, count]) : values;
  }
}

publishDistribution(OneHotCategorical);
