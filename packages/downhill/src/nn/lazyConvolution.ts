import { formatShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import {
  Conv1d,
  type Conv1dOptions,
  Conv2d,
  type Conv2dOptions,
  Conv3d,
  type Conv3dOptions,
  type ConvNd,
} from "./convolution.ts";
import type { Extent, Pair, Single, Triple } from "./functional/window.ts";
import { hasUninitialized, lazily, materialize, postpone, publishLazy, settle } from "./lazy.ts";

/**
 * Infers a convolution's `inChannels` from an input, and draws its parameters.
 * @throws RangeError for inputs of other dimensions, or channels that groups don't divide
 */
export function initializeChannels<Inputs extends readonly unknown[]>(
  layer: ConvNd<Extent, Inputs>,
  { shape, ndim }: Tensor,
  isTransposed: boolean,
): void {
  const dims = layer.kernelSize.length;
  if (ndim !== dims + 1 && ndim !== dims + 2) {
    throw new RangeError(
      `Expected ${dims + 1}D (unbatched) or ${dims + 2}D (batched) input to ${layer.constructor.name}, but got input of ` +
        `size: torch.Size(${formatShape(shape)})`,
    );
  }
  const inChannels = shape[ndim - dims - 1];
  const { outChannels, groups, kernelSize } = layer;
  if (!hasUninitialized(layer)) {
    Object.assign(layer, { inChannels: layer.weight.shape[isTransposed ? 0 : 1] * (isTransposed ? 1 : groups) });
    return;
  }
  if (inChannels % groups !== 0) throw new RangeError("in_channels must be divisible by groups");
  Object.assign(layer, { inChannels });
  const channels = isTransposed ? [inChannels, outChannels / groups] : [outChannels, inChannels / groups];
  materialize(layer.weight, [...channels, ...kernelSize]);
  materialize(layer.bias, [outChannels]);
  layer.resetParameters();
}

/**
 * A {@link Conv1d} that infers `inChannels` from its first input, which also draws the parameters.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LazyConv1d.html
 */
export class LazyConv1d extends Conv1d {
  /** @internal */
  static override readonly signature = lazily(Conv1d.signature, "LazyConv1d");

  /**
   * @param outChannels channels of the output
   * @param kernelSize the kernels' size along each dimension, or along all of them
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(outChannels: number, kernelSize: Single, options?: Conv1dOptions);
  constructor(outChannels: number, options: Conv1dOptions & { kernelSize: Single });
  constructor(options: Conv1dOptions & { outChannels: number; kernelSize: Single });
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
    initializeChannels(this, input, false);
  }

  override forward(input: Tensor): Tensor {
    return settle(this, input, Conv1d).forward(input);
  }
}

/**
 * A {@link Conv2d} that infers `inChannels` from its first input, which also draws the parameters.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LazyConv2d.html
 */
export class LazyConv2d extends Conv2d {
  /** @internal */
  static override readonly signature = lazily(Conv2d.signature, "LazyConv2d");

  /**
   * @param outChannels channels of the output
   * @param kernelSize the kernels' size along each dimension, or along all of them
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(outChannels: number, kernelSize: Pair, options?: Conv2dOptions);
  constructor(outChannels: number, options: Conv2dOptions & { kernelSize: Pair });
  constructor(options: Conv2dOptions & { outChannels: number; kernelSize: Pair });
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
    initializeChannels(this, input, false);
  }

  override forward(input: Tensor): Tensor {
    return settle(this, input, Conv2d).forward(input);
  }
}

/**
 * A {@link Conv3d} that infers `inChannels` from its first input, which also draws the parameters.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LazyConv3d.html
 */
export class LazyConv3d extends Conv3d {
  /** @internal */
  static override readonly signature = lazily(Conv3d.signature, "LazyConv3d");

  /**
   * @param outChannels channels of the output
   * @param kernelSize the kernels' size along each dimension, or along all of them
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(outChannels: number, kernelSize: Triple, options?: Conv3dOptions);
  constructor(outChannels: number, options: Conv3dOptions & { kernelSize: Triple });
  constructor(options: Conv3dOptions & { outChannels: number; kernelSize: Triple });
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
    initializeChannels(this, input, false);
  }

  override forward(input: Tensor): Tensor {
    return settle(this, input, Conv3d).forward(input);
  }
}

publishLazy(LazyConv1d.prototype);
publishLazy(LazyConv2d.prototype);
publishLazy(LazyConv3d.prototype);
