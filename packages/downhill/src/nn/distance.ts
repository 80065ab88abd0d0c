import { BOOLEAN, INTEGER, NUMBER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { cosineSimilarity, pairwiseDistance } from "./functional/distance.ts";
import { Module } from "./module.ts";

/**
 * The cosine of the angle between vectors: x · y / (|x| |y|).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html
 */
export class CosineSimilarity extends Module<[x1: Tensor, x2: Tensor]> {
  readonly dim: number;
  readonly eps: number;

  /** @internal */
  static override readonly signature = signature(
    "CosineSimilarity",
    { dim: optional(INTEGER, 1) },
    { eps: optional(NUMBER, 1e-8) },
  );

  /**
   * @param dim along which dimension the vectors lie; default 1
   * @param options.eps what lengths are at least taken for; default 1e-8
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(dim?: number, options?: { eps?: number });
  constructor(options: { dim?: number; eps?: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { dim, eps } = CosineSimilarity.signature.read(args);
    this.dim = dim;
    this.eps = eps;
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return cosineSimilarity(x1, x2, this);
  }
}

/**
 * The p-norm of the differences along the last dimension.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.PairwiseDistance.html
 */
export class PairwiseDistance extends Module<[x1: Tensor, x2: Tensor]> {
  /** The p of the norm. */
  readonly norm: number;
  readonly eps: number;
  readonly keepdim: boolean;

  /** @internal */
  static override readonly signature = signature(
    "PairwiseDistance",
    { p: optional(NUMBER, 2) },
    { eps: optional(NUMBER, 1e-6), keepdim: optional(BOOLEAN, false) },
  );

  /**
   * @param p of the norm; default 2
   * @param options.eps added to each difference, so that none is zero; default 1e-6
   * @param options.keepdim whether the last dimension stays, of size 1; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(p?: number, options?: { eps?: number; keepdim?: boolean });
  constructor(options: { p?: number; eps?: number; keepdim?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { p, eps, keepdim } = PairwiseDistance.signature.read(args);
    this.norm = p;
    this.eps = eps;
    this.keepdim = keepdim;
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    const { norm: p, eps, keepdim } = this;
    return pairwiseDistance(x1, x2, { p, eps, keepdim });
  }
}
