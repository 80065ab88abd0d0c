import { erf as erfOf } from "../../math/erf.ts";
import type { Binary, Floats, Unary } from "./types.ts";

/*
 * Functions of real numbers, computed in double precision and rounded once by the store.
 */

export const exp: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Math.exp(a[i]);
};

export const expm1: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Math.expm1(a[i]);
};

export const log: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Math.log(a[i]);
};

export const log1p: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Math.log1p(a[i]);
};

export const sin: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Math.sin(a[i]);
};

export const cos: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Math.cos(a[i]);
};

export const tanh: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Math.tanh(a[i]);
};

export const erf: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = erfOf(a[i]);
};

export const floor: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Math.floor(a[i]);
};

export const ceil: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Math.ceil(a[i]);
};

export const trunc: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Math.trunc(a[i]);
};

/** To the nearest integer, halves to the even one. */
export const round: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) {
    const x = a[i];
    const down = Math.floor(x);
    const rest = x - down;
    // Negative numbers that round to zero keep their sign.
    const nearest = rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : Math.ceil(x);
    out[o] = nearest === 0 ? 0 * Math.sign(x) : nearest;
  }
};

export const rsqrt32: Unary<Float32Array> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = 1 / Math.fround(Math.sqrt(a[i]));
};

export const rsqrt64: Unary<Float64Array> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = 1 / Math.sqrt(a[i]);
};

export const cube32: Unary<Float32Array> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Math.fround(a[i] * a[i]) * a[i];
};

export const cube64: Unary<Float64Array> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i] * a[i] * a[i];
};

/** 1 / (1 + exp(-x)). */
export const sigmoid: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = 1 / (1 + Math.exp(-a[i]));
};

/** x times the normal distribution function. */
export const gelu: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = 0.5 * a[i] * (1 + erfOf(a[i] * Math.SQRT1_2));
};

/** a to the power b, with C's results where JavaScript's differ: 1 to any power, -1 to an infinite one. */
export const pow: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) {
    const x = a[i];
    const y = b[j];
    out[o] = x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;
  }
};

/** grad * (1 - y^2) for the result y: the derivative of tanh. */
export const tanhGradient: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] * (1 - b[j] * b[j]);
};

/** grad * (1 - y) * y for the result y: the derivative of the sigmoid. */
export const sigmoidGradient: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] * (1 - b[j]) * b[j];
};

const INVERSE_SQRT_TWO_PI = 1 / Math.sqrt(2 * Math.PI);

/** grad times the derivative of `gelu` at b. */
export const geluGradient: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) {
    const x = b[j];
    const distribution = 0.5 * (1 + erfOf(x * Math.SQRT1_2));
    out[o] = a[i] * (distribution + x * INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * x * x));
  }
};

/** The constants of the approximation of `gelu` by tanh(scale * (x + cubic * x^3)). */
export const GELU_SCALE = Math.sqrt(2 / Math.PI);
export const GELU_CUBIC = 0.044715;

export const geluTanh: Unary<Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) {
    const x = a[i];
    out[o] = 0.5 * x * (1 + Math.tanh(GELU_SCALE * x * (1 + GELU_CUBIC * x * x)));
  }
};

/** grad times the derivative of `geluTanh` at b. */
export const geluTanhGradient: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) {
    const x = b[j];
    const y = Math.tanh(GELU_SCALE * x * (1 + GELU_CUBIC * x * x));
    out[o] = a[i] * 0.5 * (1 + y + x * (1 - y * y) * GELU_SCALE * (1 + 3 * GELU_CUBIC * x * x));
  }
};
