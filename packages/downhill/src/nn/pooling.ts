import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { BOOLEAN, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { maxPool2d, type PoolingOptions } from "./functional/pooling.ts";
import type { Pair } from "./functional/window.ts";
import { PAIR } from "./kinds.ts";
import { Module } from "./module.ts";

/**
 * The greatest element of each window: input [batch, channels, height, width], or without the batch. With `returnIndices`
 * it gives beside them where in its plane each was found.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
 */
export class MaxPool2d<ReturnIndices extends boolean = false> extends Module<
  [input: Tensor],
  ReturnIndices extends true ? [output: Tensor, indices: Tensor] : Tensor
> {
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
  readonly ceilMode: boolean;

  readonly returnIndices: ReturnIndices;

  /** @internal */
  static override readonly signature = signature(
    "MaxPool2d",
    { kernelSize: PAIR },
    {
      stride: optional(orNull(PAIR), null),
      padding: optional(PAIR, 0),
      dilation: optional(PAIR, 1),
      returnIndices: optional(BOOLEAN, false),
      ceilMode: optional(BOOLEAN, false),
    },
  );

  /**
   * @param kernelSize the window's height and width, or both at once
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(kernelSize: Pair, options?: PoolingOptions & { returnIndices?: ReturnIndices });
  constructor(options: PoolingOptions & { kernelSize: Pair; returnIndices?: ReturnIndices });
  constructor(...args: readonly unknown[]) {
    super();
    const { kernelSize, stride, padding, dilation, returnIndices, ceilMode } = MaxPool2d.signature.read(args);
    this.kernelSize = kernelSize;
    this.stride = stride ?? kernelSize;
    this.padding = padding;
    this.dilation = dilation;
    this.returnIndices = returnIndices as ReturnIndices;
    this.ceilMode = ceilMode;
  }

  forward(input: Tensor): ReturnIndices extends true ? [output: Tensor, indices: Tensor] : Tensor {
    type Output = ReturnIndices extends true ? [output: Tensor, indices: Tensor] : Tensor;
    const { kernelSize, stride, padding, dilation, ceilMode } = this;
    const options = { stride, padding, dilation, ceilMode };
    if (!this.returnIndices) return maxPool2d(input, kernelSize, options) as Output;
    return maxPool2d(input, kernelSize, { ...options, returnIndices: true }) as Output;
  }

  override extraRepr(): string {
    const show = (value: Pair) => repr(typeof value === "number" ? value : Tuple.from(value));
    return (
      `kernel_size=${show(this.kernelSize)}, stride=${show(this.stride)}, padding=${show(this.padding)}, ` +
      `dilation=${show(this.dilation)}, ceil_mode=${repr(this.ceilMode)}`
    );
  }
}
