import type { Tensor } from "../tensor/tensor.ts";
import { instanceNorm } from "./functional/groupNorm.ts";
import { RunningNorm, type RunningNormOptions, runningNormSignature } from "./runningNorm.ts";

/** Options of {@link InstanceNorm1d}, {@link InstanceNorm2d} and {@link InstanceNorm3d}. */
export interface InstanceNormModuleOptions extends RunningNormOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number;
  /** How much of an input's statistics the running ones take on. Default 0.1. */
  momentum?: number | null;
  /** Whether it has a weight, and unless `bias` is false a bias. Default false. */
  affine?: boolean;
  /** Whether it has a bias, if it has a weight. Default true. */
  bias?: boolean;
  /** Whether it keeps running statistics, to use while evaluating. Default false. */
  trackRunningStats?: boolean;
}

/** What the instance normalizations share; they differ in the number of dimensions. */
export abstract class InstanceNormNd extends RunningNorm {
  /** @internal */
  static override readonly signature = runningNormSignature("InstanceNormNd", false);
  /** @internal Of the places. */
  static readonly dims: number = 1;

  /**
   * @param numFeatures channels of the input
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(numFeatures: number, options?: InstanceNormModuleOptions);
  constructor(options: InstanceNormModuleOptions & { numFeatures: number });
  constructor(...args: readonly unknown[]) {
    super(new.target.signature.read(args));
  }

  forward(input: Tensor): Tensor {
    const single = (this.constructor as typeof InstanceNormNd).dims + 1;
    const { ndim } = input;
    if (ndim !== single && ndim !== single + 1) {
      throw new RangeError(`expected ${single}D or ${single + 1}D input (got ${ndim}D input)`);
    }
    this.checkFeatures(input, ndim - single);
    const { runningMean, runningVar, weight, bias, momentum, eps } = this;
    const useInputStats = this.training || !this.trackRunningStats;
    const options = { runningMean, runningVar, weight, bias, useInputStats, momentum: momentum ?? 0, eps };
    return ndim === single ? instanceNorm(input.unsqueeze(0), options).squeeze(0) : instanceNorm(input, options);
  }

  private checkFeatures({ shape }: Tensor, dim: number): void {
    if (shape[dim] === this.numFeatures) return;
    if (this.affine) {
      throw new RangeError(
        `expected input's size at dim=${dim} to match num_features (${this.numFeatures}), but got: ${shape[dim]}.`,
      );
    }
    console.warn(
      `input's size at dim=${dim} does not match num_features. You can silence this warning by not passing in ` +
        "num_features, which is not used because affine=False",
    );
  }
}

/**
 * Normalizes each channel of each sample of [batch, channels, length] (or without the batch) by itself.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html
 */
export class InstanceNorm1d extends InstanceNormNd {
  /** @internal */
  static override readonly signature = runningNormSignature("InstanceNorm1d", false);
}

/**
 * Normalizes each channel of each sample of [batch, channels, height, width] (or without the batch) by itself.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html
 */
export class InstanceNorm2d extends InstanceNormNd {
  /** @internal */
  static override readonly signature = runningNormSignature("InstanceNorm2d", false);
  /** @internal */
  static override readonly dims = 2;
}

/**
 * Normalizes each channel of each sample of [batch, channels, depth, height, width] (or without the batch) by itself.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm3d.html
 */
export class InstanceNorm3d extends InstanceNormNd {
  /** @internal */
  static override readonly signature = runningNormSignature("InstanceNorm3d", false);
  /** @internal */
  static override readonly dims = 3;
}
