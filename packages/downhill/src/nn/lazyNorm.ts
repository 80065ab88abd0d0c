import type { Tensor } from "../tensor/tensor.ts";
import { BatchNorm1d, BatchNorm2d, BatchNorm3d, type BatchNormModuleOptions } from "./batchNorm.ts";
import { InstanceNorm1d, InstanceNorm2d, InstanceNorm3d } from "./instanceNorm.ts";
import { hasUninitialized, lazily, materialize, postpone, publishLazy, settle } from "./lazy.ts";
import { type RunningNorm, runningNormSignature } from "./runningNorm.ts";

/** Infers a norm's `numFeatures` from an input, and sets its parameters and statistics to their start. */
function initializeFeatures(layer: RunningNorm, { shape }: Tensor): void {
  if (!hasUninitialized(layer)) {
    // A state was loaded, or there is nothing to be initialized.
    const present = layer.weight ?? layer.runningMean;
    if (present !== null) Object.assign(layer, { numFeatures: present.shape[0] });
    return;
  }
  const numFeatures = shape[1];
  Object.assign(layer, { numFeatures });
  for (const one of [layer.weight, layer.bias, layer.runningMean, layer.runningVar]) materialize(one, [numFeatures]);
  layer.resetParameters();
}

/**
 * A {@link BatchNorm1d} that infers `numFeatures` from its first input.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LazyBatchNorm1d.html
 */
export class LazyBatchNorm1d extends BatchNorm1d {
  /** @internal */
  static override readonly signature = lazily(runningNormSignature("BatchNorm1d", true), "LazyBatchNorm1d");

  /** @throws TypeError for arguments that it doesn't take */
  constructor(options?: BatchNormModuleOptions);
  constructor(...args: readonly unknown[]) {
    super(...(args as [number]));
    postpone(this);
  }

  override resetParameters(): void {
    if (this.numFeatures !== 0 && !hasUninitialized(this)) super.resetParameters();
  }

  /** Whether it has seen no input yet, nor loaded a state. */
  hasUninitializedParams(): boolean {
    return hasUninitialized(this);
  }

  /** Infers `numFeatures` from an input, and sets parameters and statistics to their start. */
  initializeParameters(input: Tensor): void {
    initializeFeatures(this, input);
  }

  override forward(input: Tensor): Tensor {
    return settle(this, input, BatchNorm1d).forward(input);
  }
}

/**
 * A {@link BatchNorm2d} that infers `numFeatures` from its first input.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LazyBatchNorm2d.html
 */
export class LazyBatchNorm2d extends BatchNorm2d {
  /** @internal */
  static override readonly signature = lazily(runningNormSignature("BatchNorm2d", true), "LazyBatchNorm2d");

  /** @throws TypeError for arguments that it doesn't take */
  constructor(options?: BatchNormModuleOptions);
  constructor(...args: readonly unknown[]) {
    super(...(args as [number]));
    postpone(this);
  }

  override resetParameters(): void {
    if (this.numFeatures !== 0 && !hasUninitialized(this)) super.resetParameters();
  }

  /** Whether it has seen no input yet, nor loaded a state. */
  hasUninitializedParams(): boolean {
    return hasUninitialized(this);
  }

  /** Infers `numFeatures` from an input, and sets parameters and statistics to their start. */
  initializeParameters(input: Tensor): void {
    initializeFeatures(this, input);
  }

  override forward(input: Tensor): Tensor {
    return settle(this, input, BatchNorm2d).forward(input);
  }
}

/**
 * A {@link BatchNorm3d} that infers `numFeatures` from its first input.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LazyBatchNorm3d.html
 */
export class LazyBatchNorm3d extends BatchNorm3d {
  /** @internal */
  static override readonly signature = lazily(runningNormSignature("BatchNorm3d", true), "LazyBatchNorm3d");

  /** @throws TypeError for arguments that it doesn't take */
  constructor(options?: BatchNormModuleOptions);
  constructor(...args: readonly unknown[]) {
    super(...(args as [number]));
    postpone(this);
  }

  override resetParameters(): void {
    if (this.numFeatures !== 0 && !hasUninitialized(this)) super.resetParameters();
  }

  /** Whether it has seen no input yet, nor loaded a state. */
  hasUninitializedParams(): boolean {
    return hasUninitialized(this);
  }

  /** Infers `numFeatures` from an input, and sets parameters and statistics to their start. */
  initializeParameters(input: Tensor): void {
    initializeFeatures(this, input);
  }

  override forward(input: Tensor): Tensor {
    return settle(this, input, BatchNorm3d).forward(input);
  }
}

/**
 * An {@link InstanceNorm1d} that infers `numFeatures` from its first input. Unlike that, it scales and keeps running statistics unless told otherwise.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LazyInstanceNorm1d.html
 */
export class LazyInstanceNorm1d extends InstanceNorm1d {
  /** @internal */
  static override readonly signature = lazily(runningNormSignature("InstanceNorm1d", true), "LazyInstanceNorm1d");

  /** @throws TypeError for arguments that it doesn't take */
  constructor(options?: BatchNormModuleOptions);
  constructor(...args: readonly unknown[]) {
    super(...(args as [number]));
    postpone(this);
  }

  override resetParameters(): void {
    if (this.numFeatures !== 0 && !hasUninitialized(this)) super.resetParameters();
  }

  /** Whether it has seen no input yet, nor loaded a state. */
  hasUninitializedParams(): boolean {
    return hasUninitialized(this);
  }

  /** Infers `numFeatures` from an input, and sets parameters and statistics to their start. */
  initializeParameters(input: Tensor): void {
    initializeFeatures(this, input);
  }

  override forward(input: Tensor): Tensor {
    return settle(this, input, InstanceNorm1d).forward(input);
  }
}

/**
 * An {@link InstanceNorm2d} that infers `numFeatures` from its first input. Unlike that, it scales and keeps running statistics unless told otherwise.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LazyInstanceNorm2d.html
 */
export class LazyInstanceNorm2d extends InstanceNorm2d {
  /** @internal */
  static override readonly signature = lazily(runningNormSignature("InstanceNorm2d", true), "LazyInstanceNorm2d");

  /** @throws TypeError for arguments that it doesn't take */
  constructor(options?: BatchNormModuleOptions);
  constructor(...args: readonly unknown[]) {
    super(...(args as [number]));
    postpone(this);
  }

  override resetParameters(): void {
    if (this.numFeatures !== 0 && !hasUninitialized(this)) super.resetParameters();
  }

  /** Whether it has seen no input yet, nor loaded a state. */
  hasUninitializedParams(): boolean {
    return hasUninitialized(this);
  }

  /** Infers `numFeatures` from an input, and sets parameters and statistics to their start. */
  initializeParameters(input: Tensor): void {
    initializeFeatures(this, input);
  }

  override forward(input: Tensor): Tensor {
    return settle(this, input, InstanceNorm2d).forward(input);
  }
}

/**
 * An {@link InstanceNorm3d} that infers `numFeatures` from its first input. Unlike that, it scales and keeps running statistics unless told otherwise.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LazyInstanceNorm3d.html
 */
export class LazyInstanceNorm3d extends InstanceNorm3d {
  /** @internal */
  static override readonly signature = lazily(runningNormSignature("InstanceNorm3d", true), "LazyInstanceNorm3d");

  /** @throws TypeError for arguments that it doesn't take */
  constructor(options?: BatchNormModuleOptions);
  constructor(...args: readonly unknown[]) {
    super(...(args as [number]));
    postpone(this);
  }

  override resetParameters(): void {
    if (this.numFeatures !== 0 && !hasUninitialized(this)) super.resetParameters();
  }

  /** Whether it has seen no input yet, nor loaded a state. */
  hasUninitializedParams(): boolean {
    return hasUninitialized(this);
  }

  /** Infers `numFeatures` from an input, and sets parameters and statistics to their start. */
  initializeParameters(input: Tensor): void {
    initializeFeatures(this, input);
  }

  override forward(input: Tensor): Tensor {
    return settle(this, input, InstanceNorm3d).forward(input);
  }
}

publishLazy(LazyBatchNorm1d.prototype);
publishLazy(LazyBatchNorm2d.prototype);
publishLazy(LazyBatchNorm3d.prototype);
publishLazy(LazyInstanceNorm1d.prototype);
publishLazy(LazyInstanceNorm2d.prototype);
publishLazy(LazyInstanceNorm3d.prototype);
