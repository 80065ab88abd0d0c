import type { Along, Floats } from "../../elementwise/loopTypes.ts";

/** exp(x) / sum(exp(x)) along each run, moved by its maximum so that nothing overflows. */
export const softmax: Along<Floats> = (outer, n, inner, out, a, offset) => {
  for (let r = 0; r < outer * inner; r++) {
    const start = Math.trunc(r / inner) * n * inner + (r % inner);
    const largest = maximumOf(a, offset + start, n, inner);
    let total = 0;
    for (let t = 0, i = start; t < n; t++, i += inner) total += Math.exp(a[offset + i] - largest);
    for (let t = 0, i = start; t < n; t++, i += inner) out[i] = Math.exp(a[offset + i] - largest) / total;
  }
};

/** x - log(sum(exp(x))) along each run. */
export const logSoftmax: Along<Floats> = (outer, n, inner, out, a, offset) => {
  for (let r = 0; r < outer * inner; r++) {
    const start = Math.trunc(r / inner) * n * inner + (r % inner);
    const largest = maximumOf(a, offset + start, n, inner);
    let total = 0;
    for (let t = 0, i = start; t < n; t++, i += inner) total += Math.exp(a[offset + i] - largest);
    const shift = Math.log(total);
    for (let t = 0, i = start; t < n; t++, i += inner) out[i] = a[offset + i] - largest - shift;
  }
};

function maximumOf(a: Floats, i: number, n: number, step: number): number {
  let largest = -Infinity;
  for (let t = 0; t < n; t++, i += step) if (!(a[i] <= largest)) largest = a[i];
  return largest;
}

/** For each element the product of all others of its run. */
export const productOfOthers: Along<Floats> = (outer, n, inner, out, a, offset) => {
  for (let r = 0; r < outer * inner; r++) {
    const start = Math.trunc(r / inner) * n * inner + (r % inner);
    // The product of those before, then times that of those after. Kept in double: the array may hold less.
    const before = new Float64Array(n);
    let product = 1;
    for (let t = 0, i = start; t < n; t++, i += inner) {
      before[t] = product;
      product *= a[offset + i];
    }
    product = 1;
    for (let t = n - 1, i = start + t * inner; t >= 0; t--, i -= inner) {
      out[i] = before[t] * product;
      product *= a[offset + i];
    }
  }
};
