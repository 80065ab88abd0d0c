import type { Tensor } from "../tensor/tensor.ts";
import type { Pair, Single, Triple } from "./functional/window.ts";
import { hasUninitialized, lazily, postpone, publishLazy, settle } from "./lazy.ts";
import { initializeChannels } from "./lazyConvolution.ts";
import {
  ConvTranspose1d,
  type ConvTranspose1dOptions,
  ConvTranspose2d,
  type ConvTranspose2dOptions,
  ConvTranspose3d,
  type ConvTranspose3dOptions,
  type OutputSize,
} from "./transposedConvolution.ts";

/**
 * A {@link ConvTranspose1d} that infers `inChannels` from its first input, which also draws the parameters.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LazyConvTranspose1d.html
 */
export class LazyConvTranspose1d extends ConvTranspose1d {
  /** @internal */
  static override readonly signature = lazily(ConvTranspose1d.signature, "LazyConvTranspose1d");

  /**
   * @param outChannels channels of the output
   * @param kernelSize the kernels' size along each dimension, or along all of them
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(outChannels: number, kernelSize: Single, options?: ConvTranspose1dOptions);
  constructor(outChannels: number, options: ConvTranspose1dOptions & { kernelSize: Single });
  constructor(options: ConvTranspose1dOptions & { outChannels: number; kernelSize: Single });
  constructor(...args: readonly unknown[]) {
    super(...(args as [number, number, Single]));
    postpone(this);
  }

  override resetParameters(): void {
    if (this.inChannels !== 0 && !hasUninitialized(this)) super.resetParameters();
  }

  /** Whether it has seen no input yet, nor loaded a state. */
  hasUninitializedParams(): boolean {
    return hasUninitialized(this);
  }

  /** Infers `inChannels` from an input, and draws the parameters. */
  initializeParameters(input: Tensor): void {
    initializeChannels(this, input, true);
  }

  override forward(input: Tensor, outputSize?: OutputSize): Tensor {
    return settle(this, input, ConvTranspose1d).forward(input, outputSize);
  }
}

/**
 * A {@link ConvTranspose2d} that infers `inChannels` from its first input, which also draws the parameters.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LazyConvTranspose2d.html
 */
export class LazyConvTranspose2d extends ConvTranspose2d {
  /** @internal */
  static override readonly signature = lazily(ConvTranspose2d.signature, "LazyConvTranspose2d");

  /**
   * @param outChannels channels of the output
   * @param kernelSize the kernels' size along each dimension, or along all of them
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(outChannels: number, kernelSize: Pair, options?: ConvTranspose2dOptions);
  constructor(outChannels: number, options: ConvTranspose2dOptions & { kernelSize: Pair });
  constructor(options: ConvTranspose2dOptions & { outChannels: number; kernelSize: Pair });
  constructor(...args: readonly unknown[]) {
    super(...(args as [number, number, Pair]));
    postpone(this);
  }

  override resetParameters(): void {
    if (this.inChannels !== 0 && !hasUninitialized(this)) super.resetParameters();
  }

  /** Whether it has seen no input yet, nor loaded a state. */
  hasUninitializedParams(): boolean {
    return hasUninitialized(this);
  }

  /** Infers `inChannels` from an input, and draws the parameters. */
  initializeParameters(input: Tensor): void {
    initializeChannels(this, input, true);
  }

  override forward(input: Tensor, outputSize?: OutputSize): Tensor {
    return settle(this, input, ConvTranspose2d).forward(input, outputSize);
  }
}

/**
 * A {@link ConvTranspose3d} that infers `inChannels` from its first input, which also draws the parameters.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LazyConvTranspose3d.html
 */
export class LazyConvTranspose3d extends ConvTranspose3d {
  /** @internal */
  static override readonly signature = lazily(ConvTranspose3d.signature, "LazyConvTranspose3d");

  /**
   * @param outChannels channels of the output
   * @param kernelSize the kernels' size along each dimension, or along all of them
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(outChannels: number, kernelSize: Triple, options?: ConvTranspose3dOptions);
  constructor(outChannels: number, options: ConvTranspose3dOptions & { kernelSize: Triple });
  constructor(options: ConvTranspose3dOptions & { outChannels: number; kernelSize: Triple });
  constructor(...args: readonly unknown[]) {
    super(...(args as [number, number, Triple]));
    postpone(this);
  }

  override resetParameters(): void {
    if (this.inChannels !== 0 && !hasUninitialized(this)) super.resetParameters();
  }

  /** Whether it has seen no input yet, nor loaded a state. */
  hasUninitializedParams(): boolean {
    return hasUninitialized(this);
  }

  /** Infers `inChannels` from an input, and draws the parameters. */
  initializeParameters(input: Tensor): void {
    initializeChannels(this, input, true);
  }

  override forward(input: Tensor, outputSize?: OutputSize): Tensor {
    return settle(this, input, ConvTranspose3d).forward(input, outputSize);
  }
}

publishLazy(LazyConvTranspose1d.prototype);
publishLazy(LazyConvTranspose2d.prototype);
publishLazy(LazyConvTranspose3d.prototype);
