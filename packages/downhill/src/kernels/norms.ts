import type { FloatDType, TypedArray } from "../memory/dtype.ts";

/**
 * Norms in the order in which PyTorch's portable kernels add their squares, so that their rounding is the same.
 * Sequential by nature: no thread may take a part.
 */

type FloatArray = Float32Array | Float64Array;

/** Lanes of a 256-bit vector. */
const LANES: Readonly<Record<FloatDType, number>> = { float32: 8, float64: 4 };
/**
 * The Euclidean norm of `length` elements from `offset`: `torch.norm`. Each lane sums its squares; the lanes are added
 * in order, and then the elements that fill no vector, one by one.
 */
export function norm(data: TypedArray, offset: number, length: number): number {
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

/** The Euclidean norm of each column of a row-major matrix, whose squares are added row after row. */
export function columnNorms(
  data: FloatArray,
  offset: number,
  rows: number,
  columns: number,
  out: FloatArray,
  outOffset: number,
): void {
  for (let c = 0; c < columns; c++) out[outOffset + c] = 0;
  for (let r = 0; r < rows; r++) addSquares(data, offset + r * columns, columns, out, outOffset);
  for (let c = outOffset; c < outOffset + columns; c++) out[c] = Math.sqrt(out[c]);
}

function addSquares(data: FloatArray, start: number, count: number, out: FloatArray, to: number): void {
  if (data instanceof Float32Array) {
    for (let i = 0; i < count; i++) out[to + i] += Math.fround(data[start + i] * data[start + i]);
  } else {
    for (let i = 0; i < count; i++) out[to + i] += data[start + i] * data[start + i];
  }
}
