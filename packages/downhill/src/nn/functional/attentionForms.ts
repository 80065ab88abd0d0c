import { BOOLEAN, INTEGER, NUMBER, orNull } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { TENSOR } from "../../tensor/kinds.ts";
import * as attention from "./attention.ts";
import * as heads from "./multiHeadAttention.ts";

/* The public forms of attention. */

const TENSOR_OR_NULL = orNull(TENSOR);

export const scaledDotProductAttention: WithNames<typeof attention.scaledDotProductAttention, ["key", "value"]> =
  publish(
    signature(
      "scaledDotProductAttention",
      { query: TENSOR, key: TENSOR, value: TENSOR },
      { attnMask: TENSOR_OR_NULL, dropoutP: NUMBER, isCausal: BOOLEAN },
      { scale: orNull(NUMBER), enableGqa: BOOLEAN },
    ),
    attention.scaledDotProductAttention,
  );

export const multiHeadAttentionForward: WithNames<
  typeof heads.multiHeadAttentionForward,
  [
    ...["key", "value", "embedDimToCheck", "numHeads", "inProjWeight", "inProjBias", "biasK", "biasV", "addZeroAttn"],
    ...["dropoutP", "outProjWeight", "outProjBias"],
  ]
> = publish(
  signature(
    "multiHeadAttentionForward",
    {
      ...{ query: TENSOR, key: TENSOR, value: TENSOR, embedDimToCheck: INTEGER, numHeads: INTEGER },
      ...{ inProjWeight: TENSOR_OR_NULL, inProjBias: TENSOR_OR_NULL, biasK: TENSOR_OR_NULL, biasV: TENSOR_OR_NULL },
      ...{ addZeroAttn: BOOLEAN, dropoutP: NUMBER, outProjWeight: TENSOR, outProjBias: TENSOR_OR_NULL },
    },
    {
      ...{ training: BOOLEAN, keyPaddingMask: TENSOR_OR_NULL, needWeights: BOOLEAN, attnMask: TENSOR_OR_NULL },
      ...{ useSeparateProjWeight: BOOLEAN, qProjWeight: TENSOR_OR_NULL, kProjWeight: TENSOR_OR_NULL },
      ...{ vProjWeight: TENSOR_OR_NULL, staticK: TENSOR_OR_NULL, staticV: TENSOR_OR_NULL },
      ...{ averageAttnWeights: BOOLEAN, isCausal: BOOLEAN },
    },
  ),
  heads.multiHeadAttentionForward,
);
