import { xlogy } from "../autograd/functions/pairs.ts";
import { signature } from "../signatures/signature.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, nonnegative, nonnegativeInteger } from "./constraints.ts";
import { Distribution, publishDistribution } from "./distribution.ts";
import { broadcastAll, type DistributionOptions, floatsOf, PARAMETER, type Parameter, VALIDATE } from "./parameters.ts";
import { poisson } from "./sampling/draws.ts";

/**
 * The Poisson distribution: how many events happen at a rate.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#poisson
 */
export class Poisson extends Distribution {
  /** @internal */
  static readonly signature = signature("Poisson", { rate: PARAMETER }, VALIDATE);

  readonly rate: Tensor;

  /**
   * @param rate the mean; not below 0
   * @throws RangeError for a rate that is out of range
   */
  constructor(rate: Parameter, options?: DistributionOptions);
  constructor(options: DistributionOptions & { rate: Parameter });
  constructor(...args: readonly unknown[]) {
    const { rate, validateArgs } = Poisson.signature.read(args);
    const [rates] = broadcastAll(rate);
    super(rates._shape, [], validateArgs);
    this.rate = rates;
    this.checkParameters();
  }

  get parameters(): Readonly<Record<string, readonly [Tensor, Constraint | null]>> {
    return { rate: [this.rate, nonnegative] };
  }

  get support(): Constraint {
    return nonnegativeInteger;
  }

  expand(batchShape: Shape): this {
    return this.with(batchShape, { rate: this.rate.expand(batchShape) });
  }

  get mean(): Tensor {
    return this.rate;
  }

  override get mode(): Tensor {
    return this.rate.floor();
  }

  get variance(): Tensor {
    return this.rate;
  }

  override sample(sampleShape: Shape = []): Tensor {
    return poisson(this.rate.expand(this.extended(sampleShape)));
  }

  logProb(value: Tensor): Tensor {
    this.checkValue(value);
    const counts = floatsOf(value, this.rate);
    return xlogy(counts, this.rate).sub(this.rate).sub(counts.add(1).lgamma());
  }
}

publishDistribution(Poisson);
