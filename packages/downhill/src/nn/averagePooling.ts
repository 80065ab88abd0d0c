import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { BOOLEAN, INTEGER, type Kind, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { OutputSize } from "./functional/adaptiveSizes.ts";
import type { AveragePoolingOptions } from "./functional/averagePooling.ts";
import * as functional from "./functional/averagePooling.ts";
import type { Extent, Pair, Single, Triple } from "./functional/window.ts";
import { OUTPUT_SIZE, PAIR, SINGLE, TRIPLE } from "./kinds.ts";
import { Module } from "./module.ts";

/** The functions by the number of dimensions, from one on. */
const WINDOWS = [functional.avgPool1d, functional.avgPool2d, functional.avgPool3d] as const;
const ADAPTIVE = [functional.adaptiveAvgPool1d, functional.adaptiveAvgPool2d, functional.adaptiveAvgPool3d] as const;

/* @__NO_SIDE_EFFECTS__ */
function windowOptions<Size extends Extent>(size: Kind<Size>) {
  return {
    stride: optional(orNull(size), null),
    padding: optional(size, 0 as Size),
    ceilMode: optional(BOOLEAN, false),
    countIncludePad: optional(BOOLEAN, true),
  };
}

/* @__NO_SIDE_EFFECTS__ */
function windowSignature<Size extends Extent>(name: string, size: Kind<Size>) {
  return signature(name, { kernelSize: size }, windowOptions(size));
}

/* @__NO_SIDE_EFFECTS__ */
function dividedSignature<Size extends Extent>(name: string, size: Kind<Size>) {
  const options = { ...windowOptions(size), divisorOverride: optional(orNull(INTEGER), null) };
  return signature(name, { kernelSize: size }, options);
}

/* @__NO_SIDE_EFFECTS__ */
function adaptiveSignature(name: string) {
  return signature(name, { outputSize: OUTPUT_SIZE });
}

/** Options of average pooling without a divisor of one's own. */
export type WindowPoolingOptions<Size extends Extent> = Omit<AveragePoolingOptions<Size>, "divisorOverride">;

/** What average poolings over windows share; they differ in how many dimensions these have. */
export abstract class AvgPoolNd<
  Size extends Extent,
  Options extends WindowPoolingOptions<Size> = WindowPoolingOptions<Size>,
> extends Module<[input: Tensor]> {
  /** @internal */
  static override readonly signature = windowSignature<Extent>("AvgPoolNd", TRIPLE);
  /** @internal Of a window. */
  static readonly dims: number = 3;
  readonly kernelSize: Size;
  readonly stride: Size;
  readonly padding: Size;
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;

  /**
   * @param kernelSize the window's size
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(kernelSize: Size, options?: Options);
  constructor(options: Options & { kernelSize: Size });
  constructor(...args: readonly unknown[]) {
    super();
    const { kernelSize, stride, padding, ceilMode, countIncludePad } = new.target.signature.read(args);
    this.kernelSize = kernelSize as Size;
    this.stride = (stride ?? kernelSize) as Size;
    this.padding = padding as Size;
    this.ceilMode = ceilMode;
    this.countIncludePad = countIncludePad;
  }

  forward(input: Tensor): Tensor {
    const { dims } = this.constructor as typeof AvgPoolNd;
    return WINDOWS[dims - 1](input, this.kernelSize, this); // the options are properties of the same names
  }

  override extraRepr(): string {
    const { dims } = this.constructor as typeof AvgPoolNd;
    const show = (value: Extent) =>
      repr(typeof value !== "number" ? Tuple.from(value) : dims === 1 ? Tuple.from([value]) : value);
    return `kernel_size=${show(this.kernelSize)}, stride=${show(this.stride)}, padding=${show(this.padding)}`;
  }
}

/** The same with a divisor that may be one's own. */
export abstract class DividedAvgPoolNd<Size extends Extent> extends AvgPoolNd<Size, AveragePoolingOptions<Size>> {
  /** @internal */
  static override readonly signature = dividedSignature<Extent>("DividedAvgPoolNd", TRIPLE);
  readonly divisorOverride: number | null;

  /**
   * @param kernelSize the window's size
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(kernelSize: Size, options?: AveragePoolingOptions<Size>);
  constructor(options: AveragePoolingOptions<Size> & { kernelSize: Size });
  constructor(...args: readonly unknown[]) {
    super(...(args as [Size]));
    this.divisorOverride = new.target.signature.read(args).divisorOverride;
  }
}

/**
 * The average of each window: input [batch, channels, length], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html
 */
export class AvgPool1d extends AvgPoolNd<Single> {
  /** @internal */
  static override readonly signature = windowSignature<Extent>("AvgPool1d", SINGLE);
  /** @internal */
  static override readonly dims = 1;
}

/**
 * The average of each window: input [batch, channels, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
 */
export class AvgPool2d extends DividedAvgPoolNd<Pair> {
  /** @internal */
  static override readonly signature = dividedSignature<Extent>("AvgPool2d", PAIR);
  /** @internal */
  static override readonly dims = 2;
}

/**
 * The average of each window: input [batch, channels, depth, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AvgPool3d.html
 */
export class AvgPool3d extends DividedAvgPoolNd<Triple> {
  /** @internal */
  static override readonly signature = dividedSignature<Extent>("AvgPool3d", TRIPLE);
  /** @internal */
  static override readonly dims = 3;
}

/** What adaptive average poolings share; they differ in how many dimensions they have. */
export abstract class AdaptiveAvgPoolNd extends Module<[input: Tensor]> {
  /** @internal */
  static override readonly signature = adaptiveSignature("AdaptiveAvgPoolNd");
  /** @internal Of a window. */
  static readonly dims: number = 3;
  readonly outputSize: OutputSize;

  /**
   * @param outputSize one number for all dimensions, or one for each; null keeps the input's size
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(outputSize: OutputSize);
  constructor(options: { outputSize: OutputSize });
  constructor(...args: readonly unknown[]) {
    super();
    this.outputSize = new.target.signature.read(args).outputSize;
  }

  forward(input: Tensor): Tensor {
    const { dims } = this.constructor as typeof AdaptiveAvgPoolNd;
    return ADAPTIVE[dims - 1](input, this.outputSize);
  }

  override extraRepr(): string {
    const { outputSize } = this;
    return `output_size=${repr(Array.isArray(outputSize) ? Tuple.from(outputSize) : outputSize)}`;
  }
}

/**
 * Averages of [batch, channels, length] over as many windows as are wanted, which cover it.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html
 */
export class AdaptiveAvgPool1d extends AdaptiveAvgPoolNd {
  /** @internal */
  static override readonly signature = adaptiveSignature("AdaptiveAvgPool1d");
  /** @internal */
  static override readonly dims = 1;
}

/**
 * Averages of [batch, channels, height, width] over as many windows as are wanted, which cover it.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
 */
export class AdaptiveAvgPool2d extends AdaptiveAvgPoolNd {
  /** @internal */
  static override readonly signature = adaptiveSignature("AdaptiveAvgPool2d");
  /** @internal */
  static override readonly dims = 2;
}

/**
 * Averages of [batch, channels, depth, height, width] over as many windows as are wanted, which cover it.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool3d.html
 */
export class AdaptiveAvgPool3d extends AdaptiveAvgPoolNd {
  /** @internal */
  static override readonly signature = adaptiveSignature("AdaptiveAvgPool3d");
  /** @internal */
  static override readonly dims = 3;
}
