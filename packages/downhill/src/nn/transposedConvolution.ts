import { BOOLEAN, INTEGER, inWords, type Kind, oneOf, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { SHAPE, TENSOR } from "../tensor/kinds.ts";
import { formatShape, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { ConvNd, type SizesOf } from "./convolution.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { convolution, type TransposedConvolutionOptions } from "./functional/convolution.ts";
import type { Extent, Pair, Single, Triple } from "./functional/window.ts";
import { PAIR, SINGLE, TRIPLE } from "./kinds.ts";

/** Options of {@link ConvTranspose1d}, {@link ConvTranspose2d} and {@link ConvTranspose3d}. */
export interface TransposedConvolutionLayerOptions<Size extends Extent>
  extends TransposedConvolutionOptions<Size>,
    FactoryOptions {
  /** Whether it adds a bias. Default true. */
  bias?: boolean;
  /** There is only one. Default "zeros". */
  paddingMode?: "zeros";
}

/** Options of a {@link ConvTranspose1d}. */
export type ConvTranspose1dOptions = TransposedConvolutionLayerOptions<Single>;

/** Options of a {@link ConvTranspose2d}. */
export type ConvTranspose2dOptions = TransposedConvolutionLayerOptions<Pair>;

/** Options of a {@link ConvTranspose3d}. */
export type ConvTranspose3dOptions = TransposedConvolutionLayerOptions<Triple>;

/** What the sizes of the output are to be: those of the dimensions of the kernel, or all. */
export type OutputSize = Shape | null | { readonly outputSize?: Shape | null };

const FORWARD = signature("forward", { input: TENSOR, outputSize: optional(orNull(SHAPE)) });

/** What transposed convolutions share; they differ in the number of dimensions. */
export abstract class ConvTransposeNd<Size extends Extent> extends ConvNd<
  Size,
  [input: Tensor, outputSize?: OutputSize]
> {
  /** @internal */
  static override readonly signature = transposedSignature<Extent>("ConvTransposeNd", TRIPLE);
  /** @internal Of the kernels. */
  static readonly dims: number = 3;
  declare readonly padding: SizesOf<Size>;

  /**
   * @param inChannels channels of the input
   * @param outChannels channels of the output
   * @param kernelSize the kernels' size along each dimension, or along all of them
   * @throws RangeError for channels that groups don't divide; TypeError for arguments that it doesn't take
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size,
    options?: TransposedConvolutionLayerOptions<Size>,
  );
  constructor(
    inChannels: number,
    outChannels: number,
    options: TransposedConvolutionLayerOptions<Size> & { kernelSize: Size },
  );
  constructor(
    options: TransposedConvolutionLayerOptions<Size> & { inChannels: number; outChannels: number; kernelSize: Size },
  );
  constructor(...args: readonly unknown[]) {
    super(new.target.dims, true, new.target.signature.read(args));
  }

  /**
   * @param outputSize the sizes that the output is to have, instead of those with `outputPadding`, with or without batch
   *   and channels
   * @throws RangeError for sizes that no output padding below the stride gives
   */
  forward(input: Tensor, outputSize?: OutputSize): Tensor {
    const { outputSize: wanted } = FORWARD.read([input, outputSize]);
    const { weight, bias, kernelSize, stride, padding, dilation, groups } = this;
    const outputPadding = wanted == null ? this.outputPadding : paddingFor(this, input, wanted);
    const options = { stride, padding, outputPadding, dilation, groups };
    return convolution(kernelSize.length, true, input, weight, bias, options);
  }
}

/** How much must be added to the output, so that it has the sizes that are wanted. */
function paddingFor(layer: ConvTransposeNd<Extent>, input: Tensor, wanted: Shape): number[] {
  const { kernelSize, stride, padding, dilation } = layer;
  const dims = kernelSize.length;
  const others = input.ndim === dims + 2 ? 2 : 1;
  const sizes = wanted.length === others + dims ? wanted.slice(others) : wanted;
  if (sizes.length !== dims) {
    throw new RangeError(
      `ConvTranspose${dims}D: for ${input.ndim}D input, output_size must have ${dims} or ${others + dims} elements ` +
        `(got ${sizes.length})`,
    );
  }
  const least = kernelSize.map(
    (size, d) => (input._shape[d + others] - 1) * stride[d] - 2 * padding[d] + dilation[d] * (size - 1) + 1,
  );
  const most = least.map((size, d) => size + stride[d] - 1);
  if (sizes.some((size, d) => !(size >= least[d] && size <= most[d]))) {
    throw new RangeError(
      `requested an output size of ${formatShape(sizes)}, but valid sizes range from ${formatShape(least)} to ` +
        `${formatShape(most)} (for an input of torch.Size(${formatShape(input._shape.slice(2))}))`,
    );
  }
  return sizes.map((size, d) => size - least[d]);
}

/* @__NO_SIDE_EFFECTS__ */
function transposedSignature<Size extends Extent>(name: string, size: Kind<Size>) {
  const only = `Only "zeros" padding mode is supported for ${name}`;
  return signature(
    name,
    { inChannels: INTEGER, outChannels: INTEGER, kernelSize: size },
    {
      stride: optional(size, 1 as Size),
      padding: optional(size, 0 as Size),
      outputPadding: optional(size, 0 as Size),
      groups: optional(INTEGER, 1),
      bias: optional(BOOLEAN, true),
      dilation: optional(size, 1 as Size),
      paddingMode: optional(
        inWords(oneOf("zeros"), () => only),
        "zeros",
      ),
      ...FACTORY,
    },
  );
}

/**
 * The transpose of a {@link Conv1d}, which makes signals longer: input [batch, inChannels, length] (or without the batch),
 * output [batch, outChannels, ...].
 *
 * Weight and bias start as in PyTorch, with the same bits for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html
 */
export class ConvTranspose1d extends ConvTransposeNd<Single> {
  /** @internal */
  static override readonly signature = transposedSignature<Extent>("ConvTranspose1d", SINGLE);
  /** @internal */
  static override readonly dims = 1;
}

/**
 * The transpose of a {@link Conv2d}, which makes images larger: input [batch, inChannels, height, width] (or without the
 * batch), output [batch, outChannels, ...].
 *
 * Weight and bias start as in PyTorch, with the same bits for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
 */
export class ConvTranspose2d extends ConvTransposeNd<Pair> {
  /** @internal */
  static override readonly signature = transposedSignature<Extent>("ConvTranspose2d", PAIR);
  /** @internal */
  static override readonly dims = 2;
}

/**
 * The transpose of a {@link Conv3d}, which makes volumes larger: input [batch, inChannels, depth, height, width] (or
 * without the batch), output [batch, outChannels, ...].
 *
 * Weight and bias start as in PyTorch, with the same bits for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose3d.html
 */
export class ConvTranspose3d extends ConvTransposeNd<Triple> {
  /** @internal */
  static override readonly signature = transposedSignature<Extent>("ConvTranspose3d", TRIPLE);
  /** @internal */
  static override readonly dims = 3;
}
