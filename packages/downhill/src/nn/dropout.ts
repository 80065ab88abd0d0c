import { repr } from "../python/repr.ts";
import { BOOLEAN, NUMBER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import * as functional from "./functional/dropout.ts";
import { Module } from "./module.ts";

/* @__NO_SIDE_EFFECTS__ */
function droppingSignature(name: string) {
  return signature(name, { p: optional(NUMBER, 0.5) }, { inplace: optional(BOOLEAN, false) });
}

/** What dropouts share; they differ in what they drop. */
export abstract class DropoutNd extends Module<[input: Tensor]> {
  /** @internal */
  static override readonly signature = droppingSignature("DropoutNd");
  readonly p: number;
  readonly inplace: boolean;

  /**
   * @param p the probability with which something is dropped, in [0, 1]; default 0.5
   * @param options.inplace whether to write the result over the input; default false
   * @throws RangeError when p is out of range, TypeError for arguments that it doesn't take
   */
  constructor(p?: number, options?: { inplace?: boolean });
  constructor(options: { p?: number; inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { p, inplace } = new.target.signature.read(args);
    functional.checkProbability(p);
    this.p = p;
    this.inplace = inplace;
  }

  override extraRepr(): string {
    return `p=${repr(this.p)}, inplace=${repr(this.inplace)}`;
  }
}

/**
 * While training, sets each element to zero with probability p and divides the others by 1 - p; while evaluating, gives
 * back its input.
 *
 * Which elements it drops is set by `manualSeed`: the same as in PyTorch, but for Intel's processors, where PyTorch draws
 * from a generator of Intel's library.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html
 */
export class Dropout extends DropoutNd {
  /** @internal */
  static override readonly signature = droppingSignature("Dropout");

  forward(input: Tensor): Tensor {
    return functional.dropout(input, this.p, { training: this.training, inplace: this.inplace });
  }
}

/**
 * While training, sets whole channels of [batch, channels, length], or without the batch, to zero with probability p and
 * divides the others by 1 - p.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Dropout1d.html
 */
export class Dropout1d extends DropoutNd {
  /** @internal */
  static override readonly signature = droppingSignature("Dropout1d");

  forward(input: Tensor): Tensor {
    return functional.dropout1d(input, this.p, { training: this.training, inplace: this.inplace });
  }
}

/**
 * While training, sets whole channels of [batch, channels, height, width] to zero with probability p and divides the
 * others by 1 - p.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Dropout2d.html
 */
export class Dropout2d extends DropoutNd {
  /** @internal */
  static override readonly signature = droppingSignature("Dropout2d");

  forward(input: Tensor): Tensor {
    return functional.dropout2d(input, this.p, { training: this.training, inplace: this.inplace });
  }
}

/**
 * While training, sets whole channels of [batch, channels, depth, height, width], or without the batch, to zero with
 * probability p and divides the others by 1 - p.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Dropout3d.html
 */
export class Dropout3d extends DropoutNd {
  /** @internal */
  static override readonly signature = droppingSignature("Dropout3d");

  forward(input: Tensor): Tensor {
    return functional.dropout3d(input, this.p, { training: this.training, inplace: this.inplace });
  }
}

/**
 * While training, sets each element to SELU's least value with probability p, and scales all so that mean and variance
 * stay what they are.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.AlphaDropout.html
 */
export class AlphaDropout extends DropoutNd {
  /** @internal */
  static override readonly signature = droppingSignature("AlphaDropout");

  forward(input: Tensor): Tensor {
    return functional.alphaDropout(input, this.p, { training: this.training, inplace: this.inplace });
  }
}

/**
 * While training, sets whole channels to SELU's least value with probability p, and scales all so that mean and variance
 * stay what they are.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.FeatureAlphaDropout.html
 */
export class FeatureAlphaDropout extends DropoutNd {
  /** @internal */
  static override readonly signature = droppingSignature("FeatureAlphaDropout");

  forward(input: Tensor): Tensor {
    return functional.featureAlphaDropout(input, this.p, { training: this.training, inplace: this.inplace });
  }
}
