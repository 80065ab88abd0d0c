import { BOOLEAN, type Kind, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { TENSOR } from "../tensor/kinds.ts";
import type { Tensor } from "../tensor/tensor.ts";
import {
  type FractionalPoolingOptions,
  fractionalMaxPool2d,
  fractionalMaxPool3d,
} from "./functional/fractionalPooling.ts";
import type { Extent, Pair, Triple } from "./functional/window.ts";
import { PAIR, TRIPLE } from "./kinds.ts";
import { Module } from "./module.ts";
import type { Pooled } from "./pooling.ts";

/* @__NO_SIDE_EFFECTS__ */
function fractionalSignature<Size extends Extent>(name: string, size: Kind<Size>) {
  return signature(
    name,
    { kernelSize: size },
    {
      outputSize: optional(orNull(size), null),
      outputRatio: optional(orNull(size), null),
      returnIndices: optional(BOOLEAN, false),
      randomSamples: optional(orNull(TENSOR), null),
    },
  );
}

/** What fractional max poolings share; they differ in how many dimensions their windows have. */
export abstract class FractionalMaxPoolNd<Size extends Extent, ReturnIndices extends boolean> extends Module<
  [input: Tensor],
  Pooled<ReturnIndices>
> {
  /** @internal */
  static override readonly signature = fractionalSignature<Extent>("FractionalMaxPoolNd", TRIPLE);
  readonly kernelSize: Size;
  readonly outputSize: Size | null;
  readonly outputRatio: Size | null;
  readonly returnIndices: ReturnIndices;
  /** A buffer, `_random_samples` in state dicts. */
  declare readonly randomSamples: Tensor | null;

  /**
   * @param kernelSize the window's size
   * @throws RangeError unless one of `outputSize` and `outputRatio` is given, and for a ratio outside of (0, 1); TypeError
   *   for arguments that it doesn't take
   */
  constructor(kernelSize: Size, options: FractionalPoolingOptions<Size> & { returnIndices?: ReturnIndices });
  constructor(options: FractionalPoolingOptions<Size> & { kernelSize: Size; returnIndices?: ReturnIndices });
  constructor(...args: readonly unknown[]) {
    super();
    const { kernelSize, outputSize, outputRatio, returnIndices, randomSamples } = new.target.signature.read(args);
    this.kernelSize = kernelSize as Size;
    this.outputSize = outputSize as Size | null;
    this.outputRatio = outputRatio as Size | null;
    this.returnIndices = returnIndices as ReturnIndices;
    this.registerBuffer("randomSamples", randomSamples, { key: "_random_samples" });
    const { name } = new.target;
    if (outputSize === null && outputRatio === null) {
      throw new RangeError(`${name} requires specifying either an output size, or a pooling ratio`);
    }
    if (outputSize !== null && outputRatio !== null) {
      throw new RangeError("only one of output_size and output_ratio may be specified");
    }
    const ratios = outputRatio === null || typeof outputRatio !== "number" ? (outputRatio ?? []) : [outputRatio];
    if (!ratios.every((ratio) => ratio > 0 && ratio < 1)) {
      throw new RangeError(`output_ratio must be between 0 and 1 (got ${ratios.join(", ")})`);
    }
  }
}

/**
 * The greatest elements of windows at random places, about equally spaced: input [batch, channels, height, width], or
 * without the batch. The places are PyTorch's for the same seed.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.FractionalMaxPool2d.html
 */
export class FractionalMaxPool2d<ReturnIndices extends boolean = false> extends FractionalMaxPoolNd<
  Pair,
  ReturnIndices
> {
  /** @internal */
  static override readonly signature = fractionalSignature<Extent>("FractionalMaxPool2d", PAIR);

  forward(input: Tensor): Pooled<ReturnIndices> {
    const options = this as FractionalPoolingOptions<Pair> & { returnIndices: true }; // properties of the same names
    return fractionalMaxPool2d(input, this.kernelSize, options) as Pooled<ReturnIndices>;
  }
}

/**
 * The same of volumes: input [batch, channels, depth, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.FractionalMaxPool3d.html
 */
export class FractionalMaxPool3d<ReturnIndices extends boolean = false> extends FractionalMaxPoolNd<
  Triple,
  ReturnIndices
> {
  /** @internal */
  static override readonly signature = fractionalSignature<Extent>("FractionalMaxPool3d", TRIPLE);

  forward(input: Tensor): Pooled<ReturnIndices> {
    const options = this as FractionalPoolingOptions<Triple> & { returnIndices: true };
    return fractionalMaxPool3d(input, this.kernelSize, options) as Pooled<ReturnIndices>;
  }
}
