import type { Along, Floats, Integers } from "../../elementwise/loopTypes.ts";
import { exp, log } from "../../math/real.ts";

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

/** The products of the elements up to and including each, kept in double precision. */
export const cumulativeProduct: Along<Floats> = (outer, n, inner, out, a, offset) => {
  for (let r = 0; r < outer * inner; r++) {
    let product = 1;
    for (let t = 0, i = Math.trunc(r / inner) * n * inner + (r % inner); t < n; t++, i += inner) {
      product *= a[offset + i];
      out[i] = product;
    }
  }
};

export const cumulativeProductInteger: Along<Integers> = (outer, n, inner, out, a, offset) => {
  for (let r = 0; r < outer * inner; r++) {
    let product = 1n;
    for (let t = 0, i = Math.trunc(r / inner) * n * inner + (r % inner); t < n; t++, i += inner) {
      product = BigInt.asIntN(64, product * a[offset + i]);
      out[i] = product;
    }
  }
};

/** The logarithms of the sums of the exponentials up to and including each. */
export const cumulativeLogsumexp: Along<Floats> = (outer, n, inner, out, a, offset) => {
  for (let r = 0; r < outer * inner; r++) {
    let largest = -Infinity;
    let sum = 0; // of exp(x - largest)
    for (let t = 0, i = Math.trunc(r / inner) * n * inner + (r % inner); t < n; t++, i += inner) {
      const x = a[offset + i];
      if (x > largest) {
        sum = sum * exp(largest - x) + 1;
        largest = x;
      } else if (x !== -Infinity) sum += x === largest ? 1 : exp(x - largest);
      out[i] = Math.abs(largest) === Infinity && sum === sum ? largest : largest + log(sum);
    }
  }
};
