import type { Bools, Floats, Integers, Reduce } from "../../elementwise/loopTypes.ts";
import { pow } from "../../math/pow.ts";
import { roundingOf } from "./rounding.ts";

export const prod: Reduce<Floats> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let product = 1;
    for (let t = 0, i = start + r * ms; t < n; t++, i += is) product *= a[i];
    out[o + r] = product;
  }
};

export const prodInteger: Reduce<Integers> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let product = 1n;
    for (let t = 0, i = start + r * ms; t < n; t++, i += is) product = BigInt.asIntN(64, product * a[i]);
    out[o + r] = product;
  }
};

/** The index of the largest element of each run, the first of equals; of the first NaN, if any. */
export const argmax: Reduce<Floats, Integers> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let i = start + r * ms;
    let best = a[i];
    let index = 0;
    for (let t = 0; t < n; t++, i += is) {
      const x = a[i];
      if (x <= best) continue;
      best = x;
      index = t;
      if (x !== x) break;
    }
    out[o + r] = BigInt(index);
  }
};

/** The index of the smallest element of each run, the first of equals; of the first NaN, if any. */
export const argmin: Reduce<Floats, Integers> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let i = start + r * ms;
    let best = a[i];
    let index = 0;
    for (let t = 0; t < n; t++, i += is) {
      const x = a[i];
      if (x >= best) continue;
      best = x;
      index = t;
      if (x !== x) break;
    }
    out[o + r] = BigInt(index);
  }
};

export const argmaxInteger: Reduce<Integers> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let i = start + r * ms;
    let best = a[i];
    let index = 0;
    for (let t = 0; t < n; t++, i += is) {
      if (a[i] <= best) continue;
      best = a[i];
      index = t;
    }
    out[o + r] = BigInt(index);
  }
};

export const argminInteger: Reduce<Integers> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let i = start + r * ms;
    let best = a[i];
    let index = 0;
    for (let t = 0; t < n; t++, i += is) {
      if (a[i] >= best) continue;
      best = a[i];
      index = t;
    }
    out[o + r] = BigInt(index);
  }
};

/** The elements at the indices that `argmax` and `argmin` find. */
export const maxValue: Reduce<Floats> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let best = a[start + r * ms];
    for (let t = 0, i = start + r * ms; t < n && best === best; t++, i += is) if (!(a[i] <= best)) best = a[i];
    out[o + r] = best;
  }
};

export const minValue: Reduce<Floats> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let best = a[start + r * ms];
    for (let t = 0, i = start + r * ms; t < n && best === best; t++, i += is) if (!(a[i] >= best)) best = a[i];
    out[o + r] = best;
  }
};

export const maxInteger: Reduce<Integers> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let best = a[start + r * ms];
    for (let t = 0, i = start + r * ms; t < n; t++, i += is) if (a[i] > best) best = a[i];
    out[o + r] = best;
  }
};

export const minInteger: Reduce<Integers> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let best = a[start + r * ms];
    for (let t = 0, i = start + r * ms; t < n; t++, i += is) if (a[i] < best) best = a[i];
    out[o + r] = best;
  }
};

/** Whether all of a run are nonzero. */
export const all: Reduce<Bools> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let result = 1;
    for (let t = 0, i = start + r * ms; t < n; t++, i += is) result &= a[i];
    out[o + r] = result;
  }
};

/** Whether any of a run is nonzero. */
export const any: Reduce<Bools> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let result = 0;
    for (let t = 0, i = start + r * ms; t < n; t++, i += is) result |= a[i];
    out[o + r] = result;
  }
};

/** The variance of each run, or its root, with the sum of squares divided by n - correction. */
export function variance(correction: number, takesRoot: boolean): Reduce<Floats> {
  return (m, out, o, a, start, ms, n, is) => {
    const divisor = Math.max(0, n - correction);
    for (let r = 0; r < m; r++) {
      let total = 0;
      for (let t = 0, i = start + r * ms; t < n; t++, i += is) total += a[i];
      const mean = total / n;
      let squares = 0;
      for (let t = 0, i = start + r * ms; t < n; t++, i += is) squares += (a[i] - mean) ** 2;
      out[o + r] = takesRoot ? Math.sqrt(squares / divisor) : squares / divisor;
    }
  };
}

const norm1: Reduce<Floats> = (m, out, o, a, start, ms, n, is) => {
  const round = roundingOf(out);
  for (let r = 0; r < m; r++) {
    let total = 0;
    for (let t = 0, i = start + r * ms; t < n; t++, i += is) total = round(total + Math.abs(a[i]));
    out[o + r] = total;
  }
};

const norm2: Reduce<Floats> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let total = 0;
    for (let t = 0, i = start + r * ms; t < n; t++, i += is) total += a[i] * a[i];
    out[o + r] = Math.sqrt(total);
  }
};

const normLargest: Reduce<Floats> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let largest = 0;
    for (let t = 0, i = start + r * ms; t < n; t++, i += is) largest = Math.max(largest, Math.abs(a[i]));
    out[o + r] = largest;
  }
};

const normSmallest: Reduce<Floats> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let smallest = Infinity;
    for (let t = 0, i = start + r * ms; t < n; t++, i += is) smallest = Math.min(smallest, Math.abs(a[i]));
    out[o + r] = smallest;
  }
};

const norm0: Reduce<Floats> = (m, out, o, a, start, ms, n, is) => {
  for (let r = 0; r < m; r++) {
    let count = 0;
    for (let t = 0, i = start + r * ms; t < n; t++, i += is) if (a[i] !== 0) count++;
    out[o + r] = count;
  }
};

/** The norm of a single number, which no power can take out of range. */
const normOfOne: Reduce<Floats> = (m, out, o, a, start, ms) => {
  for (let r = 0; r < m; r++) out[o + r] = Math.abs(a[start + r * ms]);
};

const normByPowers =
  (p: number): Reduce<Floats> =>
  (m, out, o, a, start, ms, n, is) => {
    const round = roundingOf(out);
    const order = round(p);
    const inverse = round(1 / order);
    for (let r = 0; r < m; r++) {
      let total = 0;
      for (let t = 0, i = start + r * ms; t < n; t++, i += is) total = round(total + round(pow(Math.abs(a[i]), order)));
      out[o + r] = pow(total, inverse);
    }
  };

/**
 * The p-norm of each run; norm 0 counts what is not zero, the infinite ones take the largest and the smallest. As in
 * PyTorch powers are added up in the array's type, where they may overflow.
 */
export function norm(p: number): Reduce<Floats> {
  if (p === 0) return norm0;
  const loop =
    p === 1 ? norm1 : p === 2 ? norm2 : Number.isFinite(p) ? normByPowers(p) : p > 0 ? normLargest : normSmallest;
  return (m, out, o, a, i, ms, n, is) => (n === 1 ? normOfOne : loop)(m, out, o, a, i, ms, n, is);
}
