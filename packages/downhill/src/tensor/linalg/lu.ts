/*
 * Gaussian elimination with partial pivoting, of row-major square matrices.
 */

/** A matrix's factors, the lower one's unit diagonal left out, in the rows' new order. */
export interface Factors {
  readonly lu: Float64Array;
  /** Which row of the matrix each row is. */
  readonly order: Int32Array;
  /** The order's sign. */
  readonly sign: 1 | -1;
  /** The first pivot that is zero, or -1. */
  readonly zeroPivot: number;
}

export function factorize(a: Float64Array, n: number): Factors {
  const lu = a.slice();
  const order = Int32Array.from({ length: n }, (_, i) => i);
  let sign: 1 | -1 = 1;
  let zeroPivot = -1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(lu[i * n + k]) > Math.abs(lu[pivot * n + k])) pivot = i;
    if (pivot !== k) {
      for (let j = 0; j < n; j++) {
        const held = lu[k * n + j];
        lu[k * n + j] = lu[pivot * n + j];
        lu[pivot * n + j] = held;
      }
      const held = order[k];
      order[k] = order[pivot];
      order[pivot] = held;
      sign = sign === 1 ? -1 : 1;
    }
    const diagonal = lu[k * n + k];
    if (diagonal === 0) {
      if (zeroPivot < 0) zeroPivot = k;
      continue;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = lu[i * n + k] / diagonal;
      lu[i * n + k] = factor;
      if (factor !== 0) for (let j = k + 1; j < n; j++) lu[i * n + j] -= factor * lu[k * n + j];
    }
  }
  return { lu, order, sign, zeroPivot };
}

/** Writes the solution of A x = b for `columns` right-hand sides. */
export function solveFactored(
  { lu, order }: Factors,
  n: number,
  b: Float64Array,
  columns: number,
  x: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < columns; c++) {
      let sum = b[order[i] * columns + c];
      for (let j = 0; j < i; j++) sum -= lu[i * n + j] * x[j * columns + c];
      x[i * columns + c] = sum;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let c = 0; c < columns; c++) {
      let sum = x[i * columns + c];
      for (let j = i + 1; j < n; j++) sum -= lu[i * n + j] * x[j * columns + c];
      x[i * columns + c] = sum / lu[i * n + i];
    }
  }
}

/** Writes the solution of a triangular system; only one triangle is read, and not its diagonal if that is ones. */
export function solveTriangle(
  a: Float64Array,
  n: number,
  b: Float64Array,
  columns: number,
  x: Float64Array,
  isUpper: boolean,
  hasUnitDiagonal: boolean,
): void {
  for (let step = 0; step < n; step++) {
    const i = isUpper ? n - 1 - step : step;
    const [from, to] = isUpper ? [i + 1, n] : [0, i];
    for (let c = 0; c < columns; c++) {
      let sum = b[i * columns + c];
      for (let j = from; j < to; j++) sum -= a[i * n + j] * x[j * columns + c];
      x[i * columns + c] = hasUnitDiagonal ? sum : sum / a[i * n + i];
    }
  }
}
