import { repr } from "../python/repr.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkProbability, dropout } from "./functional/dropout.ts";
import { Module } from "./module.ts";

/**
 * While training, sets each element to zero with probability p and divides the others by 1 - p; while evaluating, gives
 * back its input.
 *
 * Which elements it drops is set by `manualSeed`: the same as in PyTorch, but for Intel's processors, where PyTorch draws
 * from a generator of Intel's library.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html
 */
export class Dropout extends Module<[input: Tensor]> {
  readonly p: number;
  readonly inplace: boolean;

  /**
   * @param p in [0, 1]; default 0.5
   * @param options.inplace whether to write the result over the input; default false
   * @throws RangeError when p is out of range
   */
  constructor(p = 0.5, { inplace = false }: { inplace?: boolean } = {}) {
    super();
    checkProbability(p);
    this.p = p;
    this.inplace = inplace;
  }

  forward(input: Tensor): Tensor {
    return dropout(input, { p: this.p, training: this.training, inplace: this.inplace });
  }

  override extraRepr(): string {
    return `p=${repr(this.p)}, inplace=${repr(this.inplace)}`;
  }
}
