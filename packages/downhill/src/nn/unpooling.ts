import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { type Kind, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { maxUnpool1d, maxUnpool2d, maxUnpool3d, type UnpoolingOptions } from "./functional/unpooling.ts";
import { type Extent, type Pair, type Single, sizesOf, type Triple } from "./functional/window.ts";
import { PAIR, SINGLE, TRIPLE } from "./kinds.ts";
import { Module } from "./module.ts";

type Unpool = (input: Tensor, indices: Tensor, kernelSize: Extent, options: UnpoolingOptions) => Tensor;

const UNPOOLS = [maxUnpool1d, maxUnpool2d, maxUnpool3d] as readonly Unpool[];

/* @__NO_SIDE_EFFECTS__ */
function unpoolingSignature<Size extends Extent>(name: string, size: Kind<Size>) {
  return signature(
    name,
    { kernelSize: size },
    { stride: optional(orNull(size), null), padding: optional(size, 0 as Size) },
  );
}

/** Options of a max unpooling's constructor. */
export type UnpoolingLayerOptions<Size extends Extent> = Omit<UnpoolingOptions<Size>, "outputSize">;

/** What `forward` of a max unpooling takes besides tensors: the output's sizes, or an object of them. */
export type UnpoolingTarget = readonly number[] | null | Pick<UnpoolingOptions, "outputSize">;

/** What max unpoolings share; they differ in how many dimensions their windows have. */
export abstract class MaxUnpoolNd<Size extends Extent> extends Module<
  [input: Tensor, indices: Tensor, outputSize?: UnpoolingTarget]
> {
  /** @internal */
  static override readonly signature = unpoolingSignature<Extent>("MaxUnpoolNd", TRIPLE);
  /** @internal Of a window. */
  static readonly dims: number = 3;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];

  /**
   * @param kernelSize the window's size, of the pooling that is undone
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(kernelSize: Size, options?: UnpoolingLayerOptions<Size>);
  constructor(options: UnpoolingLayerOptions<Size> & { kernelSize: Size });
  constructor(...args: readonly unknown[]) {
    super();
    const { dims } = new.target;
    const { kernelSize, stride, padding } = new.target.signature.read(args);
    this.kernelSize = sizesOf(kernelSize, "kernelSize", dims);
    this.stride = sizesOf(stride ?? kernelSize, "stride", dims);
    this.padding = sizesOf(padding, "padding", dims);
  }

  /**
   * @param indices what the pooling gave with `returnIndices`
   * @param outputSize what was pooled, where that isn't the smallest that gives this size
   */
  forward(input: Tensor, indices: Tensor, outputSize: UnpoolingTarget = null): Tensor {
    const { dims } = this.constructor as typeof MaxUnpoolNd;
    const { stride, padding } = this;
    const size = outputSize !== null && "outputSize" in outputSize ? outputSize.outputSize : outputSize;
    const options = { stride, padding, outputSize: size as readonly number[] | null };
    return UNPOOLS[dims - 1](input, indices, this.kernelSize, options);
  }

  override extraRepr(): string {
    const show = (value: readonly number[]) => repr(Tuple.from(value));
    return `kernel_size=${show(this.kernelSize)}, stride=${show(this.stride)}, padding=${show(this.padding)}`;
  }
}

/**
 * Undoes a max pooling as far as that goes: puts elements where they were found, and zeros elsewhere. Input
 * [batch, channels, length], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxUnpool1d.html
 */
export class MaxUnpool1d extends MaxUnpoolNd<Single> {
  /** @internal */
  static override readonly signature = unpoolingSignature<Extent>("MaxUnpool1d", SINGLE);
  /** @internal */
  static override readonly dims = 1;
}

/**
 * Undoes a max pooling as far as that goes: puts elements where they were found, and zeros elsewhere. Input
 * [batch, channels, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxUnpool2d.html
 */
export class MaxUnpool2d extends MaxUnpoolNd<Pair> {
  /** @internal */
  static override readonly signature = unpoolingSignature<Extent>("MaxUnpool2d", PAIR);
  /** @internal */
  static override readonly dims = 2;
}

/**
 * Undoes a max pooling as far as that goes: puts elements where they were found, and zeros elsewhere. Input
 * [batch, channels, depth, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxUnpool3d.html
 */
export class MaxUnpool3d extends MaxUnpoolNd<Triple> {
  /** @internal */
  static override readonly signature = unpoolingSignature<Extent>("MaxUnpool3d", TRIPLE);
  /** @internal */
  static override readonly dims = 3;
}
