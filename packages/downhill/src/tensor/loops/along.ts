import type { Along, Floats } from "../../elementwise/loopTypes.ts";

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
