/*
 * Orthogonal factors of row-major matrices.
 */

/**
 * The lower triangle L with A = L L^T, of which only A's lower triangle is read.
 * @returns the order of the first leading minor that is not positive, or 0
 */
export function cholesky(a: Float64Array, n: number, out: Float64Array): number {
  out.fill(0);
  for (let j = 0; j < n; j++) {
    let diagonal = a[j * n + j];
    for (let k = 0; k < j; k++) diagonal -= out[j * n + k] ** 2;
    if (!(diagonal > 0)) return j + 1;
    const root = Math.sqrt(diagonal);
    out[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= out[i * n + k] * out[j * n + k];
      out[i * n + j] = sum / root;
    }
  }
  return 0;
}

/**
 * A = Q R by Householder's reflections, with LAPACK's signs.
 *
 * @param q m x columns, or null where only R is wanted
 * @param r rows x n
 */
export function qr(
  a: Float64Array,
  m: number,
  n: number,
  q: Float64Array | null,
  columns: number,
  r: Float64Array,
  rows: number,
): void {
  const work = a.slice();
  const count = Math.min(m, n);
  const scales = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const alpha = work[k * n + k];
    let below = 0;
    for (let i = k + 1; i < m; i++) below += work[i * n + k] ** 2;
    if (below === 0) continue;
    const beta = -Math.sign(alpha || 1) * Math.sqrt(alpha * alpha + below);
    scales[k] = (beta - alpha) / beta;
    for (let i = k + 1; i < m; i++) work[i * n + k] /= alpha - beta;
    work[k * n + k] = beta;
    for (let j = k + 1; j < n; j++) {
      let dot = work[k * n + j];
      for (let i = k + 1; i < m; i++) dot += work[i * n + k] * work[i * n + j];
      dot *= scales[k];
      work[k * n + j] -= dot;
      for (let i = k + 1; i < m; i++) work[i * n + j] -= dot * work[i * n + k];
    }
  }
  for (let i = 0; i < rows; i++) for (let j = 0; j < n; j++) r[i * n + j] = j < i ? 0 : work[i * n + j];
  if (q === null) return;
  for (let i = 0; i < m; i++) for (let j = 0; j < columns; j++) q[i * columns + j] = i === j ? 1 : 0;
  for (let k = count - 1; k >= 0; k--) {
    if (scales[k] === 0) continue;
    for (let j = 0; j < columns; j++) {
      let dot = q[k * columns + j];
      for (let i = k + 1; i < m; i++) dot += work[i * n + k] * q[i * columns + j];
      dot *= scales[k];
      q[k * columns + j] -= dot;
      for (let i = k + 1; i < m; i++) q[i * columns + j] -= dot * work[i * n + k];
    }
  }
}

/** Fills the columns of an m x columns matrix from `from` on, so that all are orthonormal. */
export function complete(q: Float64Array, m: number, columns: number, from: number): void {
  let unit = 0;
  for (let c = from; c < columns; c++) {
    for (;;) {
      const candidate = new Float64Array(m);
      candidate[unit++] = 1;
      // Twice, so that what rounding leaves is taken off, too.
      for (let pass = 0; pass < 2; pass++) {
        for (let k = 0; k < c; k++) {
          let dot = 0;
          for (let i = 0; i < m; i++) dot += candidate[i] * q[i * columns + k];
          for (let i = 0; i < m; i++) candidate[i] -= dot * q[i * columns + k];
        }
      }
      const size = Math.hypot(...candidate);
      if (size < 0.5 / Math.sqrt(m) && unit < m) continue;
      for (let i = 0; i < m; i++) q[i * columns + c] = candidate[i] / size;
      break;
    }
  }
}
