/** Whether operations are recorded at the moment. Read by every operation, so a plain variable. */
export let gradEnabled = true;

/** @internal Sets the mode and returns the one before; the caller restores it. */
export function swapGradMode(enabled: boolean): boolean {
  const before = gradEnabled;
  gradEnabled = enabled;
  return before;
}

/** Whether operations on tensors that require gradients are recorded at the moment. */
export function isGradEnabled(): boolean {
  return gradEnabled;
}

function withMode<T>(enabled: boolean, body: () => T, name: string): T {
  const before = swapGradMode(enabled);
  let result: T;
  try {
    result = body();
  } finally {
    swapGradMode(before);
  }
  if (typeof (result as PromiseLike<unknown> | null)?.then === "function") {
    // The mode is one for the whole thread: it would leak into whatever runs while the promise is pending.
    throw new TypeError(`${name} takes a synchronous function, but it returned a promise; use ${name} between awaits`);
  }
  return result;
}

/**
 * Runs `body` without recording operations, and returns its result.
 * @throws TypeError when `body` is asynchronous.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html
 */
export function noGrad<T>(body: () => T): T {
  return withMode(false, body, "noGrad");
}

/**
 * Runs `body` with operations recorded, also inside `noGrad`, and returns its result.
 * @throws TypeError when `body` is asynchronous.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.enable_grad.html
 */
export function enableGrad<T>(body: () => T): T {
  return withMode(true, body, "enableGrad");
}

/**
 * Runs `body` without recording operations, and returns its result: the same as `noGrad`. Unlike in PyTorch, the tensors
 * that are made may be used in recorded operations later.
 * @param mode whether to: false runs `body` with operations recorded. Default true
 * @throws TypeError when `body` is asynchronous.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad_mode.inference_mode.html
 */
export function inferenceMode<T>(body: () => T): T;
export function inferenceMode<T>(mode: boolean, body: () => T): T;
export function inferenceMode<T>(first: boolean | (() => T), body?: () => T): T {
  return typeof first === "function"
    ? withMode(false, first, "inferenceMode")
    : withMode(!first, body!, "inferenceMode");
}

/**
 * Sets whether operations are recorded: from now on, or while `body` runs, whose result it returns then.
 * @throws TypeError when `body` is asynchronous.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad_mode.set_grad_enabled.html
 */
export function setGradEnabled(mode: boolean): void;
export function setGradEnabled<T>(mode: boolean, body: () => T): T;
export function setGradEnabled<T>(mode: boolean, body?: () => T): T | void {
  if (body !== undefined) return withMode(mode, body, "setGradEnabled");
  swapGradMode(mode);
}
