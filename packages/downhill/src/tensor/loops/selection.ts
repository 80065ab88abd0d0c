import type { Bools, Ternary } from "../../elementwise/loopTypes.ts";

/** Elements of types that functions don't compute in: bools, small integers, and the bits of small floats. */
type Elements = Uint8Array | Int8Array | Int16Array | Uint16Array | Int32Array;

/** b where the condition holds, else c. */
export const whereAsIs: Ternary<Bools, Elements, Elements> = (n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) out[o] = a[i] !== 0 ? b[j] : c[k];
};
