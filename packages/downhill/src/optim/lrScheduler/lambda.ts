import { ANYTHING, isOptions, type Kind, NUMBER } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { signature } from "../../signatures/signature.ts";
import type { AnyOptimizer } from "../optimizer.ts";
import { typeName } from "../paramGroups.ts";
import { propertiesOf, restoreProperties } from "./functionState.ts";
import { checkLength, checkOptimizer, LRScheduler, savedEntry } from "./scheduler.ts";

/** From the epoch to a factor. */
export type LrLambda = (epoch: number) => number;

export interface LambdaLROptions {
  /** The factor by epoch, for all groups or one for each. */
  lrLambda: LrLambda | readonly LrLambda[];
  /** The last epoch seen. Default: -1. */
  lastEpoch?: number;
}

/** Whether it is a function, or a list of them, is told with PyTorch's words. */
const LAMBDAS: Kind<LambdaLROptions["lrLambda"]> = {
  expected: "a function or a list of functions",
  accepts: (value): value is LambdaLROptions["lrLambda"] => value !== undefined && !isOptions(value),
};

const ARGUMENTS = { optimizer: ANYTHING, lrLambda: LAMBDAS };
const OPTIONS = { lastEpoch: optional(NUMBER, -1) };
/**
 * What the two schedulers by a user's function share. State dicts have the properties of a function that has any, and
 * null for the others.
 */
export abstract class ByLambda extends LRScheduler {
  protected readonly lrLambdas: readonly LrLambda[];

  constructor(optimizer: AnyOptimizer, { lrLambda, lastEpoch }: Required<LambdaLROptions>) {
    checkOptimizer(optimizer);
    const count = optimizer.paramGroups.length;
    const list: readonly LrLambda[] = Array.isArray(lrLambda)
      ? [...lrLambda]
      : new Array<LrLambda>(count).fill(lrLambda as LrLambda);
    if (list.length !== count) throw new RangeError(`Expected ${count} lr_lambdas, but got ${list.length}`);
    for (const lambda of list) {
      if (typeof lambda !== "function") {
        throw new TypeError(`lr_lambda should be a function, but got ${typeName(lambda)}`);
      }
    }
    super(optimizer, lastEpoch);
    this.lrLambdas = list;
    this.start();
  }

  /** Each rate times its function of the epoch. */
  protected timesLambdas(lrs: readonly number[]): number[] {
    checkLength(this.lrLambdas, this.optimizer);
    return this.scaled(lrs, (group) => {
      const factor: unknown = this.lrLambdas[group](this.lastEpoch);
      if (typeof factor !== "number") {
        throw new TypeError(`lr_lambda should return a number, but got ${typeName(factor)}`);
      }
      return factor;
    });
  }

  protected override lastEntries(): readonly (readonly [string, unknown])[] {
    return [["lr_lambdas", this.lrLambdas.map(propertiesOf)]];
  }

  override prepareLoad(stateDict: unknown): () => void {
    const load = super.prepareLoad(stateDict);
    const saved = savedEntry(stateDict, "lr_lambdas");
    return () => {
      load();
      if (Array.isArray(saved)) saved.forEach((properties, i) => restoreProperties(this.lrLambdas[i], properties));
    };
  }
}

/**
 * The initial rate times a function of the epoch.
 *
 * See {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html LambdaLR}.
 */
export class LambdaLR extends ByLambda {
  /** @internal */
  static override readonly signature = signature("LambdaLR", ARGUMENTS, OPTIONS);

  constructor(optimizer: AnyOptimizer, options: LambdaLROptions);
  constructor(
    optimizer: AnyOptimizer,
    lrLambda: LambdaLROptions["lrLambda"],
    options?: Omit<LambdaLROptions, "lrLambda">,
  );
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    super(optimizer, LambdaLR.signature.read([optimizer, ...args]));
  }

  protected override computeLr(): number[] {
    return this.timesLambdas(this.baseLrs);
  }
}

/**
 * The present rate times a function of the epoch.
 *
 * See {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiplicativeLR.html MultiplicativeLR}.
 */
export class MultiplicativeLR extends ByLambda {
  /** @internal */
  static override readonly signature = signature("MultiplicativeLR", ARGUMENTS, OPTIONS);

  constructor(optimizer: AnyOptimizer, options: LambdaLROptions);
  constructor(
    optimizer: AnyOptimizer,
    lrLambda: LambdaLROptions["lrLambda"],
    options?: Omit<LambdaLROptions, "lrLambda">,
  );
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    super(optimizer, MultiplicativeLR.signature.read([optimizer, ...args]));
  }

  protected override computeLr(): number[] {
    const lrs = this.groupLrs();
    return this.isInitial ? lrs : this.timesLambdas(lrs);
  }
}
