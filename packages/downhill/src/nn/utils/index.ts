/** PyTorch's `torch.nn.utils`: clipping of gradients, and parameters as one vector. */

import { BOOLEAN, inWords, type Kind, NUMBER, orNull } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { TENSOR } from "../../tensor/kinds.ts";
import { Tensor } from "../../tensor/tensor.ts";
import * as clipping from "./clipGrad.ts";
import * as vectors from "./parameterVector.ts";

export type { NormOptions, Tensors } from "./clipGrad.ts";
export * as rnn from "./rnn/index.ts";

const TENSORS: Kind<clipping.Tensors> = {
  expected: "Tensor or an iterable of Tensors",
  accepts: (value): value is clipping.Tensors =>
    value instanceof Tensor || (typeof value === "object" && value !== null && Symbol.iterator in value),
};

const VECTOR = inWords(
  TENSOR,
  (value) => `expected torch.Tensor, but got: ${Array.isArray(value) ? "list" : typeof value}`,
);

const NORM = { normType: NUMBER, errorIfNonfinite: BOOLEAN };
const FOREACH = { foreach: orNull(BOOLEAN) };

export const getTotalNorm = publish(
  signature("getTotalNorm", { tensors: TENSORS }, { ...NORM, ...FOREACH }),
  clipping.getTotalNorm,
);
export const clipGradNorm_: WithNames<typeof clipping.clipGradNorm_, ["maxNorm"]> = publish(
  signature("clipGradNorm_", { parameters: TENSORS, maxNorm: NUMBER }, { ...NORM, ...FOREACH }),
  clipping.clipGradNorm_,
);
export const clipGradsWithNorm_: WithNames<typeof clipping.clipGradsWithNorm_, ["maxNorm", "totalNorm"]> = publish(
  signature("clipGradsWithNorm_", { parameters: TENSORS, maxNorm: NUMBER, totalNorm: TENSOR }, FOREACH),
  clipping.clipGradsWithNorm_,
);
export const clipGradValue_: WithNames<typeof clipping.clipGradValue_, ["clipValue"]> = publish(
  signature("clipGradValue_", { parameters: TENSORS, clipValue: NUMBER }, FOREACH),
  clipping.clipGradValue_,
);

export const parametersToVector = publish(
  signature("parametersToVector", { parameters: TENSORS }),
  vectors.parametersToVector,
);
export const vectorToParameters: WithNames<typeof vectors.vectorToParameters, ["parameters"]> = publish(
  signature("vectorToParameters", { vec: VECTOR, parameters: TENSORS }),
  vectors.vectorToParameters,
);
