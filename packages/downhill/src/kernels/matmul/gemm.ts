import { type FloatDType, isFloat } from "../../memory/dtype.ts";
import type { Storage } from "../../memory/storage.ts";
import { checkRun } from "../address.ts";
import { kernelsSupported } from "../support.ts";
import { multiplyInHeap } from "./blocks.ts";
import { multiplyInLoops } from "./loops.ts";
import { type FloatArray, type Matrix, newProduct } from "./product.ts";

export type { Matrix };

/** Below these many multiplications plain loops take less time than a kernel's call (`npm run bench -- matmul`). */
const SMALL_FLOAT32 = 512;
const SMALL_FLOAT64 = 1024;

/**
 * out = A·B, or out += A·B, where A is m × k, B is k × n, and out is m × n and lies row after row from `outOffset`.
 *
 * Every element is summed in the same order (see `sumBlock`), whatever the operands' strides, where they are, and how
 * many threads take part: the bits are always the same.
 *
 * @param out a float32 or float64 storage, and none of the operands'; their storages have the same dtype
 * @throws {TypeError} for other dtypes, {RangeError} for matrices that aren't all in their storage
 */
export function gemm(
  m: number,
  n: number,
  k: number,
  a: Matrix,
  b: Matrix,
  out: Storage,
  outOffset = 0,
  accumulate = false,
): void {
  const { dtype } = out;
  if (!isFloat(dtype)) throw new TypeError(`matrices of dtype ${dtype} have no kernel`);
  checkRun(out, outOffset, m * n, dtype);
  if (m === 0 || n === 0) return;
  if (k === 0) {
    if (!accumulate) (out.data as FloatArray).fill(0, outOffset, outOffset + m * n);
    return;
  }
  checkMatrix(a, m, k, dtype);
  checkMatrix(b, k, n, dtype);
  if (out === a.storage || out === b.storage) throw new RangeError("a product can't overwrite its own factor");
  const product = newProduct(m, n, k, a, b, out, outOffset, accumulate);
  const small = m * n * k < (out.dtype === "float32" ? SMALL_FLOAT32 : SMALL_FLOAT64);
  if (small || !kernelsSupported() || !multiplyInHeap(product)) multiplyInLoops(product);
}

function checkMatrix(matrix: Matrix, rows: number, columns: number, dtype: FloatDType): void {
  const { storage, offset, rowStride, columnStride } = matrix;
  if (!(rowStride >= 0 && columnStride >= 0)) throw new RangeError("a matrix can't be read backwards");
  checkRun(storage, offset, (rows - 1) * rowStride + (columns - 1) * columnStride + 1, dtype);
}
