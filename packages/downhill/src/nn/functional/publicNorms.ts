import { BOOLEAN, INTEGER, NUMBER, orNull } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { optional } from "../../signatures/parameters.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { SHAPE, TENSOR } from "../../tensor/kinds.ts";
import { bilinear as bilinearOf } from "./bilinear.ts";
import * as groupNorms from "./groupNorm.ts";
import { rmsNorm as rmsNormOf } from "./rmsNorm.ts";

/*
 * The public forms of norms, other than batch norm and layer norm, and of what two inputs are multiplied in.
 */

const TENSOR_OR_NULL = orNull(TENSOR);
const AFFINE = { weight: TENSOR_OR_NULL, bias: TENSOR_OR_NULL };

export const groupNorm: WithNames<typeof groupNorms.groupNorm, ["numGroups"]> = publish(
  signature("groupNorm", { input: TENSOR, numGroups: INTEGER }, { ...AFFINE, eps: NUMBER }),
  groupNorms.groupNorm,
);
export const instanceNorm = publish(
  signature(
    "instanceNorm",
    { input: TENSOR },
    {
      ...{ runningMean: TENSOR_OR_NULL, runningVar: TENSOR_OR_NULL },
      ...AFFINE,
      ...{ useInputStats: BOOLEAN, momentum: NUMBER, eps: NUMBER },
    },
  ),
  groupNorms.instanceNorm,
);
export const localResponseNorm: WithNames<typeof groupNorms.localResponseNorm, ["size"]> = publish(
  signature("localResponseNorm", { input: TENSOR, size: INTEGER }, { alpha: NUMBER, beta: NUMBER, k: NUMBER }),
  groupNorms.localResponseNorm,
);
export const rmsNorm: WithNames<typeof rmsNormOf, ["normalizedShape"]> = publish(
  signature("rmsNorm", { input: TENSOR, normalizedShape: SHAPE }, { weight: TENSOR_OR_NULL, eps: orNull(NUMBER) }),
  rmsNormOf,
);
export const bilinear: WithNames<typeof bilinearOf, ["input2", "weight", "bias"]> = publish(
  signature("bilinear", { input1: TENSOR, input2: TENSOR, weight: TENSOR, bias: optional(TENSOR_OR_NULL) }),
  bilinearOf,
);
