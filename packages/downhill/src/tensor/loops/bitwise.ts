import type { Binary, Integers, Unary } from "../../elementwise/loopTypes.ts";

/*
 * Functions of int64's bits.
 */

export const and: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] & b[j];
};

export const or: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] | b[j];
};

export const xor: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] ^ b[j];
};

export const not: Unary<Integers> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = ~a[i];
};

/** By what no integer has bits for, everything is shifted out. */
export const leftShift: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = b[j] < 0n || b[j] > 63n ? 0n : a[i] << b[j];
};

/** Likewise, until only the sign is left. */
export const rightShift: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] >> (b[j] < 0n || b[j] > 63n ? 63n : b[j]);
};
