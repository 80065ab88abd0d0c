import { gemm, type Matrix } from "../../kernels/matmul/gemm.ts";
import { multiplyBy, type ProductLibrary, productLibrary } from "../../kernels/matmul/library.ts";
import type { FloatArray } from "../../kernels/matmul/product.ts";
import type { FloatDType } from "../../memory/dtype.ts";
import { Storage } from "../../memory/storage.ts";

/** Sizes m, n, k that meet the paths libraries have: numbers, vectors, small and odd sizes, blocks, several threads. */
const SIZES = [
  [1, 1, 300],
  [1, 70, 90],
  [7, 5, 11],
  [37, 29, 31],
  [64, 64, 64],
  [130, 97, 257],
] as const;
const TOLERANCE: Readonly<Record<FloatDType, number>> = { float32: 1e-5, float64: 1e-13 };

/**
 * What a library multiplies wrongly, in words; null for one that is right. Libraries that are older than the processor, or
 * whose integers are of another size, are known to give wrong numbers without a word.
 */
export function mistakeOf(library: ProductLibrary): string | null {
  for (const dtype of ["float32", "float64"] as const) {
    for (const [m, n, k] of SIZES) {
      for (let layout = 0; layout < 4; layout++) {
        const a = filled(dtype, m, k, (layout & 1) !== 0);
        const b = filled(dtype, k, n, (layout & 2) !== 0);
        // A sum that starts from what was there, and one that must not look at it.
        for (const there of [1, Number.NaN]) {
          const [wanted, given] = [null, library].map((who) => multiplied(who, m, n, k, a, b, there));
          if (!given.every((value, i) => Math.abs(value - wanted[i]) <= TOLERANCE[dtype] * k)) {
            return `a product of ${m} × ${k} and ${k} × ${n} in ${dtype}`;
          }
        }
      }
    }
  }
  return null;
}

function multiplied(
  who: ProductLibrary | null,
  m: number,
  n: number,
  k: number,
  a: Matrix,
  b: Matrix,
  there: number,
): FloatArray {
  const { dtype } = a.storage;
  const out = Storage.allocate(dtype, m * n);
  const data = (out.data as FloatArray).fill(there);
  const before = productLibrary();
  multiplyBy(who);
  try {
    gemm(m, n, k, a, b, out, 0, !Number.isNaN(there));
  } finally {
    multiplyBy(before);
  }
  return data;
}

/** Numbers between -1 and 1 with no pattern. */
function filled(dtype: FloatDType, rows: number, columns: number, transposed: boolean): Matrix {
  const storage = Storage.allocate(dtype, rows * columns);
  const data = storage.data as FloatArray;
  for (let i = 0; i < data.length; i++) data[i] = ((i * 7919) % 2003) / 1001 - 1;
  return { storage, offset: 0, rowStride: transposed ? 1 : columns, columnStride: transposed ? rows : 1 };
}
