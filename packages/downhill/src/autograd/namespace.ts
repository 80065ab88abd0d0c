/** What PyTorch has under `torch.autograd`. */
import { BOOLEAN, only, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publish } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { TENSOR, TENSOR_OR_TENSORS } from "../tensor/kinds.ts";
import * as functions from "./backward.ts";

export type { GradOptions } from "./backward.ts";

export const backward = publish(
  signature(
    "backward",
    { tensors: TENSOR, gradTensors: optional(orNull(TENSOR)) },
    { retainGraph: orNull(BOOLEAN), createGraph: BOOLEAN, gradVariables: only(null), inputs: TENSOR_OR_TENSORS },
  ),
  functions.backward,
);

export const grad = publish(
  signature(
    "grad",
    { outputs: TENSOR_OR_TENSORS, inputs: TENSOR_OR_TENSORS },
    {
      gradOutputs: orNull(TENSOR_OR_TENSORS),
      retainGraph: orNull(BOOLEAN),
      createGraph: BOOLEAN,
      onlyInputs: only(true),
      allowUnused: orNull(BOOLEAN),
      isGradsBatched: only(false),
      materializeGrads: only(false),
    },
  ),
  functions.grad,
);
