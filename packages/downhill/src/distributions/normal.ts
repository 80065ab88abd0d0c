import { normal } from "../autograd/functions/random.ts";
import { noGrad } from "../autograd/gradMode.ts";
import { signature } from "../signatures/signature.ts";
import { empty } from "../tensor/factories.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { publishDistribution } from "./distribution.ts";
import { LocationScale } from "./locationScale.ts";
import { type DistributionOptions, PARAMETER, type Parameter, VALIDATE } from "./parameters.ts";

const LOG_SQRT_2_PI = Math.log(Math.sqrt(2 * Math.PI));

/**
 * The normal distribution, also called Gaussian.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#normal
 */
export class Normal extends LocationScale {
  /** @internal */
  static readonly signature = signature("Normal", { loc: PARAMETER, scale: PARAMETER }, VALIDATE);

  /**
   * @param loc the mean
   * @param scale the standard deviation; above 0
   * @throws RangeError for parameters that don't broadcast, or are out of range
   */
  constructor(loc: Parameter, scale: Parameter, options?: DistributionOptions);
  constructor(options: DistributionOptions & { loc: Parameter; scale: Parameter });
  constructor(...args: readonly unknown[]) {
    const { loc, scale, validateArgs } = Normal.signature.read(args);
    super(loc, scale, validateArgs);
  }

  get mean(): Tensor {
    return this.loc;
  }

  override get stddev(): Tensor {
    return this.scale;
  }

  get variance(): Tensor {
    return this.scale.pow(2);
  }

  override sample(sampleShape: Shape = []): Tensor {
    const shape = this.extended(sampleShape);
    return noGrad(() => normal(this.loc.expand(shape), this.scale.expand(shape)));
  }

  override rsample(sampleShape: Shape = []): Tensor {
    const noise = empty(this.extended(sampleShape), { dtype: this.loc.dtype });
    return this.loc.add(noise.normal_().mul(this.scale));
  }

  logProb(value: Tensor): Tensor {
    this.checkValue(value);
    const distance = value.sub(this.loc).pow(2).neg().div(this.scale.pow(2).mul(2));
    return distance.sub(this.scale.log()).sub(LOG_SQRT_2_PI);
  }

  override cdf(value: Tensor): Tensor {
    this.checkValue(value);
    return value.sub(this.loc).mul(this.scale.reciprocal()).div(Math.SQRT2).erf().add(1).mul(0.5);
  }

  override icdf(value: Tensor): Tensor {
    return this.loc.add(this.scale.mul(value.mul(2).sub(1).erfinv()).mul(Math.SQRT2));
  }

  override entropy(): Tensor {
    return this.scale.log().add(0.5 + 0.5 * Math.log(2 * Math.PI));
  }
}

publishDistribution(Normal);
