import type { Tensor } from "../tensor/tensor.ts";
import { absMax, dot } from "./flatVector.ts";

/** A point along the search direction: how far, the loss there, the gradient, and its slope along the direction. */
interface Point {
  readonly t: number;
  readonly loss: number;
  readonly grad: Tensor;
  readonly slope: number;
}

/** Sufficient decrease and curvature, the constants of the strong Wolfe conditions. */
const C1 = 1e-4;
const C2 = 0.9;
const TOLERANCE_CHANGE = 1e-9;

export interface LineSearch {
  readonly loss: number;
  readonly grad: Tensor;
  readonly t: number;
  readonly evaluations: number;
}

/**
 * Finds a step length that satisfies the strong Wolfe conditions: brackets one, then zooms in by cubic interpolation.
 *
 * Source: Nocedal and Wright, Numerical Optimization (2006), algorithms 3.5 and 3.6, with the safeguards of PyTorch's
 * `lbfgs`.
 *
 * @param evaluate loss and gradient at a step length along `direction`; each gradient is a vector of its own
 * @param round to the precision of the parameters' dtype
 */
export function strongWolfe(
  evaluate: (t: number) => { loss: number; grad: Tensor },
  direction: Tensor,
  start: { t: number; loss: number; grad: Tensor; slope: number },
  maxEvaluations: number,
  round: (x: number) => number,
): LineSearch {
  const directionSize = absMax(direction);
  const { loss: loss0, slope: slope0 } = start;
  let evaluations = 0;
  const at = (t: number): Point => {
    const { loss, grad } = evaluate(t);
    evaluations++;
    return { t, loss, grad, slope: round(dot(grad, direction)) };
  };
  const decreasesTooLittle = ({ t, loss }: Point) => loss > round(loss0 + round(round(C1 * t) * slope0));
  const isFlat = ({ slope }: Point) => Math.abs(slope) <= round(-C2 * slope0);

  let iterations = 0;
  let previous: Point = { ...start, t: 0 };
  let current = at(start.t);
  let bracket: Point[] | null = null;
  let done = false;
  while (iterations < maxEvaluations) {
    if (decreasesTooLittle(current) || (iterations > 1 && current.loss >= previous.loss)) {
      bracket = [previous, current];
      break;
    }
    if (isFlat(current)) {
      bracket = [current];
      done = true;
      break;
    }
    if (current.slope >= 0) {
      bracket = [previous, current];
      break;
    }
    const bounds: [number, number] = [current.t + 0.01 * (current.t - previous.t), current.t * 10];
    const next = cubicMinimum(previous, current, round, bounds);
    previous = current;
    current = at(next);
    iterations++;
  }
  if (iterations === maxEvaluations || bracket === null) bracket = [{ ...start, t: 0 }, current];

  let stuck = false;
  let [low, high] = bracket[0].loss <= (bracket.at(-1) as Point).loss ? [0, 1] : [1, 0];
  while (!done && iterations < maxEvaluations) {
    if (round(Math.abs(bracket[1].t - bracket[0].t) * directionSize) < TOLERANCE_CHANGE) break;
    let t = cubicMinimum(bracket[0], bracket[1], round);
    const largest = Math.max(bracket[0].t, bracket[1].t);
    const smallest = Math.min(bracket[0].t, bracket[1].t);
    const margin = 0.1 * (largest - smallest);
    if (Math.min(largest - t, t - smallest) < margin) {
      // A point too near an end twice in a row, or outside: move it a tenth inwards.
      if (stuck || t >= largest || t <= smallest) {
        t = Math.abs(t - largest) < Math.abs(t - smallest) ? largest - margin : smallest + margin;
        stuck = false;
      } else stuck = true;
    } else stuck = false;

    current = at(t);
    iterations++;
    if (decreasesTooLittle(current) || current.loss >= bracket[low].loss) {
      bracket[high] = current;
      [low, high] = bracket[0].loss <= bracket[1].loss ? [0, 1] : [1, 0];
    } else {
      if (isFlat(current)) done = true;
      else if (current.slope * (bracket[high].t - bracket[low].t) >= 0) bracket[high] = bracket[low];
      bracket[low] = current;
    }
  }
  const { t, loss, grad } = bracket[low];
  return { t, loss, grad, evaluations };
}

/** The minimum of the cubic through two points with their slopes, kept within bounds (by default the two points). */
function cubicMinimum(a: Point, b: Point, round: (x: number) => number, bounds?: [number, number]): number {
  const [low, high] = bounds ?? (a.t <= b.t ? [a.t, b.t] : [b.t, a.t]);
  const secant = (3 * (a.loss - b.loss)) / (a.t - b.t);
  const d1 = round(round(a.slope + b.slope) - round(secant));
  const square = round(round(d1 * d1) - round(a.slope * b.slope));
  if (!(square >= 0)) return (low + high) / 2;
  const d2 = round(Math.sqrt(square));
  const minimum =
    a.t <= b.t
      ? round(b.t - round((b.t - a.t) * ratio(b.slope, a.slope, d1, d2, round)))
      : round(a.t - round((a.t - b.t) * ratio(a.slope, b.slope, d1, d2, round)));
  return Math.min(Math.max(minimum, low), high);
}

/** (s + d₂ − d₁) / (s − s′ + 2d₂) */
function ratio(slope: number, other: number, d1: number, d2: number, round: (x: number) => number): number {
  return round(round(round(slope + d2) - d1) / round(round(slope - other) + round(2 * d2)));
}
