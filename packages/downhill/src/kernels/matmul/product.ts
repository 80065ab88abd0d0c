import type { Storage } from "../../memory/storage.ts";

export type FloatArray = Float32Array | Float64Array;

/** A matrix within a storage: element (i, j) lies at `offset + i * rowStride + j * columnStride`. */
export interface Matrix {
  readonly storage: Storage;
  readonly offset: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** An operand as its lines see it: rows of A, columns of B. Offset and strides are in elements. */
export interface Operand {
  readonly storage: Storage;
  readonly offset: number;
  readonly lineStride: number;
  readonly kStride: number;
}

/** C = A·B, or C += A·B, where C lies row after row in `out`. No size is zero. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Operand;
  readonly b: Operand;
  readonly out: Storage;
  readonly outOffset: number;
  readonly accumulate: boolean;
}

export function newProduct(
  m: number,
  n: number,
  k: number,
  a: Matrix,
  b: Matrix,
  out: Storage,
  outOffset: number,
  accumulate: boolean,
): Product {
  const left: Operand = { storage: a.storage, offset: a.offset, lineStride: a.rowStride, kStride: a.columnStride };
  const right: Operand = { storage: b.storage, offset: b.offset, lineStride: b.columnStride, kStride: b.rowStride };
  // A single column lies in memory like a single row, which fills the kernel's vectors.
  if (n === 1) return { m: 1, n: m, k, a: right, b: left, out, outOffset, accumulate };
  return { m, n, k, a: left, b: right, out, outOffset, accumulate };
}
