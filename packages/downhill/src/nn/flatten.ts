import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/**
 * Makes one dimension of several, by default of all but the first.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html
 */
export class Flatten extends Module<[input: Tensor]> {
  /**
   * @param startDim the first dimension of those that become one; default 1
   * @param endDim the last one; default -1
   */
  constructor(
    readonly startDim = 1,
    readonly endDim = -1,
  ) {
    super();
  }

  forward(input: Tensor): Tensor {
    return input.flatten(this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }
}
