import { isFloat } from "../memory/dtype.ts";
import { repr } from "../python/repr.ts";
import { reprString } from "../python/text.ts";
import { Tensor } from "../tensor/tensor.ts";

/**
 * The defaults with the user's options put in.
 *
 * @param tensors the options that may be tensors of one element, or lists of such
 * @throws {TypeError} for an option that doesn't exist, or of another type than its default
 * @throws {RangeError} for a tensor of more or fewer elements
 */
export function resolveOptions<Options extends object>(
  name: string,
  defaults: Required<Options>,
  options: Options | undefined,
  tensors: readonly string[] = [],
): Required<Options> {
  const resolved = { ...defaults };
  for (const [key, value] of Object.entries(options ?? {})) {
    if (!Object.hasOwn(defaults, key)) {
      throw new TypeError(
        `${name} got an unexpected option ${reprString(key)}; its options are ${Object.keys(defaults).join(", ")}`,
      );
    }
    if (value === undefined) continue;
    const option = key as keyof Required<Options>;
    if (!(tensors.includes(key) && checkTensors(key, value, defaults[option]))) {
      checkType(name, key, value, defaults[option]);
    }
    resolved[option] = value as Required<Options>[keyof Required<Options>];
  }
  for (const key in resolved) {
    const value: unknown = resolved[key];
    if (Array.isArray(value)) (resolved as Record<string, unknown>)[key] = [...value];
  }
  return resolved;
}

/**
 * Whether an option is a tensor in place of a number, or a list of them in place of a list.
 *
 * @throws {RangeError} unless each has one element
 */
function checkTensors(key: string, value: unknown, example: unknown): boolean {
  if (Array.isArray(example)) {
    if (!Array.isArray(value) || value.length !== example.length || !value.some((item) => item instanceof Tensor)) {
      return false;
    }
    if (!value.every((item) => item instanceof Tensor)) {
      throw new RangeError(`${key} must be either both floats or both Tensors`);
    }
    value.forEach((item, i) => {
      checkElements(`${key}[${i}]`, item);
    });
    return true;
  }
  if (!(value instanceof Tensor)) return false;
  checkElements(key, value);
  return true;
}

function checkElements(name: string, tensor: Tensor): void {
  if (tensor._numel !== 1) throw new RangeError(`Tensor ${name} must be 1-element`);
}

function checkType(name: string, key: string, value: unknown, example: unknown): void {
  const expected = Array.isArray(example)
    ? isNumberList(value, example)
      ? null
      : `an array of ${example.length} numbers`
    : typeof example === "number" && typeof value !== "number"
      ? "a number"
      : typeof example === "boolean" && typeof value !== "boolean"
        ? "a boolean"
        : null;
  if (expected !== null) throw new TypeError(`${name}: ${key} must be ${expected}, but got ${show(value)}`);
}

/** Whether a value is a list of as many numbers as the example, or null where the example may be null. */
export function isNumberList(value: unknown, example: readonly unknown[]): boolean {
  if (!Array.isArray(value) || value.length !== example.length) return false;
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] !== "number" && !(value[i] === null && example[i] === null)) return false;
  }
  return true;
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
