import type { AnyOptimizer } from "../optimizer.ts";
import { LRScheduler } from "./scheduler.ts";

/** From the epoch to a factor. */
export type LrLambda = (epoch: number) => number;

export interface LambdaLROptions {
  /** The factor by epoch, for all groups or one for each. */
  lrLambda: LrLambda | readonly LrLambda[];
  /** The last epoch seen. Default: -1. */
  lastEpoch?: number;
}

/** What the two schedulers by a user's function share: functions are not saved. */
abstract class ByLambda extends LRScheduler {
  protected readonly lrLambdas: LrLambda[];

  constructor(optimizer: AnyOptimizer, { lrLambda, lastEpoch }: LambdaLROptions) {
    super(optimizer, lastEpoch);
    const count = optimizer.paramGroups.length;
    const list = Array.isArray(lrLambda)
      ? (lrLambda as LrLambda[])
      : new Array<LrLambda>(count).fill(lrLambda as LrLambda);
    if (list.length !== count) throw new RangeError(`Expected ${count} lr_lambdas, but got ${list.length}`);
    for (const lambda of list) {
      if (typeof lambda !== "function") throw new TypeError(`lr_lambda should be a function, but got ${typeof lambda}`);
    }
    this.lrLambdas = [...list];
    this.start();
  }

  protected override lastEntries(): readonly (readonly [string, unknown])[] {
    return [["lr_lambdas", this.lrLambdas.map(() => null)]];
  }
}

/**
 * The initial rate times a function of the epoch.
 *
 * See {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html LambdaLR}.
 */
export class LambdaLR extends ByLambda {
  protected override computeLr(): number[] {
    return this.baseLrs.map((base, i) => base * this.lrLambdas[i](this.lastEpoch));
  }
}

/**
 * The present rate times a function of the epoch.
 *
 * See {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiplicativeLR.html MultiplicativeLR}.
 */
export class MultiplicativeLR extends ByLambda {
  protected override computeLr(): number[] {
    const lrs = this.groupLrs();
    return this.isInitial ? lrs : lrs.map((lr, i) => lr * this.lrLambdas[i](this.lastEpoch));
  }
}
