import { autograd, noGrad, type Tensor, tensor } from "downhill";
import { expect } from "vitest";

/** Numbers between -2 and 2 that a seed determines, no two equal and none near zero. */
export function numbers(seed: number, count: number): number[] {
  let state = (seed * 2654435761 + 12345) >>> 0;
  const spread = Array.from({ length: count }, (_, i) => (i + 1) / count);
  for (let i = count - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [spread[i], spread[j]] = [spread[j], spread[i]];
  }
  return spread.map((x, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (x * 1.8 + 0.15 + i * 1e-4) * (state >>> 31 ? 1 : -1);
  });
}

export function leaf(seed: number, shape: readonly number[], positive = false): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const values = numbers(seed, count).map((x) => (positive ? Math.abs(x) : x));
  return tensor(values, { dtype: "float64" }).reshape(shape).clone().requiresGrad_();
}

function weights(out: Tensor, seed: number): Tensor {
  return leaf(seed + 77, out.shape).detach();
}

/**
 * Compares the gradients of a weighted sum of a function's result with differences, for every element of every
 * input, and with `second` also the derivatives of the gradients.
 */
export function gradcheck(
  compute: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  { second = false, seed = 1 } = {},
): void {
  const scalar = (f: () => Tensor) => {
    const out = f();
    return out.mul(weights(out, seed)).sum();
  };
  const objective = () => scalar(() => compute(...inputs));
  const gradients = autograd.grad(objective(), inputs, { allowUnused: true });
  compare(objective, inputs, gradients, 1e-8);
  if (!second) return;

  const slope = () => {
    const grads = autograd.grad(objective(), inputs, { createGraph: true, allowUnused: true });
    const parts = grads.flatMap((grad, i) => (grad === null ? [] : [grad.mul(weights(grad, seed + i + 1)).sum()]));
    return parts.reduce((total, part) => total.add(part), tensor(0, { dtype: "float64" }));
  };
  const first = slope();
  if (!first.requiresGrad) return;
  compare(slope, inputs, autograd.grad(first, inputs, { allowUnused: true }), 1e-7);
}

/** Where the two estimates of a slope differ, the function has a corner nearby and differences say nothing. */
const STEPS = [2e-5, 1e-5];

function compare(
  objective: () => Tensor,
  inputs: readonly Tensor[],
  gradients: readonly (Tensor | null)[],
  tolerance: number,
): void {
  const noise = (1e-15 * Math.abs(objective().item())) / STEPS[1];
  inputs.forEach((input, k) => {
    const analytic = gradients[k] === null ? [] : Array.from(gradients[k].toTypedArray(), Number);
    if (gradients[k] !== null) expect([...gradients[k].shape]).toEqual([...input.shape]);
    const flat = input.detach().reshape([-1]);
    for (let i = 0; i < input.numel(); i++) {
      const at = (delta: number) => withElement(flat, i, delta, () => objective().item());
      // Exact for polynomials up to the fourth degree.
      const [coarse, numeric] = STEPS.map((h) => (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h));
      const value = analytic[i] ?? 0;
      const allowed = tolerance * (1 + Math.abs(numeric)) + noise;
      if (Math.abs(coarse - numeric) > allowed || Math.abs(value - numeric) <= allowed) continue;
      expect.fail(`input ${k}, element ${i}: gradient ${value}, but differences say ${numeric}`);
    }
  });
}

/** Runs something while one element of a leaf is moved. */
function withElement<T>(flat: Tensor, index: number, delta: number, run: () => T): T {
  const values = flat.toTypedArray() as Float64Array;
  const moved = values.slice();
  moved[index] += delta;
  noGrad(() => flat.copy_(tensor(moved)));
  try {
    return run();
  } finally {
    noGrad(() => flat.copy_(tensor(values)));
  }
}
