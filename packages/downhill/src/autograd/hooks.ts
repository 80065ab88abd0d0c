import type { GradHook, Tensor } from "../tensor/tensor.ts";
import type { Node } from "./graph.ts";

/** Takes a hook away again. */
export interface HookHandle {
  remove(): void;
}

/**
 * Calls a function with the tensor's gradient whenever it is computed; the tensor it returns, if any, is used instead.
 * @throws Error when the tensor does not require a gradient.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.register_hook.html
 */
export function registerHook(tensor: Tensor, hook: GradHook): HookHandle {
  if (typeof hook !== "function") throw new TypeError(`a hook must be a function, got ${typeof hook}`);
  if (!tensor.requiresGrad) throw new Error("cannot register a hook on a tensor that doesn't require gradient");
  const node = tensor.gradFn as Node | null;
  // Wrapped, so that a handle takes away its own hook even when the same function was registered twice.
  const entry: GradHook = (grad) => hook(grad);
  let list: GradHook[];
  if (node === null) {
    tensor._hooks ??= [];
    list = tensor._hooks;
  } else {
    node.hooks ??= [];
    list = node.hooks;
  }
  list.push(entry);
  return {
    remove() {
      const index = list.indexOf(entry);
      if (index >= 0) list.splice(index, 1);
    },
  };
}

/**
 * Makes a tensor that is no leaf keep its gradient in `grad` during backward. Leaves keep theirs anyway.
 * @throws Error when the tensor does not require a gradient.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.retain_grad.html
 */
export function retainGrad(tensor: Tensor): void {
  if (!tensor.requiresGrad) throw new Error("can't retain_grad on Tensor that has requires_grad=False");
  const node = tensor.gradFn as Node | null;
  if (node !== null) node.retained = tensor;
}
