import type { Bools, Floats, Integers, Ternary } from "../../elementwise/loopTypes.ts";

/*
 * Choices between two elements by a condition.
 */

/** b where the condition holds, else c. */
export const where: Ternary<Bools, Floats, Floats> = (n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) out[o] = a[i] !== 0 ? b[j] : c[k];
};

export const whereInteger: Ternary<Bools, Integers, Integers> = (n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) out[o] = a[i] !== 0 ? b[j] : c[k];
};

export const whereBool: Ternary<Bools> = (n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) out[o] = a[i] !== 0 ? b[j] : c[k];
};
