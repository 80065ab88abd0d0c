import { signature } from "../signatures/signature.ts";
import { empty, zerosLike } from "../tensor/factories.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, nonnegative, positive } from "./constraints.ts";
import { Distribution, publishDistribution } from "./distribution.ts";
import { broadcastAll, type DistributionOptions, PARAMETER, type Parameter, VALIDATE } from "./parameters.ts";
import { standardExponential } from "./sampling/draws.ts";

/**
 * The exponential distribution: waiting times between events that happen at a rate.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#exponential
 */
export class Exponential extends Distribution {
  /** @internal */
  static readonly signature = signature("Exponential", { rate: PARAMETER }, VALIDATE);

  readonly rate: Tensor;

  /**
   * @param rate one divided by the mean; above 0
   * @throws RangeError for a rate that is out of range
   */
  constructor(rate: Parameter, options?: DistributionOptions);
  constructor(options: DistributionOptions & { rate: Parameter });
  constructor(...args: readonly unknown[]) {
    const { rate, validateArgs } = Exponential.signature.read(args);
    const [rates] = broadcastAll(rate);
    super(rates._shape, [], validateArgs);
    this.rate = rates;
    this.checkParameters();
  }

  get parameters(): Readonly<Record<string, readonly [Tensor, Constraint | null]>> {
    return { rate: [this.rate, positive] };
  }

  get support(): Constraint {
    return nonnegative;
  }

  override get hasRsample(): boolean {
    return true;
  }

  expand(batchShape: Shape): this {
    return this.with(batchShape, { rate: this.rate.expand(batchShape) });
  }

  get mean(): Tensor {
    return this.rate.reciprocal();
  }

  override get mode(): Tensor {
    return zerosLike(this.rate);
  }

  override get stddev(): Tensor {
    return this.rate.reciprocal();
  }

  get variance(): Tensor {
    return this.rate.pow(-2);
  }

  override rsample(sampleShape: Shape = []): Tensor {
    return standardExponential(empty(this.extended(sampleShape), { dtype: this.rate.dtype })).div(this.rate);
  }

  logProb(value: Tensor): Tensor {
    this.checkValue(value);
    return this.rate.log().sub(this.rate.mul(value));
  }

  override cdf(value: Tensor): Tensor {
    this.checkValue(value);
    return this.rate.neg().mul(value).exp().neg().add(1);
  }

  override icdf(value: Tensor): Tensor {
    return value.neg().log1p().neg().div(this.rate);
  }

  override entropy(): Tensor {
    return this.rate.log().neg().add(1);
  }
}

publishDistribution(Exponential);
