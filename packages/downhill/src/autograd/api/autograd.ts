import { BOOLEAN, functionKind, inWords, orNull } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { method } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { TENSOR, TENSOR_OR_TENSORS } from "../../tensor/kinds.ts";
import type { AutogradMethods } from "../../tensor/methods/autograd.ts";
import type { GradHook, Tensor } from "../../tensor/tensor.ts";
import { backward } from "../backward.ts";
import { detach } from "../functions/conversion.ts";
import { registerHook, retainGrad } from "../hooks.ts";

const GRADIENT = inWords(orNull(TENSOR), (value) => `gradients can be either Tensors or null, but got ${typeof value}`);

export const autogradMethods = {
  backward: method(
    signature(
      "backward",
      { gradient: optional(GRADIENT) },
      { retainGraph: orNull(BOOLEAN), createGraph: BOOLEAN, inputs: TENSOR_OR_TENSORS },
    ),
    backward,
  ),
  registerHook: method(signature("registerHook", { hook: functionKind<GradHook>() }), registerHook),
  retainGrad: method(signature("retainGrad", {}), retainGrad),
  detach: method(signature("detach", {}), detach),
  detach_: method(signature("detach_", {}), (tensor: Tensor) => {
    if (tensor.viewBase !== null) {
      throw new Error("Can't detach views in-place. Use detach() instead.");
    }
    tensor._gradFn = null;
    tensor._requiresGrad = false;
    return tensor;
  }),
  requiresGrad_: method(
    signature("requiresGrad_", { requiresGrad: optional(BOOLEAN) }),
    (tensor: Tensor, requiresGrad = true) => {
      tensor.requiresGrad = requiresGrad;
      return tensor;
    },
  ),
} satisfies Record<keyof AutogradMethods<Tensor>, unknown>;
