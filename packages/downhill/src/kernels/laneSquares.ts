import { type FloatDType, itemSize } from "../memory/dtype.ts";
import { heap } from "../memory/heap.ts";
import type { Storage } from "../memory/storage.ts";
import { addressOf, checkRun } from "./address.ts";
import { Kernel } from "./pool/kernel.ts";
import { pool } from "./pool/pool.ts";
import { Scratch } from "./scratch.ts";
import { assemble, FunctionBuilder, i32Parameters } from "./wasm/module.ts";
import { I32, op, simd, V128 } from "./wasm/opcodes.ts";

/** The bytes of the vectors that PyTorch's portable kernels sum in. */
export const LANE_BYTES = 32;

/** Byte offsets in the parameter block: the first row, bytes from row to row, bytes that fill vectors, the sums. */
const [ROWS, STRIDE, BYTES, SUMS, HEADER_BYTES] = [0, 4, 8, 12, 16];

/** Rows that are summed at a time, so that their sums don't take much memory. */
const BATCH_ROWS = 4096;
const PARALLEL_BYTES = 256 * 1024;

const kernels = new Map<FloatDType, Kernel>();
const scratch = new Scratch();

/**
 * The sums of the squares of each row's lanes, the elements that fill no vector left out; rows are shared among threads.
 *
 * @param take told each row's lanes, in order
 * @returns false when the storage or the sums aren't in the shared heap; nothing is told then
 */
export function laneSquares(
  storage: Storage,
  offset: number,
  rows: number,
  columns: number,
  take: (row: number, lanes: Float32Array | Float64Array, at: number) => void,
): boolean {
  const dtype = storage.dtype === "float32" ? "float32" : "float64";
  checkRun(storage, offset, rows * columns, dtype);
  const base = storage.block === null ? -1 : scratch.reserve(HEADER_BYTES + BATCH_ROWS * LANE_BYTES);
  if (base < 0) return false;
  let kernel = kernels.get(dtype);
  if (kernel === undefined) {
    kernel = new Kernel(assemble([writeRow(dtype)]));
    kernels.set(dtype, kernel);
  }
  const size = itemSize(dtype);
  const start = addressOf(storage, offset, rows * columns, dtype);
  const lanes = scratch.elements(dtype);
  const header = new Int32Array(heap.buffer, base, HEADER_BYTES >> 2);
  for (let first = 0; first < rows; first += BATCH_ROWS) {
    const count = Math.min(BATCH_ROWS, rows - first);
    header[ROWS >> 2] = start + first * columns * size;
    header[STRIDE >> 2] = columns * size;
    header[BYTES >> 2] = columns * size - ((columns * size) % LANE_BYTES);
    header[SUMS >> 2] = base + HEADER_BYTES;
    pool.run(kernel, base, count, count * columns * size >= PARALLEL_BYTES);
    for (let i = 0; i < count; i++) take(first + i, lanes, (HEADER_BYTES + i * LANE_BYTES) / size);
  }
  return true;
}

/** The kernel for one row: two vectors make the lanes. */
function writeRow(dtype: FloatDType): FunctionBuilder {
  const f = new FunctionBuilder("chunk", i32Parameters(2));
  const [parameters, index] = [0, 1];
  const [address, end, vector] = [f.local(I32), f.local(I32), f.local(V128)];
  const sums = [f.local(V128), f.local(V128)];
  const [multiply, add] = dtype === "float32" ? [simd.f32x4Mul, simd.f32x4Add] : [simd.f64x2Mul, simd.f64x2Add];
  f.get(parameters).memory(op.i32Load, ROWS);
  f.get(parameters).memory(op.i32Load, STRIDE).get(index).emit(op.i32Mul).emit(op.i32Add).set(address);
  f.get(address).get(parameters).memory(op.i32Load, BYTES).emit(op.i32Add).set(end);
  f.block().loop();
  f.get(address).get(end).emit(op.i32GeU).emit(op.brIf, 1);
  sums.forEach((sum, i) => {
    f.get(address)
      .simdMemory(simd.v128Load, 16 * i)
      .set(vector);
    f.get(sum).get(vector).get(vector).simd(multiply).simd(add).set(sum);
  });
  f.get(address).i32(LANE_BYTES).emit(op.i32Add).set(address);
  f.emit(op.br, 0).end().end();
  f.get(parameters).memory(op.i32Load, SUMS).get(index).i32(5).emit(op.i32Shl).emit(op.i32Add).set(address);
  sums.forEach((sum, i) => {
    f.get(address)
      .get(sum)
      .simdMemory(simd.v128Store, 16 * i);
  });
  return f;
}
