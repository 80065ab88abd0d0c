import type { AutogradMethods, BackwardOptions } from "../../tensor/methods/autograd.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { backward } from "../backward.ts";
import { detach } from "../functions/conversion.ts";
import { registerHook, retainGrad } from "../hooks.ts";

export const autogradMethods: AutogradMethods<Tensor> & ThisType<Tensor> = {
  backward(first?: Tensor | BackwardOptions<Tensor> | null, options?: BackwardOptions<Tensor>) {
    const isOptions = typeof first === "object" && first !== null && !(first instanceof Tensor);
    if (isOptions) backward(this, null, first);
    else backward(this, first, options);
  },
  registerHook(hook) {
    return registerHook(this, hook);
  },
  retainGrad() {
    retainGrad(this);
  },
  detach() {
    return detach(this);
  },
  detach_() {
    if (this.viewBase !== null) {
      throw new Error("Can't detach views in-place. Use detach() instead.");
    }
    this._gradFn = null;
    this._requiresGrad = false;
    return this;
  },
  requiresGrad_(requiresGrad = true) {
    this.requiresGrad = requiresGrad;
    return this;
  },
};
