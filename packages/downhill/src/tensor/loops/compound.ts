import type { Integers, Ternary } from "./types.ts";

/*
 * Compound forms, rounded after each operation like PyTorch's kernels without fused multiply-add. The loops for float32
 * spell the inner roundings out.
 */

/** a + c * b, where c is the scale. */
export const addScaled32: Ternary<Float32Array> = (n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) out[o] = a[i] + Math.fround(c[k] * b[j]);
};

export const addScaled64: Ternary<Float64Array> = (n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) out[o] = a[i] + c[k] * b[j];
};

export const addScaledInteger: Ternary<Integers> = (n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) out[o] = a[i] + c[k] * b[j];
};

/** a + b / c. */
export const addQuotient32: Ternary<Float32Array> = (n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) out[o] = a[i] + Math.fround(b[j] / c[k]);
};

export const addQuotient64: Ternary<Float64Array> = (n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) out[o] = a[i] + b[j] / c[k];
};

/** From a towards b by the weight c, starting at the nearer end. */
export const lerp32: Ternary<Float32Array> = (n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) {
    const difference = Math.fround(b[j] - a[i]);
    const weight = c[k];
    if (Math.abs(weight) < 0.5) out[o] = a[i] + Math.fround(weight * difference);
    else out[o] = b[j] - Math.fround(difference * Math.fround(1 - weight));
  }
};

export const lerp64: Ternary<Float64Array> = (n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) {
    const difference = b[j] - a[i];
    const weight = c[k];
    if (Math.abs(weight) < 0.5) out[o] = a[i] + weight * difference;
    else out[o] = b[j] - difference * (1 - weight);
  }
};
