import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { DIM } from "../tensor/kinds.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/**
 * Makes one dimension of several, by default of all but the first.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html
 */
export class Flatten extends Module<[input: Tensor]> {
  readonly startDim: number;
  readonly endDim: number;

  /** @internal */
  static override readonly signature = signature("Flatten", { startDim: optional(DIM, 1), endDim: optional(DIM, -1) });

  /**
   * @param startDim the first dimension of those that become one; default 1
   * @param endDim the last one; default -1
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(startDim?: number, endDim?: number);
  constructor(options: { startDim?: number; endDim?: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { startDim, endDim } = Flatten.signature.read(args);
    this.startDim = startDim;
    this.endDim = endDim;
  }

  forward(input: Tensor): Tensor {
    return input.flatten(this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }
}
