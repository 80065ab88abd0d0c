import { extent } from "d3-array";
import { type Scaling, standardize } from "../data/standardize.ts";
import type { CurveData } from "../training/problem.ts";

/** The places where a fitted curve is drawn: 256 of them, evenly spaced over the data. */
export function curveGrid(
  values: readonly number[],
  scaling: Scaling,
  binOf: (value: number) => number,
): Pick<CurveData, "grid" | "inputs" | "bins"> {
  const [low, high] = extent(values) as [number, number];
  const grid = Float64Array.from({ length: 256 }, (_, i) => low + (high - low) * (i / 255));
  return {
    grid,
    inputs: Float32Array.from(grid, (x) => standardize(x, scaling)),
    bins: Int32Array.from(grid, binOf),
  };
}
