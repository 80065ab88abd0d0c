import { itemSize } from "../memory/dtype.ts";
import type { Storage } from "../memory/storage.ts";
import { addressOf, checkRun } from "./address.ts";
import { increase, locals, whileAtLeast } from "./matmul/writing.ts";
import { Kernel } from "./pool/kernel.ts";
import { pool } from "./pool/pool.ts";
import { Scratch } from "./scratch.ts";
import { kernelsSupported } from "./support.ts";
import { assemble, FunctionBuilder, i32Parameters } from "./wasm/module.ts";
import { op, simd, V128 } from "./wasm/opcodes.ts";

/** Columns that are summed at a time: a cache line of float32, whose sums are in registers. */
const STRIPE = 16;
const VECTOR_BYTES = 16;
/** Rows are copied in groups of so many bytes where they aren't in the heap. */
const STAGE_BYTES = 128 * 1024;
const PARALLEL_ELEMENTS = 1 << 16;

/** Byte offsets in the parameter block. */
const [MATRIX, STRIDE, ROWS, SUMS] = [0, 4, 8, 12];
const HEADER_BYTES = 64;

const job = new Scratch();
const stage = new Scratch();
let kernel: Kernel | null = null;

/**
 * Adds the rows of a row-major float32 matrix, one after the other, to sums in double precision. Whole stripes of columns
 * are shared among threads; the bits are those of a plain loop.
 *
 * @param sums one for each column
 * @returns false, having changed nothing, where no kernel can run
 */
export function addRows(storage: Storage, offset: number, rows: number, columns: number, sums: Float64Array): boolean {
  const stripes = Math.floor(columns / STRIPE);
  if (stripes === 0 || !kernelsSupported()) return false;
  checkRun(storage, offset, rows * columns, "float32");
  if (sums.length < columns) throw new RangeError(`expected sums of ${columns} columns, got ${sums.length}`);
  const bytes = itemSize("float32");
  const isStaged = storage.block === null;
  const group = isStaged ? Math.max(1, Math.min(rows, Math.floor(STAGE_BYTES / (columns * bytes)))) : rows;
  const base = job.reserve(HEADER_BYTES + 8 * columns);
  const staged = isStaged ? stage.reserve(group * columns * bytes) : 0;
  if (base < 0 || staged < 0) return false;
  kernel ??= new Kernel(assemble([writeStripe()]));
  const held = job.elements("float64").subarray(HEADER_BYTES / 8, HEADER_BYTES / 8 + columns);
  held.set(sums.subarray(0, columns));
  const { words } = job;
  words[STRIDE >> 2] = columns * bytes;
  words[SUMS >> 2] = base + HEADER_BYTES;
  const data = storage.data as Float32Array;
  for (let row = 0; row < rows; row += group) {
    const count = Math.min(group, rows - row);
    const first = offset + row * columns;
    if (isStaged) (stage.elements("float32") as Float32Array).set(data.subarray(first, first + count * columns));
    words[MATRIX >> 2] = isStaged ? staged : addressOf(storage, first, count * columns, "float32");
    words[ROWS >> 2] = count;
    pool.run(kernel, base, stripes, count * columns >= PARALLEL_ELEMENTS);
  }
  sums.set(held);
  for (let j = stripes * STRIPE; j < columns; j++) {
    for (let i = 0, at = offset + j; i < rows; i++, at += columns) sums[j] += data[at];
  }
  return true;
}

/** chunk(job, index): the sums of one stripe. */
function writeStripe(): FunctionBuilder {
  const f = new FunctionBuilder("chunk", i32Parameters(2));
  const [parameters, index] = [0, 1];
  const { at, stride, rows, to } = locals(f, "at", "stride", "rows", "to");
  const sums = Array.from({ length: STRIPE / 2 }, () => f.local(V128));
  const vector = f.local(V128);
  const word = (place: number) => f.get(parameters).memory(op.i32Load, place);
  word(MATRIX)
    .get(index)
    .i32(4 * STRIPE)
    .emit(op.i32Mul)
    .emit(op.i32Add)
    .set(at);
  word(SUMS)
    .get(index)
    .i32(8 * STRIPE)
    .emit(op.i32Mul)
    .emit(op.i32Add)
    .set(to);
  word(STRIDE).set(stride);
  word(ROWS).set(rows);
  sums.forEach((sum, i) => {
    f.get(to)
      .simdMemory(simd.v128Load, i * VECTOR_BYTES)
      .set(sum);
  });
  whileAtLeast(f, rows, 1, () => {
    for (let i = 0; i < sums.length; i += 2) {
      f.get(at)
        .simdMemory(simd.v128Load, 4 * 2 * i)
        .tee(vector);
      f.simd(simd.f64x2PromoteLowF32x4).get(sums[i]).simd(simd.f64x2Add).set(sums[i]);
      f.get(vector).get(vector).simd(simd.i8x16Shuffle).bytes([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]);
      f.simd(simd.f64x2PromoteLowF32x4)
        .get(sums[i + 1])
        .simd(simd.f64x2Add)
        .set(sums[i + 1]);
    }
    f.get(at).get(stride).emit(op.i32Add).set(at);
    increase(f, rows, -1);
  });
  sums.forEach((sum, i) => {
    f.get(to)
      .get(sum)
      .simdMemory(simd.v128Store, i * VECTOR_BYTES);
  });
  return f;
}
