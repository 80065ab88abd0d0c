import { repr } from "../python/repr.ts";
import { reprFloat } from "../python/text.ts";
import { BOOLEAN, INTEGER, NUMBER, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { empty, ones, zeros } from "../tensor/factories.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { ones_, zeros_ } from "./init/fill.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** Options of norms that can keep running statistics. */
export interface RunningNormOptions extends FactoryOptions {
  eps?: number;
  momentum?: number | null;
  affine?: boolean;
  bias?: boolean;
  trackRunningStats?: boolean;
}

/** What they take; whether they scale and keep running statistics unless told otherwise. */
/* @__NO_SIDE_EFFECTS__ */
export function runningNormSignature(name: string, byDefault: boolean) {
  return signature(
    name,
    { numFeatures: INTEGER },
    {
      eps: optional(NUMBER, 1e-5),
      momentum: optional(orNull(NUMBER), 0.1),
      affine: optional(BOOLEAN, byDefault),
      trackRunningStats: optional(BOOLEAN, byDefault),
      ...FACTORY,
    },
    { bias: optional(BOOLEAN, true) },
  );
}

/** What norms share that can keep running statistics of their channels. */
export abstract class RunningNorm extends Module<[input: Tensor]> {
  /** @internal */
  static override readonly signature = runningNormSignature("RunningNorm", true);
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
  constructor(numFeatures: number, options?: RunningNormOptions);
  constructor(options: RunningNormOptions & { numFeatures: number });
  constructor(...args: readonly unknown[]) {
    super();
    // A lazy one is told its features by its first input.
    const { numFeatures = 0, eps, momentum, affine, bias, trackRunningStats, dtype } = new.target.signature.read(args);
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

  override extraRepr(): string {
    const momentum = this.momentum === null ? "None" : repr(this.momentum);
    return (
      `${this.numFeatures}, eps=${reprFloat(this.eps)}, momentum=${momentum}, affine=${repr(this.affine)}, ` +
      `bias=${repr(this.bias !== null)}, track_running_stats=${repr(this.trackRunningStats)}`
    );
  }
}

publishMethods(RunningNorm.prototype, {
  resetRunningStats: signature("resetRunningStats", {}),
  resetParameters: signature("resetParameters", {}),
});
