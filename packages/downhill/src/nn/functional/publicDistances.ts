import { BOOLEAN, INTEGER, NUMBER } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { optional } from "../../signatures/parameters.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { TENSOR } from "../../tensor/kinds.ts";
import * as distance from "./distance.ts";

/*
 * The public forms of distances.
 */

const BOTH = { x1: TENSOR, x2: TENSOR };

export const cosineSimilarity: WithNames<typeof distance.cosineSimilarity, ["x2"]> = publish(
  signature("cosineSimilarity", BOTH, { dim: INTEGER, eps: NUMBER }),
  distance.cosineSimilarity,
);
export const pairwiseDistance: WithNames<typeof distance.pairwiseDistance, ["x2"]> = publish(
  signature("pairwiseDistance", BOTH, { p: NUMBER, eps: NUMBER, keepdim: BOOLEAN }),
  distance.pairwiseDistance,
);
export const pdist: WithNames<typeof distance.pdist, ["p"]> = publish(
  signature("pdist", { input: TENSOR, p: optional(NUMBER) }),
  distance.pdist,
);
export const normalize = publish(
  signature("normalize", { input: TENSOR }, { p: NUMBER, dim: INTEGER, eps: NUMBER }),
  distance.normalize,
);
