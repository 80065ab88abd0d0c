import type { Binary, Integers } from "../../elementwise/loopTypes.ts";

/*
 * Division of int64 to whole numbers, and what it leaves.
 */

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

/** With the sign of the dividend. */
export const truncatedRestInteger: Binary<Integers> = (n, out, o, os, a, i, is, b, j, js) => {
  for (let t = 0; t < n; t++, o += os, i += is, j += js) out[o] = a[i] % divisor(b[j]);
};
