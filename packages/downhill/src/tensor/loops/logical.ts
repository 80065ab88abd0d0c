import type { Binary, Bools, Unary } from "../../elementwise/loopTypes.ts";

/*
 * Logic on bools, which are 0 or 1.
 */

export const logicalAnd: Binary<Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] & b[j];
};

export const logicalOr: Binary<Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] | b[j];
};

export const logicalXor: Binary<Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] ^ b[j];
};

export const logicalNot: Unary<Bools> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i] === 0 ? 1 : 0;
};
