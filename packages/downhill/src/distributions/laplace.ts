import { signature } from "../signatures/signature.ts";
import { empty } from "../tensor/factories.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { publishDistribution } from "./distribution.ts";
import { LocationScale } from "./locationScale.ts";
import { type DistributionOptions, epsilon, PARAMETER, type Parameter, VALIDATE } from "./parameters.ts";

/**
 * The Laplace distribution: exponential on both sides of its mean.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#laplace
 */
export class Laplace extends LocationScale {
  /** @internal */
  static readonly signature = signature("Laplace", { loc: PARAMETER, scale: PARAMETER }, VALIDATE);

  /**
   * @param loc the mean
   * @param scale the mean distance from it; above 0
   * @throws RangeError for parameters that don't broadcast, or are out of range
   */
  constructor(loc: Parameter, scale: Parameter, options?: DistributionOptions);
  constructor(options: DistributionOptions & { loc: Parameter; scale: Parameter });
  constructor(...args: readonly unknown[]) {
    const { loc, scale, validateArgs } = Laplace.signature.read(args);
    super(loc, scale, validateArgs);
  }

  get mean(): Tensor {
    return this.loc;
  }

  get variance(): Tensor {
    return this.scale.pow(2).mul(2);
  }

  override get stddev(): Tensor {
    return this.scale.mul(Math.SQRT2);
  }

  override rsample(sampleShape: Shape = []): Tensor {
    const u = empty(this.extended(sampleShape), { dtype: this.loc.dtype }).uniform_(epsilon(this.loc) - 1, 1);
    return this.loc.sub(this.scale.mul(u.sign()).mul(u.abs().neg().log1p()));
  }

  logProb(value: Tensor): Tensor {
    this.checkValue(value);
    return this.scale.mul(2).log().neg().sub(value.sub(this.loc).abs().div(this.scale));
  }

  override cdf(value: Tensor): Tensor {
    this.checkValue(value);
    const distance = value.sub(this.loc);
    return distance.sign().mul(-0.5).mul(distance.abs().neg().div(this.scale).expm1()).add(0.5);
  }

  override icdf(value: Tensor): Tensor {
    const term = value.sub(0.5);
    return this.loc.sub(this.scale.mul(term.sign()).mul(term.abs().mul(-2).log1p()));
  }

  override entropy(): Tensor {
    return this.scale.mul(2).log().add(1);
  }
}

publishDistribution(Laplace);
