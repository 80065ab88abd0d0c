import type { Floats } from "./loops/types.ts";

/**
 * out = a @ b for an m x k matrix and a k x n matrix, each with the strides of its rows and columns; `out` is row-major.
 * Sums are kept in double precision and rounded once.
 */
// biome-ignore format: one matrix a line
export function matmulInto(
  out: Floats, o: number,
  a: Floats, i: number, aRow: number, aColumn: number,
  b: Floats, j: number, bRow: number, bColumn: number,
  m: number, n: number, k: number,
): void {
  for (let r = 0; r < m; r++) {
    const rowStart = i + r * aRow;
    for (let c = 0; c < n; c++) {
      let x = rowStart;
      let y = j + c * bColumn;
      let total = 0;
      for (let t = 0; t < k; t++, x += aColumn, y += bRow) total += a[x] * b[y];
      out[o++] = total;
    }
  }
}
