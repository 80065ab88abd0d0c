import { reprFloat } from "../python/text.ts";
import { BOOLEAN, type Kind, NUMBER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { PairwiseDistance } from "./distance.ts";
import { type DistanceFunction, tripletMarginWithDistanceLoss } from "./functional/margin.ts";
import type { LossOptions } from "./functional/reduction.ts";
import { REDUCTION } from "./kinds.ts";
import { Loss } from "./loss.ts";
import { Module } from "./module.ts";

/** A module that measures how far two tensors are apart. */
export type DistanceModule = Module<[x1: Tensor, x2: Tensor]>;

const DISTANCE: Kind<DistanceFunction | DistanceModule | null> = {
  expected: "a function, a module or null",
  accepts: (value): value is DistanceFunction | DistanceModule | null =>
    value === null || typeof value === "function" || value instanceof Module,
};

/**
 * {@link TripletMarginLoss} by a distance of one's own.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.TripletMarginWithDistanceLoss.html
 */
export class TripletMarginWithDistanceLoss extends Loss<[anchor: Tensor, positive: Tensor, negative: Tensor]> {
  readonly distanceFunction: DistanceFunction;
  readonly margin: number;
  readonly swap: boolean;

  /** @internal */
  static override readonly signature = signature(
    "TripletMarginWithDistanceLoss",
    {},
    {},
    {
      distanceFunction: optional(DISTANCE, null),
      margin: optional(NUMBER, 1),
      swap: optional(BOOLEAN, false),
      reduction: optional(REDUCTION, "mean"),
    },
  );

  /**
   * @param options.distanceFunction how far two tensors are apart, a function or a module; default {@link PairwiseDistance}
   * @param options.margin how much nearer than the negative the positive is to be, above 0; default 1
   * @param options.swap whether the positive stands for the anchor where it is nearer to the negative; default false
   * @throws RangeError for a margin that isn't positive
   */
  constructor(
    options?: LossOptions & {
      distanceFunction?: DistanceFunction | DistanceModule | null;
      margin?: number;
      swap?: boolean;
    },
  );
  constructor(...args: readonly unknown[]) {
    const { distanceFunction, margin, swap, ...options } = TripletMarginWithDistanceLoss.signature.read(args);
    if (!(margin > 0)) {
      throw new RangeError(
        `TripletMarginWithDistanceLoss: expected margin to be greater than 0, got ${reprFloat(margin)} instead`,
      );
    }
    super(options);
    const distance = distanceFunction ?? new PairwiseDistance();
    if (distance instanceof Module) {
      this.registerModule("distance_function", distance);
      this.distanceFunction = (x1, x2) => distance.forward(x1, x2);
    } else this.distanceFunction = distance;
    this.margin = margin;
    this.swap = swap;
  }

  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginWithDistanceLoss(anchor, positive, negative, this);
  }
}
