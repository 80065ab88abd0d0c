import { manualSeed, randn, tensor } from "downhill";
import type { FunctionProblem } from "../training/problem.ts";

/** Rosenbrock's valley, (1 - x)² + 100 (y - x²)²: from near its usual start, which depends on the seed a little. */
export function rosenbrock(seed: number): FunctionProblem {
  manualSeed(seed);
  const off = randn([2]).mul(0.1).toTypedArray() as Float32Array;
  return {
    kind: "function",
    title: "Rosenbrock's valley, (1 - x)² + 100 (y - x²)²",
    start: Float32Array.of(-1.2 + off[0]!, 1 + off[1]!),
    shape: [1, 2],
    evaluate(point) {
      const x = point.select(1, 0);
      const y = point.select(1, 1);
      return x.sub(1).square().add(y.sub(x.square()).square().mul(100)).sum();
    },
    lossName: "value of the function (its lowest is 0)",
    heldOut: "the function itself",
    notes: ["each pass is one gradient of the function, exact; the seed moves the starting point a little"],
  };
}

const shape = [4, 5] as const;
const size = shape[0] * shape[1];
const condition = 1000;

/**
 * A bowl of twenty dimensions, a thousand times as steep in one direction as in another; the seed turns it and chooses
 * the starting point.
 */
export function quadratic(seed: number): FunctionProblem {
  manualSeed(seed);
  const axes = orthogonal((randn([size, size], { dtype: "float64" }).toArray() as number[][]) ?? []);
  const curvatures = axes.map((_, i) => condition ** (-i / (size - 1)));
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) =>
      axes.reduce((sum, axis, k) => sum + curvatures[k]! * axis[i]! * axis[j]!, 0),
    ),
  );
  const hessian = tensor(matrix);
  return {
    kind: "function",
    title: `a quadratic bowl of ${size} dimensions, condition number ${condition}`,
    start: randn([size]).toTypedArray() as Float32Array,
    shape,
    evaluate(point) {
      const x = point.reshape([1, size]);
      return x.matmul(hessian).mul(x).sum().mul(0.5);
    },
    lossName: "value of the function (its lowest is 0)",
    heldOut: "the function itself",
    notes: ["each pass is one gradient of the function, exact; the seed turns the bowl and chooses the starting point"],
  };
}

/** Gram and Schmidt's: vectors of length 1, at right angles to one another. */
function orthogonal(vectors: readonly (readonly number[])[]): number[][] {
  const axes: number[][] = [];
  for (const vector of vectors) {
    let rest = [...vector];
    // Twice, since the first time leaves rounding behind.
    for (let round = 0; round < 2; round++) {
      for (const axis of axes) {
        const along = dot(rest, axis);
        rest = rest.map((value, i) => value - along * axis[i]!);
      }
    }
    const length = Math.sqrt(dot(rest, rest));
    axes.push(rest.map((value) => value / length));
  }
  return axes;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
