import { asTensor } from "../autograd/functions/conversion.ts";
import { xlogy } from "../autograd/functions/pairs.ts";
import { noGrad } from "../autograd/gradMode.ts";
import { signature } from "../signatures/signature.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, nonnegative, positive } from "./constraints.ts";
import { Distribution, publishDistribution } from "./distribution.ts";
import { broadcastAll, type DistributionOptions, PARAMETER, type Parameter, VALIDATE } from "./parameters.ts";
import { standardGamma, tiny } from "./sampling/draws.ts";

/**
 * The gamma distribution.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#gamma
 */
export class Gamma extends Distribution {
  /** @internal */
  static readonly signature = signature("Gamma", { concentration: PARAMETER, rate: PARAMETER }, VALIDATE);

  readonly concentration: Tensor;
  readonly rate: Tensor;

  /**
   * @param concentration the shape, often called alpha; above 0
   * @param rate one divided by the scale, often called beta; above 0
   * @throws RangeError for parameters that don't broadcast, or are out of range
   */
  constructor(concentration: Parameter, rate: Parameter, options?: DistributionOptions);
  constructor(options: DistributionOptions & { concentration: Parameter; rate: Parameter });
  constructor(...args: readonly unknown[]) {
    const { concentration, rate, validateArgs } = Gamma.signature.read(args);
    const [shapes, rates] = broadcastAll(concentration, rate);
    super(shapes._shape, [], validateArgs);
    this.concentration = shapes;
    this.rate = rates;
    this.checkParameters();
  }

  get parameters(): Readonly<Record<string, readonly [Tensor, Constraint | null]>> {
    return { concentration: [this.concentration, positive], rate: [this.rate, positive] };
  }

  get support(): Constraint {
    return nonnegative;
  }

  override get hasRsample(): boolean {
    return true;
  }

  expand(batchShape: Shape): this {
    return this.with(batchShape, {
      concentration: this.concentration.expand(batchShape),
      rate: this.rate.expand(batchShape),
    });
  }

  get mean(): Tensor {
    return this.concentration.div(this.rate);
  }

  override get mode(): Tensor {
    return this.concentration.sub(1).div(this.rate).clamp(0, null);
  }

  get variance(): Tensor {
    return this.concentration.div(this.rate.pow(2));
  }

  override rsample(sampleShape: Shape = []): Tensor {
    const shape = this.extended(sampleShape);
    const value = standardGamma(this.concentration.expand(shape)).div(this.rate.expand(shape));
    noGrad(() => value.detach().clamp_(tiny(value), null));
    return value;
  }

  logProb(value: Tensor): Tensor {
    const { concentration, rate } = this;
    const floats = asTensor(value, { dtype: rate.dtype });
    this.checkValue(floats);
    return xlogy(concentration, rate)
      .add(xlogy(concentration.sub(1), floats))
      .sub(rate.mul(floats))
      .sub(concentration.lgamma());
  }

  override entropy(): Tensor {
    const { concentration, rate } = this;
    return concentration
      .sub(rate.log())
      .add(concentration.lgamma())
      .add(concentration.neg().add(1).mul(concentration.digamma()));
  }
}

publishDistribution(Gamma);
