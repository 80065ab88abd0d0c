import { type Tensor, tensor, zeros } from "downhill";
import fc from "fast-check";
import type { FloatArray } from "./streams.ts";

/** Ways for equal elements to lie in memory. */
export type Layout = "dense" | "reversed dimensions" | "gaps" | "inside another";

export const layouts: fc.Arbitrary<Layout> = fc.constantFrom("dense", "reversed dimensions", "gaps", "inside another");

/** A leaf with the given elements, in row-major order, laid out as asked. */
export function leafOf(values: FloatArray, shape: readonly number[], layout: Layout): Tensor {
  const dense = tensor(values).reshape([...shape]);
  if (layout === "dense") return dense.detach();
  const place = emptyAs(shape, layout, dense.dtype as "float32");
  return place.copy_(dense).detach();
}

function emptyAs(shape: readonly number[], layout: Layout, dtype: "float32" | "float64"): Tensor {
  const dims = shape.map((_, dim) => dim);
  if (layout === "reversed dimensions") return zeros([...shape].reverse(), { dtype }).permute(dims.reverse());
  if (layout === "gaps") {
    const wide = zeros([...shape, 3], { dtype });
    return wide.select(shape.length, 1);
  }
  return zeros([3, ...shape, 2], { dtype })
    .select(shape.length + 1, 1)
    .select(0, 2);
}
