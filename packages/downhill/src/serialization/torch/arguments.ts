import { Tensor } from "../../tensor/tensor.ts";
import { PickleProblem, PyFloat, PyList, PyString, PyTuple, type PyValue, typeName } from "../pickle/values.ts";

/* Checked access to the arguments that a pickle passes to PyTorch's functions. */

/** More dimensions than any of PyTorch's own operations take. */
export const MAX_DIMENSIONS = 64;

function wrong(what: string, expected: string, value: PyValue | undefined): PickleProblem {
  return new PickleProblem(
    "corrupt",
    `${what} must be ${expected}, got ${value === undefined ? "nothing" : typeName(value)}`,
  );
}

/** @throws PickleProblem when a function is called with too few or too many arguments. */
export function checkCount(name: string, args: readonly PyValue[], minimum: number, maximum = minimum): void {
  if (args.length < minimum || args.length > maximum) {
    throw new PickleProblem("corrupt", `${name} was given ${args.length} arguments`);
  }
}

export function toText(value: PyValue | undefined, what: string): string {
  if (value instanceof PyString) return value.value;
  if (value instanceof Uint8Array) return String.fromCharCode(...value.subarray(0, 100)); // Python 2's str
  throw wrong(what, "a str", value);
}

/** An int from 0 on. */
export function toCount(value: PyValue | undefined, what: string): number {
  const count = toInt(value, what);
  if (count < 0) throw new PickleProblem("corrupt", `${what} must not be negative, got ${count}`);
  return count;
}

export function toInt(value: PyValue | undefined, what: string): number {
  if (typeof value !== "number") throw wrong(what, "an int", value);
  return value;
}

export function toNumber(value: PyValue | undefined, what: string): number {
  if (value instanceof PyFloat) return value.value;
  if (typeof value === "number") return value;
  throw wrong(what, "a number", value);
}

export function toBoolean(value: PyValue | undefined, what: string): boolean {
  if (typeof value !== "boolean") throw wrong(what, "a bool", value);
  return value;
}

export function toItems(value: PyValue | undefined, what: string): readonly PyValue[] {
  if (value instanceof PyTuple || value instanceof PyList) return value.items;
  throw wrong(what, "a tuple", value);
}

/** Sizes or strides, one a dimension. */
export function toSizes(value: PyValue | undefined, what: string): number[] {
  const items = toItems(value, what);
  if (items.length > MAX_DIMENSIONS) {
    throw new PickleProblem("refused", `a tensor of ${items.length} dimensions, more than ${MAX_DIMENSIONS}`);
  }
  return items.map((item) => toCount(item, what));
}

export function toTensor(value: PyValue | undefined, what: string): Tensor {
  if (!(value instanceof Tensor)) throw wrong(what, "a tensor", value);
  return value;
}
