import type { Binary, Bools, Floats, Integers, Unary } from "./types.ts";

/*
 * Comparisons and tests, with a result of 0 or 1.
 */

export const eq: Binary<Floats, Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] === b[j] ? 1 : 0;
};

export const eqInteger: Binary<Integers, Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] === b[j] ? 1 : 0;
};

export const ne: Binary<Floats, Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] !== b[j] ? 1 : 0;
};

export const neInteger: Binary<Integers, Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] !== b[j] ? 1 : 0;
};

export const lt: Binary<Floats, Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] < b[j] ? 1 : 0;
};

export const ltInteger: Binary<Integers, Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] < b[j] ? 1 : 0;
};

export const le: Binary<Floats, Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] <= b[j] ? 1 : 0;
};

export const leInteger: Binary<Integers, Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] <= b[j] ? 1 : 0;
};

export const gt: Binary<Floats, Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] > b[j] ? 1 : 0;
};

export const gtInteger: Binary<Integers, Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] > b[j] ? 1 : 0;
};

export const ge: Binary<Floats, Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] >= b[j] ? 1 : 0;
};

export const geInteger: Binary<Integers, Bools> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] >= b[j] ? 1 : 0;
};

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

export const isnan: Unary<Floats, Bools> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Number.isNaN(a[i]) ? 1 : 0;
};

export const isinf: Unary<Floats, Bools> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Math.abs(a[i]) === Infinity ? 1 : 0;
};

export const isfinite: Unary<Floats, Bools> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Number.isFinite(a[i]) ? 1 : 0;
};
