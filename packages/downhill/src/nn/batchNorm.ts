import { noGrad } from "../autograd/gradMode.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { batchNormBy } from "./functional/batchNorm.ts";
import { RunningNorm, type RunningNormOptions, runningNormSignature } from "./runningNorm.ts";

/** Options of {@link BatchNorm1d}, {@link BatchNorm2d} and {@link BatchNorm3d}. */
export interface BatchNormModuleOptions extends RunningNormOptions {
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

/** What the batch normalizations share; they differ in the inputs they take. */
export abstract class BatchNorm extends RunningNorm {
  /** @internal */
  static override readonly signature = runningNormSignature("BatchNorm", true);

  /**
   * @param numFeatures channels of the input
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(numFeatures: number, options?: BatchNormModuleOptions);
  constructor(options: BatchNormModuleOptions & { numFeatures: number });
  constructor(...args: readonly unknown[]) {
    super(new.target.signature.read(args));
  }

  forward(input: Tensor): Tensor {
    this.checkInput(input);
    const { training, weight, bias, eps } = this;
    const tracked = !training || this.trackRunningStats;
    return batchNormBy(this.countBatch(), input, tracked ? this.runningMean : null, tracked ? this.runningVar : null, {
      weight,
      bias,
      eps,
      training: training || this.runningMean === null,
    });
  }

  /** @throws RangeError for an input with the wrong number of dimensions */
  protected abstract checkInput(input: Tensor): void;

  /** Counts a batch while training, and says how much of its statistics to take on. */
  private countBatch(): () => number {
    const { numBatchesTracked, momentum } = this;
    if (!this.training || numBatchesTracked === null) return () => momentum ?? 0;
    noGrad(() => numBatchesTracked.add_(1));
    return () => momentum ?? 1 / Number(numBatchesTracked.toTypedArray()[0]);
  }
}

/**
 * Normalizes each of the channels of [batch, channels] or [batch, channels, length] over the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html
 */
export class BatchNorm1d extends BatchNorm {
  /** @internal */
  static override readonly signature = runningNormSignature("BatchNorm1d", true);

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
  static override readonly signature = runningNormSignature("BatchNorm2d", true);

  protected checkInput({ ndim }: Tensor): void {
    if (ndim !== 4) throw new RangeError(`expected 4D input (got ${ndim}D input)`);
  }
}

/**
 * Normalizes each of the channels of [batch, channels, depth, height, width] over the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm3d.html
 */
export class BatchNorm3d extends BatchNorm {
  /** @internal */
  static override readonly signature = runningNormSignature("BatchNorm3d", true);

  protected checkInput({ ndim }: Tensor): void {
    if (ndim !== 5) throw new RangeError(`expected 5D input (got ${ndim}D input)`);
  }
}
