import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { BOOLEAN, INTEGER, type Kind } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { empty } from "../tensor/factories.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { type ConvolutionOptions, convolution } from "./functional/convolution.ts";
import { type PaddingMode, pad } from "./functional/padding.ts";
import { type Extent, type Pair, type Single, sizesOf, type Triple } from "./functional/window.ts";
import { calculateFanInAndFanOut, kaimingUniform_, uniform_ } from "./init/fill.ts";
import { orWord, PADDING_MODE, PAIR, SINGLE, TRIPLE } from "./kinds.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** Options of {@link Conv1d}, {@link Conv2d} and {@link Conv3d}. */
export interface ConvolutionLayerOptions<Size extends Extent> extends ConvolutionOptions<Size>, FactoryOptions {
  /** Whether it adds a bias. Default true. */
  bias?: boolean;
  /**
   * What the padding is filled with: zeros, the input mirrored at its border, its outermost elements again, or what is
   * at its other end. Default "zeros".
   */
  paddingMode?: ConvolutionPaddingMode;
}

/** What a convolution finds beyond its input. */
export type ConvolutionPaddingMode = "zeros" | Exclude<PaddingMode, "constant">;

/** Options of a {@link Conv1d}. */
export type Conv1dOptions = ConvolutionLayerOptions<Single>;

/** Options of a {@link Conv2d}. */
export type Conv2dOptions = ConvolutionLayerOptions<Pair>;

/** Options of a {@link Conv3d}. */
export type Conv3dOptions = ConvolutionLayerOptions<Triple>;

/** One number for each dimension of a kernel. */
export type SizesOf<Size extends Extent> = Exclude<Size, number>;

/** What convolutions and transposed ones are made of, with their options as they are given. */
export interface ConvolutionSettings {
  readonly inChannels?: number;
  readonly outChannels: number;
  readonly kernelSize: Extent;
  readonly stride: Extent;
  readonly padding: Extent | "same" | "valid";
  readonly dilation: Extent;
  readonly outputPadding?: Extent;
  readonly groups: number;
  readonly bias: boolean;
  readonly paddingMode: ConvolutionPaddingMode;
  readonly dtype?: FactoryOptions["dtype"];
}

/** What all convolutions share, transposed or not. */
export abstract class ConvNd<
  Size extends Extent,
  Inputs extends readonly unknown[] = [input: Tensor],
> extends Module<Inputs> {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: SizesOf<Size>;
  readonly stride: SizesOf<Size>;
  readonly padding: SizesOf<Size> | "same" | "valid";
  readonly dilation: SizesOf<Size>;
  /** How much larger a transposed convolution's output is at the end. */
  readonly outputPadding: SizesOf<Size>;
  readonly groups: number;
  readonly paddingMode: ConvolutionPaddingMode;
  /** [outChannels, inChannels / groups, ...kernelSize]; of a transposed one [inChannels, outChannels / groups, ...] */
  weight: Parameter;
  /** [outChannels], or null without a bias */
  bias: Parameter | null;

  protected constructor(dims: number, transposed: boolean, settings: ConvolutionSettings) {
    super();
    // A lazy one is told its channels by its first input.
    const { inChannels = 0, outChannels, padding, groups, paddingMode, dtype } = settings;
    if (groups <= 0) throw new RangeError("groups must be a positive integer");
    if (inChannels % groups !== 0) throw new RangeError("in_channels must be divisible by groups");
    if (outChannels % groups !== 0) throw new RangeError("out_channels must be divisible by groups");
    if (typeof padding === "string" && padding !== "same" && padding !== "valid") {
      throw new RangeError(`Invalid padding string '${padding}', should be one of {'same', 'valid'}`);
    }
    const sizes = (value: Extent, name: string) => sizesOf(value, name, dims) as SizesOf<Size>;
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = sizes(settings.kernelSize, "kernelSize");
    this.stride = sizes(settings.stride, "stride");
    this.padding = typeof padding === "string" ? padding : sizes(padding, "padding");
    this.dilation = sizes(settings.dilation, "dilation");
    this.outputPadding = sizes(settings.outputPadding ?? 0, "outputPadding");
    this.groups = groups;
    this.paddingMode = paddingMode;
    if (padding === "same" && this.stride.some((step) => step !== 1)) {
      throw new RangeError("padding='same' is not supported for strided convolutions");
    }
    const channels = transposed ? [inChannels, outChannels / groups] : [outChannels, inChannels / groups];
    this.weight = new Parameter(empty([...channels, ...this.kernelSize], { dtype }));
    this.bias = settings.bias ? new Parameter(empty([outChannels], { dtype })) : null;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    if (this.bias === null) return;
    const [fanIn] = calculateFanInAndFanOut(this.weight);
    const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
    uniform_(this.bias, 0 - bound, bound);
  }

  override extraRepr(): string {
    const tuple = (sizes: readonly number[]) => repr(Tuple.from(sizes));
    const { padding, dilation, outputPadding } = this;
    let text = `${this.inChannels}, ${this.outChannels}, kernel_size=${tuple(this.kernelSize)}, stride=${tuple(this.stride)}`;
    if (typeof padding === "string") text += `, padding=${padding}`;
    else if (padding.some((amount) => amount !== 0)) text += `, padding=${tuple(padding)}`;
    if (dilation.some((step) => step !== 1)) text += `, dilation=${tuple(dilation)}`;
    if (outputPadding.some((more) => more !== 0)) text += `, output_padding=${tuple(outputPadding)}`;
    if (this.groups !== 1) text += `, groups=${this.groups}`;
    if (this.bias === null) text += ", bias=False";
    if (this.paddingMode !== "zeros") text += `, padding_mode=${this.paddingMode}`;
    return text;
  }
}

/** What {@link Conv1d}, {@link Conv2d} and {@link Conv3d} share; they differ in the number of dimensions. */
export abstract class PlainConvNd<Size extends Extent> extends ConvNd<Size> {
  /** @internal */
  static override readonly signature = convolutionSignature<Extent>("PlainConvNd", TRIPLE);
  /** @internal Of the kernels. */
  static readonly dims: number = 3;

  /**
   * @param inChannels channels of the input
   * @param outChannels channels of the output, each with a kernel of its own
   * @param kernelSize the kernels' size along each dimension, or along all of them
   * @throws RangeError for channels that groups don't divide, an unknown padding, "same" with a stride; TypeError for
   *   arguments that it doesn't take
   */
  constructor(inChannels: number, outChannels: number, kernelSize: Size, options?: ConvolutionLayerOptions<Size>);
  constructor(inChannels: number, outChannels: number, options: ConvolutionLayerOptions<Size> & { kernelSize: Size });
  constructor(options: ConvolutionLayerOptions<Size> & { inChannels: number; outChannels: number; kernelSize: Size });
  constructor(...args: readonly unknown[]) {
    super(new.target.dims, false, new.target.signature.read(args));
  }

  forward(input: Tensor): Tensor {
    const { weight, bias, paddingMode, kernelSize, stride, dilation, groups } = this;
    if (paddingMode === "zeros") return convolution(kernelSize.length, false, input, weight, bias, this);
    const padded = pad(input, borderOf(this), { mode: paddingMode });
    return convolution(kernelSize.length, false, padded, weight, bias, { stride, dilation, groups });
  }
}

/** What a convolution adds before and after each dimension, from the last one on. */
function borderOf({ padding, kernelSize, dilation }: PlainConvNd<Extent>): number[] {
  const amounts = kernelSize.map((size, d): [number, number] => {
    if (padding === "valid") return [0, 0];
    if (padding !== "same") return [padding[d], padding[d]];
    const total = dilation[d] * (size - 1);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
  return amounts.reverse().flat();
}

/* @__NO_SIDE_EFFECTS__ */
function convolutionSignature<Size extends Extent>(name: string, size: Kind<Size>) {
  return signature(
    name,
    { inChannels: INTEGER, outChannels: INTEGER, kernelSize: size },
    {
      stride: optional(size, 1 as Size),
      padding: optional(orWord(size), 0 as Size),
      dilation: optional(size, 1 as Size),
      groups: optional(INTEGER, 1),
      bias: optional(BOOLEAN, true),
      paddingMode: optional(PADDING_MODE, "zeros"),
      ...FACTORY,
    },
  );
}

/**
 * The cross-correlation of signals with kernels: input [batch, inChannels, length] (or without the batch), output
 * [batch, outChannels, ...].
 *
 * Weight and bias start as in PyTorch, with the same bits for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Conv1d.html
 */
export class Conv1d extends PlainConvNd<Single> {
  /** @internal */
  static override readonly signature = convolutionSignature<Extent>("Conv1d", SINGLE);
  /** @internal */
  static override readonly dims = 1;
}

/**
 * The cross-correlation of images with kernels: input [batch, inChannels, height, width] (or without the batch), output
 * [batch, outChannels, ...].
 *
 * Weight and bias start as in PyTorch, with the same bits for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
 */
export class Conv2d extends PlainConvNd<Pair> {
  /** @internal */
  static override readonly signature = convolutionSignature<Extent>("Conv2d", PAIR);
  /** @internal */
  static override readonly dims = 2;
}

/**
 * The cross-correlation of volumes with kernels: input [batch, inChannels, depth, height, width] (or without the batch),
 * output [batch, outChannels, ...].
 *
 * Weight and bias start as in PyTorch, with the same bits for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Conv3d.html
 */
export class Conv3d extends PlainConvNd<Triple> {
  /** @internal */
  static override readonly signature = convolutionSignature<Extent>("Conv3d", TRIPLE);
  /** @internal */
  static override readonly dims = 3;
}

publishMethods(ConvNd.prototype, { resetParameters: signature("resetParameters", {}) });
