import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { BOOLEAN, INTEGER, only } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { empty } from "../tensor/factories.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { type ConvolutionOptions, conv2d } from "./functional/convolution.ts";
import { type Pair, pairOf } from "./functional/window.ts";
import { calculateFanInAndFanOut, kaimingUniform_, uniform_ } from "./init/fill.ts";
import { PADDING, PAIR } from "./kinds.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** Options of a {@link Conv2d}. */
export interface Conv2dOptions extends ConvolutionOptions, FactoryOptions {
  /** Whether it adds a bias. Default true. */
  bias?: boolean;
}

/**
 * The cross-correlation of images with kernels: input [batch, inChannels, height, width] (or without the batch), output
 * [batch, outChannels, ...]. Pads with zeros only.
 *
 * Weight and bias start as in PyTorch, with the same bits for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
 */
export class Conv2d extends Module<[input: Tensor]> {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly padding: readonly [height: number, width: number] | "same" | "valid";
  readonly dilation: readonly [height: number, width: number];
  readonly groups: number;
  /** [outChannels, inChannels / groups, kernel height, kernel width] */
  weight: Parameter;
  /** [outChannels], or null without a bias */
  bias: Parameter | null;

  /** @internal */
  static override readonly signature = signature(
    "Conv2d",
    { inChannels: INTEGER, outChannels: INTEGER, kernelSize: PAIR },
    {
      stride: optional(PAIR, 1),
      padding: optional(PADDING, 0),
      dilation: optional(PAIR, 1),
      groups: optional(INTEGER, 1),
      bias: optional(BOOLEAN, true),
      paddingMode: only("zeros"),
      ...FACTORY,
    },
  );

  /**
   * @param inChannels channels of the input
   * @param outChannels channels of the output, each with a kernel of its own
   * @param kernelSize the kernels' height and width, or both at once
   * @throws RangeError for channels that groups don't divide, an unknown padding, "same" with a stride; TypeError for
   *   arguments that it doesn't take
   */
  constructor(inChannels: number, outChannels: number, kernelSize: Pair, options?: Conv2dOptions);
  constructor(inChannels: number, outChannels: number, options: Conv2dOptions & { kernelSize: Pair });
  constructor(options: Conv2dOptions & { inChannels: number; outChannels: number; kernelSize: Pair });
  constructor(...args: readonly unknown[]) {
    super();
    const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, dtype } =
      Conv2d.signature.read(args);
    if (!Number.isInteger(groups) || groups <= 0) throw new RangeError("groups must be a positive integer");
    if (inChannels % groups !== 0) throw new RangeError("in_channels must be divisible by groups");
    if (outChannels % groups !== 0) throw new RangeError("out_channels must be divisible by groups");
    if (typeof padding === "string" && padding !== "same" && padding !== "valid") {
      throw new RangeError(`Invalid padding string '${padding}', should be one of {'same', 'valid'}`);
    }
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = pairOf(kernelSize, "kernelSize");
    this.stride = pairOf(stride, "stride");
    this.padding = typeof padding === "string" ? padding : pairOf(padding, "padding");
    this.dilation = pairOf(dilation, "dilation");
    this.groups = groups;
    if (padding === "same" && this.stride.some((step) => step !== 1)) {
      throw new RangeError("padding='same' is not supported for strided convolutions");
    }
    this.weight = new Parameter(empty([outChannels, inChannels / groups, ...this.kernelSize], { dtype }));
    this.bias = bias ? new Parameter(empty([outChannels], { dtype })) : null;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    if (this.bias === null) return;
    const [fanIn] = calculateFanInAndFanOut(this.weight);
    if (fanIn > 0) uniform_(this.bias, -1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn));
  }

  forward(input: Tensor): Tensor {
    return conv2d(input, this.weight, this.bias, this);
  }

  override extraRepr(): string {
    const tuple = (pair: readonly number[]) => repr(Tuple.from(pair));
    let text = `${this.inChannels}, ${this.outChannels}, kernel_size=${tuple(this.kernelSize)}, stride=${tuple(this.stride)}`;
    if (typeof this.padding === "string") text += `, padding=${this.padding}`;
    else if (this.padding.some((amount) => amount !== 0)) text += `, padding=${tuple(this.padding)}`;
    if (this.dilation.some((step) => step !== 1)) text += `, dilation=${tuple(this.dilation)}`;
    if (this.groups !== 1) text += `, groups=${this.groups}`;
    if (this.bias === null) text += ", bias=False";
    return text;
  }
}

publishMethods(Conv2d.prototype, { resetParameters: signature("resetParameters", {}) });
