import { type FloatDType, itemSize, viewArray } from "../memory/dtype.ts";
import { heap } from "../memory/heap.ts";
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
} from "./matmul/writing.ts";
import { Kernel } from "./pool/kernel.ts";
import { pool } from "./pool/pool.ts";
import { Scratch } from "./scratch.ts";
import { assemble, FunctionBuilder, i32Parameters } from "./wasm/module.ts";
import { op, simd } from "./wasm/opcodes.ts";

/*
 * Copies within the heap, on all threads, of rows that are made of runs: all rows of the same runs.
 */

/** Words of a job's description; offsets are in bytes. */
const field = {
  SOURCE: 0,
  TARGET: 1,
  ROWS: 2,
  /** For each row where it begins in the source and in the target. */
  ROW_TABLE: 3,
  /** For each run where it begins in a row of the source and of the target, and the bytes it has. */
  RUNS: 4,
  RUN_COUNT: 5,
  /** Rows that one chunk copies. */
  GROUP: 6,
} as const;
const DESCRIPTION_BYTES = 32;
const ROW_BYTES = 8;
const RUN_BYTES = 12;
/** Elements that one chunk copies, about. */
const CHUNK_ELEMENTS = 1 << 14;
/** From this many elements on it pays to wake the workers. */
const PARALLEL = 1 << 16;

const kernels: Partial<Record<FloatDType, Kernel>> = {};
const jobs = new Scratch();

/** A run of a row: where it begins in the source's row and in the target's, and how long it is, in elements. */
export interface RunOfRow {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Where rows lie. */
export interface Rows {
  readonly count: number;
  /** Where row number `i` begins, in elements from the source's and the target's address. */
  from(i: number): number;
  to(i: number): number;
}

/**
 * Copies rows.
 *
 * @param source the address of the element at offset 0
 * @param target likewise
 */
export function copyRuns(
  dtype: FloatDType,
  source: number,
  target: number,
  rows: Rows,
  runs: readonly RunOfRow[],
): void {
  const runTable = DESCRIPTION_BYTES + rows.count * ROW_BYTES;
  const base = jobs.reserve(runTable + runs.length * RUN_BYTES);
  if (base < 0) {
    copyPlainly(dtype, source, target, rows, runs);
    return;
  }
  kernels[dtype] ??= new Kernel(assemble([writeCopies(LANES[dtype])]));
  const { words } = jobs;
  const bytes = itemSize(dtype);
  for (let i = 0, to = DESCRIPTION_BYTES >> 2; i < rows.count; i++, to += 2) {
    words[to] = rows.from(i) * bytes;
    words[to + 1] = rows.to(i) * bytes;
  }
  let elements = 0;
  for (let i = 0, at = runTable >> 2; i < runs.length; i++, at += 3) {
    const { from, to, count } = runs[i];
    words[at] = from * bytes;
    words[at + 1] = to * bytes;
    words[at + 2] = count * bytes;
    elements += count;
  }
  const group = Math.max(1, Math.floor(CHUNK_ELEMENTS / Math.max(1, elements)));
  words[field.SOURCE] = source;
  words[field.TARGET] = target;
  words[field.ROWS] = rows.count;
  words[field.ROW_TABLE] = base + DESCRIPTION_BYTES;
  words[field.RUNS] = base + runTable;
  words[field.RUN_COUNT] = runs.length;
  words[field.GROUP] = group;
  pool.run(kernels[dtype], base, Math.ceil(rows.count / group), rows.count * elements >= PARALLEL);
}

/** Where the heap has no room for the job. */
function copyPlainly(dtype: FloatDType, source: number, target: number, rows: Rows, runs: readonly RunOfRow[]): void {
  const memory = viewArray(dtype, heap.buffer, 0, Math.floor(heap.buffer.byteLength / itemSize(dtype))) as Float32Array;
  const [first, start] = [source / itemSize(dtype), target / itemSize(dtype)];
  for (let i = 0; i < rows.count; i++) {
    for (const { from, to, count } of runs) {
      const at = first + rows.from(i) + from;
      memory.copyWithin(start + rows.to(i) + to, at, at + count);
    }
  }
}

/** The runs of consecutive offsets in a part of a table: where each is, as how-manieth of the part it begins, and its length. */
export function runsOf(
  table: Int32Array,
  first: number,
  count: number,
): { at: number; along: number; count: number }[] {
  const runs = [];
  const end = first + count;
  for (let j = first; j < end; ) {
    const start = j++;
    while (j < end && table[j] === table[j - 1] + 1) j++;
    runs.push({ at: table[start], along: start - first, count: j - start });
  }
  return runs;
}

/** chunk(job, index): a group of rows. */
function writeCopies(lanes: Lanes): FunctionBuilder {
  const f = new FunctionBuilder("chunk", i32Parameters(2));
  const [parameters, index] = [0, 1];
  const { row, end, rows, base, target, to, run, lastRun, from, bytes } = locals(
    f,
    ...(["row", "end", "rows", "base", "target", "to", "run", "lastRun", "from", "bytes"] as const),
  );
  const beginning = (place: number, local: number, offset: number) => {
    word(place);
    word(field.ROW_TABLE).get(row).i32(3).emit(op.i32Shl).emit(op.i32Add).memory(op.i32Load, offset);
    f.emit(op.i32Add).set(local);
  };
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
  whileBelow(f, row, end, () => {
    beginning(field.SOURCE, base, 0);
    beginning(field.TARGET, target, 4);
    word(field.RUNS).tee(run);
    word(field.RUN_COUNT).i32(RUN_BYTES).emit(op.i32Mul).emit(op.i32Add).set(lastRun);
    whileBelow(f, run, lastRun, () => {
      f.get(run).memory(op.i32Load).set(from);
      advance(f, from, base);
      f.get(run).memory(op.i32Load, 4).set(to);
      advance(f, to, target);
      f.get(run).memory(op.i32Load, 8).set(bytes);
      copied(4 * VECTOR_BYTES, copyVectors(4));
      copied(VECTOR_BYTES, copyVectors(1));
      copied(lanes.bytes, () => {
        f.get(to).get(from).memory(lanes.loadOne, 0, lanes.shift).memory(lanes.storeOne, 0, lanes.shift);
      });
      increase(f, run, RUN_BYTES);
    });
    increase(f, row, 1);
  });
  return f;
}
