import { SparseTensor, Tensor } from "downhill";
import { type Encoded, type Packed, unpack } from "./fixture.ts";

/* Whether a result is PyTorch's: floats within a tolerance, everything else exactly. */

const RELATIVE: Readonly<Record<string, number>> = {
  float32: 1e-5,
  float64: 1e-10,
  float16: 2 ** -10,
  bfloat16: 2 ** -7,
};

/** The elements of a tensor as numbers; int64 as bigint. */
export function elementsOf(tensor: Tensor): readonly (number | bigint)[] {
  const { dtype } = tensor;
  const plain = tensor.detach();
  if (dtype === "int64") return [...plain.reshape([-1]).toTypedArray()] as bigint[];
  const wide = dtype === "float16" || dtype === "bfloat16" ? "float32" : dtype;
  const held = wide === "float32" || wide === "float64" || wide === "bool" ? wide : "int64";
  return [...(plain.to(held).reshape([-1]).toTypedArray() as unknown as Iterable<number | bigint>)];
}

/**
 * How a tensor differs from PyTorch's, or null where it is the same.
 *
 * @param ignoresElements whether only shape and dtype are to be compared
 */
export function tensorDifference(actual: unknown, packed: Packed, ignoresElements = false): string | null {
  if (packed.dense !== undefined) {
    return actual instanceof SparseTensor ? tensorDifference(actual.toDense(), packed.dense) : "no sparse tensor";
  }
  if (!(actual instanceof Tensor)) return `no tensor, but ${String(actual)}`;
  const shape = `[${packed.shape.join(", ")}]`;
  if (actual.dtype !== packed.dtype) return `is ${actual.dtype}, expected ${packed.dtype}`;
  if (`[${actual.shape.join(", ")}]` !== shape) return `has shape [${actual.shape.join(", ")}], expected ${shape}`;
  if (ignoresElements) return null;
  const wanted = elementsOf(unpack(packed));
  const found = elementsOf(actual);
  const finite = wanted.filter((value): value is number => Number.isFinite(value));
  const scale = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const relative = RELATIVE[packed.dtype];
  const { noise = 0 } = packed;
  const at = wanted.findIndex((value, i) => {
    const other = found[i];
    if (Object.is(value, other) || value === other) return false;
    if (relative === undefined || typeof value !== "number" || !Number.isFinite(value)) return true;
    return !(Math.abs(Number(other) - value) <= relative * (Math.abs(value) + 0.1 * scale + 1e-4) + 2 * noise);
  });
  return at < 0 ? null : `[${at}] is ${found[at]}, expected ${wanted[at]}`;
}

/** How a result differs from PyTorch's: a tensor, a plain value or a list of such. */
export function difference(actual: unknown, expected: Encoded, ignoresElements = false): string | null {
  if (Array.isArray(expected)) {
    if (typeof actual !== "object" || actual === null || !(Symbol.iterator in actual)) return `no list, but ${actual}`;
    const items = [...(actual as Iterable<unknown>)];
    if (items.length !== expected.length) return `${items.length} results, expected ${expected.length}`;
    for (const [i, item] of items.entries()) {
      const found = difference(item, expected[i] as Encoded, ignoresElements);
      if (found !== null) return `result ${i} ${found}`;
    }
    return null;
  }
  if (typeof expected === "object" && expected !== null) {
    if ("tensor" in expected) return tensorDifference(actual, expected.tensor, ignoresElements);
    if ("number" in expected) return difference(actual, Number(expected.number.replace("inf", "Infinity")));
    return null;
  }
  const plain = typeof actual === "bigint" ? Number(actual) : actual;
  if (typeof plain === "number" && typeof expected === "number") {
    const isClose = Object.is(plain, expected) || Math.abs(plain - expected) <= 1e-5 * Math.abs(expected);
    return isClose ? null : `is ${plain}, expected ${expected}`;
  }
  return plain === expected ? null : `is ${String(actual)}, expected ${String(expected)}`;
}

/** How a gradient differs; none at all counts as zeros. */
export function gradientDifference(actual: Tensor | null, packed: Packed | null): string | null {
  if (packed === null) return actual === null || elementsOf(actual).every((x) => Number(x) === 0) ? null : "isn't null";
  if (actual !== null) return tensorDifference(actual, packed);
  return elementsOf(unpack(packed)).every((x) => Number(x) === 0) ? null : "is null";
}
