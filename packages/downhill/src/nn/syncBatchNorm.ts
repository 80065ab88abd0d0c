import { BOOLEAN, INTEGER, instanceOf, NUMBER, only, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { BatchNorm, type BatchNormModuleOptions } from "./batchNorm.ts";
import { FACTORY } from "./factory.ts";
import { own } from "./members.ts";
import { type AnyModule, Module, ownModules } from "./module.ts";

/** Options of a {@link SyncBatchNorm}. */
export interface SyncBatchNormOptions extends BatchNormModuleOptions {
  /** There is one process only. */
  processGroup?: null;
}

/**
 * Batch normalization over all processes, of which there is one here: that of {@link BatchNorm1d} and its kin, for inputs
 * [batch, channels, ...] of any dimensions.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.SyncBatchNorm.html
 */
export class SyncBatchNorm extends BatchNorm {
  /** @internal */
  static override readonly signature = signature(
    "SyncBatchNorm",
    { numFeatures: INTEGER },
    {
      eps: optional(NUMBER, 1e-5),
      momentum: optional(orNull(NUMBER), 0.1),
      affine: optional(BOOLEAN, true),
      trackRunningStats: optional(BOOLEAN, true),
      processGroup: optional(only(null), null),
      ...FACTORY,
    },
    { bias: optional(BOOLEAN, true) },
  );

  /**
   * @param numFeatures channels of the input
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(numFeatures: number, options?: SyncBatchNormOptions);
  constructor(options: SyncBatchNormOptions & { numFeatures: number });
  constructor(...args: readonly unknown[]) {
    super(SyncBatchNorm.signature.read(args));
  }

  /**
   * Puts these in the place of all batch normalizations in a module, with their parameters and statistics.
   *
   * @param module changed in place, unless it is one itself
   * @returns the module, or what takes its place
   */
  static convertSyncBatchnorm(module: AnyModule, options: { processGroup?: null } = {}): AnyModule {
    if (module instanceof BatchNorm && !(module instanceof SyncBatchNorm)) return converted(module);
    for (const [name, child] of ownModules(module)) {
      const next = SyncBatchNorm.convertSyncBatchnorm(child, options);
      if (next !== child) own(module)[name] = next;
    }
    return module;
  }

  protected checkInput({ ndim, shape }: Tensor): void {
    if (ndim < 2) throw new RangeError(`expected at least 2D input (got ${ndim}D input)`);
    if (shape[1] === 0) throw new RangeError("SyncBatchNorm number of input channels should be non-zero");
  }
}

function converted(module: BatchNorm): SyncBatchNorm {
  const { numFeatures, eps, momentum, affine, trackRunningStats, weight, bias } = module;
  const made = new SyncBatchNorm(numFeatures, { eps, momentum, affine, trackRunningStats, bias: bias !== null });
  made.weight = weight;
  made.bias = bias;
  made.runningMean = module.runningMean;
  made.runningVar = module.runningVar;
  made.numBatchesTracked = module.numBatchesTracked;
  made.training = module.training;
  return made;
}

publishMethods(SyncBatchNorm, {
  convertSyncBatchnorm: signature(
    "convertSyncBatchnorm",
    { module: instanceOf<AnyModule>(Module) },
    { processGroup: optional(only(null)) },
  ),
});
