import { type FloatDType, itemSize } from "../../memory/dtype.ts";
import { Kernel } from "../pool/kernel.ts";
import { pool } from "../pool/pool.ts";
import { assemble, FunctionBuilder, i32Parameters } from "../wasm/module.ts";
import { op, simd } from "../wasm/opcodes.ts";
import {
  advance,
  increase,
  LANES,
  type Lanes,
  limit,
  locals,
  VECTOR_BYTES,
  whileAtLeast,
  whileBelow,
} from "./writing.ts";

/*
 * A matrix whose elements lie where tables say, written out row after row: out[row][column] = source[rows[row] +
 * columns[column]]. Columns that lie side by side are copied as runs.
 */

/** Words of a job's description; offsets are in bytes. */
const field = {
  SOURCE: 0,
  TARGET: 1,
  ROWS: 2,
  /** The table of the rows' offsets. */
  ROW_TABLE: 3,
  /** Pairs of a run's offset and the bytes it has. */
  RUNS: 4,
  RUN_COUNT: 5,
  ROW_BYTES: 6,
  /** Rows that one chunk copies. */
  GROUP: 7,
} as const;
const DESCRIPTION_BYTES = 32;
/** Elements that one chunk copies, about. */
const CHUNK_ELEMENTS = 1 << 14;
/** From this many elements on it pays to wake the workers. */
const PARALLEL = 1 << 16;

const kernels: Partial<Record<FloatDType, Kernel>> = {};

/** Bytes that are enough for the job of a matrix with so many rows and columns together. */
export function gatheringBytes(sides: number): number {
  return DESCRIPTION_BYTES + 8 * sides;
}

/**
 * Writes a matrix out.
 *
 * @param words the heap as words from `base` on, with room for the job
 * @param source the address of the element at offset 0
 * @param target the address of the result
 * @param rows the rows' offsets in elements
 * @param columns the columns' offsets in elements
 */
export function gather(
  dtype: FloatDType,
  words: Int32Array,
  base: number,
  source: number,
  target: number,
  rows: Int32Array,
  columns: Int32Array,
): void {
  kernels[dtype] ??= new Kernel(assemble([writeGather(LANES[dtype])]));
  const bytes = itemSize(dtype);
  const rowTable = DESCRIPTION_BYTES >> 2;
  for (let i = 0; i < rows.length; i++) words[rowTable + i] = rows[i] * bytes;
  const runs = rowTable + rows.length;
  let count = 0;
  for (let j = 0; j < columns.length; count++) {
    const start = j++;
    while (j < columns.length && columns[j] === columns[j - 1] + 1) j++;
    words[runs + 2 * count] = columns[start] * bytes;
    words[runs + 2 * count + 1] = (j - start) * bytes;
  }
  const group = Math.max(1, Math.floor(CHUNK_ELEMENTS / columns.length));
  words[field.SOURCE] = source;
  words[field.TARGET] = target;
  words[field.ROWS] = rows.length;
  words[field.ROW_TABLE] = base + DESCRIPTION_BYTES;
  words[field.RUNS] = base + 4 * runs;
  words[field.RUN_COUNT] = count;
  words[field.ROW_BYTES] = columns.length * bytes;
  words[field.GROUP] = group;
  const isLarge = rows.length * columns.length >= PARALLEL;
  pool.run(kernels[dtype], base, Math.ceil(rows.length / group), isLarge);
}

/** chunk(job, index): a group of rows. */
function writeGather(lanes: Lanes): FunctionBuilder {
  const f = new FunctionBuilder("chunk", i32Parameters(2));
  const [parameters, index] = [0, 1];
  const { row, end, rows, base, to, run, lastRun, from, bytes } = locals(
    f,
    ...(["row", "end", "rows", "base", "to", "run", "lastRun", "from", "bytes"] as const),
  );
  const word = (number: number) => f.get(parameters).memory(op.i32Load, number * 4);
  const copied = (size: number, copy: () => void) =>
    whileAtLeast(f, bytes, size, () => {
      copy();
      increase(f, from, size);
      increase(f, to, size);
      increase(f, bytes, -size);
    });
  const copyVectors = (count: number) => () => {
    for (let i = 0; i < count; i++) {
      f.get(to)
        .get(from)
        .simdMemory(simd.v128Load, i * VECTOR_BYTES)
        .simdMemory(simd.v128Store, i * VECTOR_BYTES);
    }
  };

  word(field.ROWS).set(rows);
  word(field.GROUP).get(index).emit(op.i32Mul).tee(row);
  word(field.GROUP).emit(op.i32Add).set(end);
  limit(f, end, rows);
  word(field.TARGET).get(row);
  word(field.ROW_BYTES).emit(op.i32Mul).emit(op.i32Add).set(to);
  whileBelow(f, row, end, () => {
    word(field.SOURCE);
    word(field.ROW_TABLE).get(row).i32(2).emit(op.i32Shl).emit(op.i32Add).memory(op.i32Load);
    f.emit(op.i32Add).set(base);
    word(field.RUNS).tee(run);
    word(field.RUN_COUNT).i32(3).emit(op.i32Shl).emit(op.i32Add).set(lastRun);
    whileBelow(f, run, lastRun, () => {
      f.get(run).memory(op.i32Load).set(from);
      advance(f, from, base);
      f.get(run).memory(op.i32Load, 4).set(bytes);
      copied(4 * VECTOR_BYTES, copyVectors(4));
      copied(VECTOR_BYTES, copyVectors(1));
      copied(lanes.bytes, () => {
        f.get(to).get(from).memory(lanes.loadOne, 0, lanes.shift).memory(lanes.storeOne, 0, lanes.shift);
      });
      increase(f, run, 8);
    });
    increase(f, row, 1);
  });
  return f;
}
