import type { FloatArray, Operand, Product } from "./product.ts";

/** A matrix whose rows or columns are runs, as libraries take it. */
export interface Dense {
  readonly data: FloatArray;
  readonly offset: number;
  /** Whether it lies column after column in place of row after row. */
  readonly transposed: boolean;
  /** Elements from one run to the next, at least as many as a run has. */
  readonly stride: number;
}

/** Multiplies matrices in place of this library's kernels, as `downhill/blas` has it. It believes every place and size. */
export interface ProductLibrary {
  /**
   * C = A·B, or C += A·B, where A is m × k, B is k × n, and row i of C begins at `cOffset + i * cStride`. No size is zero;
   * without `accumulate` C may hold anything.
   */
  multiply(
    m: number,
    n: number,
    k: number,
    a: Dense,
    b: Dense,
    c: FloatArray,
    cOffset: number,
    cStride: number,
    accumulate: boolean,
  ): void;
}

let library: ProductLibrary | null = null;

/** Who multiplies matrices from now on; null for the kernels of this library. */
export function multiplyBy(next: ProductLibrary | null): void {
  library = next;
}

/** Who multiplies matrices in place of the kernels; null for nobody. */
export function productLibrary(): ProductLibrary | null {
  return library;
}

/** Below these many multiplications plain loops take less time than a call of the library (`npm run bench -- matmul`). */
const LEAST_WORK = 256;

/** Whether there is one. */
export function hasLibrary(): boolean {
  return library !== null;
}

/** Whether so many multiplications are for the library, if there is one. */
export function isForLibrary(multiplications: number): boolean {
  return library !== null && multiplications >= LEAST_WORK;
}

/** Lets the library multiply, which is there. Returns false, having changed nothing, for operands that no library takes. */
export function multiplyByLibrary(product: Product): boolean {
  const { m, n, k, out, outOffset, accumulate } = product;
  const a = denseOf(product.a, m, k, false);
  const b = a && denseOf(product.b, n, k, true);
  if (library === null || a === null || b === null) return false;
  library.multiply(m, n, k, a, b, out.data as FloatArray, outOffset, n, accumulate);
  return true;
}

/** An operand as libraries take it, or null where neither lines nor k are runs, or they overlap. */
function denseOf(operand: Operand, lines: number, k: number, linesAreColumns: boolean): Dense | null {
  const { storage, offset, lineStride, kStride, tables } = operand;
  if (tables !== null) return null;
  const data = storage.data as FloatArray;
  // Where there is but one, its stride is nobody's.
  if (kStride === 1 || k === 1) {
    const stride = lines === 1 ? k : lineStride;
    if (stride >= k) return { data, offset, transposed: linesAreColumns, stride };
  }
  if (lineStride === 1 || lines === 1) {
    const stride = k === 1 ? lines : kStride;
    if (stride >= lines) return { data, offset, transposed: !linesAreColumns, stride };
  }
  return null;
}
