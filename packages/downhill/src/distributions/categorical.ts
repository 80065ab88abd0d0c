import { gather } from "../autograd/functions/gathering.ts";
import { narrow } from "../autograd/functions/slicing.ts";
import { logsumexp, softmax } from "../autograd/functions/softmax.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { arange, full } from "../tensor/factories.ts";
import { multinomial } from "../tensor/random/multinomial.ts";
import { broadcastShapes, elementCount, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, integerInterval, realVector, simplex } from "./constraints.ts";
import { Distribution, publishDistribution } from "./distribution.ts";
import { type DistributionOptions, eitherOf, logsOf, lowest, TENSOR_OR_NULL, VALIDATE } from "./parameters.ts";

/** Options of distributions over categories: either these probabilities or `logits`. */
export interface CategoricalOptions extends DistributionOptions {
  /** The probabilities along the last dimension, which are divided by their sum. */
  probs?: Tensor | null;
  /** Their logarithms, up to a number that is added to all. */
  logits?: Tensor | null;
}

export const CATEGORICAL = {
  probs: optional(TENSOR_OR_NULL, null),
  logits: optional(TENSOR_OR_NULL, null),
};

/**
 * The distribution over the numbers of categories, from 0 on.
 *
 * One number for each of the batch is drawn as `multinomial` draws it: PyTorch's, but for Intel's processors.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#categorical
 */
export class Categorical extends Distribution {
  /** @internal */
  static readonly signature = signature("Categorical", CATEGORICAL, VALIDATE);

  /** @internal What was given. */
  readonly given: "probs" | "logits";
  /** @internal The other of the two, once it was asked for. */
  other: Tensor | null = null;
  /** @internal Normalized. */
  readonly param: Tensor;

  /**
   * @param probs the probabilities along the last dimension; they needn't sum up to 1
   * @param logits their logarithms, up to a number that is added to all, in their place
   * @throws RangeError where both or neither are given, they have no dimension, or are out of range
   */
  constructor(probs?: Tensor | null, logits?: Tensor | null, options?: DistributionOptions);
  constructor(options: CategoricalOptions);
  constructor(...args: readonly unknown[]) {
    const { probs, logits, validateArgs } = Categorical.signature.read(args);
    if ((probs === null) === (logits === null)) throw eitherOf();
    const raw = (probs ?? logits)!;
    const given = probs === null ? "logits" : "probs";
    if (raw._shape.length < 1) throw new RangeError(`\`${given}\` parameter must be at least one-dimensional.`);
    const param =
      given === "probs" ? raw.div(raw.sum(-1, { keepdim: true })) : raw.sub(logsumexp(raw, -1, { keepdim: true }));
    super(param._shape.slice(0, -1), [], validateArgs);
    this.given = given;
    this.param = param;
    this.checkParameters();
  }

  /** The probabilities, which sum up to 1. */
  get probs(): Tensor {
    if (this.given === "probs") return this.param;
    this.other ??= softmax(this.param, -1);
    return this.other;
  }

  /** The logarithms of the probabilities. */
  get logits(): Tensor {
    if (this.given === "logits") return this.param;
    this.other ??= logsOf(this.param);
    return this.other;
  }

  /** @internal How many categories there are. */
  get count(): number {
    return this.param._shape.at(-1)!;
  }

  get parameters(): Readonly<Record<string, readonly [Tensor, Constraint | null]>> {
    return { [this.given]: [this.param, this.given === "probs" ? simplex : realVector] };
  }

  get support(): Constraint {
    return integerInterval(0, this.count - 1);
  }

  override get hasEnumerateSupport(): boolean {
    return true;
  }

  expand(batchShape: Shape): this {
    return this.with(batchShape, { param: this.param.expand([...batchShape, this.count]), other: null });
  }

  /** NaN: categories have no mean. */
  get mean(): Tensor {
    return full(this.batchShape, Number.NaN, { dtype: this.param.dtype });
  }

  override get mode(): Tensor {
    return this.probs.argmax(-1);
  }

  /** NaN: categories have no variance. */
  get variance(): Tensor {
    return full(this.batchShape, Number.NaN, { dtype: this.param.dtype });
  }

  override sample(sampleShape: Shape = []): Tensor {
    const rows = this.probs.detach().reshape(-1, this.count);
    const drawn = multinomial(rows, elementCount(sampleShape), { replacement: true });
    return drawn.t().reshape(this.extended(sampleShape));
  }

  logProb(value: Tensor): Tensor {
    this.checkValue(value);
    const indices = value.to("int64").unsqueeze(-1);
    const shape = broadcastShapes(indices._shape, this.logits._shape);
    const wide = indices.expand([...shape.slice(0, -1), 1]);
    return gather(this.logits.expand(shape), -1, narrow(wide, -1, 0, 1)).squeeze(-1);
  }

  override entropy(): Tensor {
    return this.logits.clamp(lowest(this.logits), null).mul(this.probs).sum(-1).neg();
  }

  override enumerateSupport(expand = true): Tensor {
    const values = arange(this.count, { dtype: "int64" }).view([-1, ...this.batchShape.map(() => 1)]);
    return expand ? values.expand([-1, ...this.batchShape]) : values;
  }
}

publishDistribution(Categorical);
