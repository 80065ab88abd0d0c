import type { Floats, Integers, Reduce } from "../../elementwise/loopTypes.ts";

/** Longer runs are summed by halves, so that errors grow with the logarithm of the length. */
export const BLOCK = 256;

/** The sum of a run in double precision, by halves. */
function sumRun(a: Floats, i: number, n: number, is: number): number {
  if (n > BLOCK) {
    const half = Math.trunc(n / 16) * 8;
    return sumRun(a, i, half, is) + sumRun(a, i + half * is, n - half, is);
  }
  let s0 = 0;
  let s1 = 0;
  let t = 0;
  for (; t + 1 < n; t += 2, i += 2 * is) {
    s0 += a[i];
    s1 += a[i + is];
  }
  if (t < n) s0 += a[i];
  return s0 + s1;
}

export const sum: Reduce<Floats> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) out[o + r] = sumRun(a, start + r * ms, n, is);
};

/** The sum divided by the count, rounded after each as PyTorch does. */
export const mean: Reduce<Floats> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    out[o + r] = sumRun(a, start + r * ms, n, is);
    out[o + r] /= n;
  }
};

export const sumInteger: Reduce<Integers> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let total = 0n;
    for (let t = 0, i = start + r * ms; t < n; t++, i += is) total += a[i];
    out[o + r] = total;
  }
};
