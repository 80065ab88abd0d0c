import { isComputeDType } from "../memory/dtype.ts";
import { sameShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";

/** A part of the arguments that isn't made of parts, or what a container is like. */
export type Leaf = unknown;

/** What arrays and plain objects of the arguments look like, as leaves. */
class Container {
  constructor(readonly text: string) {}
}

/** The parts of arguments, in order. */
export function flatten(value: unknown, leaves: Leaf[] = []): Leaf[] {
  if (Array.isArray(value)) {
    leaves.push(new Container(`array of ${value.length}`));
    for (const item of value) flatten(item, leaves);
  } else if (isPlain(value)) {
    leaves.push(new Container(`object of ${Object.keys(value).join()}`));
    for (const item of Object.values(value)) flatten(item, leaves);
  } else leaves.push(value);
  return leaves;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The same arrays and plain objects with other tensors; and, in results, of such objects as `max(dim)` returns. */
export function rebuild(value: unknown, replace: (tensor: Tensor) => Tensor, inResults = false): unknown {
  if (value instanceof Tensor) return replace(value);
  if (Array.isArray(value)) return value.map((item) => rebuild(item, replace, inResults));
  if (!isPlain(value) && !(inResults && hasTensors(value))) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, rebuild(item, replace, inResults)]);
  return Object.assign(
    Object.create(Object.getPrototypeOf(value) as object | null) as object,
    Object.fromEntries(entries),
  );
}

/** Whether a value is an object of tensors and nothing else. */
function hasTensors(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const items = Object.values(value);
  return items.length > 0 && items.every((item) => item instanceof Tensor);
}

/**
 * Whether arguments are like those that were recorded: tensors by their layout, all else by its value.
 *
 * @param exceptNumbers whether numbers may be others
 */
export function matches(recorded: readonly Leaf[], given: readonly Leaf[], exceptNumbers = false): boolean {
  if (recorded.length !== given.length) return false;
  for (let i = 0; i < given.length; i++) {
    const [a, b] = [recorded[i], given[i]];
    if (b instanceof Tensor) {
      if (!(a instanceof Tensor) || a.dtype !== b.dtype) return false;
      if (!sameShape(a._shape, b._shape) || !sameShape(a._strides, b._strides)) return false;
    } else if (a instanceof Container) {
      if (!(b instanceof Container) || a.text !== b.text) return false;
    } else if (!Object.is(a, b) && !(exceptNumbers && typeof a === "number" && typeof b === "number")) return false;
  }
  return true;
}

/** @throws TypeError for a tensor that can't be an argument of a compiled function */
export function checkArguments(leaves: readonly Leaf[]): void {
  for (const leaf of leaves) {
    if (!(leaf instanceof Tensor)) continue;
    if (leaf.requiresGrad) {
      throw new TypeError(
        "an argument of a compiled function can't require a gradient, which would find no way out of it: " +
          "pass x.detach(), or let the function use the tensor from outside, as it does parameters",
      );
    }
    if (leaf.isSparse || !isComputeDType(leaf.dtype)) {
      const kind = leaf.isSparse ? "sparse" : `of dtype ${leaf.dtype}`;
      throw new TypeError(`an argument of a compiled function can't be ${kind}: convert it before`);
    }
  }
}
