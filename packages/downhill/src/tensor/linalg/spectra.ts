import { complete } from "./orthogonal.ts";

/*
 * Eigenvalues of symmetric matrices and singular values, by Jacobi's rotations, which are accurate to the last places.
 */

const MOST_SWEEPS = 60;
/** Rotations by less than this change nothing. */
const NEGLIGIBLE = 2 ** -54;

/** The tangent of the rotation that makes [[a, c], [c, b]] diagonal; the smaller one of two. */
function tangent(a: number, b: number, c: number): number {
  const theta = (b - a) / (2 * c);
  return (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
}

/**
 * The eigenvalues of a symmetric matrix in ascending order, and its eigenvectors as columns.
 * @param isUpper which triangle is read
 */
export function eigh(a: Float64Array, n: number, isUpper: boolean, values: Float64Array, vectors: Float64Array): void {
  const work = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) work[i * n + j] = work[j * n + i] = isUpper ? a[j * n + i] : a[i * n + j];
  }
  if (work.some((x) => !Number.isFinite(x))) {
    throw new RangeError(
      "linalg.eigh: The algorithm failed to converge because the input matrix contained non-finite values.",
    );
  }
  const rotated = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rotated[i * n + i] = 1;
  for (let sweep = 0, isDone = false; sweep < MOST_SWEEPS && !isDone; sweep++) {
    isDone = true;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const c = work[p * n + q];
        const [dp, dq] = [work[p * n + p], work[q * n + q]];
        if (c === 0 || Math.abs(c) <= NEGLIGIBLE * Math.sqrt(Math.abs(dp)) * Math.sqrt(Math.abs(dq)) * 0.5) continue;
        isDone = false;
        const t = tangent(dp, dq, c);
        const cosine = 1 / Math.sqrt(t * t + 1);
        const sine = t * cosine;
        for (let k = 0; k < n; k++) {
          const [x, y] = [work[k * n + p], work[k * n + q]];
          work[k * n + p] = cosine * x - sine * y;
          work[k * n + q] = sine * x + cosine * y;
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [work[p * n + k], work[q * n + k]];
          work[p * n + k] = cosine * x - sine * y;
          work[q * n + k] = sine * x + cosine * y;
        }
        work[p * n + q] = work[q * n + p] = 0;
        for (let k = 0; k < n; k++) {
          const [x, y] = [rotated[k * n + p], rotated[k * n + q]];
          rotated[k * n + p] = cosine * x - sine * y;
          rotated[k * n + q] = sine * x + cosine * y;
        }
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => work[i * n + i] - work[j * n + j]);
  order.forEach((from, to) => {
    values[to] = work[from * n + from];
    for (let k = 0; k < n; k++) vectors[k * n + to] = rotated[k * n + from];
  });
}

/** A singular value decomposition of a tall matrix, m >= n: U is m x n, V n x n. */
interface Decomposition {
  readonly u: Float64Array;
  readonly s: Float64Array;
  readonly v: Float64Array;
}

function decomposeTall(a: Float64Array, m: number, n: number): Decomposition {
  const work = a.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0, isDone = false; sweep < MOST_SWEEPS && !isDone; sweep++) {
    isDone = true;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        let [alpha, beta, gamma] = [0, 0, 0];
        for (let i = 0; i < m; i++) {
          const [x, y] = [work[i * n + p], work[i * n + q]];
          alpha += x * x;
          beta += y * y;
          gamma += x * y;
        }
        if (gamma === 0 || Math.abs(gamma) <= 2 * NEGLIGIBLE * Math.sqrt(alpha * beta)) continue;
        isDone = false;
        const t = tangent(alpha, beta, gamma);
        const cosine = 1 / Math.sqrt(t * t + 1);
        const sine = t * cosine;
        rotate(work, m, n, p, q, cosine, sine);
        rotate(v, n, n, p, q, cosine, sine);
      }
    }
  }
  const sizes = Float64Array.from({ length: n }, (_, j) => {
    let total = 0;
    for (let i = 0; i < m; i++) total += work[i * n + j] ** 2;
    return Math.sqrt(total);
  });
  const order = Array.from(sizes.keys()).sort((i, j) => sizes[j] - sizes[i]);
  const [u, s, sorted] = [new Float64Array(m * n), new Float64Array(n), new Float64Array(n * n)];
  const negligible = (sizes[order[0]] ?? 0) * 2 ** -1000;
  let rank = 0;
  order.forEach((from, to) => {
    s[to] = sizes[from];
    for (let i = 0; i < n; i++) sorted[i * n + to] = v[i * n + from];
    if (!(s[to] > negligible)) return;
    rank = to + 1;
    for (let i = 0; i < m; i++) u[i * n + to] = work[i * n + from] / s[to];
  });
  complete(u, m, n, rank);
  return { u, s, v: sorted };
}

function rotate(a: Float64Array, rows: number, n: number, p: number, q: number, cosine: number, sine: number): void {
  for (let i = 0; i < rows; i++) {
    const [x, y] = [a[i * n + p], a[i * n + q]];
    a[i * n + p] = cosine * x - sine * y;
    a[i * n + q] = sine * x + cosine * y;
  }
}

function transposed(a: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = a[i * columns + j];
  return result;
}

/** The first columns of a matrix, and further ones that complete them. */
function widened(q: Float64Array, m: number, columns: number, wanted: number): Float64Array {
  if (wanted === columns) return q;
  const result = new Float64Array(m * wanted);
  for (let i = 0; i < m; i++) for (let j = 0; j < columns; j++) result[i * wanted + j] = q[i * columns + j];
  complete(result, m, wanted, columns);
  return result;
}

/**
 * A = U diag(s) V^T, singular values in descending order.
 *
 * @param u m x uColumns
 * @param vt vtRows x n
 */
export function svd(
  a: Float64Array,
  m: number,
  n: number,
  u: Float64Array,
  uColumns: number,
  s: Float64Array,
  vt: Float64Array,
  vtRows: number,
): void {
  if (a.some((x) => !Number.isFinite(x))) {
    throw new RangeError(
      "linalg.svd: The algorithm failed to converge because the input matrix contained non-finite values.",
    );
  }
  const isTall = m >= n;
  const k = Math.min(m, n);
  const tall = decomposeTall(isTall ? a : transposed(a, m, n), Math.max(m, n), k);
  s.set(tall.s);
  const [left, right] = isTall ? [tall.u, tall.v] : [tall.v, tall.u];
  u.set(widened(left, m, k, uColumns));
  vt.set(transposed(widened(right, n, k, vtRows), n, vtRows));
}
