import { ANYTHING, BOOLEAN, type Kind, NUMBER, only } from "../signatures/kinds.ts";
import { type Optional, optional, placesOf } from "../signatures/parameters.ts";
import { Signature } from "../signatures/signature.ts";
import { Tensor } from "../tensor/tensor.ts";

/** What tells the arguments of an optimizer's constructor. */
export interface OptimizerArguments<Options extends object> {
  readonly name: string;
  readonly defaults: Required<Options>;
  /** Options that may be tensors of one element, or lists of them. */
  readonly tensors?: readonly (keyof Options & string)[];
  /** The options that PyTorch takes by position, in its order, where that isn't the order of the defaults. */
  readonly byPosition?: readonly (keyof Options & string)[];
  /** Options that make the optimizer what it is, and so have one value only. */
  readonly fixed?: Partial<Options>;
}

/** What an optimizer's constructor takes: parameters, and options of the kinds of their defaults. */
/* @__NO_SIDE_EFFECTS__ */
export function optimizerSignature<Options extends object>({
  name,
  defaults,
  tensors = [],
  byPosition = Object.keys(defaults) as (keyof Options & string)[],
  fixed = {},
}: OptimizerArguments<Options>): Signature<{ readonly params: unknown } & Required<Options>> {
  const options = new Map<string, Optional<unknown>>();
  for (const [key, value] of Object.entries(defaults)) {
    const mayBeTensor = tensors.includes(key as keyof Options & string);
    const kind = Object.hasOwn(fixed, key) ? only(value as boolean) : kindOf(value, mayBeTensor);
    options.set(key, optional(kind as Kind<unknown>, value));
  }
  return new Signature(name, placesOf({ params: ANYTHING }), options, byPosition);
}

/** What an option may be, by its default. Flags and choices that are null at first are looked at where they matter. */
function kindOf(example: unknown, mayBeTensors: boolean): Kind<unknown> {
  if (Array.isArray(example)) {
    return {
      expected: `an array of ${example.length} numbers`,
      accepts: (value): value is unknown =>
        isNumberList(value, example) || (mayBeTensors && isTensorList(value, example.length)),
    };
  }
  if (typeof example === "number") {
    if (!mayBeTensors) return NUMBER;
    const { expected } = NUMBER;
    return {
      expected,
      accepts: (value): value is unknown => typeof value === "number" || value instanceof Tensor,
    };
  }
  return typeof example === "boolean" ? BOOLEAN : ANYTHING;
}

/** Whether a value is a list of as many numbers as the example, or null where the example may be null. */
export function isNumberList(value: unknown, example: readonly unknown[]): boolean {
  if (!Array.isArray(value) || value.length !== example.length) return false;
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] !== "number" && !(value[i] === null && example[i] === null)) return false;
  }
  return true;
}

/** Whether a value is a list that holds tensors, if not only those. */
function isTensorList(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length && value.some((item) => item instanceof Tensor);
}
