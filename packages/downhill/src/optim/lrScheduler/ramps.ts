import { ANYTHING, NUMBER } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { signature } from "../../signatures/signature.ts";
import type { AnyOptimizer } from "../optimizer.ts";
import { divide, power } from "./arithmetic.ts";
import { type Field, LRScheduler } from "./scheduler.ts";

export interface ConstantLROptions {
  /** Factor until `totalIters`, between 0 and 1. Default: 1/3. */
  factor?: number;
  /** Epochs until the rate is the full one. Default: 5. */
  totalIters?: number;
  /** The last epoch seen. Default: -1. */
  lastEpoch?: number;
}

/**
 * The rate times a factor, until it is the full one.
 *
 * See {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html ConstantLR}.
 *
 * @throws {RangeError} for a factor outside [0, 1]
 */
export class ConstantLR extends LRScheduler {
  factor: number;
  totalIters: number;

  /** @internal */
  static override readonly signature = signature(
    "ConstantLR",
    { optimizer: ANYTHING },
    { factor: optional(NUMBER, 1 / 3), totalIters: optional(NUMBER, 5), lastEpoch: optional(NUMBER, -1) },
  );

  constructor(optimizer: AnyOptimizer, options?: ConstantLROptions);
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    const { factor, totalIters, lastEpoch } = ConstantLR.signature.read([optimizer, ...args]);
    if (factor > 1 || factor < 0) {
      throw new RangeError("Constant multiplicative factor expected to be between 0 and 1.");
    }
    super(optimizer, lastEpoch);
    this.factor = factor;
    this.totalIters = totalIters;
    this.start();
  }

  protected override get fields(): readonly Field[] {
    return [
      ["factor", "factor", "float"],
      ["total_iters", "totalIters"],
    ];
  }

  protected override computeLr(): number[] {
    const lrs = this.groupLrs();
    if (this.lastEpoch === 0) return this.scaled(lrs, this.factor);
    return this.lastEpoch === this.totalIters ? this.scaled(lrs, divide(1, this.factor)) : lrs;
  }

  protected override closedFormLr(): number[] {
    const factor = this.factor + (this.lastEpoch >= this.totalIters ? 1 : 0) * (1 - this.factor);
    return this.scaled(this.baseLrs, factor);
  }
}

export interface LinearLROptions {
  /** Factor at the start, in (0, 1]. Default: 1/3. */
  startFactor?: number;
  /** Factor at the end, in [0, 1]. Default: 1. */
  endFactor?: number;
  /** Epochs from start to end. Default: 5. */
  totalIters?: number;
  /** The last epoch seen. Default: -1. */
  lastEpoch?: number;
}

/**
 * The rate times a factor that changes linearly: warm-up, or decay.
 *
 * See {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html LinearLR}.
 *
 * @throws {RangeError} for a factor outside its range
 */
export class LinearLR extends LRScheduler {
  startFactor: number;
  endFactor: number;
  totalIters: number;

  /** @internal */
  static override readonly signature = signature(
    "LinearLR",
    { optimizer: ANYTHING },
    {
      startFactor: optional(NUMBER, 1 / 3),
      endFactor: optional(NUMBER, 1),
      totalIters: optional(NUMBER, 5),
      lastEpoch: optional(NUMBER, -1),
    },
  );

  constructor(optimizer: AnyOptimizer, options?: LinearLROptions);
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    const { startFactor, endFactor, totalIters, lastEpoch } = LinearLR.signature.read([optimizer, ...args]);
    if (startFactor > 1 || startFactor <= 0) {
      throw new RangeError("Starting multiplicative factor expected to be greater than 0 and less or equal to 1.");
    }
    if (endFactor > 1 || endFactor < 0) {
      throw new RangeError("Ending multiplicative factor expected to be between 0 and 1.");
    }
    super(optimizer, lastEpoch);
    this.startFactor = startFactor;
    this.endFactor = endFactor;
    this.totalIters = totalIters;
    this.start();
  }

  protected override get fields(): readonly Field[] {
    return [
      ["start_factor", "startFactor", "float"],
      ["end_factor", "endFactor", "float"],
      ["total_iters", "totalIters"],
    ];
  }

  protected override computeLr(): number[] {
    const lrs = this.groupLrs();
    const { lastEpoch, startFactor, totalIters } = this;
    if (lastEpoch === 0) return this.scaled(lrs, startFactor);
    if (this.isInitial || lastEpoch > totalIters) return lrs;
    const rise = this.endFactor - startFactor;
    return this.scaled(lrs, 1 + divide(rise, totalIters * startFactor + (lastEpoch - 1) * rise));
  }

  protected override closedFormLr(): number[] {
    const { startFactor, endFactor, totalIters } = this;
    const epoch = Math.min(totalIters, this.lastEpoch);
    return this.scaled(this.baseLrs, startFactor + divide((endFactor - startFactor) * epoch, totalIters));
  }
}

export interface ExponentialLROptions {
  /** Factor of the decay per epoch. */
  gamma: number;
  /** The last epoch seen. Default: -1. */
  lastEpoch?: number;
}

/**
 * The rate times `gamma` every epoch.
 *
 * See {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html ExponentialLR}.
 */
export class ExponentialLR extends LRScheduler {
  gamma: number;

  /** @internal */
  static override readonly signature = signature(
    "ExponentialLR",
    { optimizer: ANYTHING, gamma: NUMBER },
    { lastEpoch: optional(NUMBER, -1) },
  );

  constructor(optimizer: AnyOptimizer, options: ExponentialLROptions);
  constructor(optimizer: AnyOptimizer, gamma: number, options?: Omit<ExponentialLROptions, "gamma">);
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    const { gamma, lastEpoch } = ExponentialLR.signature.read([optimizer, ...args]);
    super(optimizer, lastEpoch);
    this.gamma = gamma;
    this.start();
  }

  protected override get fields(): readonly Field[] {
    return [["gamma", "gamma", "float"]];
  }

  protected override computeLr(): number[] {
    const lrs = this.groupLrs();
    return this.isInitial ? lrs : this.scaled(lrs, this.gamma);
  }

  protected override closedFormLr(): number[] {
    return this.scaled(this.baseLrs, power(this.gamma, this.lastEpoch));
  }
}

export interface PolynomialLROptions {
  /** Epochs until the rate is 0. Default: 5. */
  totalIters?: number;
  /** The polynomial's power. Default: 1. */
  power?: number;
  /** The last epoch seen. Default: -1. */
  lastEpoch?: number;
}

/**
 * The rate falls to 0 as a power of the epochs that are left.
 *
 * See {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.PolynomialLR.html PolynomialLR}.
 */
export class PolynomialLR extends LRScheduler {
  totalIters: number;
  power: number;

  /** @internal */
  static override readonly signature = signature(
    "PolynomialLR",
    { optimizer: ANYTHING },
    { totalIters: optional(NUMBER, 5), power: optional(NUMBER, 1), lastEpoch: optional(NUMBER, -1) },
  );

  constructor(optimizer: AnyOptimizer, options?: PolynomialLROptions);
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    const read = PolynomialLR.signature.read([optimizer, ...args]);
    super(optimizer, read.lastEpoch);
    this.totalIters = read.totalIters;
    this.power = read.power;
    this.start();
  }

  protected override get fields(): readonly Field[] {
    return [
      ["total_iters", "totalIters"],
      ["power", "power", "float"],
    ];
  }

  protected override computeLr(): number[] {
    const lrs = this.groupLrs();
    const { lastEpoch, totalIters } = this;
    if (this.isInitial || lastEpoch > totalIters) return lrs;
    const left = divide(1 - divide(lastEpoch, totalIters), 1 - divide(lastEpoch - 1, totalIters));
    return this.scaled(lrs, power(left, this.power));
  }

  protected override closedFormLr(): number[] {
    const left = 1 - divide(Math.min(this.totalIters, this.lastEpoch), this.totalIters);
    return this.scaled(this.baseLrs, power(left, this.power));
  }
}
