/** Options of `backward`. */
export interface BackwardOptions<T> {
  /** Keep the graph for another backward. Default: `createGraph`. */
  retainGraph?: boolean;
  /** Record the computation of the gradients, so that they can be differentiated. Default false. */
  createGraph?: boolean;
  /** Accumulate gradients into these tensors only. Default: all leaves. */
  inputs?: T | readonly T[];
}

/** The methods that have to do with gradients. */
export interface AutogradMethods<T> {
  /**
   * Computes the gradients of this tensor and adds them to the `grad` of the leaves it was computed from.
   *
   * `gradient` is the gradient of this tensor itself; it may be left out for a tensor of one element.
   * @throws Error when the tensor has no history, or more than one element and no gradient is given.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html
   */
  backward(gradient?: T | null, options?: BackwardOptions<T>): void;
  backward(options: BackwardOptions<T>): void;
  backward(options: BackwardOptions<T> & { gradient?: T | null }): void;

  /**
   * Calls a function with this tensor's gradient whenever it is computed; the tensor it returns, if any, is used
   * instead. The handle's `remove()` takes the hook away.
   * @throws Error when the tensor does not require a gradient.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.register_hook.html
   */
  registerHook(hook: (grad: T) => T | null | undefined | void): { remove(): void };
  registerHook(options: { hook: (grad: T) => T | null | undefined | void }): { remove(): void };

  /**
   * Makes a tensor that is no leaf keep its gradient in `grad` during backward. Leaves keep theirs anyway.
   * @throws Error when the tensor does not require a gradient.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.retain_grad.html
   */
  retainGrad(): void;

  /**
   * A tensor over the same elements that is no part of the graph. In-place changes of either show in both.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach.html
   */
  detach(): T;

  /**
   * Takes this tensor out of the graph, making it a leaf.
   * @throws Error for a view, which would leave the graph without its base.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach_.html
   */
  detach_(): T;

  /**
   * Sets whether operations on this tensor are recorded (default true), and returns it.
   * @throws TypeError for a dtype without gradients, Error when switched off on a tensor that has a history.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.requires_grad_.html
   */
  requiresGrad_(requiresGrad?: boolean): T;
  requiresGrad_(options: { requiresGrad?: boolean }): T;
}
