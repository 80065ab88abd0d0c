import type { FloatDType, TypedArray } from "../memory/dtype.ts";
import type { Storage } from "../memory/storage.ts";
import { checkInto } from "./address.ts";
import { laneSquares } from "./laneSquares.ts";
import { columnSquares, deservesKernel } from "./matrixKernels.ts";

/**
 * Norms in the order in which PyTorch's portable kernels add their squares, so that their rounding is the same.
 * A row is sequential by nature: no thread may take a part of it.
 */

type FloatArray = Float32Array | Float64Array;

/** Lanes of a 256-bit vector. */
const LANES: Readonly<Record<FloatDType, number>> = { float32: 8, float64: 4 };
/**
 * The Euclidean norm of `length` elements from `offset`: `torch.norm`. Each lane sums its squares; the lanes are added
 * in order, and then the elements that fill no vector, one by one.
 */
export function norm(data: TypedArray, offset: number, length: number): number {
  if (!(offset >= 0 && offset + length <= data.length)) {
    throw new RangeError(`the norm of ${length} elements from place ${offset} was asked of an array of ${data.length}`);
  }
  if (length === 1) return Math.abs(Number(data[offset])); // as PyTorch: its square might overflow
  return data instanceof Float32Array
    ? Math.fround(Math.sqrt(squares32(data, offset, length)))
    : Math.sqrt(squares64(data as Float64Array, offset, length));
}

function squares32(data: Float32Array, offset: number, length: number): number {
  const { fround } = Math;
  const whole = offset + length - (length % LANES.float32);
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = offset; i < whole; i += LANES.float32) {
    a = fround(a + fround(data[i] * data[i]));
    b = fround(b + fround(data[i + 1] * data[i + 1]));
    c = fround(c + fround(data[i + 2] * data[i + 2]));
    d = fround(d + fround(data[i + 3] * data[i + 3]));
    e = fround(e + fround(data[i + 4] * data[i + 4]));
    f = fround(f + fround(data[i + 5] * data[i + 5]));
    g = fround(g + fround(data[i + 6] * data[i + 6]));
    h = fround(h + fround(data[i + 7] * data[i + 7]));
  }
  let total = fround(fround(fround(a + b) + c) + d);
  total = fround(fround(fround(fround(total + e) + f) + g) + h);
  for (let i = whole; i < offset + length; i++) total = fround(total + fround(data[i] * data[i]));
  return total;
}

function squares64(data: Float64Array, offset: number, length: number): number {
  const whole = offset + length - (length % LANES.float64);
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = offset; i < whole; i += LANES.float64) {
    a += data[i] * data[i];
    b += data[i + 1] * data[i + 1];
    c += data[i + 2] * data[i + 2];
    d += data[i + 3] * data[i + 3];
  }
  let total = a + b + c + d;
  for (let i = whole; i < offset + length; i++) total += data[i] * data[i];
  return total;
}

/** The Euclidean norm of each row of a row-major matrix. */
export function rowNorms(
  storage: Storage,
  offset: number,
  rows: number,
  columns: number,
  out: FloatArray,
  outOffset = 0,
): void {
  checkInto(storage, offset, rows * columns, out, outOffset + rows);
  const data = storage.data as FloatArray;
  const lanes = data instanceof Float32Array ? LANES.float32 : LANES.float64;
  const round = data instanceof Float32Array ? Math.fround : same;
  if (columns === 1) for (let r = 0; r < rows; r++) out[outOffset + r] = Math.abs(data[offset + r]);
  else if (columns < lanes) shortRowNorms(data, offset, rows, columns, out, outOffset, round);
  else {
    const finish = (row: number, sums: FloatArray, at: number) => {
      let total = 0;
      for (let i = at; i < at + lanes; i++) total = round(total + sums[i]);
      const end = offset + (row + 1) * columns;
      for (let i = end - (columns % lanes); i < end; i++) total = round(total + round(data[i] * data[i]));
      out[outOffset + row] = Math.sqrt(total);
    };
    if (deservesKernel(rows, columns) && laneSquares(storage, offset, rows, columns, finish)) return;
    for (let r = 0; r < rows; r++) out[outOffset + r] = norm(data, offset + r * columns, columns);
  }
}

const same = (x: number) => x;

/** Of rows that fill no vector, such as those of a convolution's kernels. */
function shortRowNorms(
  data: FloatArray,
  offset: number,
  rows: number,
  columns: number,
  out: FloatArray,
  outOffset: number,
  round: (x: number) => number,
): void {
  let at = offset;
  for (let r = 0; r < rows; r++) {
    let total = 0;
    for (let c = 0; c < columns; c++, at++) total = round(total + round(data[at] * data[at]));
    out[outOffset + r] = Math.sqrt(total);
  }
}

/** The Euclidean norm of each column of row-major matrices that follow one another; squares are added row after row. */
export function columnNorms(
  storage: Storage,
  offset: number,
  matrices: number,
  rows: number,
  columns: number,
  out: FloatArray,
): void {
  checkInto(storage, offset, matrices * rows * columns, out, matrices * columns);
  const data = storage.data as FloatArray;
  if (columns === 1) {
    // A single column lies in memory as a row does.
    for (let m = 0; m < matrices; m++) out[m] = norm(data, offset + m * rows, rows);
    return;
  }
  if (!deservesKernel(rows, columns) || !columnSquares(storage, offset, matrices, rows, columns, out)) {
    const count = matrices * columns;
    for (let i = 0; i < count; i++) out[i] = 0;
    if (data instanceof Float32Array) addSquares32(data, offset, matrices, rows, columns, out);
    else addSquares64(data as Float64Array, offset, matrices, rows, columns, out);
  }
  for (let i = 0; i < matrices * columns; i++) out[i] = Math.sqrt(out[i]);
}

function addSquares32(
  data: Float32Array,
  offset: number,
  matrices: number,
  rows: number,
  columns: number,
  out: FloatArray,
): void {
  let at = offset;
  for (let m = 0; m < matrices; m++) {
    const start = m * columns;
    for (let r = 0; r < rows; r++) {
      for (let i = start; i < start + columns; i++, at++) out[i] += Math.fround(data[at] * data[at]);
    }
  }
}

function addSquares64(
  data: Float64Array,
  offset: number,
  matrices: number,
  rows: number,
  columns: number,
  out: FloatArray,
): void {
  let at = offset;
  for (let m = 0; m < matrices; m++) {
    const start = m * columns;
    for (let r = 0; r < rows; r++) {
      for (let i = start; i < start + columns; i++, at++) out[i] += data[at] * data[at];
    }
  }
}
