import { scatterAdd } from "../autograd/functions/gathering.ts";
import { where } from "../autograd/functions/where.ts";
import { INTEGER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { full, onesLike, zeros } from "../tensor/factories.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Binomial } from "./binomial.ts";
import { CATEGORICAL, Categorical, type CategoricalOptions } from "./categorical.ts";
import { type Constraint, multinomial } from "./constraints.ts";
import { Distribution, publishDistribution } from "./distribution.ts";
import { type DistributionOptions, floatsOf, VALIDATE } from "./parameters.ts";

/**
 * The multinomial distribution: how often each category comes in a number of trials.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#multinomial
 */
export class Multinomial extends Distribution {
  /** @internal */
  static readonly signature = signature("Multinomial", { totalCount: optional(INTEGER, 1), ...CATEGORICAL }, VALIDATE);

  readonly totalCount: number;
  /** @internal */
  readonly categorical: Categorical;

  /**
   * @param totalCount the number of trials; default 1
   * @param probs the probabilities along the last dimension; they needn't sum up to 1
   * @param logits their logarithms, up to a number that is added to all, in their place
   * @throws RangeError where both or neither are given, they have no dimension, or are out of range
   */
  constructor(totalCount?: number, probs?: Tensor | null, logits?: Tensor | null, options?: DistributionOptions);
  constructor(totalCount: number, options: CategoricalOptions);
  constructor(options: CategoricalOptions & { totalCount?: number });
  constructor(...args: readonly unknown[]) {
    const { totalCount, probs, logits, validateArgs } = Multinomial.signature.read(args);
    const categorical = new Categorical({ probs, logits });
    if (totalCount < 0) throw new RangeError(`totalCount must not be below 0, got ${totalCount}`);
    super(categorical.batchShape, [categorical.count], validateArgs);
    this.totalCount = totalCount;
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

  /** Checked by the distribution of single trials. */
  get parameters(): Readonly<Record<string, readonly [Tensor, Constraint | null]>> {
    return {};
  }

  get support(): Constraint {
    return multinomial(this.totalCount);
  }

  expand(batchShape: Shape): this {
    return this.with(batchShape, { categorical: this.categorical.expand(batchShape) });
  }

  get mean(): Tensor {
    return this.probs.mul(this.totalCount);
  }

  get variance(): Tensor {
    return this.probs.mul(this.totalCount).mul(this.probs.neg().add(1));
  }

  override sample(sampleShape: Shape = []): Tensor {
    const trials = this.categorical.sample([this.totalCount, ...sampleShape]);
    const last = trials.permute([...trials._shape.map((_, i) => i).slice(1), 0]);
    const counts = zeros(this.extended(sampleShape), { dtype: "int64" });
    return scatterAdd(counts, -1, last, onesLike(last)).to(this.probs.dtype);
  }

  logProb(value: Tensor): Tensor {
    this.checkValue(value);
    const counts = floatsOf(value, this.logits);
    const isImpossible = counts.eq(0).logicalAnd(this.logits.eq(Number.NEGATIVE_INFINITY));
    const powers = where(isImpossible, 0, this.logits).mul(counts).sum(-1);
    return counts.sum(-1).add(1).lgamma().sub(counts.add(1).lgamma().sum(-1)).add(powers);
  }

  override entropy(): Tensor {
    const trials = new Binomial(this.totalCount, { probs: this.probs });
    const counts = trials.enumerateSupport(false).narrow(0, 1, this.totalCount);
    const expected = trials.logProb(counts).exp().mul(counts.add(1).lgamma()).sum([0, -1]);
    // In the default type, as in PyTorch, whatever that of the probabilities is.
    const factorial = full([], this.totalCount + 1).lgamma();
    return this.categorical.entropy().mul(this.totalCount).sub(factorial).add(expected);
  }
}

publishDistribution(Multinomial);
