import { minimum } from "../autograd/functions/clamp.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { arange } from "../tensor/factories.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { BernoulliOptions } from "./bernoulli.ts";
import { type Constraint, integerInterval, nonnegativeInteger, real, unitInterval } from "./constraints.ts";
import { Distribution, publishDistribution } from "./distribution.ts";
import {
  broadcastAll,
  type DistributionOptions,
  eitherOf,
  floatsOf,
  oddsOf,
  PARAMETER,
  PARAMETER_OR_NULL,
  type Parameter,
  VALIDATE,
} from "./parameters.ts";
import { binomial } from "./sampling/draws.ts";

/**
 * The binomial distribution: how many of a number of trials succeed.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#binomial
 */
export class Binomial extends Distribution {
  /** @internal */
  static readonly signature = signature(
    "Binomial",
    {
      totalCount: optional(PARAMETER, 1),
      probs: optional(PARAMETER_OR_NULL, null),
      logits: optional(PARAMETER_OR_NULL, null),
    },
    VALIDATE,
  );

  readonly totalCount: Tensor;
  /** @internal What was given. */
  readonly given: "probs" | "logits";
  /** @internal The other of the two, once it was asked for. */
  other: Tensor | null = null;
  /** @internal */
  readonly param: Tensor;

  /**
   * @param totalCount the number of trials, whole and not below 0; default 1
   * @param probs the probabilities of a success, from 0 to 1
   * @param logits the logarithms of its odds, in their place
   * @throws RangeError where both or neither are given, or parameters are out of range
   */
  constructor(
    totalCount?: Parameter,
    probs?: Parameter | null,
    logits?: Parameter | null,
    options?: DistributionOptions,
  );
  constructor(totalCount: Parameter, options: BernoulliOptions);
  constructor(options: BernoulliOptions & { totalCount?: Parameter });
  constructor(...args: readonly unknown[]) {
    const { totalCount, probs, logits, validateArgs } = Binomial.signature.read(args);
    if ((probs === null) === (logits === null)) throw eitherOf();
    const [count, param] = broadcastAll(totalCount, (probs ?? logits)!);
    super(param._shape, [], validateArgs);
    this.totalCount = count.to(param.dtype);
    this.given = probs === null ? "logits" : "probs";
    this.param = param;
    this.checkParameters();
  }

  /** The probabilities of a success. */
  get probs(): Tensor {
    if (this.given === "probs") return this.param;
    this.other ??= this.param.sigmoid();
    return this.other;
  }

  /** The logarithms of the odds of a success. */
  get logits(): Tensor {
    if (this.given === "logits") return this.param;
    this.other ??= oddsOf(this.param);
    return this.other;
  }

  get parameters(): Readonly<Record<string, readonly [Tensor, Constraint | null]>> {
    return {
      total_count: [this.totalCount, nonnegativeInteger],
      [this.given]: [this.param, this.given === "probs" ? unitInterval : real],
    };
  }

  get support(): Constraint {
    return integerInterval(0, this.totalCount);
  }

  override get hasEnumerateSupport(): boolean {
    return true;
  }

  expand(batchShape: Shape): this {
    return this.with(batchShape, {
      totalCount: this.totalCount.expand(batchShape),
      param: this.param.expand(batchShape),
      other: null,
    });
  }

  get mean(): Tensor {
    return this.totalCount.mul(this.probs);
  }

  override get mode(): Tensor {
    return minimum(this.totalCount.add(1).mul(this.probs).floor(), this.totalCount);
  }

  get variance(): Tensor {
    return this.totalCount.mul(this.probs).mul(this.probs.neg().add(1));
  }

  override sample(sampleShape: Shape = []): Tensor {
    const shape = this.extended(sampleShape);
    return binomial(this.totalCount.expand(shape), this.probs.expand(shape));
  }

  logProb(value: Tensor): Tensor {
    this.checkValue(value);
    const { totalCount: count, logits } = this;
    const successes = floatsOf(value, logits);
    // max(logits, 0), whose slope at 0 is a half.
    const positive = logits.clamp(0, null).add(logits).sub(logits.clamp(null, 0)).div(2);
    const normalized = count.mul(positive).add(count.mul(logits.abs().neg().exp().log1p())).sub(count.add(1).lgamma());
    return successes
      .mul(logits)
      .sub(successes.add(1).lgamma())
      .sub(count.sub(successes).add(1).lgamma())
      .sub(normalized);
  }

  override entropy(): Tensor {
    this.sameCount("entropy");
    const logProb = this.logProb(this.enumerateSupport(false));
    return logProb.exp().mul(logProb).sum(0).neg();
  }

  override enumerateSupport(expand = true): Tensor {
    const count = this.sameCount("enumerate_support");
    const values = arange(1 + count, { dtype: this.param.dtype }).view([-1, ...this.batchShape.map(() => 1)]);
    return expand ? values.expand([-1, ...this.batchShape]) : values;
  }

  /** @internal The number of trials, where it is one. */
  sameCount(what: string): number {
    const most = this.totalCount.max().item();
    if (this.totalCount.min().item() === most) return most;
    throw new Error(`Inhomogeneous total count not supported by \`${what}\`.`);
  }
}

publishDistribution(Binomial);
