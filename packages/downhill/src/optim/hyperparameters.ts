import { add, div, mul, pow as powOf, sub } from "../autograd/functions/index.ts";
import { pow } from "../math/pow.ts";
import type { FloatDType } from "../memory/dtype.ts";
import { Tensor } from "../tensor/tensor.ts";

/*
 * Arithmetic with options that may be tensors of one element, such as a learning rate. Numbers are computed with in
 * double precision; whatever touches a tensor is rounded to the tensor's type, as in PyTorch, and autograd records it
 * where the step is to be differentiated by the option.
 */

/** A number, or a tensor of one element. */
export type Hyperparameter = number | Tensor;

/** An option's value as a number. */
export function toNumber(x: Hyperparameter): number {
  return x instanceof Tensor ? x.item() : x;
}

/** a + b */
export function plus(a: Hyperparameter, b: Hyperparameter): Hyperparameter {
  return typeof a === "number" && typeof b === "number" ? a + b : add(a, b);
}

/** a − b */
export function minus(a: Hyperparameter, b: Hyperparameter): Hyperparameter {
  return typeof a === "number" && typeof b === "number" ? a - b : sub(a, b);
}

/** a · b */
export function times(a: Hyperparameter, b: Hyperparameter): Hyperparameter {
  return typeof a === "number" && typeof b === "number" ? a * b : mul(a, b);
}

/** a / b */
export function over(a: Hyperparameter, b: Hyperparameter): Hyperparameter {
  return typeof a === "number" && typeof b === "number" ? a / b : div(a, b);
}

/** aᵇ */
export function power(a: Hyperparameter, b: number): Hyperparameter {
  return typeof a === "number" ? pow(a, b) : powOf(a, b);
}

/** A tensor in another dtype; numbers stay as they are. */
export function rounded(x: Hyperparameter, dtype: FloatDType): Hyperparameter {
  return typeof x === "number" ? x : x.to(dtype);
}

/** An option's value without dimensions, so that what is computed from it has none. */
export function toScalar(x: Hyperparameter): Hyperparameter {
  return typeof x === "number" || x._shape.length === 0 ? x : x.reshape([]);
}

/** The options with numbers in place of tensors; the same object if there are none. */
export function withNumbers<Options extends object>(options: Options): WithNumbers<Options> {
  return replaceTensors(options, (tensor) => tensor.item()) as WithNumbers<Options>;
}

/** The options with tensors of no dimension in place of those that have some; the same object if there are none. */
export function withScalars<Options extends object>(options: Options): Options {
  return replaceTensors(options, toScalar) as Options;
}

/** An options type in which what may be a number or a tensor is a number. */
export type WithNumbers<Options> = {
  [Key in keyof Options]: Exclude<Options[Key], Tensor | readonly [Tensor, Tensor]>;
};

function replaceTensors(options: object, replace: (tensor: Tensor) => unknown): object {
  let result = options as Record<string, unknown>;
  const change = (key: string, value: unknown) => {
    if (result === options) result = { ...options };
    result[key] = value;
  };
  for (const key in options) {
    const value = (options as Record<string, unknown>)[key];
    if (value instanceof Tensor) change(key, replace(value));
    else if (key !== "params" && Array.isArray(value) && value.some((item) => item instanceof Tensor)) {
      change(
        key,
        value.map((item) => (item instanceof Tensor ? replace(item) : item)),
      );
    }
  }
  return result;
}
