import type { CurvePoint } from "./training.ts";

/** The point that stands for some number of passes: the last one with no more. */
export function pointAt(points: readonly CurvePoint[], pass: number): CurvePoint | null {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.pass <= pass) low = middle + 1;
    else high = middle;
  }
  return points[low - 1] ?? null;
}

/** The passes of the last tenth of a budget: from the first of them on. */
export function lastTenth(budget: number): number {
  return budget - Math.ceil(budget / 10) + 1;
}

/** The mean of a loss over the last tenth of a budget; a point stands for all passes until the next one. */
export function meanOverLastTenth(
  points: readonly CurvePoint[],
  budget: number,
  lossOf: (point: CurvePoint) => number,
): number {
  const from = lastTenth(budget);
  let sum = 0;
  let passes = 0;
  for (const [i, point] of points.entries()) {
    const start = Math.max(from, Math.ceil(point.pass));
    const end = Math.min(budget + 1, Math.ceil(points[i + 1]?.pass ?? budget + 1));
    if (end <= start) continue;
    sum += lossOf(point) * (end - start);
    passes += end - start;
  }
  return sum / passes;
}
