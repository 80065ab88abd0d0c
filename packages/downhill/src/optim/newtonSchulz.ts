import { gemm, type Matrix } from "../kernels/matmul/gemm.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { emptyVector, freeVector } from "./flatVector.ts";

/** The nearest bfloat16 numbers, ties to even, in place. */
function roundToBfloat16(values: Float32Array): void {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) {
    const u = bits[i];
    const notANumber = (u & 0x7fffffff) > 0x7f800000;
    bits[i] = notANumber ? 0x7fc00000 : (u + 0x7fff + ((u >>> 16) & 1)) & 0xffff0000;
  }
}

/** The bfloat16 nearest to a number. */
function bfloat16(value: number): number {
  const one = Float32Array.of(value);
  roundToBfloat16(one);
  return one[0];
}

function euclideanNorm(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return bfloat16(Math.sqrt(sum));
}

/** out ← bfloat16(a·x + b·y), the sum in float32. */
function combine(out: Float32Array, a: number, x: Float32Array, b: number, y: Float32Array): void {
  const { fround } = Math;
  const [ra, rb] = [fround(a), fround(b)];
  for (let i = 0; i < out.length; i++) out[i] = fround(ra * x[i]) + fround(rb * y[i]);
  roundToBfloat16(out);
}

/**
 * The orthogonal matrix nearest to a given one, roughly: iterations of Newton and Schulz, X ← aX + (bA + cA²)X with
 * A = XXᵀ, which bring singular values into [0.7, 1.2]. Each operation is rounded to bfloat16, as PyTorch's are.
 *
 * @param update a matrix, of which rows with fewer elements than columns are taken for columns
 * @param eps the least norm that the matrix is divided by
 * @returns the matrix, row-major, in memory of the kernels that its owner frees
 */
export function orthogonalized(
  update: Tensor,
  [a, b, c]: readonly [number, number, number],
  steps: number,
  eps: number,
): Tensor {
  const [rows, columns] = update._shape;
  const result = emptyVector("float32", rows * columns);
  const x = result.storage.data as Float32Array;
  x.set(update.contiguous().toTypedArray() as Float32Array | Float64Array);
  roundToBfloat16(x);
  const norm = euclideanNorm(x);
  const floor = bfloat16(eps);
  const divisor = norm < floor ? floor : norm;
  for (let i = 0; i < x.length; i++) x[i] /= divisor;
  roundToBfloat16(x);

  // With more rows than columns PyTorch takes the transpose, whose Gram matrix is the smaller one.
  const tall = rows > columns;
  const [m, n] = tall ? [columns, rows] : [rows, columns];
  const gram = emptyVector("float32", m * m);
  const square = emptyVector("float32", m * m);
  const product = emptyVector("float32", m * n);
  const g = gram.storage.data as Float32Array;
  const s = square.storage.data as Float32Array;
  const p = product.storage.data as Float32Array;
  const wide = matrix(result, tall ? 1 : columns, tall ? columns : 1);
  const transposed = matrix(result, wide.columnStride, wide.rowStride);
  for (let step = 0; step < steps; step++) {
    gemm(m, m, n, wide, transposed, gram.storage);
    roundToBfloat16(g);
    gemm(m, m, m, matrix(gram, m, 1), matrix(gram, m, 1), square.storage);
    combine(g, b, g, c, s);
    if (tall) gemm(n, m, m, matrix(result, columns, 1), matrix(gram, 1, m), product.storage);
    else gemm(m, n, m, matrix(gram, m, 1), matrix(result, columns, 1), product.storage);
    combine(x, a, x, 1, p);
  }
  for (const vector of [gram, square, product]) freeVector(vector);
  return result;
}

function matrix({ storage, offset }: Tensor, rowStride: number, columnStride: number): Matrix {
  return { storage, offset, rowStride, columnStride };
}
