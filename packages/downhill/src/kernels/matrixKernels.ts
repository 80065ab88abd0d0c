import { type FloatDType, itemSize } from "../memory/dtype.ts";
import type { Storage } from "../memory/storage.ts";
import { addressOf, checkInto, checkRun } from "./address.ts";
import { Kernel } from "./pool/kernel.ts";
import { pool } from "./pool/pool.ts";
import { Scratch } from "./scratch.ts";
import { assemble, FunctionBuilder, i32Parameters } from "./wasm/module.ts";
import { I32, op, simd, V128 } from "./wasm/opcodes.ts";

/** What Adafactor does with whole matrices, each operation rounded by itself and in PyTorch's order. */

type FloatArray = Float32Array | Float64Array;

const VECTOR_BYTES = 16;
/** The bytes of a row that a thread sums at a time: its sums stay in the nearest cache. */
const STRIPE_BYTES = 512;
const PARALLEL_BYTES = 256 * 1024;

/** Matrices with fewer elements, or shorter rows, take less time in plain loops than a kernel's call. */
const KERNEL_ELEMENTS = 4096;
const KERNEL_COLUMNS = 32;

/** Byte offsets in the parameter block; the vectors that belong to the job follow it. */
const [MATRIX, STRIDE, ROWS, BYTES, FIRST, SECOND, DIVISOR] = [0, 4, 8, 12, 16, 20, 24];
const HEADER_BYTES = 32;

const kernels = new Map<string, Kernel>();
const scratch = new Scratch();

/** Whether a matrix is worth a kernel's call. */
export function deservesKernel(rows: number, columns: number): boolean {
  return columns >= KERNEL_COLUMNS && rows * columns >= KERNEL_ELEMENTS;
}

/**
 * The sum of the squares of each column of row-major matrices that follow one another, row after row; columns are shared
 * among threads.
 *
 * @param out gets the sums of the columns
 * @returns false when the matrices aren't in the shared heap; nothing is written then
 */
export function columnSquares(
  storage: Storage,
  offset: number,
  matrices: number,
  rows: number,
  columns: number,
  out: FloatArray,
): boolean {
  const dtype = checkInto(storage, offset, matrices * rows * columns, out, matrices * columns);
  const size = itemSize(dtype);
  const base = storage.block === null ? -1 : scratch.reserve(HEADER_BYTES + columns * size);
  if (base < 0) return false;
  const kernel = kernelFor("columnSquares", dtype, writeColumnSquares);
  const data = storage.data as FloatArray;
  const round = dtype === "float32" ? Math.fround : same;
  const start = HEADER_BYTES / size;
  const sums = scratch.elements(dtype).subarray(start, start + columns);
  for (let m = 0; m < matrices; m++) {
    const first = offset + m * rows * columns;
    const whole = writeHeader(storage, first, rows, columns);
    scratch.words[FIRST >> 2] = base + HEADER_BYTES;
    sums.fill(0);
    pool.run(kernel, base, Math.ceil((whole * size) / STRIPE_BYTES), rows * columns * size >= PARALLEL_BYTES);
    for (let j = whole; j < columns; j++) {
      for (let i = 0, at = first + j; i < rows; i++, at += columns) sums[j] += round(data[at] * data[at]);
    }
    out.set(sums, m * columns);
  }
  return true;
}

/**
 * (row · column) / divisor for each element of a row-major matrix; rows are shared among threads.
 *
 * @param out where the matrix goes, from `outOffset`
 * @returns false when `out` isn't in the shared heap; nothing is written then
 */
export function outerQuotients(
  rowValues: FloatArray,
  columnValues: FloatArray,
  divisor: number,
  out: Storage,
  outOffset: number,
): boolean {
  const [rows, columns] = [rowValues.length, columnValues.length];
  const dtype = rowValues instanceof Float32Array ? "float32" : "float64";
  const size = itemSize(dtype);
  checkRun(out, outOffset, rows * columns, dtype);
  const base = out.block === null ? -1 : scratch.reserve(HEADER_BYTES + (rows + columns) * size);
  if (base < 0) return false;
  const whole = writeHeader(out, outOffset, rows, columns);
  scratch.words[FIRST >> 2] = base + HEADER_BYTES;
  scratch.words[SECOND >> 2] = base + HEADER_BYTES + rows * size;
  const elements = scratch.elements(dtype);
  elements[DIVISOR / size] = divisor;
  elements.set(rowValues, HEADER_BYTES / size);
  elements.set(columnValues, HEADER_BYTES / size + rows);
  const kernel = kernelFor("outerQuotients", dtype, writeOuterQuotients);
  pool.run(kernel, base, rows, rows * columns * size >= PARALLEL_BYTES);

  const data = out.data as FloatArray;
  const round = dtype === "float32" ? Math.fround : same;
  for (let i = 0; i < rows; i++) {
    const at = outOffset + i * columns;
    for (let j = whole; j < columns; j++) data[at + j] = round(rowValues[i] * columnValues[j]) / divisor;
  }
  return true;
}

const same = (x: number) => x;

/** Describes a matrix to a kernel, and tells how many columns fill vectors: the others are left to the caller. */
function writeHeader(storage: Storage, offset: number, rows: number, columns: number): number {
  const dtype = storage.dtype as FloatDType;
  const size = itemSize(dtype);
  const bytes = columns * size - ((columns * size) % VECTOR_BYTES);
  const header = scratch.words;
  header[MATRIX >> 2] = addressOf(storage, offset, rows * columns, dtype);
  header[STRIDE >> 2] = columns * size;
  header[ROWS >> 2] = rows;
  header[BYTES >> 2] = bytes;
  return bytes / size;
}

function kernelFor(name: string, dtype: FloatDType, write: (dtype: FloatDType) => FunctionBuilder): Kernel {
  const key = `${name}|${dtype}`;
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    kernel = new Kernel(assemble([write(dtype)]));
    kernels.set(key, kernel);
  }
  return kernel;
}

/** The kernel for one stripe of columns: the squares of each row are added to the sums. */
function writeColumnSquares(dtype: FloatDType): FunctionBuilder {
  const f = new FunctionBuilder("chunk", i32Parameters(2));
  const [parameters, index] = [0, 1];
  const [start, length, row, rows] = [f.local(I32), f.local(I32), f.local(I32), f.local(I32)];
  const [at, sum, end, vector] = [f.local(I32), f.local(I32), f.local(I32), f.local(V128)];
  const [multiply, add] = dtype === "float32" ? [simd.f32x4Mul, simd.f32x4Add] : [simd.f64x2Mul, simd.f64x2Add];
  f.get(index).i32(STRIPE_BYTES).emit(op.i32Mul).set(start);
  f.get(parameters).memory(op.i32Load, BYTES).get(start).emit(op.i32Sub).set(length);
  f.get(length).i32(STRIPE_BYTES).get(length).i32(STRIPE_BYTES).emit(op.i32LtU).emit(op.select).set(length);
  f.get(parameters).memory(op.i32Load, MATRIX).get(start).emit(op.i32Add).set(row);
  f.get(parameters).memory(op.i32Load, ROWS).set(rows);
  f.block().loop();
  f.get(rows).emit(op.i32Eqz).emit(op.brIf, 1);
  f.get(row).set(at);
  f.get(parameters).memory(op.i32Load, FIRST).get(start).emit(op.i32Add).set(sum);
  f.get(sum).get(length).emit(op.i32Add).set(end);
  f.block().loop();
  f.get(sum).get(end).emit(op.i32GeU).emit(op.brIf, 1);
  f.get(at).simdMemory(simd.v128Load).set(vector);
  f.get(sum).get(sum).simdMemory(simd.v128Load).get(vector).get(vector).simd(multiply).simd(add);
  f.simdMemory(simd.v128Store);
  f.get(at).i32(VECTOR_BYTES).emit(op.i32Add).set(at);
  f.get(sum).i32(VECTOR_BYTES).emit(op.i32Add).set(sum);
  f.emit(op.br, 0).end().end();
  f.get(row).get(parameters).memory(op.i32Load, STRIDE).emit(op.i32Add).set(row);
  f.get(rows).i32(1).emit(op.i32Sub).set(rows);
  f.emit(op.br, 0).end().end();
  return f;
}

/** The kernel for one row. */
function writeOuterQuotients(dtype: FloatDType): FunctionBuilder {
  const f = new FunctionBuilder("chunk", i32Parameters(2));
  const [parameters, index] = [0, 1];
  const [at, end, out, row, divisor] = [f.local(I32), f.local(I32), f.local(I32), f.local(V128), f.local(V128)];
  const [multiply, divide] = dtype === "float32" ? [simd.f32x4Mul, simd.f32x4Div] : [simd.f64x2Mul, simd.f64x2Div];
  const splat = dtype === "float32" ? simd.v128Load32Splat : simd.v128Load64Splat;
  f.get(parameters).memory(op.i32Load, FIRST).get(index).i32(itemSize(dtype)).emit(op.i32Mul).emit(op.i32Add);
  f.simdMemory(splat).set(row);
  f.get(parameters).simdMemory(splat, DIVISOR).set(divisor);
  f.get(parameters).memory(op.i32Load, SECOND).set(at);
  f.get(at).get(parameters).memory(op.i32Load, BYTES).emit(op.i32Add).set(end);
  f.get(parameters).memory(op.i32Load, MATRIX);
  f.get(parameters).memory(op.i32Load, STRIDE).get(index).emit(op.i32Mul).emit(op.i32Add).set(out);
  f.block().loop();
  f.get(at).get(end).emit(op.i32GeU).emit(op.brIf, 1);
  f.get(out).get(row).get(at).simdMemory(simd.v128Load).simd(multiply).get(divisor).simd(divide);
  f.simdMemory(simd.v128Store);
  f.get(at).i32(VECTOR_BYTES).emit(op.i32Add).set(at);
  f.get(out).i32(VECTOR_BYTES).emit(op.i32Add).set(out);
  f.emit(op.br, 0).end().end();
  return f;
}
