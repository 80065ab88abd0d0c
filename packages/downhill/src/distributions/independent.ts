import { INTEGER, instanceOf, type Kind } from "../signatures/kinds.ts";
import { signature } from "../signatures/signature.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, independent } from "./constraints.ts";
import { Distribution, publishDistribution } from "./distribution.ts";
import { type DistributionOptions, sumRightmost, VALIDATE } from "./parameters.ts";

/**
 * A batch of distributions as one distribution, of as many values: some of the last dimensions of its batch become
 * dimensions of a sample.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#independent
 */
export class Independent<Base extends Distribution = Distribution> extends Distribution {
  /** @internal */
  static readonly signature = signature(
    "Independent",
    { baseDistribution: instanceOf(Distribution as never) as Kind<Distribution>, reinterpretedBatchNdims: INTEGER },
    VALIDATE,
  );

  readonly baseDist: Base;
  readonly reinterpretedBatchNdims: number;

  /**
   * @param reinterpretedBatchNdims how many of the last dimensions of the batch
   * @throws RangeError for more than there are
   */
  constructor(baseDistribution: Base, reinterpretedBatchNdims: number, options?: DistributionOptions);
  constructor(options: DistributionOptions & { baseDistribution: Base; reinterpretedBatchNdims: number });
  constructor(...args: readonly unknown[]) {
    const { baseDistribution: base, reinterpretedBatchNdims: dims, validateArgs } = Independent.signature.read(args);
    const batchDims = base.batchShape.length;
    if (dims > batchDims || dims < 0) {
      throw new RangeError(
        `Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual ${dims} vs ${batchDims}`,
      );
    }
    const shape = [...base.batchShape, ...base.eventShape];
    super(shape.slice(0, batchDims - dims), shape.slice(batchDims - dims), validateArgs);
    this.baseDist = base as Base;
    this.reinterpretedBatchNdims = dims;
  }

  get parameters(): Readonly<Record<string, readonly [Tensor, Constraint | null]>> {
    return {};
  }

  get support(): Constraint {
    const { support } = this.baseDist;
    return this.reinterpretedBatchNdims === 0 ? support : independent(support, this.reinterpretedBatchNdims);
  }

  override get hasRsample(): boolean {
    return this.baseDist.hasRsample;
  }

  override get hasEnumerateSupport(): boolean {
    return this.reinterpretedBatchNdims === 0 && this.baseDist.hasEnumerateSupport;
  }

  expand(batchShape: Shape): this {
    const whole = [...batchShape, ...this.eventShape.slice(0, this.reinterpretedBatchNdims)];
    return this.with(batchShape, { baseDist: this.baseDist.expand(whole) });
  }

  get mean(): Tensor {
    return this.baseDist.mean;
  }

  override get mode(): Tensor {
    return this.baseDist.mode;
  }

  get variance(): Tensor {
    return this.baseDist.variance;
  }

  override sample(sampleShape: Shape = []): Tensor {
    return this.baseDist.sample(sampleShape);
  }

  override rsample(sampleShape: Shape = []): Tensor {
    return this.baseDist.rsample(sampleShape);
  }

  logProb(value: Tensor): Tensor {
    return sumRightmost(this.baseDist.logProb(value), this.reinterpretedBatchNdims);
  }

  override entropy(): Tensor {
    return sumRightmost(this.baseDist.entropy(), this.reinterpretedBatchNdims);
  }

  override enumerateSupport(expand = true): Tensor {
    if (this.reinterpretedBatchNdims > 0) throw new Error("Enumeration over cartesian product is not implemented");
    return this.baseDist.enumerateSupport(expand);
  }

  override toString(): string {
    return `Independent(${this.baseDist}, ${this.reinterpretedBatchNdims})`;
  }
}

publishDistribution(Independent);
