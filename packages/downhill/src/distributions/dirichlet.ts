import { xlogy } from "../autograd/functions/pairs.ts";
import { where } from "../autograd/functions/where.ts";
import { signature } from "../signatures/signature.ts";
import { TENSOR } from "../tensor/kinds.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, independent, positive, simplex } from "./constraints.ts";
import { Distribution, publishDistribution } from "./distribution.ts";
import { oneHotLike } from "./oneHot.ts";
import { type DistributionOptions, VALIDATE } from "./parameters.ts";
import { sampleDirichlet } from "./sampling/draws.ts";

/**
 * The Dirichlet distribution: shares that sum up to 1.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#dirichlet
 */
export class Dirichlet extends Distribution {
  /** @internal */
  static readonly signature = signature("Dirichlet", { concentration: TENSOR }, VALIDATE);

  readonly concentration: Tensor;

  /**
   * @param concentration one for each share, along the last dimension; above 0
   * @throws RangeError for a tensor without dimensions, and concentrations that are out of range
   */
  constructor(concentration: Tensor, options?: DistributionOptions);
  constructor(options: DistributionOptions & { concentration: Tensor });
  constructor(...args: readonly unknown[]) {
    const { concentration, validateArgs } = Dirichlet.signature.read(args);
    if (concentration._shape.length < 1) {
      throw new RangeError("`concentration` parameter must be at least one-dimensional.");
    }
    super(concentration._shape.slice(0, -1), concentration._shape.slice(-1), validateArgs);
    this.concentration = concentration;
    this.checkParameters();
  }

  get parameters(): Readonly<Record<string, readonly [Tensor, Constraint | null]>> {
    return { concentration: [this.concentration, independent(positive, 1)] };
  }

  get support(): Constraint {
    return simplex;
  }

  override get hasRsample(): boolean {
    return true;
  }

  expand(batchShape: Shape): this {
    return this.with(batchShape, { concentration: this.concentration.expand([...batchShape, ...this.eventShape]) });
  }

  get mean(): Tensor {
    return this.concentration.div(this.concentration.sum(-1, { keepdim: true }));
  }

  override get mode(): Tensor {
    const above = this.concentration.sub(1).clamp(0, null);
    const mode = above.div(above.sum(-1, { keepdim: true }));
    const isBelow = this.concentration.lt(1).all(-1, { keepdim: true });
    return where(isBelow, oneHotLike(mode.argmax(-1), mode), mode);
  }

  get variance(): Tensor {
    const total = this.concentration.sum(-1, { keepdim: true });
    return this.concentration.mul(total.sub(this.concentration)).div(total.pow(2).mul(total.add(1)));
  }

  override rsample(sampleShape: Shape = []): Tensor {
    return sampleDirichlet(this.concentration.expand(this.extended(sampleShape)));
  }

  logProb(value: Tensor): Tensor {
    this.checkValue(value);
    const { concentration } = this;
    return xlogy(concentration.sub(1), value)
      .sum(-1)
      .add(concentration.sum(-1).lgamma())
      .sub(concentration.lgamma().sum(-1));
  }

  override entropy(): Tensor {
    const { concentration } = this;
    const total = concentration.sum(-1);
    const count = this.eventShape[0];
    return concentration
      .lgamma()
      .sum(-1)
      .sub(total.lgamma())
      .sub(total.neg().add(count).mul(total.digamma()))
      .sub(concentration.sub(1).mul(concentration.digamma()).sum(-1));
  }
}

publishDistribution(Dirichlet);
