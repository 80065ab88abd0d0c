import { bernoulli } from "../autograd/functions/random.ts";
import { where } from "../autograd/functions/where.ts";
import { noGrad } from "../autograd/gradMode.ts";
import { binaryCrossEntropyWithLogits } from "../nn/functional/binary.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { arange } from "../tensor/factories.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { boolean, type Constraint, real, unitInterval } from "./constraints.ts";
import { Distribution, publishDistribution } from "./distribution.ts";
import {
  broadcastAll,
  type DistributionOptions,
  eitherOf,
  oddsOf,
  PARAMETER_OR_NULL,
  type Parameter,
  VALIDATE,
} from "./parameters.ts";

/** Options of distributions with probabilities: either these or `logits`. */
export interface BernoulliOptions extends DistributionOptions {
  /** The probabilities of a success. */
  probs?: Parameter | null;
  /** The logarithms of its odds. */
  logits?: Parameter | null;
}

/**
 * The Bernoulli distribution: 1 with some probability, else 0.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#bernoulli
 */
export class Bernoulli extends Distribution {
  /** @internal */
  static readonly signature = signature(
    "Bernoulli",
    { probs: optional(PARAMETER_OR_NULL, null), logits: optional(PARAMETER_OR_NULL, null) },
    VALIDATE,
  );

  /** @internal What was given. */
  readonly given: "probs" | "logits";
  /** @internal The other of the two, once it was asked for. */
  other: Tensor | null = null;
  /** @internal */
  readonly param: Tensor;

  /**
   * @param probs the probabilities of 1, from 0 to 1
   * @param logits the logarithms of its odds, in their place
   * @throws RangeError where both or neither are given, or they are out of range
   */
  constructor(probs?: Parameter | null, logits?: Parameter | null, options?: DistributionOptions);
  constructor(options: BernoulliOptions);
  constructor(...args: readonly unknown[]) {
    const { probs, logits, validateArgs } = Bernoulli.signature.read(args);
    if ((probs === null) === (logits === null)) throw eitherOf();
    const [param] = broadcastAll((probs ?? logits)!);
    super(param._shape, [], validateArgs);
    this.given = probs === null ? "logits" : "probs";
    this.param = param;
    this.checkParameters();
  }

  /** The probabilities of 1. */
  get probs(): Tensor {
    if (this.given === "probs") return this.param;
    this.other ??= this.param.sigmoid();
    return this.other;
  }

  /** The logarithms of the odds of 1. */
  get logits(): Tensor {
    if (this.given === "logits") return this.param;
    this.other ??= oddsOf(this.param);
    return this.other;
  }

  get parameters(): Readonly<Record<string, readonly [Tensor, Constraint | null]>> {
    return { [this.given]: [this.param, this.given === "probs" ? unitInterval : real] };
  }

  get support(): Constraint {
    return boolean;
  }

  override get hasEnumerateSupport(): boolean {
    return true;
  }

  expand(batchShape: Shape): this {
    return this.with(batchShape, { param: this.param.expand(batchShape), other: null });
  }

  get mean(): Tensor {
    return this.probs;
  }

  /** NaN where both are as good. */
  override get mode(): Tensor {
    return where(this.probs.eq(0.5), Number.NaN, this.probs.ge(0.5).to(this.probs.dtype));
  }

  get variance(): Tensor {
    return this.probs.mul(this.probs.neg().add(1));
  }

  override sample(sampleShape: Shape = []): Tensor {
    return noGrad(() => bernoulli(this.probs.expand(this.extended(sampleShape))));
  }

  logProb(value: Tensor): Tensor {
    this.checkValue(value);
    const [logits, values] = broadcastAll(this.logits, value);
    return binaryCrossEntropyWithLogits(logits, values.to(logits.dtype), { reduction: "none" }).neg();
  }

  override entropy(): Tensor {
    return binaryCrossEntropyWithLogits(this.logits, this.probs, { reduction: "none" });
  }

  override enumerateSupport(expand = true): Tensor {
    const values = arange(2, { dtype: this.param.dtype }).view([-1, ...this.batchShape.map(() => 1)]);
    return expand ? values.expand([-1, ...this.batchShape]) : values;
  }
}

publishDistribution(Bernoulli);
