import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { BOOLEAN, type Kind, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { OutputSize } from "./functional/adaptiveSizes.ts";
import type { PoolingOptions, WithIndices } from "./functional/pooling.ts";
import * as functional from "./functional/pooling.ts";
import type { Extent, Pair, Single, Triple } from "./functional/window.ts";
import { OUTPUT_SIZE, PAIR, SINGLE, TRIPLE } from "./kinds.ts";
import { Module } from "./module.ts";

/** What a pooling gives: with indices, where they are asked for. */
export type Pooled<ReturnIndices extends boolean> = ReturnIndices extends true ? WithIndices : Tensor;

type Pool<Size> = (input: Tensor, size: Size, options: object) => Tensor | WithIndices;

/** The functions by the number of dimensions, from one on. */
const WINDOWS = [functional.maxPool1d, functional.maxPool2d, functional.maxPool3d] as readonly Pool<Extent>[];
const ADAPTIVE = [
  functional.adaptiveMaxPool1d,
  functional.adaptiveMaxPool2d,
  functional.adaptiveMaxPool3d,
] as readonly Pool<OutputSize>[];

/* @__NO_SIDE_EFFECTS__ */
function windowSignature<Size extends Extent>(name: string, size: Kind<Size>) {
  return signature(
    name,
    { kernelSize: size },
    {
      stride: optional(orNull(size), null),
      padding: optional(size, 0 as Size),
      dilation: optional(size, 1 as Size),
      returnIndices: optional(BOOLEAN, false),
      ceilMode: optional(BOOLEAN, false),
    },
  );
}

/* @__NO_SIDE_EFFECTS__ */
function adaptiveSignature(name: string) {
  return signature(name, { outputSize: OUTPUT_SIZE }, { returnIndices: optional(BOOLEAN, false) });
}

/** What max poolings over windows share; they differ in how many dimensions these have. */
export abstract class MaxPoolNd<Size extends Extent, ReturnIndices extends boolean> extends Module<
  [input: Tensor],
  Pooled<ReturnIndices>
> {
  /** @internal */
  static override readonly signature = windowSignature<Extent>("MaxPoolNd", TRIPLE);
  /** @internal Of a window. */
  static readonly dims: number = 3;
  readonly kernelSize: Size;
  readonly stride: Size;
  readonly padding: Size;
  readonly dilation: Size;
  readonly ceilMode: boolean;
  readonly returnIndices: ReturnIndices;

  /**
   * @param kernelSize the window's size
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(kernelSize: Size, options?: PoolingOptions<Size> & { returnIndices?: ReturnIndices });
  constructor(options: PoolingOptions<Size> & { kernelSize: Size; returnIndices?: ReturnIndices });
  constructor(...args: readonly unknown[]) {
    super();
    const { kernelSize, stride, padding, dilation, returnIndices, ceilMode } = new.target.signature.read(args);
    this.kernelSize = kernelSize as Size;
    this.stride = (stride ?? kernelSize) as Size;
    this.padding = padding as Size;
    this.dilation = dilation as Size;
    this.returnIndices = returnIndices as ReturnIndices;
    this.ceilMode = ceilMode;
  }

  forward(input: Tensor): Pooled<ReturnIndices> {
    const { dims } = this.constructor as typeof MaxPoolNd;
    return WINDOWS[dims - 1](input, this.kernelSize, this) as Pooled<ReturnIndices>; // the options are properties
  }

  override extraRepr(): string {
    const show = (value: Extent) => repr(typeof value === "number" ? value : Tuple.from(value));
    return (
      `kernel_size=${show(this.kernelSize)}, stride=${show(this.stride)}, padding=${show(this.padding)}, ` +
      `dilation=${show(this.dilation)}, ceil_mode=${repr(this.ceilMode)}`
    );
  }
}

/**
 * The greatest element of each window: input [batch, channels, length], or without the batch. With `returnIndices` it gives
 * beside them where in its row each was found.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html
 */
export class MaxPool1d<ReturnIndices extends boolean = false> extends MaxPoolNd<Single, ReturnIndices> {
  /** @internal */
  static override readonly signature = windowSignature<Extent>("MaxPool1d", SINGLE);
  /** @internal */
  static override readonly dims = 1;
}

/**
 * The greatest element of each window: input [batch, channels, height, width], or without the batch. With `returnIndices`
 * it gives beside them where in its plane each was found.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
 */
export class MaxPool2d<ReturnIndices extends boolean = false> extends MaxPoolNd<Pair, ReturnIndices> {
  /** @internal */
  static override readonly signature = windowSignature<Extent>("MaxPool2d", PAIR);
  /** @internal */
  static override readonly dims = 2;
}

/**
 * The greatest element of each window: input [batch, channels, depth, height, width], or without the batch. With
 * `returnIndices` it gives beside them where in its volume each was found.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool3d.html
 */
export class MaxPool3d<ReturnIndices extends boolean = false> extends MaxPoolNd<Triple, ReturnIndices> {
  /** @internal */
  static override readonly signature = windowSignature<Extent>("MaxPool3d", TRIPLE);
  /** @internal */
  static override readonly dims = 3;
}

/** Options of {@link AdaptiveMaxPoolNd}. */
export interface AdaptivePoolingOptions<ReturnIndices extends boolean = boolean> {
  /** Whether to return also where in its plane each element was found. Default false. */
  returnIndices?: ReturnIndices;
}

/** What adaptive max poolings share; they differ in how many dimensions they have. */
export abstract class AdaptiveMaxPoolNd<ReturnIndices extends boolean> extends Module<
  [input: Tensor],
  Pooled<ReturnIndices>
> {
  /** @internal */
  static override readonly signature = adaptiveSignature("AdaptiveMaxPoolNd");
  /** @internal Of a window. */
  static readonly dims: number = 3;
  readonly outputSize: OutputSize;
  readonly returnIndices: ReturnIndices;

  /**
   * @param outputSize one number for all dimensions, or one for each; null keeps the input's size
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(outputSize: OutputSize, options?: AdaptivePoolingOptions<ReturnIndices>);
  constructor(options: AdaptivePoolingOptions<ReturnIndices> & { outputSize: OutputSize });
  constructor(...args: readonly unknown[]) {
    super();
    const { outputSize, returnIndices } = new.target.signature.read(args);
    this.outputSize = outputSize;
    this.returnIndices = returnIndices as ReturnIndices;
  }

  forward(input: Tensor): Pooled<ReturnIndices> {
    const { dims } = this.constructor as typeof AdaptiveMaxPoolNd;
    return ADAPTIVE[dims - 1](input, this.outputSize, this) as Pooled<ReturnIndices>;
  }

  override extraRepr(): string {
    const { outputSize } = this;
    return `output_size=${repr(Array.isArray(outputSize) ? Tuple.from(outputSize) : outputSize)}`;
  }
}

/**
 * The greatest elements of as many windows as are wanted, which cover [batch, channels, length].
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool1d.html
 */
export class AdaptiveMaxPool1d<ReturnIndices extends boolean = false> extends AdaptiveMaxPoolNd<ReturnIndices> {
  /** @internal */
  static override readonly signature = adaptiveSignature("AdaptiveMaxPool1d");
  /** @internal */
  static override readonly dims = 1;
}

/**
 * The greatest elements of as many windows as are wanted, which cover [batch, channels, height, width].
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
 */
export class AdaptiveMaxPool2d<ReturnIndices extends boolean = false> extends AdaptiveMaxPoolNd<ReturnIndices> {
  /** @internal */
  static override readonly signature = adaptiveSignature("AdaptiveMaxPool2d");
  /** @internal */
  static override readonly dims = 2;
}

/**
 * The greatest elements of as many windows as are wanted, which cover [batch, channels, depth, height, width].
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool3d.html
 */
export class AdaptiveMaxPool3d<ReturnIndices extends boolean = false> extends AdaptiveMaxPoolNd<ReturnIndices> {
  /** @internal */
  static override readonly signature = adaptiveSignature("AdaptiveMaxPool3d");
  /** @internal */
  static override readonly dims = 3;
}
