import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { maxPool2d, type PoolingOptions } from "./functional/pooling.ts";
import type { Pair } from "./functional/window.ts";
import { Module } from "./module.ts";

/**
 * The greatest element of each window: input [batch, channels, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
 */
export class MaxPool2d extends Module<[input: Tensor]> {
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
  readonly ceilMode: boolean;

  constructor(kernelSize: Pair, { stride = null, padding = 0, dilation = 1, ceilMode = false }: PoolingOptions = {}) {
    super();
    this.kernelSize = kernelSize;
    this.stride = stride ?? kernelSize;
    this.padding = padding;
    this.dilation = dilation;
    this.ceilMode = ceilMode;
  }

  forward(input: Tensor): Tensor {
    return maxPool2d(input, this.kernelSize, this);
  }

  override extraRepr(): string {
    const show = (value: Pair) => repr(typeof value === "number" ? value : Tuple.from(value));
    return (
      `kernel_size=${show(this.kernelSize)}, stride=${show(this.stride)}, padding=${show(this.padding)}, ` +
      `dilation=${show(this.dilation)}, ceil_mode=${repr(this.ceilMode)}`
    );
  }
}
