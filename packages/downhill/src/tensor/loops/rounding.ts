import type { Floats } from "../../elementwise/loopTypes.ts";

const asIs = (x: number) => x;

/** Rounds to the width of an array's elements, as every operation of PyTorch's kernels does. */
export function roundingOf(array: Floats): (x: number) => number {
  return array instanceof Float32Array ? Math.fround : asIs;
}
