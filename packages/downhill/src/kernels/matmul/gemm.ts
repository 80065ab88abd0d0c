import { type FloatDType, isFloat } from "../../memory/dtype.ts";
import type { Storage } from "../../memory/storage.ts";
import { checkRun } from "../address.ts";
import { kernelsSupported } from "../support.ts";
import { multiplyBatch, multiplyInHeap } from "./blocks.ts";
import { isForLibrary, multiplyByLibrary } from "./library.ts";
import { isGatheredForLibrary, multiplyGatheredByLibrary } from "./libraryGathered.ts";
import { multiplyByTables, multiplyInLoops } from "./loops.ts";
import {
  extentOf,
  type FloatArray,
  largest,
  type Matrix,
  newProduct,
  type ResultLayout,
  type Tables,
} from "./product.ts";

export type { Matrix };

/** Below these many multiplications plain loops take less time than a kernel's call (`npm run bench -- matmul`). */
const SMALL_FLOAT32 = 512;
const SMALL_FLOAT64 = 1024;

/** Products of a batch that do so many multiplications each are done as a whole by one thread each. */
const LEAST_OF_BATCH = 64;
const MOST_OF_BATCH = 1 << 19;

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
  if (isForLibrary(m * n * k) && multiplyByLibrary(product)) return;
  const small = m * n * k < (out.dtype === "float32" ? SMALL_FLOAT32 : SMALL_FLOAT64);
  if (small || !kernelsSupported() || !multiplyInHeap(product)) multiplyInLoops(product);
}

/**
 * Several products of the same sizes: out = A·B for matrices that begin at the places of `a` and `b` in their storages, one
 * after the other from `outOffset` on.
 *
 * @throws as `gemm` does
 */
export function gemmBatch(
  m: number,
  n: number,
  k: number,
  a: Matrix,
  aOffsets: readonly number[],
  b: Matrix,
  bOffsets: readonly number[],
  out: Storage,
  outOffset: number,
): void {
  const { dtype } = out;
  const matrices = (matrix: Matrix, offsets: readonly number[]) => offsets.map((offset) => ({ ...matrix, offset }));
  const [left, right] = [matrices(a, aOffsets), matrices(b, bOffsets)];
  const work = m * n * k;
  const isOfBatch = left.length > 1 && work >= LEAST_OF_BATCH && work < MOST_OF_BATCH && !isForLibrary(work);
  if (isFloat(dtype) && isOfBatch && kernelsSupported()) {
    checkRun(out, outOffset, left.length * m * n, dtype);
    if (out === a.storage || out === b.storage) throw new RangeError("a product can't overwrite its own factor");
    const products = left.map((matrix, i) => {
      checkMatrix(matrix, m, k, dtype);
      checkMatrix(right[i], k, n, dtype);
      return newProduct(m, n, k, matrix, right[i], out, outOffset + i * m * n, false);
    });
    if (multiplyBatch(products)) return;
  }
  for (let i = 0; i < left.length; i++) gemm(m, n, k, left[i], right[i], out, outOffset + i * m * n);
}

/** A matrix whose elements lie where tables say, relative to an offset of its storage, which is in the heap. */
export interface Gathered extends Tables {
  readonly storage: Storage;
  readonly offset: number;
}

/**
 * The same product of matrices that are gathered by tables, such as a convolution's: A has `a.lines.length` rows, B has
 * `b.lines.length` columns, and both k as many elements as their tables say.
 *
 * @param layout where the rows of the result begin, `rowStride` apart, and where each column lies within a row
 * @throws {TypeError} for other dtypes, {RangeError} for tables that lead out of their storage or don't fit together
 */
export function gemmGathered(
  a: Gathered,
  b: Gathered,
  out: Storage,
  outOffset: number,
  layout: ResultLayout,
  accumulate = false,
): void {
  const [m, n, k] = [a.lines.length, b.lines.length, a.k.length];
  const dtype = out.dtype;
  if (!isFloat(dtype)) throw new TypeError(`expected a product of float32 or float64, got ${dtype}`);
  if (b.k.length !== k || layout.columns.length !== n)
    throw new RangeError("tables of a product that don't fit together");
  if (out === a.storage || out === b.storage) throw new RangeError("a product can't overwrite its own factor");
  if (m === 0 || n === 0) return;
  checkRun(out, outOffset, (m - 1) * layout.rowStride + largest(layout.columns) + 1, dtype);
  if (k === 0) {
    if (!accumulate) clear(m, out, outOffset, layout);
    return;
  }
  for (const operand of [a, b]) checkRun(operand.storage, operand.offset, extentOf(operand), dtype);
  const operandOf = (gathered: Gathered) => {
    const { storage, offset } = gathered;
    return { storage, offset, lineStride: 0, kStride: 0, tables: gathered };
  };
  const product = { m, n, k, a: operandOf(a), b: operandOf(b), out, outOffset, accumulate, layout };
  const inHeap = a.storage.block !== null && b.storage.block !== null && kernelsSupported();
  if (inHeap && isGatheredForLibrary(m, n, k) && multiplyGatheredByLibrary(product, layout)) return;
  if (!inHeap || !multiplyInHeap(product)) multiplyByTables(product);
}

function clear(m: number, out: Storage, outOffset: number, { rowStride, columns }: ResultLayout): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < columns.length; j++) out.data[outOffset + i * rowStride + columns[j]] = 0;
  }
}

function checkMatrix(matrix: Matrix, rows: number, columns: number, dtype: FloatDType): void {
  const { storage, offset, rowStride, columnStride } = matrix;
  if (!(rowStride >= 0 && columnStride >= 0)) throw new RangeError("a matrix can't be read backwards");
  checkRun(storage, offset, (rows - 1) * rowStride + (columns - 1) * columnStride + 1, dtype);
}
