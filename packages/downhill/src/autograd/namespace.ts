/** What PyTorch has under `torch.autograd`. */
import { BOOLEAN, functionKind, INTEGER, ITERABLE, type Kind, oneOf, only, orNull } from "../signatures/kinds.ts";
import type { WithNames } from "../signatures/named.ts";
import { overloads } from "../signatures/overloads.ts";
import { optional } from "../signatures/parameters.ts";
import { publish } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { TENSOR, TENSOR_OR_TENSORS } from "../tensor/kinds.ts";
import type { BackwardOptions } from "../tensor/methods/autograd.ts";
import type { Tensor } from "../tensor/tensor.ts";
import * as anomalies from "./anomaly.ts";
import type { GradOptions } from "./backward.ts";
import * as functions from "./backward.ts";
import * as checkpoints from "./checkpoint.ts";
import * as detection from "./detectAnomaly.ts";

export * as functional from "./api/functional.ts";
export type { GradOptions, GradTensors } from "./backward.ts";
export { type CheckpointOptions, checkpoint, type Stage } from "./checkpoint.ts";
export { AutogradFunction as Function, type FunctionContext, type FunctionContextBase } from "./customFunction.ts";
export type { AnomalyOptions } from "./detectAnomaly.ts";

/** One tensor or several. */
export type Tensors = Tensor | readonly Tensor[];

/** {@link backward}, whose arguments go by position or by name. */
export interface Backward {
  (tensors: Tensors, gradTensors?: functions.GradTensors, options?: BackwardOptions<Tensor>): void;
  (tensors: Tensors, options: BackwardOptions<Tensor> & { gradTensors?: functions.GradTensors }): void;
  (options: BackwardOptions<Tensor> & { tensors: Tensors; gradTensors?: functions.GradTensors }): void;
}

/** {@link grad}, whose arguments go by position or by name. */
export interface Grad {
  (outputs: Tensors, inputs: Tensors, options: GradOptions & { allowUnused: true }): (Tensor | null)[];
  (outputs: Tensors, inputs: Tensors, options?: GradOptions): Tensor[];
  (outputs: Tensors, options: GradOptions & { inputs: Tensors; allowUnused: true }): (Tensor | null)[];
  (outputs: Tensors, options: GradOptions & { inputs: Tensors }): Tensor[];
  (options: GradOptions & { outputs: Tensors; inputs: Tensors; allowUnused: true }): (Tensor | null)[];
  (options: GradOptions & { outputs: Tensors; inputs: Tensors }): Tensor[];
}

/**
 * Computes the gradients of tensors, the results of some computation, and adds them to the `grad` of the leaves that they
 * were computed from.
 *
 * @param gradTensors the gradients of the tensors themselves; null or missing for tensors of one element
 * @throws {Error} when a tensor has no history, or more than one element and no gradient
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.backward.html
 */
export const backward: Backward = publish(
  signature(
    "backward",
    { tensors: TENSOR_OR_TENSORS, gradTensors: optional(orNull(TENSOR_OR_TENSORS)) },
    { retainGraph: orNull(BOOLEAN), createGraph: BOOLEAN, gradVariables: only(null), inputs: TENSOR_OR_TENSORS },
  ),
  functions.backward,
);

/**
 * The gradients of outputs by inputs, returned instead of accumulated: one per input, summed over the outputs.
 *
 * @throws {Error} when an input does not require a gradient or, without `allowUnused`, plays no part in the outputs
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html
 */
export const grad: Grad = publish(
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

const CHECK_NAN = { checkNan: BOOLEAN };
const BODY = functionKind<() => unknown>();

export const setDetectAnomaly = publish(
  overloads(
    signature("setDetectAnomaly", { mode: BOOLEAN }, CHECK_NAN),
    signature("setDetectAnomaly", { mode: BOOLEAN, body: BODY }, CHECK_NAN),
  ),
  detection.setDetectAnomaly,
);
export const detectAnomaly = publish(signature("detectAnomaly", { body: BODY }, CHECK_NAN), detection.detectAnomaly);
export const isAnomalyEnabled = publish(signature("isAnomalyEnabled", {}), anomalies.isAnomalyEnabled);

export const checkpointSequential: WithNames<typeof checkpoints.checkpointSequential, ["segments", "input"]> = publish(
  signature(
    "checkpointSequential",
    { functions: ITERABLE as Kind<Iterable<checkpoints.Stage>>, segments: INTEGER, input: TENSOR },
    { useReentrant: orNull(BOOLEAN) },
    { preserveRngState: BOOLEAN, determinismCheck: oneOf("default", "none") },
  ),
  checkpoints.checkpointSequential,
);
