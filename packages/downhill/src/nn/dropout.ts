import { repr } from "../python/repr.ts";
import { BOOLEAN, NUMBER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
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

  /** @internal */
  static override readonly signature = signature(
    "Dropout",
    { p: optional(NUMBER, 0.5) },
    { inplace: optional(BOOLEAN, false) },
  );

  /**
   * @param p the probability that an element is dropped, in [0, 1]; default 0.5
   * @param options.inplace whether to write the result over the input; default false
   * @throws RangeError when p is out of range, TypeError for arguments that it doesn't take
   */
  constructor(p?: number, options?: { inplace?: boolean });
  constructor(options: { p?: number; inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { p, inplace } = Dropout.signature.read(args);
    checkProbability(p);
    this.p = p;
    this.inplace = inplace;
  }

  forward(input: Tensor): Tensor {
    return dropout(input, this.p, { training: this.training, inplace: this.inplace });
  }

  override extraRepr(): string {
    return `p=${repr(this.p)}, inplace=${repr(this.inplace)}`;
  }
}
