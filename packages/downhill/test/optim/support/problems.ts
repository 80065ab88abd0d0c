import { type FloatArray, type FloatName, newFloats, noise } from "./streams.ts";

/** The problems of reference/lbfgs.py: loss and gradient at `x`, each operation rounded to the arrays' type. */
export type Problem = (x: FloatArray) => { loss: number; grad: FloatArray };

const dtypeOf = (x: FloatArray): FloatName => (x instanceof Float32Array ? "float32" : "float64");

/** Rounds to the type of an array. */
function rounding(x: FloatArray): (value: number) => number {
  return x instanceof Float32Array ? Math.fround : (value) => value;
}

const rosenbrock: Problem = (x) => {
  const f = rounding(x);
  const grad = newFloats(dtypeOf(x), x.length);
  let loss = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const a = f(x[i + 1] - f(x[i] * x[i]));
    const b = f(1 - x[i]);
    const term = f(f(100 * f(a * a)) + f(b * b));
    loss = i === 0 ? term : f(loss + term);
    // The neighbour's share is added to an element's own.
    grad[i] = f(f(f(f(-400 * x[i]) * a) - f(2 * b)) + grad[i]);
    grad[i + 1] = f(200 * a);
  }
  return { loss, grad };
};

const squares: Problem = (x) => {
  const f = rounding(x);
  const n = x.length;
  const m = 2 * n;
  const matrix = noise(dtypeOf(x), m * n, 1, 1);
  const b = noise(dtypeOf(x), m, 2, 1);
  const grad = newFloats(dtypeOf(x), n);
  let loss = 0;
  for (let j = 0; j < m; j++) {
    let r = 0;
    for (let k = 0; k < n; k++) r = f(r + f(matrix[j * n + k] * x[k]));
    r = f(r - b[j]);
    for (let k = 0; k < n; k++) grad[k] = f(grad[k] + f(matrix[j * n + k] * r));
    loss = f(loss + f(r * r));
  }
  for (let k = 0; k < n; k++) grad[k] = f(grad[k] * f(2 / m));
  return { loss: f(loss / m), grad };
};

const valley: Problem = (x) => {
  const f = rounding(x);
  const target = noise(dtypeOf(x), x.length, 3, 1);
  const grad = newFloats(dtypeOf(x), x.length);
  let loss = 0;
  for (let i = 0; i < x.length; i++) {
    const c = 1 + (i % 50) / 2;
    const e = f(x[i] - target[i]);
    loss = f(loss + f(c * f(e * e)));
    grad[i] = c * e;
  }
  return { loss: loss / 2, grad };
};

const huber: Problem = (x) => {
  const f = rounding(x);
  const target = noise(dtypeOf(x), x.length, 3, 1);
  const grad = newFloats(dtypeOf(x), x.length);
  let loss = 0;
  for (let i = 0; i < x.length; i++) {
    const e = f(x[i] - f(target[i] * 4));
    const root = f(Math.sqrt(f(1 + f(e * e))));
    loss = f(loss + f(root - 1));
    grad[i] = e / root;
  }
  return { loss, grad };
};

export const problems: Readonly<Record<string, Problem>> = { rosenbrock, squares, valley, huber };

export function startOf(problem: string, dtype: FloatName, length: number): FloatArray {
  const x = newFloats(dtype, length);
  for (let i = 0; i < length; i++) {
    x[i] = problem === "rosenbrock" ? (i % 2 === 0 ? -1.25 : 1) : problem === "valley" ? 2 : 0;
  }
  return x;
}
