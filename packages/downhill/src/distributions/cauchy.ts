import { signature } from "../signatures/signature.ts";
import { empty, fullLike } from "../tensor/factories.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { publishDistribution } from "./distribution.ts";
import { LocationScale } from "./locationScale.ts";
import { type DistributionOptions, PARAMETER, type Parameter, VALIDATE } from "./parameters.ts";
import { standardCauchy } from "./sampling/draws.ts";

/**
 * The Cauchy distribution, which has neither mean nor variance.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#cauchy
 */
export class Cauchy extends LocationScale {
  /** @internal */
  static readonly signature = signature("Cauchy", { loc: PARAMETER, scale: PARAMETER }, VALIDATE);

  /**
   * @param loc the median
   * @param scale half the distance between the quartiles; above 0
   * @throws RangeError for parameters that don't broadcast, or are out of range
   */
  constructor(loc: Parameter, scale: Parameter, options?: DistributionOptions);
  constructor(options: DistributionOptions & { loc: Parameter; scale: Parameter });
  constructor(...args: readonly unknown[]) {
    const { loc, scale, validateArgs } = Cauchy.signature.read(args);
    super(loc, scale, validateArgs);
  }

  get mean(): Tensor {
    return fullLike(this.loc, Number.NaN);
  }

  get variance(): Tensor {
    return fullLike(this.loc, Number.POSITIVE_INFINITY);
  }

  override rsample(sampleShape: Shape = []): Tensor {
    const noise = standardCauchy(empty(this.extended(sampleShape), { dtype: this.loc.dtype }));
    return this.loc.add(noise.mul(this.scale));
  }

  logProb(value: Tensor): Tensor {
    this.checkValue(value);
    const spread = value.sub(this.loc).div(this.scale).pow(2).log1p();
    return this.scale.log().neg().sub(Math.log(Math.PI)).sub(spread);
  }

  override cdf(value: Tensor): Tensor {
    this.checkValue(value);
    return value.sub(this.loc).div(this.scale).atan().div(Math.PI).add(0.5);
  }

  override icdf(value: Tensor): Tensor {
    return value.sub(0.5).mul(Math.PI).tan().mul(this.scale).add(this.loc);
  }

  override entropy(): Tensor {
    return this.scale.log().add(Math.log(4 * Math.PI));
  }
}

publishDistribution(Cauchy);
