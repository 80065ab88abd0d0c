import { NUMBER, oneOf, orNull } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { optional } from "../../signatures/parameters.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { TENSOR } from "../../tensor/kinds.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { cdist as cdistOf } from "../functions/distance.ts";

/** Options of {@link cdist}. */
export interface CdistOptions {
  /** How PyTorch computes lengths, by a product of matrices or not; here always by differences. */
  computeMode?: ComputeMode | null;
}

export type ComputeMode =
  | "use_mm_for_euclid_dist_if_necessary"
  | "use_mm_for_euclid_dist"
  | "donot_use_mm_for_euclid_dist";

const COMPUTE_MODE = oneOf<ComputeMode>(
  "use_mm_for_euclid_dist_if_necessary",
  "use_mm_for_euclid_dist",
  "donot_use_mm_for_euclid_dist",
);

export type Cdist = (x1: Tensor, x2: Tensor, p?: number, options?: CdistOptions) => Tensor;

export const cdist: WithNames<Cdist, ["x2", "p"]> = publish(
  signature("cdist", { x1: TENSOR, x2: TENSOR, p: optional(NUMBER) }, { computeMode: orNull(COMPUTE_MODE) }),
  cdistOf,
);
