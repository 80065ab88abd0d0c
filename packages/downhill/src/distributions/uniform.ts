import { signature } from "../signatures/signature.ts";
import { rand } from "../tensor/random/factories.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, greaterThan, interval, lessThan } from "./constraints.ts";
import { Distribution, publishDistribution } from "./distribution.ts";
import { broadcastAll, type DistributionOptions, PARAMETER, type Parameter, VALIDATE } from "./parameters.ts";

/**
 * The uniform distribution on the numbers from `low` to `high`.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#uniform
 */
export class Uniform extends Distribution {
  /** @internal */
  static readonly signature = signature("Uniform", { low: PARAMETER, high: PARAMETER }, VALIDATE);

  readonly low: Tensor;
  readonly high: Tensor;

  /**
   * @param low the lower bound, which may be drawn
   * @param high the upper bound, which isn't drawn; above `low`
   * @throws RangeError for bounds that don't broadcast, or are no range
   */
  constructor(low: Parameter, high: Parameter, options?: DistributionOptions);
  constructor(options: DistributionOptions & { low: Parameter; high: Parameter });
  constructor(...args: readonly unknown[]) {
    const { low, high, validateArgs } = Uniform.signature.read(args);
    const [from, to] = broadcastAll(low, high);
    super(from._shape, [], validateArgs);
    this.low = from;
    this.high = to;
    this.checkParameters();
  }

  get parameters(): Readonly<Record<string, readonly [Tensor, Constraint | null]>> {
    return { low: [this.low, lessThan(this.high)], high: [this.high, greaterThan(this.low)] };
  }

  get support(): Constraint {
    return interval(this.low, this.high);
  }

  override get hasRsample(): boolean {
    return true;
  }

  expand(batchShape: Shape): this {
    return this.with(batchShape, { low: this.low.expand(batchShape), high: this.high.expand(batchShape) });
  }

  get mean(): Tensor {
    return this.high.add(this.low).div(2);
  }

  /** NaN: every value is as good as any other. */
  override get mode(): Tensor {
    return this.high.mul(Number.NaN);
  }

  override get stddev(): Tensor {
    return this.high.sub(this.low).div(Math.sqrt(12));
  }

  get variance(): Tensor {
    return this.high.sub(this.low).pow(2).div(12);
  }

  override rsample(sampleShape: Shape = []): Tensor {
    const share = rand(this.extended(sampleShape), { dtype: this.low.dtype });
    return this.low.add(share.mul(this.high.sub(this.low)));
  }

  logProb(value: Tensor): Tensor {
    this.checkValue(value);
    const isInside = this.low.le(value).to(this.low.dtype).mul(this.high.gt(value).to(this.low.dtype));
    return isInside.log().sub(this.high.sub(this.low).log());
  }

  override cdf(value: Tensor): Tensor {
    this.checkValue(value);
    return value.sub(this.low).div(this.high.sub(this.low)).clamp(0, 1);
  }

  override icdf(value: Tensor): Tensor {
    return value.mul(this.high.sub(this.low)).add(this.low);
  }

  override entropy(): Tensor {
    return this.high.sub(this.low).log();
  }
}

publishDistribution(Uniform);
