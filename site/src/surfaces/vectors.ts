import type { Trace } from "./trace.ts";

/** What optimizers call the average or sum that they step along. */
const MOMENTUM = ["momentumBuffer", "expAvg"] as const;
/** What divides each element's step, by its name: the square's root, or the thing itself. */
const SQUARES = ["maxExpAvgSq", "expAvgSq", "squareAvg", "sum", "variance"] as const;

/** The remembered direction at a step, pointing where it leads, or null for those that remember none. */
export function momentumAt({ state }: Trace, step: number): readonly [number, number] | null {
  for (const name of MOMENTUM) {
    const values = state[name];
    if (values === undefined) continue;
    const [x, y] = [values[2 * step], values[2 * step + 1]];
    if (Number.isFinite(x) && Number.isFinite(y)) return [-x, -y];
  }
  return null;
}

/**
 * How much longer steps along one axis are than along the other for the same gradient: the half axes of an ellipse, the
 * longer of which is 1. A circle for optimizers that treat all elements alike.
 */
export function adaptationAt({ state, options }: Trace, step: number): readonly [number, number] {
  const sizes = sizesAt(state, step, Number(options.eps ?? 0));
  if (sizes === null || !sizes.every((size) => Number.isFinite(size) && size > 0)) return [1, 1];
  const longest = Math.max(...sizes);
  return [sizes[0] / longest, sizes[1] / longest];
}

function sizesAt(state: Trace["state"], step: number, eps: number): [number, number] | null {
  const both = (values: Float64Array, map: (value: number) => number): [number, number] => [
    map(values[2 * step]),
    map(values[2 * step + 1]),
  ];
  if (state.stepSize !== undefined) return both(state.stepSize, (size) => size);
  if (state.expInf !== undefined) return both(state.expInf, (norm) => 1 / norm);
  const { accDelta, squareAvg } = state;
  if (accDelta !== undefined && squareAvg !== undefined) {
    const of = (i: number) => Math.sqrt((accDelta[2 * step + i] + eps) / (squareAvg[2 * step + i] + eps));
    return [of(0), of(1)];
  }
  for (const name of SQUARES) {
    const values = state[name];
    if (values !== undefined) return both(values, (square) => 1 / (Math.sqrt(square) + eps));
  }
  return null;
}
