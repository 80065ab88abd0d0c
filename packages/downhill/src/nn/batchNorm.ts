import { noGrad } from "../autograd/gradMode.ts";
import { repr } from "../python/repr.ts";
import { reprFloat } from "../python/text.ts";
import { BOOLEAN, INTEGER, NUMBER, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { empty, ones, zeros } from "../tensor/factories.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { batchNorm } from "./functional/batchNorm.ts";
import { ones_, zeros_ } from "./init/fill.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** Options of {@link BatchNorm1d} and {@link BatchNorm2d}. */
export interface BatchNormModuleOptions extends FactoryOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number;
  /** How much of a batch's statistics the running ones take on; null averages over all batches. Default 0.1. */
  momentum?: number | null;
  /** Whether it has a weight, and unless `bias` is false a bias. Default true. */
  affine?: boolean;
  /** Whether it has a bias, if it has a weight. Default true. */
  bias?: boolean;
  /** Whether it keeps running statistics, to use while evaluating. Default true. */
  trackRunningStats?: boolean;
}

/* @__NO_SIDE_EFFECTS__ */
function batchNormSignature(name: string) {
  return signature(
    name,
    { numFeatures: INTEGER },
    {
      eps: optional(NUMBER, 1e-5),
      momentum: optional(orNull(NUMBER), 0.1),
      affine: optional(BOOLEAN, true),
      trackRunningStats: optional(BOOLEAN, true),
      ...FACTORY,
    },
    { bias: optional(BOOLEAN, true) },
  );
}

/** What the batch normalizations share; they differ in the inputs they take. */
export abstract class BatchNorm extends Module<[input: Tensor]> {
  /** @internal */
  static override readonly signature = batchNormSignature("BatchNorm");
  readonly numFeatures: number;
  readonly eps: number;
  /** Schedulers of one's own may change it. */
  momentum: number | null;
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
  /** [numFeatures], starts as ones; null without `affine` */
  weight: Parameter | null;
  /** [numFeatures], starts as zeros; null without */
  bias: Parameter | null;
  /** [numFeatures], starts as zeros; null without `trackRunningStats` */
  declare runningMean: Tensor | null;
  /** [numFeatures], starts as ones; null without `trackRunningStats` */
  declare runningVar: Tensor | null;
  /** How many batches the running statistics have seen, int64; null without `trackRunningStats` */
  declare numBatchesTracked: Tensor | null;

  /**
   * @param numFeatures channels of the input
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(numFeatures: number, options?: BatchNormModuleOptions);
  constructor(options: BatchNormModuleOptions & { numFeatures: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { numFeatures, eps, momentum, affine, bias, trackRunningStats, dtype } = new.target.signature.read(args);
    this.numFeatures = numFeatures;
    this.eps = eps;
    this.momentum = momentum;
    this.affine = affine;
    this.trackRunningStats = trackRunningStats;
    this.weight = affine ? new Parameter(empty([numFeatures], { dtype })) : null;
    this.bias = affine && bias ? new Parameter(empty([numFeatures], { dtype })) : null;
    const keep = (make: () => Tensor) => (trackRunningStats ? make() : null);
    this.registerBuffer(
      "runningMean",
      keep(() => zeros([numFeatures], { dtype })),
      { key: "running_mean" },
    );
    this.registerBuffer(
      "runningVar",
      keep(() => ones([numFeatures], { dtype })),
      { key: "running_var" },
    );
    // Checkpoints of PyTorch before 0.4.1 lack it.
    this.registerBuffer(
      "numBatchesTracked",
      keep(() => zeros([], { dtype: "int64" })),
      {
        key: "num_batches_tracked",
        since: 2,
      },
    );
    this.resetParameters();
  }

  override get stateVersion(): number {
    return 2;
  }

  /** Sets the running statistics to their start. */
  resetRunningStats(): void {
    if (this.runningMean !== null) zeros_(this.runningMean);
    if (this.runningVar !== null) ones_(this.runningVar);
    if (this.numBatchesTracked !== null) zeros_(this.numBatchesTracked);
  }

  /** Sets parameters and running statistics to their start. */
  resetParameters(): void {
    this.resetRunningStats();
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }

  forward(input: Tensor): Tensor {
    this.checkInput(input);
    const { training, weight, bias, eps } = this;
    const tracked = !training || this.trackRunningStats;
    return batchNorm(input, tracked ? this.runningMean : null, tracked ? this.runningVar : null, {
      weight,
      bias,
      eps,
      training: training || this.runningMean === null,
      momentum: this.countBatch(),
    });
  }

  /** @throws RangeError for an input with the wrong number of dimensions */
  protected abstract checkInput(input: Tensor): void;

  /** Counts a batch while training, and says how much of its statistics to take on. */
  private countBatch(): number {
    const { numBatchesTracked, momentum } = this;
    if (!this.training || numBatchesTracked === null) return momentum ?? 0;
    noGrad(() => numBatchesTracked.add_(1));
    return momentum ?? 1 / numBatchesTracked.item();
  }

  override extraRepr(): string {
    const momentum = this.momentum === null ? "None" : repr(this.momentum);
    return (
      `${this.numFeatures}, eps=${reprFloat(this.eps)}, momentum=${momentum}, affine=${repr(this.affine)}, ` +
      `bias=${repr(this.bias !== null)}, track_running_stats=${repr(this.trackRunningStats)}`
    );
  }
}

/**
 * Normalizes each of the channels of [batch, channels] or [batch, channels, length] over the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html
 */
export class BatchNorm1d extends BatchNorm {
  /** @internal */
  static override readonly signature = batchNormSignature("BatchNorm1d");

  protected checkInput({ ndim }: Tensor): void {
    if (ndim !== 2 && ndim !== 3) throw new RangeError(`expected 2D or 3D input (got ${ndim}D input)`);
  }
}

/**
 * Normalizes each of the channels of [batch, channels, height, width] over the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
 */
export class BatchNorm2d extends BatchNorm {
  /** @internal */
  static override readonly signature = batchNormSignature("BatchNorm2d");

  protected checkInput({ ndim }: Tensor): void {
    if (ndim !== 4) throw new RangeError(`expected 4D input (got ${ndim}D input)`);
  }
}

publishMethods(BatchNorm.prototype, {
  resetRunningStats: signature("resetRunningStats", {}),
  resetParameters: signature("resetParameters", {}),
});
