import { log } from "../../math/log.ts";
import { pow } from "../../math/pow.ts";
import { cos } from "../../math/trigonometry.ts";
import { repr } from "../../python/repr.ts";
import { ANYTHING, NUMBER } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publishMethods } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import type { AnyOptimizer } from "../optimizer.ts";
import { arithmeticOf, divide, wholeDivisor } from "./arithmetic.ts";
import { checkLength, checkOptimizer, EPOCH, epochOf, type Field, LRScheduler } from "./scheduler.ts";

/** Rates on a cosine between the first and the least, `height` (0 to 2) above the least. */
function fallen({ optimizer }: LRScheduler, lrs: readonly number[], least: number, height: number): number[] {
  checkLength(lrs, optimizer);
  return optimizer.paramGroups.map((group, i) => {
    const { add, sub, mul, div } = arithmeticOf(group);
    return add(least, div(mul(sub(lrs[i], least), height), 2));
  });
}

export interface CosineAnnealingLROptions {
  /** Epochs of half a period: from the initial rate to the least. */
  tMax: number;
  /** The least rate. Default: 0. */
  etaMin?: number;
  /** The last epoch seen. Default: -1. */
  lastEpoch?: number;
}

/**
 * The rate follows a cosine, down and up again.
 *
 * Source: Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts (2016), without the restarts;
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html CosineAnnealingLR}.
 */
export class CosineAnnealingLR extends LRScheduler {
  tMax: number;
  etaMin: number;

  /** @internal */
  static override readonly signature = signature(
    "CosineAnnealingLR",
    { optimizer: ANYTHING, tMax: NUMBER },
    { etaMin: optional(NUMBER, 0), lastEpoch: optional(NUMBER, -1) },
  );

  constructor(optimizer: AnyOptimizer, options: CosineAnnealingLROptions);
  constructor(optimizer: AnyOptimizer, tMax: number, options?: Omit<CosineAnnealingLROptions, "tMax">);
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    const { tMax, etaMin, lastEpoch } = CosineAnnealingLR.signature.read([optimizer, ...args]);
    super(optimizer, lastEpoch);
    this.tMax = tMax;
    this.etaMin = etaMin;
    this.start();
  }

  protected override get fields(): readonly Field[] {
    return [
      ["T_max", "tMax"],
      ["eta_min", "etaMin", "float"],
    ];
  }

  protected override computeLr(): number[] {
    const lrs = this.groupLrs();
    const { lastEpoch, tMax, etaMin } = this;
    if (this.isInitial) return lrs;
    if (this.stepCount === 1 && lastEpoch > 0) {
      return fallen(this, this.baseLrs, etaMin, 1 + cos((lastEpoch * Math.PI) / tMax));
    }
    if ((lastEpoch - 1 - tMax) % (2 * wholeDivisor(tMax)) === 0) {
      checkLength(this.baseLrs, this.optimizer);
      const rise = 1 - cos(Math.PI / tMax);
      return this.optimizer.paramGroups.map((group, i) => {
        const { add, sub, mul, div } = arithmeticOf(group);
        return add(lrs[i], div(mul(sub(this.baseLrs[i], etaMin), rise), 2));
      });
    }
    const ratio = divide(1 + cos((Math.PI * lastEpoch) / tMax), 1 + cos((Math.PI * (lastEpoch - 1)) / tMax));
    return this.optimizer.paramGroups.map((group, i) => {
      const { add, sub, mul } = arithmeticOf(group);
      return add(mul(ratio, sub(lrs[i], etaMin)), etaMin);
    });
  }

  protected override closedFormLr(): number[] {
    const { lastEpoch, tMax, etaMin } = this;
    return fallen(this, this.baseLrs, etaMin, 1 + cos(divide(Math.PI * lastEpoch, tMax)));
  }
}

export interface CosineAnnealingWarmRestartsOptions {
  /** Epochs until the first restart. */
  t0: number;
  /** Factor of the epochs between restarts, a whole number. Default: 1. */
  tMult?: number;
  /** The least rate. Default: 0. */
  etaMin?: number;
  /** The last epoch seen. Default: -1. */
  lastEpoch?: number;
}

/**
 * The rate falls along a cosine and starts again, each time after `tMult` times as many epochs.
 *
 * Source: Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts (2016);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.html CosineAnnealingWarmRestarts}.
 *
 * @throws {RangeError} for a `t0` that is not a positive integer, or a `tMult` that is not an integer of at least 1
 */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  t0: number;
  tMult: number;
  etaMin: number;
  /** Epochs between the last restart and the next. */
  protected tI: number;
  /** Epochs since the last restart. */
  protected tCur: number;

  /** @internal */
  static override readonly signature = signature(
    "CosineAnnealingWarmRestarts",
    { optimizer: ANYTHING, t0: NUMBER },
    { tMult: optional(NUMBER, 1), etaMin: optional(NUMBER, 0), lastEpoch: optional(NUMBER, -1) },
  );

  constructor(optimizer: AnyOptimizer, options: CosineAnnealingWarmRestartsOptions);
  constructor(optimizer: AnyOptimizer, t0: number, options?: Omit<CosineAnnealingWarmRestartsOptions, "t0">);
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    const { t0, tMult, etaMin, lastEpoch } = CosineAnnealingWarmRestarts.signature.read([optimizer, ...args]);
    checkOptimizer(optimizer);
    if (!(t0 > 0) || !Number.isInteger(t0)) throw new RangeError(`Expected positive integer T_0, but got ${repr(t0)}`);
    if (!(tMult >= 1) || !Number.isInteger(tMult)) {
      throw new RangeError(`Expected integer T_mult >= 1, but got ${repr(tMult)}`);
    }
    super(optimizer, lastEpoch);
    this.t0 = t0;
    this.tI = t0;
    this.tMult = tMult;
    this.etaMin = etaMin;
    this.tCur = lastEpoch;
    this.start();
  }

  protected override get fields(): readonly Field[] {
    return [
      ["T_0", "t0"],
      ["T_i", "tI"],
      ["T_mult", "tMult"],
      ["eta_min", "etaMin", "float"],
      ["T_cur", "tCur"],
    ];
  }

  protected override computeLr(): number[] {
    return fallen(this, this.baseLrs, this.etaMin, 1 + cos((Math.PI * this.tCur) / this.tI));
  }

  /**
   * Goes on by one epoch, or to a given one, which may be a fraction: `scheduler.step(epoch + batch / batches)`.
   *
   * @throws {RangeError} for an epoch below 0
   */
  override step(epoch?: number | null | { readonly epoch?: number | null }): void {
    const given = epochOf(epoch);
    if (given === undefined && this.lastEpoch >= 0) {
      this.lastEpoch = Math.floor(this.lastEpoch + 1);
      this.tCur++;
      if (this.tCur >= this.tI) {
        this.tCur %= this.tI;
        this.tI *= this.tMult;
      }
    } else {
      const target = given ?? 0;
      if (!(target >= 0)) throw new RangeError(`Expected non-negative epoch, but got ${repr(target)}`);
      this.jump(target);
      this.lastEpoch = Math.floor(target);
    }
    this.applyLr(this.computeLr());
  }

  private jump(epoch: number): void {
    const { t0, tMult } = this;
    if (epoch < t0) {
      this.tI = t0;
      this.tCur = epoch;
    } else if (tMult === 1) this.tCur = epoch % t0;
    else {
      const restarts = Math.trunc(log((epoch / t0) * (tMult - 1) + 1) / log(tMult));
      const factor = pow(tMult, restarts);
      this.tCur = epoch - (t0 * (factor - 1)) / (tMult - 1);
      this.tI = t0 * factor;
    }
  }
}

publishMethods(CosineAnnealingWarmRestarts.prototype, { step: signature("step", { epoch: EPOCH }) });
