import type { Storage } from "../../memory/storage.ts";

export type FloatArray = Float32Array | Float64Array;

/** A matrix within a storage: element (i, j) lies at `offset + i * rowStride + j * columnStride`. */
export interface Matrix {
  readonly storage: Storage;
  readonly offset: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** Where an operand's elements lie when strides can't say it, as in a convolution: element (line, k) lies at `lines[line] + k[k]`. */
export interface Tables {
  /** Rises from line to line. */
  readonly lines: Int32Array;
  readonly k: Int32Array;
}

/** How many elements lie from the offset to the last one that tables reach. */
export function extentOf({ lines, k }: Tables): number {
  return largest(lines) + largest(k) + 1;
}

/** The largest of some offsets, -1 of none. @throws RangeError for a negative one */
export function largest(offsets: Int32Array): number {
  let most = -1;
  for (let i = 0; i < offsets.length; i++) {
    if (offsets[i] < 0) throw new RangeError(`offsets within an operand can't be negative, got ${offsets[i]}`);
    if (offsets[i] > most) most = offsets[i];
  }
  return most;
}

/**
 * An operand as its lines see it: rows of A, columns of B. Offset and strides are in elements. One with tables has no
 * strides, and its storage is in the heap.
 */
export interface Operand {
  readonly storage: Storage;
  readonly offset: number;
  readonly lineStride: number;
  readonly kStride: number;
  readonly tables: Tables | null;
}

/** Where the result's elements lie when they don't lie row after row: (i, j) at `i * rowStride + columns[j]`. */
export interface ResultLayout {
  readonly rowStride: number;
  readonly columns: Int32Array;
}

/** C = A·B, or C += A·B, where C lies row after row in `out` unless a layout says otherwise. No size is zero. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Operand;
  readonly b: Operand;
  readonly out: Storage;
  readonly outOffset: number;
  readonly accumulate: boolean;
  readonly layout: ResultLayout | null;
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
  const left: Operand = {
    storage: a.storage,
    offset: a.offset,
    lineStride: a.rowStride,
    kStride: a.columnStride,
    tables: null,
  };
  const right: Operand = {
    storage: b.storage,
    offset: b.offset,
    lineStride: b.columnStride,
    kStride: b.rowStride,
    tables: null,
  };
  // A single column lies in memory like a single row, which fills the kernel's vectors.
  if (n === 1) return { m: 1, n: m, k, a: right, b: left, out, outOffset, accumulate, layout: null };
  return { m, n, k, a: left, b: right, out, outOffset, accumulate, layout: null };
}
