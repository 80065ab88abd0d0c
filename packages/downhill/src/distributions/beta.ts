import { stack } from "../autograd/functions/joining.ts";
import { select } from "../autograd/functions/slicing.ts";
import { signature } from "../signatures/signature.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive, unitInterval } from "./constraints.ts";
import { Dirichlet } from "./dirichlet.ts";
import { Distribution, publishDistribution } from "./distribution.ts";
import { broadcastAll, type DistributionOptions, PARAMETER, type Parameter, VALIDATE } from "./parameters.ts";

/**
 * The beta distribution: the first of two shares that sum up to 1.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#beta
 */
export class Beta extends Distribution {
  /** @internal */
  static readonly signature = signature("Beta", { concentration1: PARAMETER, concentration0: PARAMETER }, VALIDATE);

  /** @internal */
  readonly dirichlet: Dirichlet;

  /**
   * @param concentration1 of the share itself, often called alpha; above 0
   * @param concentration0 of the rest, often called beta; above 0
   * @throws RangeError for parameters that don't broadcast, or are out of range
   */
  constructor(concentration1: Parameter, concentration0: Parameter, options?: DistributionOptions);
  constructor(options: DistributionOptions & { concentration1: Parameter; concentration0: Parameter });
  constructor(...args: readonly unknown[]) {
    const { concentration1, concentration0, validateArgs } = Beta.signature.read(args);
    const dirichlet = new Dirichlet(stack(broadcastAll(concentration1, concentration0), -1), { validateArgs });
    super(dirichlet.batchShape, [], validateArgs);
    this.dirichlet = dirichlet;
    this.checkParameters();
  }

  get concentration1(): Tensor {
    return select(this.dirichlet.concentration, -1, 0);
  }

  get concentration0(): Tensor {
    return select(this.dirichlet.concentration, -1, 1);
  }

  get parameters(): Readonly<Record<string, readonly [Tensor, Constraint | null]>> {
    return { concentration1: [this.concentration1, positive], concentration0: [this.concentration0, positive] };
  }

  get support(): Constraint {
    return unitInterval;
  }

  override get hasRsample(): boolean {
    return true;
  }

  expand(batchShape: Shape): this {
    return this.with(batchShape, { dirichlet: this.dirichlet.expand(batchShape) });
  }

  get mean(): Tensor {
    return this.concentration1.div(this.concentration1.add(this.concentration0));
  }

  override get mode(): Tensor {
    return select(this.dirichlet.mode, -1, 0);
  }

  get variance(): Tensor {
    const total = this.concentration1.add(this.concentration0);
    return this.concentration1.mul(this.concentration0).div(total.pow(2).mul(total.add(1)));
  }

  override rsample(sampleShape: Shape = []): Tensor {
    return select(this.dirichlet.rsample(sampleShape), -1, 0);
  }

  logProb(value: Tensor): Tensor {
    this.checkValue(value);
    return this.dirichlet.logProb(stack([value, value.neg().add(1)], -1));
  }

  override entropy(): Tensor {
    return this.dirichlet.entropy();
  }

  /** Without parameters, as PyTorch prints it. */
  override toString(): string {
    return "Beta()";
  }
}

publishDistribution(Beta);
