import { areCompilable, type RowProgram } from "../ir/rows.ts";
import { type FloatDType, itemSize } from "../memory/dtype.ts";
import { addressOf, checkRun, type Run } from "./address.ts";
import { Kernel } from "./pool/kernel.ts";
import { pool } from "./pool/pool.ts";
import { compileRows, ROWS_ARRAYS, ROWS_BYTES, ROWS_COUNT, ROWS_NUMBERS, ROWS_PER_CHUNK } from "./rowCompiler.ts";
import { Scratch } from "./scratch.ts";
import { kernelsSupported } from "./support.ts";

/** Bytes of one array that are staged at a time, at least a row. */
const GROUP_BYTES = 128 * 1024;
/** What one thread takes at a time, in bytes of one array. */
const CHUNK_BYTES = 16 * 1024;
/** From so many instructions times elements on, waking the workers costs less than they save. */
const PARALLEL_WORK = 300_000;

/** A row-major array, or a vector, from an element on. */
export type RowArray = Run;

const JOB_WORDS = 8;
const jobScratch = new Scratch();
const stageScratch = new Scratch();

/** A function of rows, and its kernel once that has run. */
export class RowKernel {
  readonly program: RowProgram;
  /** Instructions for each element. */
  readonly work: number;
  #kernel: Kernel | null = null;
  #compilable: boolean | null = null;

  constructor(program: RowProgram) {
    this.program = program;
    this.work = program.stages.reduce((sum, stage) => sum + stage.program.instructions.length, 0);
  }

  /**
   * Runs over `rows` rows of `size` elements. Arrays outside the heap are copied through it, some rows at a time.
   *
   * @param arrays one for each of the program's
   * @param numbers the program's, without the size
   * @param columnsRead,columnsWritten doubles, one for each row
   * @returns false, having changed nothing, where there is no room or no kernel can run
   */
  run(
    rows: number,
    size: number,
    arrays: readonly RowArray[],
    numbers: readonly number[],
    columnsRead: readonly Float64Array[],
    columnsWritten: readonly Float64Array[],
  ): boolean {
    const { program } = this;
    this.#compilable ??= areCompilable(program);
    if (!this.#compilable || !kernelsSupported()) return false;
    check(program, rows, size, arrays, numbers, columnsRead, columnsWritten);
    const bytes = itemSize(program.dtype);
    const rowBytes = size * bytes;
    const group = Math.max(1, Math.min(rows, Math.floor(GROUP_BYTES / rowBytes)));
    const columns = [...columnsRead, ...columnsWritten];
    const [matrices, vectors] = program.counts;
    const isVector = (i: number) => i >= matrices && i < matrices + vectors;
    const isResult = (i: number) => i >= matrices + vectors;

    const arrayBytes = (group * rowBytes + 63) & ~63;
    const stage = stageScratch.reserve(arrays.length * arrayBytes + columns.length * group * 8);
    const places = arrays.length + columns.length;
    const job = jobScratch.reserve(4 * JOB_WORDS + 8 * (places + numbers.length + 1));
    if (job < 0 || stage < 0) return false;
    const { words } = jobScratch;
    const table = JOB_WORDS;
    const numbersAt = (JOB_WORDS + 2 * places) >> 1;
    const doubles = jobScratch.elements("float64");
    doubles[numbersAt] = size;
    doubles.set(numbers, numbersAt + 1);
    words[ROWS_ARRAYS >> 2] = job + 4 * table;
    words[ROWS_NUMBERS >> 2] = job + 8 * numbersAt;
    words[ROWS_BYTES >> 2] = rowBytes;
    const perChunk = Math.max(1, Math.floor(CHUNK_BYTES / rowBytes));
    words[ROWS_PER_CHUNK >> 2] = perChunk;

    const staged = stageScratch.elements(program.dtype) as Float32Array;
    const stagedColumns = stageScratch.elements("float64");
    const columnAt = (i: number) => (arrays.length * arrayBytes) / 8 + i * group;
    this.#kernel ??= new Kernel(compileRows(program));
    const parallel = this.work * rows * size >= PARALLEL_WORK;
    for (let start = 0; start < rows; start += group) {
      const n = Math.min(group, rows - start);
      arrays.forEach(({ storage, offset }, i) => {
        const from = isVector(i) ? offset : offset + start * size;
        const count = isVector(i) ? size : n * size;
        if (storage.block === null) {
          if (!isResult(i) && !(isVector(i) && start > 0)) {
            staged.set((storage.data as Float32Array).subarray(from, from + count), (i * arrayBytes) / bytes);
          }
          words[table + 2 * i] = stage + i * arrayBytes;
        } else words[table + 2 * i] = addressOf(storage, from, count, program.dtype);
        words[table + 2 * i + 1] = isVector(i) ? 0 : rowBytes;
      });
      columns.forEach((column, i) => {
        if (i < columnsRead.length) stagedColumns.set(column.subarray(start, start + n), columnAt(i));
        words[table + 2 * (arrays.length + i)] = stage + 8 * columnAt(i);
        words[table + 2 * (arrays.length + i) + 1] = 8;
      });
      words[ROWS_COUNT >> 2] = n;
      pool.run(this.#kernel, job, Math.ceil(n / perChunk), parallel);
      arrays.forEach(({ storage, offset }, i) => {
        if (!isResult(i) || storage.block !== null) return;
        const from = (i * arrayBytes) / bytes;
        (storage.data as Float32Array).set(staged.subarray(from, from + n * size), offset + start * size);
      });
      columnsWritten.forEach((column, i) => {
        const from = columnAt(columnsRead.length + i);
        column.set(stagedColumns.subarray(from, from + n), start);
      });
    }
    return true;
  }
}

function check(
  program: RowProgram,
  rows: number,
  size: number,
  arrays: readonly RowArray[],
  numbers: readonly number[],
  columnsRead: readonly Float64Array[],
  columnsWritten: readonly Float64Array[],
): void {
  const { dtype, counts } = program;
  expectCount("arrays", arrays.length, program.arrays.length);
  expectCount("numbers", numbers.length, program.numbers - 1);
  expectCount("columns to read", columnsRead.length, program.columnsRead);
  expectCount("columns to write", columnsWritten.length, program.columnsWritten);
  arrays.forEach(({ storage, offset }, i) => {
    const isVector = i >= counts[0] && i < counts[0] + counts[1];
    checkRun(storage, offset, isVector ? size : rows * size, dtype);
  });
  for (const column of [...columnsRead, ...columnsWritten]) {
    if (column.length < rows) throw new RangeError(`expected a column of ${rows} numbers, got ${column.length}`);
  }
}

function expectCount(name: string, count: number, wanted: number): void {
  if (count !== wanted) throw new RangeError(`expected ${wanted} ${name}, got ${count}`);
}

/** The kernels of a function of rows, by type. */
export type RowKernels = Readonly<Record<FloatDType, RowKernel>>;
