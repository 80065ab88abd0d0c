import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { BOOLEAN, INTEGER, type Kind, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { AveragePoolingOptions, OutputSize } from "./functional/averagePooling.ts";
import * as functional from "./functional/averagePooling.ts";
import type { Extent, Pair, Single, Triple } from "./functional/window.ts";
import { OUTPUT_SIZE, PAIR, SINGLE, TRIPLE } from "./kinds.ts";
import { Module } from "./module.ts";

/* @__NO_SIDE_EFFECTS__ */
function averageSignature<Size extends Extent>(name: string, size: Kind<Size>) {
  return signature(
    name,
    { kernelSize: size },
    {
      stride: optional(orNull(size), null),
      padding: optional(size, 0 as Size),
      ceilMode: optional(BOOLEAN, false),
      countIncludePad: optional(BOOLEAN, true),
    },
  );
}

/* @__NO_SIDE_EFFECTS__ */
function dividedSignature<Size extends Extent>(name: string, size: Kind<Size>) {
  return signature(
    name,
    { kernelSize: size },
    {
      stride: optional(orNull(size), null),
      padding: optional(size, 0 as Size),
      ceilMode: optional(BOOLEAN, false),
      countIncludePad: optional(BOOLEAN, true),
      divisorOverride: optional(orNull(INTEGER), null),
    },
  );
}

function show(value: Extent): string {
  return repr(typeof value === "number" ? value : Tuple.from(value));
}

/**
 * The average of each window: input [batch, channels, length], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html
 */
export class AvgPool1d extends Module<[input: Tensor]> {
  readonly kernelSize: Single;
  readonly stride: Single;
  readonly padding: Single;
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;

  /** @internal */
  static override readonly signature = averageSignature("AvgPool1d", SINGLE);

  /**
   * @param kernelSize the window's size
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(kernelSize: Single, options?: Omit<AveragePoolingOptions<Single>, "divisorOverride">);
  constructor(options: Omit<AveragePoolingOptions<Single>, "divisorOverride"> & { kernelSize: Single });
  constructor(...args: readonly unknown[]) {
    super();
    const given = AvgPool1d.signature.read(args);
    this.kernelSize = given.kernelSize;
    this.stride = given.stride ?? given.kernelSize;
    this.padding = given.padding;
    this.ceilMode = given.ceilMode;
    this.countIncludePad = given.countIncludePad;
  }

  forward(input: Tensor): Tensor {
    const { kernelSize, stride, padding, ceilMode, countIncludePad } = this;
    const options = { stride, padding, ceilMode, countIncludePad };
    return functional.avgPool1d(input, kernelSize, options);
  }

  override extraRepr(): string {
    const list = (value: Single) => (typeof value === "number" ? [value] : value);
    return `kernel_size=${show(list(this.kernelSize))}, stride=${show(list(this.stride))}, padding=${show(list(this.padding))}`;
  }
}

/**
 * The average of each window: input [batch, channels, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
 */
export class AvgPool2d extends Module<[input: Tensor]> {
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;
  readonly divisorOverride: number | null;

  /** @internal */
  static override readonly signature = dividedSignature("AvgPool2d", PAIR);

  /**
   * @param kernelSize the window's size
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(kernelSize: Pair, options?: AveragePoolingOptions<Pair>);
  constructor(options: AveragePoolingOptions<Pair> & { kernelSize: Pair });
  constructor(...args: readonly unknown[]) {
    super();
    const given = AvgPool2d.signature.read(args);
    this.kernelSize = given.kernelSize;
    this.stride = given.stride ?? given.kernelSize;
    this.padding = given.padding;
    this.ceilMode = given.ceilMode;
    this.countIncludePad = given.countIncludePad;
    this.divisorOverride = given.divisorOverride;
  }

  forward(input: Tensor): Tensor {
    const { kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride } = this;
    const options = { stride, padding, ceilMode, countIncludePad, divisorOverride };
    return functional.avgPool2d(input, kernelSize, options);
  }

  override extraRepr(): string {
    return `kernel_size=${show(this.kernelSize)}, stride=${show(this.stride)}, padding=${show(this.padding)}`;
  }
}

/**
 * The average of each window: input [batch, channels, depth, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AvgPool3d.html
 */
export class AvgPool3d extends Module<[input: Tensor]> {
  readonly kernelSize: Triple;
  readonly stride: Triple;
  readonly padding: Triple;
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;
  readonly divisorOverride: number | null;

  /** @internal */
  static override readonly signature = dividedSignature("AvgPool3d", TRIPLE);

  /**
   * @param kernelSize the window's size
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(kernelSize: Triple, options?: AveragePoolingOptions<Triple>);
  constructor(options: AveragePoolingOptions<Triple> & { kernelSize: Triple });
  constructor(...args: readonly unknown[]) {
    super();
    const given = AvgPool3d.signature.read(args);
    this.kernelSize = given.kernelSize;
    this.stride = given.stride ?? given.kernelSize;
    this.padding = given.padding;
    this.ceilMode = given.ceilMode;
    this.countIncludePad = given.countIncludePad;
    this.divisorOverride = given.divisorOverride;
  }

  forward(input: Tensor): Tensor {
    const { kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride } = this;
    const options = { stride, padding, ceilMode, countIncludePad, divisorOverride };
    return functional.avgPool3d(input, kernelSize, options);
  }

  override extraRepr(): string {
    return `kernel_size=${show(this.kernelSize)}, stride=${show(this.stride)}, padding=${show(this.padding)}`;
  }
}

/**
 * Averages of [batch, channels, length] over as many windows as are wanted, which cover it.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html
 */
export class AdaptiveAvgPool1d extends Module<[input: Tensor]> {
  readonly outputSize: OutputSize;

  /** @internal */
  static override readonly signature = signature("AdaptiveAvgPool1d", { outputSize: OUTPUT_SIZE });

  /**
   * @param outputSize one number for all dimensions, or one for each; null keeps the input's size
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(outputSize: OutputSize);
  constructor(options: { outputSize: OutputSize });
  constructor(...args: readonly unknown[]) {
    super();
    this.outputSize = AdaptiveAvgPool1d.signature.read(args).outputSize;
  }

  forward(input: Tensor): Tensor {
    return functional.adaptiveAvgPool1d(input, this.outputSize);
  }

  override extraRepr(): string {
    const { outputSize } = this;
    return `output_size=${repr(Array.isArray(outputSize) ? Tuple.from(outputSize) : outputSize)}`;
  }
}

/**
 * Averages of [batch, channels, height, width] over as many windows as are wanted, which cover it.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
 */
export class AdaptiveAvgPool2d extends Module<[input: Tensor]> {
  readonly outputSize: OutputSize;

  /** @internal */
  static override readonly signature = signature("AdaptiveAvgPool2d", { outputSize: OUTPUT_SIZE });

  /**
   * @param outputSize one number for all dimensions, or one for each; null keeps the input's size
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(outputSize: OutputSize);
  constructor(options: { outputSize: OutputSize });
  constructor(...args: readonly unknown[]) {
    super();
    this.outputSize = AdaptiveAvgPool2d.signature.read(args).outputSize;
  }

  forward(input: Tensor): Tensor {
    return functional.adaptiveAvgPool2d(input, this.outputSize);
  }

  override extraRepr(): string {
    const { outputSize } = this;
    return `output_size=${repr(Array.isArray(outputSize) ? Tuple.from(outputSize) : outputSize)}`;
  }
}

/**
 * Averages of [batch, channels, depth, height, width] over as many windows as are wanted, which cover it.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool3d.html
 */
export class AdaptiveAvgPool3d extends Module<[input: Tensor]> {
  readonly outputSize: OutputSize;

  /** @internal */
  static override readonly signature = signature("AdaptiveAvgPool3d", { outputSize: OUTPUT_SIZE });

  /**
   * @param outputSize one number for all dimensions, or one for each; null keeps the input's size
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(outputSize: OutputSize);
  constructor(options: { outputSize: OutputSize });
  constructor(...args: readonly unknown[]) {
    super();
    this.outputSize = AdaptiveAvgPool3d.signature.read(args).outputSize;
  }

  forward(input: Tensor): Tensor {
    return functional.adaptiveAvgPool3d(input, this.outputSize);
  }

  override extraRepr(): string {
    const { outputSize } = this;
    return `output_size=${repr(Array.isArray(outputSize) ? Tuple.from(outputSize) : outputSize)}`;
  }
}
