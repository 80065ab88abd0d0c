import type { Binary, Floats, Integers } from "./types.ts";

/*
 * Division to whole numbers, and what it leaves. A quotient of float32 is rounded before it is cut.
 */

const same = (x: number) => x;

/**
 * The largest whole number not above a / b, found by the remainder, as Python's `//`: the quotient itself may round up
 * to the next.
 */
function floorQuotient(a: number, b: number, round: (x: number) => number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  let quotient = round(round(a - rest) / b);
  if (rest !== 0 && b < 0 !== rest < 0) quotient = round(quotient - 1);
  if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

export const floorDiv32: Binary<Float32Array> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = floorQuotient(a[i], b[j], Math.fround);
};

export const floorDiv64: Binary<Float64Array> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = floorQuotient(a[i], b[j], same);
};

export const truncDiv32: Binary<Float32Array> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = Math.trunc(Math.fround(a[i] / b[j]));
};

export const truncDiv64: Binary<Float64Array> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = Math.trunc(a[i] / b[j]);
};

/** a - b * floor(a / b): exact but for one rounding, with the sign of b. */
export const remainder: Binary<Floats> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) {
    const rest = a[i] % b[j];
    out[o] = rest !== 0 && b[j] < 0 !== rest < 0 ? rest + b[j] : rest;
  }
};

/** @throws RangeError for zero */
function divisor(value: bigint): bigint {
  if (value === 0n) throw new RangeError("ZeroDivisionError");
  return value;
}

export const floorDivInteger: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) {
    const quotient = a[i] / divisor(b[j]);
    out[o] = a[i] % b[j] !== 0n && a[i] < 0n !== b[j] < 0n ? quotient - 1n : quotient;
  }
};

export const truncDivInteger: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] / divisor(b[j]);
};

export const remainderInteger: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) {
    const rest = a[i] % divisor(b[j]);
    out[o] = rest !== 0n && rest < 0n !== b[j] < 0n ? rest + b[j] : rest;
  }
};
