import type { Tensor } from "../tensor/tensor.ts";
import { absMax, dot } from "./flatVector.ts";
import type { PythonNumber, PythonNumbers } from "./pythonNumber.ts";

/** A point along the search direction: how far, the loss there, the gradient, and its slope along the direction. */
interface Point {
  readonly t: PythonNumber;
  readonly loss: PythonNumber;
  readonly grad: Tensor;
  readonly slope: PythonNumber;
}

/** Sufficient decrease and curvature, the constants of the strong Wolfe conditions. */
const C1 = 1e-4;
const C2 = 0.9;
const TOLERANCE_CHANGE = 1e-9;

export interface LineSearch {
  readonly loss: number;
  readonly grad: Tensor;
  readonly t: PythonNumber;
  readonly evaluations: number;
}

/**
 * Finds a step length that satisfies the strong Wolfe conditions: brackets one, then zooms in by cubic interpolation.
 *
 * Source: Nocedal and Wright, Numerical Optimization (2006), algorithms 3.5 and 3.6, with the safeguards of PyTorch's
 * `lbfgs`.
 *
 * @param evaluate loss and gradient at a step length along `direction`; each gradient is a vector of its own
 * @param n the arithmetic of the parameters' dtype
 */
export function strongWolfe(
  evaluate: (t: number) => { loss: number; grad: Tensor },
  direction: Tensor,
  start: Point,
  maxEvaluations: number,
  n: PythonNumbers,
): LineSearch {
  const directionSize = n.tensor(absMax(direction));
  let evaluations = 0;
  const at = (t: PythonNumber): Point => {
    const { loss, grad } = evaluate(t.value);
    evaluations++;
    return { t, loss: n.float(loss), grad, slope: n.tensor(dot(grad, direction)) };
  };
  const decreasesTooLittle = ({ t, loss }: Point) =>
    n.less(n.add(start.loss, n.mul(n.mul(n.float(C1), t), start.slope)), loss);
  const flatEnough = n.mul(n.float(-C2), start.slope);
  const isFlat = ({ slope }: Point) => n.atMost(n.abs(slope), flatEnough);
  const origin: Point = { ...start, t: n.int(0) };

  let iterations = 0;
  let previous = origin;
  let current = at(start.t);
  let bracket: Point[] | null = null;
  let done = false;
  while (iterations < maxEvaluations) {
    if (decreasesTooLittle(current) || (iterations > 1 && current.loss.value >= previous.loss.value)) {
      bracket = [previous, current];
      break;
    }
    if (isFlat(current)) {
      bracket = [current];
      done = true;
      break;
    }
    if (current.slope.value >= 0) {
      bracket = [previous, current];
      break;
    }
    const low = n.add(current.t, n.mul(n.float(0.01), n.sub(current.t, previous.t)));
    const high = n.mul(current.t, n.int(10));
    const next = cubicMinimum(previous, current, n, [low, high]);
    previous = current;
    current = at(next);
    iterations++;
  }
  if (bracket === null) bracket = [origin, current];

  let stuck = false;
  let [low, high] = bracket[0].loss.value <= (bracket.at(-1) as Point).loss.value ? [0, 1] : [1, 0];
  while (!done && iterations < maxEvaluations) {
    const [first, second] = bracket;
    const width = n.mul(n.abs(n.sub(second.t, first.t)), directionSize);
    if (n.less(width, n.float(TOLERANCE_CHANGE))) break;
    let t = cubicMinimum(first, second, n);
    const largest = n.max(first.t, second.t);
    const smallest = n.min(first.t, second.t);
    const margin = n.mul(n.float(0.1), n.sub(largest, smallest));
    if (n.less(n.min(n.sub(largest, t), n.sub(t, smallest)), margin)) {
      // A point too near an end twice in a row, or outside: move it a tenth inwards.
      if (stuck || n.atMost(largest, t) || n.atMost(t, smallest)) {
        const nearLargest = n.less(n.abs(n.sub(t, largest)), n.abs(n.sub(t, smallest)));
        t = nearLargest ? n.sub(largest, margin) : n.add(smallest, margin);
        stuck = false;
      } else stuck = true;
    } else stuck = false;

    current = at(t);
    iterations++;
    if (decreasesTooLittle(current) || current.loss.value >= bracket[low].loss.value) {
      bracket[high] = current;
      [low, high] = bracket[0].loss.value <= bracket[1].loss.value ? [0, 1] : [1, 0];
    } else {
      if (isFlat(current)) done = true;
      else if (n.mul(current.slope, n.sub(bracket[high].t, bracket[low].t)).value >= 0) bracket[high] = bracket[low];
      bracket[low] = current;
    }
  }
  const { t, loss, grad } = bracket[low];
  return { t, loss: loss.value, grad, evaluations };
}

/** The minimum of the cubic through two points with their slopes, kept within bounds (by default the two points). */
function cubicMinimum(a: Point, b: Point, n: PythonNumbers, bounds?: [PythonNumber, PythonNumber]): PythonNumber {
  const ascending = n.atMost(a.t, b.t);
  const [low, high] = bounds ?? (ascending ? [a.t, b.t] : [b.t, a.t]);
  const secant = n.div(n.mul(n.int(3), n.sub(a.loss, b.loss)), n.sub(a.t, b.t));
  const d1 = n.sub(n.add(a.slope, b.slope), secant);
  const square = n.sub(n.mul(d1, d1), n.mul(a.slope, b.slope));
  if (!(square.value >= 0)) return n.div(n.add(low, high), n.float(2));
  const d2 = n.sqrt(square);
  const [near, far] = ascending ? [a, b] : [b, a];
  // far − (far − near) · (s + d₂ − d₁) / (s − s′ + 2d₂), s and s′ being the slopes at the far and at the near point
  const above = n.sub(n.add(far.slope, d2), d1);
  const below = n.add(n.sub(far.slope, near.slope), n.mul(n.int(2), d2));
  const minimum = n.sub(far.t, n.mul(n.sub(far.t, near.t), n.div(above, below)));
  return n.min(n.max(minimum, low), high);
}
