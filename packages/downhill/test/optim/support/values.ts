import type { Tensor } from "../../../src/index.ts";

/** A tensor's elements in row-major order. */
export function values(of: Tensor): number[] {
  return Array.from(of.detach().contiguous().toTypedArray() as Float64Array);
}
