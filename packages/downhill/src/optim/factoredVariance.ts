import { deservesKernel, outerQuotients } from "../kernels/matrixKernels.ts";
import { columnNorms, rowNorms } from "../kernels/norms.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { sumInLanes } from "./torchSums.ts";

/** Adafactor's sums over rows and columns, each operation rounded and in the order in which PyTorch does them. */

type FloatArray = Float32Array | Float64Array;

/** Row-major matrices that follow one another. */
interface Matrices {
  readonly matrices: number;
  readonly rows: number;
  readonly columns: number;
}

const dataOf = ({ storage }: Tensor) => storage.data as FloatArray;

function elementsOf({ storage, offset, _numel }: Tensor): FloatArray {
  return (storage.data as FloatArray).subarray(offset, offset + _numel);
}

/** Mean squares of each matrix's rows and columns, by their norms. */
export function squareMeans(grad: Tensor, rowMeans: Tensor, colMeans: Tensor, size: Matrices): void {
  const { matrices, rows, columns } = size;
  rowNorms(grad.storage, grad.offset, matrices * rows, columns, dataOf(rowMeans), rowMeans.offset);
  columnNorms(grad.storage, grad.offset, matrices, rows, columns, dataOf(colMeans));
  squaresOver(dataOf(rowMeans), columns);
  squaresOver(dataOf(colMeans), rows);
}

/** x ← x² / count */
function squaresOver(x: FloatArray, count: number): void {
  if (x instanceof Float32Array) {
    const divisor = Math.fround(count);
    for (let i = 0; i < x.length; i++) x[i] = Math.fround(x[i] * x[i]) / divisor;
  } else for (let i = 0; i < x.length; i++) x[i] = (x[i] * x[i]) / count;
}

/** The estimate that rows' and columns' averages make of the squares: (row · column) / mean of the rows' averages. */
export function outerProducts(rowVar: Tensor, colVar: Tensor, out: Tensor, size: Matrices, floor: number): void {
  const [rows, columns] = [elementsOf(rowVar.contiguous()), elementsOf(colVar.contiguous())];
  if (deservesKernel(size.rows, size.columns) && outerByKernel(rows, columns, out, size, floor)) return;
  const target = dataOf(out);
  if (target instanceof Float32Array) outer32(rows as Float32Array, columns as Float32Array, target, size, floor);
  else outer64(rows as Float64Array, columns as Float64Array, target, size, floor);
}

function outerByKernel(r: FloatArray, c: FloatArray, out: Tensor, size: Matrices, floor: number): boolean {
  const { matrices, rows, columns } = size;
  const mean = r instanceof Float32Array ? mean32 : mean64;
  for (let m = 0; m < matrices; m++) {
    const [ofRows, ofColumns] = [r.subarray(m * rows, (m + 1) * rows), c.subarray(m * columns, (m + 1) * columns)];
    const divisor = mean(ofRows as Float32Array & Float64Array, 0, rows, floor);
    if (!outerQuotients(ofRows, ofColumns, divisor, out.storage, out.offset + m * rows * columns)) return false;
  }
  return true;
}

function outer32(r: Float32Array, c: Float32Array, out: Float32Array, size: Matrices, floor: number): void {
  const { matrices, rows, columns } = size;
  const { fround } = Math;
  for (let m = 0, at = 0; m < matrices; m++) {
    const mean = mean32(r, m * rows, rows, floor);
    const [start, end] = [m * columns, (m + 1) * columns];
    for (let i = m * rows; i < (m + 1) * rows; i++) {
      const row = r[i];
      for (let j = start; j < end; j++, at++) out[at] = fround(row * c[j]) / mean;
    }
  }
}

function outer64(r: Float64Array, c: Float64Array, out: Float64Array, size: Matrices, floor: number): void {
  const { matrices, rows, columns } = size;
  for (let m = 0, at = 0; m < matrices; m++) {
    const mean = mean64(r, m * rows, rows, floor);
    const [start, end] = [m * columns, (m + 1) * columns];
    for (let i = m * rows; i < (m + 1) * rows; i++) {
      const row = r[i];
      for (let j = start; j < end; j++, at++) out[at] = (row * c[j]) / mean;
    }
  }
}

/** The mean of a matrix's row averages, and no less than `floor`. */
function mean32(data: Float32Array, start: number, rows: number, floor: number): number {
  const { fround } = Math;
  const [mean, least] = [fround(rowSum(data, start, rows, fround) / fround(rows)), fround(floor)];
  return mean < least ? least : mean;
}

function mean64(data: Float64Array, start: number, rows: number, floor: number): number {
  const mean = rowSum(data, start, rows, (x) => x) / rows;
  return mean < floor ? floor : mean;
}

/** Below this many terms PyTorch's sum has no vectors, and no float dtype more than one interleaved group. */
const FEW = 4;

/** The sum of some elements; few, as in the kernels of a convolution, are added in order. */
function rowSum(data: FloatArray, start: number, count: number, round: (x: number) => number): number {
  if (count >= FEW) return sumInLanes(data.subarray(start, start + count));
  let total = 0;
  for (let i = start; i < start + count; i++) total = round(total + data[i]);
  return total;
}
