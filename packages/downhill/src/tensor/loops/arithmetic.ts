import type { Binary, Bools, Floats, Integers, Ternary, Unary } from "./types.ts";

/*
 * Arithmetic on floats. A sum, difference, product, quotient or root of two float32 computed in double and rounded by
 * the store is the correctly rounded one, so each of these loops serves both float types.
 */

export const add: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] + b[j];
};

export const sub: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] - b[j];
};

export const mul: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] * b[j];
};

export const div: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] / b[j];
};

export const neg: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = -a[i];
};

export const abs: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Math.abs(a[i]);
};

export const square: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i] * a[i];
};

/** 1, -1 or 0; 0 for both zeros and for NaN, as in PyTorch. */
export const sign: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i] > 0 ? 1 : a[i] < 0 ? -1 : 0;
};

export const sqrt: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Math.sqrt(a[i]);
};

export const reciprocal: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = 1 / a[i];
};

/** Negative values become 0; a negative zero and NaN stay. */
export const relu: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i] < 0 ? 0 : a[i];
};

/** 0 where a <= 0, else b: the derivative of `relu`, given its result. */
export const reluGradient: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] <= 0 ? 0 : b[j];
};

/** The larger one, the second of equals (which zeros are); NaN when either is. */
export const maximum: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) {
    const x = a[i];
    out[o] = x > b[j] || x !== x ? x : b[j];
  }
};

/** The smaller one, the second of equals (which zeros are); NaN when either is. */
export const minimum: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) {
    const x = a[i];
    out[o] = x < b[j] || x !== x ? x : b[j];
  }
};

/** a unless it is below the bound b; NaN when either is. */
export const atLeast: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) {
    const x = a[i];
    out[o] = x >= b[j] || x !== x ? x : b[j];
  }
};

/** a unless it is above the bound b; NaN when either is. */
export const atMost: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) {
    const x = a[i];
    out[o] = x <= b[j] || x !== x ? x : b[j];
  }
};

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

/*
 * int64, exact and wrapping at 64 bits: the store keeps the low bits.
 */

export const addInteger: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] + b[j];
};

export const subInteger: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] - b[j];
};

export const mulInteger: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] * b[j];
};

export const negInteger: Unary<Integers> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = -a[i];
};

export const absInteger: Unary<Integers> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i] < 0n ? -a[i] : a[i];
};

export const signInteger: Unary<Integers> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i] > 0n ? 1n : a[i] < 0n ? -1n : 0n;
};

export const maximumInteger: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] > b[j] ? a[i] : b[j];
};

export const minimumInteger: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] < b[j] ? a[i] : b[j];
};

export const squareInteger: Unary<Integers> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i] * a[i];
};

/** a to the power b; a negative power of anything but 1 and -1 is zero. */
export const powInteger: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = integerPower(a[i], b[j]);
};

function integerPower(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) {
    if (base === 1n) return 1n;
    if (base === -1n) return exponent % 2n === 0n ? 1n : -1n;
    return 0n;
  }
  let result = 1n;
  let factor = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = BigInt.asIntN(64, result * factor);
    factor = BigInt.asIntN(64, factor * factor);
  }
  return result;
}

export const reluInteger: Unary<Integers> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i] < 0n ? 0n : a[i];
};
