import { isFloat } from "../memory/dtype.ts";
import { repr } from "../python/repr.ts";
import type { Signature } from "../signatures/signature.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Params } from "./paramGroups.ts";

/**
 * What an optimizer's constructor was given: the parameters, and the options with their defaults.
 *
 * @throws {TypeError} for arguments that it doesn't take
 * @throws {RangeError} for a tensor of more or fewer elements than one
 */
export function readArguments<Options extends object>(
  signature: Signature<{ readonly params: unknown } & Required<Options>>,
  args: readonly unknown[],
  defaults: Required<Options>,
): { params: Params<Options>; options: Required<Options> } {
  const { params, ...given } = signature.read(args);
  // In the order in which they are saved, which is not always that of PyTorch's parameters.
  const options = { ...defaults, ...given } as Record<string, unknown>;
  for (const [key, value] of Object.entries(options)) {
    if (value instanceof Tensor) checkElements(key, value);
    if (!Array.isArray(value)) continue;
    if (value.some((item) => item instanceof Tensor)) checkTensors(key, value);
    options[key] = [...value];
  }
  return { params: params as Params<Options>, options: options as Required<Options> };
}

/** @throws {RangeError} unless all are tensors of one element */
function checkTensors(key: string, list: readonly unknown[]): void {
  if (!list.every((item) => item instanceof Tensor)) {
    throw new RangeError(`${key} must be either both floats or both Tensors`);
  }
  list.forEach((item, i) => {
    checkElements(`${key}[${i}]`, item);
  });
}

function checkElements(name: string, tensor: Tensor): void {
  if (tensor._numel !== 1) throw new RangeError(`Tensor ${name} must be 1-element`);
}

/** A value as messages show it. */
export function show(value: unknown): string {
  return typeof value === "object" || typeof value === "string" ? repr(value) : String(value);
}

/** @throws {TypeError} when a parameter that has a gradient is of a dtype that steps aren't computed in */
export function checkDType(name: string, param: Tensor): void {
  if (isFloat(param.dtype)) return;
  throw new TypeError(
    `${name} steps parameters of dtype float32 and float64, but got one of dtype ${param.dtype}: ` +
      'convert it first, with .to("float32")',
  );
}

/** @throws {RangeError} with PyTorch's message and the value, unless the condition holds (NaN fails every comparison) */
export function check(condition: boolean, message: string, value: unknown): void {
  if (!condition) throw new RangeError(`${message}: ${repr(value)}`);
}

/** The checks of `betas` that Adam and its kin share. */
export function checkBetas([beta1, beta2]: readonly number[]): void {
  check(beta1 >= 0 && beta1 < 1, "Invalid beta parameter at index 0", beta1);
  check(beta2 >= 0 && beta2 < 1, "Invalid beta parameter at index 1", beta2);
}

/** The flags that every optimizer takes for PyTorch's sake, and that change no number here. */
export interface ImplementationFlags {
  /** PyTorch's choice of implementation; the same numbers here. */
  foreach?: boolean | null;
  /** Only PyTorch's accelerators can capture graphs: a step with `true` is refused, as by PyTorch on a CPU. */
  capturable?: boolean;
  /**
   * Whether autograd records the step, so that what it leads to can be differentiated by parameters, gradients and
   * state. Parameters are results of operations then, such as clones. Default: false.
   */
  differentiable?: boolean;
  /** PyTorch's choice of implementation; every step here is fused. */
  fused?: boolean | null;
}

/** @throws {Error} for combinations that PyTorch refuses in the constructor */
export function checkFlags({ foreach, differentiable, fused }: ImplementationFlags): void {
  if (fused === true && differentiable === true) throw new Error("`fused` does not support `differentiable`");
  if (fused === true && foreach === true) throw new Error("`fused` and `foreach` cannot be `True` together.");
}

/**
 * @throws {Error} when a step that is to be recorded can't be: by PyTorch neither, but for that of a sparse gradient
 */
export function checkRecordable(group: { readonly params: readonly Tensor[]; foreach?: unknown }): void {
  if (group.foreach === true) throw new Error("_foreach ops don't support autograd");
  for (const param of group.params) {
    if (param._grad === null) continue;
    if (param.requiresGrad && param.isLeaf) {
      throw new Error("a leaf Variable that requires grad is being used in an in-place operation.");
    }
    if (param._grad.isSparse) throw new Error("`differentiable` takes dense gradients only, but got a sparse one");
  }
}

/**
 * @param tensors what PyTorch's message says must be on an accelerator
 * @throws {Error} when a step is to be captured, which PyTorch does on accelerators only
 */
export function checkCapturable({ capturable }: ImplementationFlags, tensors = "params and state_steps"): void {
  if (capturable === true) {
    throw new Error(
      `If capturable=True, ${tensors} must be on supported devices: ['cuda', 'xpu', 'hpu', 'privateuseone', 'xla'].`,
    );
  }
}

/** @throws {RangeError} for tensors where PyTorch's implementation of Adam for many tensors at once takes numbers */
export function checkTensorOptions(options: {
  lr: unknown;
  betas: readonly unknown[];
  foreach: boolean | null;
  capturable: boolean;
}): void {
  if (options.foreach !== true || options.capturable) return;
  const named: [string, unknown][] = [
    ["lr", options.lr],
    ["betas[0]", options.betas[0]],
    ["betas[1]", options.betas[1]],
  ];
  for (const [name, value] of named) {
    if (!(value instanceof Tensor)) continue;
    throw new RangeError(`${name} as a Tensor is not supported for capturable=False and foreach=True`);
  }
}

/** How the weights decay: not at all, by themselves, or through the gradient. */
export function weightDecayFlag(group: { weightDecay: number; decoupledWeightDecay: boolean }): string {
  if (group.weightDecay === 0) return "none";
  return group.decoupledWeightDecay ? "decoupled" : "coupled";
}
