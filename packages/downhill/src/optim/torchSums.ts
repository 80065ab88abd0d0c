import { fma32 } from "../math/fma.ts";

type FloatArray = Float32Array | Float64Array;

/**
 * Sums in the order of PyTorch's. L-BFGS takes decisions by them, and in float32 another order of summation soon leads to
 * another number of iterations.
 */

/** Lanes of the vectors that PyTorch sums in: 32 bytes. */
const lanesOf = (x: FloatArray) => 32 / x.BYTES_PER_ELEMENT;

/**
 * a · b in float32 as the Intel Math Kernel Library's AVX2 code has it: four accumulators of eight lanes, multiplications
 * fused with additions.
 */
export function dotInLanes(a: Float32Array, b: Float32Array): number {
  const sums = new Float32Array(32);
  const length = a.length;
  const take = (start: number, count: number) => {
    for (let i = 0; i < count; i++) sums[i] = fma32(a[start + i], b[start + i], sums[i]);
  };
  let start = 0;
  for (; length - start >= 32; start += 32) take(start, 32);
  if (length - start >= 16) {
    take(start, 16);
    start += 16;
  }
  if (length - start >= 8) {
    take(start, 8);
    start += 8;
  }
  take(start, length - start);
  const lanes = new Float32Array(8);
  const round = Math.fround;
  for (let i = 0; i < 8; i++) lanes[i] = round(sums[i] + sums[8 + i]) + round(sums[16 + i] + sums[24 + i]);
  const pairs = Float32Array.from({ length: 4 }, (_, i) => lanes[2 * i] + lanes[2 * i + 1]);
  return round(round(pairs[0] + pairs[2]) + round(pairs[1] + pairs[3]));
}

/**
 * Σ xᵢ as PyTorch's `sum` has it, rounded to the array's type at each addition: vectors of 32 bytes, in four
 * interleaved sums, each a cascade of four levels.
 */
export function sumInLanes(x: FloatArray): number {
  const lanes = lanesOf(x);
  const width = x.length < lanes ? 1 : lanes;
  const rows = Math.floor(x.length / width);
  const sums = rowSums(x, rows, width);
  if (width === 1) return sums[0];
  const total = newLike(x, 1);
  for (let i = rows * width; i < x.length; i++) total[0] += x[i];
  for (let lane = 0; lane < width; lane++) total[0] += sums[lane];
  return total[0];
}

/** Parts that are summed side by side, so that additions needn't wait for one another. */
const INTERLEAVED = 4;
const LEVELS = 4;

/** The sums of `width` columns of a matrix in row-major order. */
function rowSums(x: FloatArray, rows: number, width: number): FloatArray {
  const blocks = Math.floor(rows / INTERLEAVED);
  const parts = cascade(x, blocks, INTERLEAVED * width);
  const sums = parts.slice(0, width);
  for (let row = blocks * INTERLEAVED; row < rows; row++) {
    for (let i = 0; i < width; i++) sums[i] += x[row * width + i];
  }
  for (let part = 1; part < INTERLEAVED; part++) {
    for (let i = 0; i < width; i++) sums[i] += parts[part * width + i];
  }
  return sums;
}

/** Column sums with few additions on top of one another: full runs of rows are summed apart, and their sums likewise. */
function cascade(x: FloatArray, rows: number, width: number): FloatArray {
  const bits = Math.max(4, Math.floor(Math.ceil(Math.log2(Math.max(1, rows))) / LEVELS));
  const run = 2 ** bits;
  const levels = Array.from({ length: LEVELS }, () => newLike(x, width));
  const addRow = (row: number) => {
    for (let i = 0; i < width; i++) levels[0][i] += x[row * width + i];
  };
  let row = 0;
  while (row + run <= rows) {
    for (const end = row + run; row < end; row++) addRow(row);
    for (let level = 1; level < LEVELS; level++) {
      for (let i = 0; i < width; i++) levels[level][i] += levels[level - 1][i];
      levels[level - 1].fill(0);
      if ((row & ((run - 1) << (level * bits))) !== 0) break;
    }
  }
  for (; row < rows; row++) addRow(row);
  for (let level = 1; level < LEVELS; level++) {
    for (let i = 0; i < width; i++) levels[0][i] += levels[level][i];
  }
  return levels[0];
}

function newLike(x: FloatArray, length: number): FloatArray {
  return x instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
}
