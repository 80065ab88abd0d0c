import { type FloatDType, itemSize, type TypedArray } from "../../memory/dtype.ts";
import { Kernel } from "../pool/kernel.ts";
import { pool } from "../pool/pool.ts";
import { field, operand, PARAMETER_WORDS, sumBlock, TILE_ROWS, tileColumns } from "./blocking.ts";
import { compileMatmul } from "./kernel.ts";
import { TILE_BYTES } from "./multiplying.ts";
import type { FloatArray, Operand, Product } from "./product.ts";
import { scratch } from "./scratch.ts";

/** From this many multiplications on it pays to wake the workers (`npm run bench -- matmul`). */
const PARALLEL = 1 << 20;
/** The most elements of an operand, and of C, that are in scratch at a time, and the longest piece of k. */
const OPERAND_ELEMENTS = 1 << 20;
const RESULT_ELEMENTS = 1 << 22;
const LONGEST_SLAB = 1024;
/** The side of the square of C that one chunk computes: its operands fit a core's second-level cache. */
const CHUNK_SIDE = 64;
/** A chunk that would do less than this many multiplications is made larger, so that taking it costs little. */
const CHUNK_WORK = 1 << 17;
/** For an even load, unless chunks would shrink to fewer elements of C than this. */
const CHUNKS_PER_THREAD = 3;
const LEAST_CHUNK = 16 * 32;
/** The least lines, and elements, of an operand that one chunk packs. */
const GROUP_LINES = 32;
const GROUP_ELEMENTS = 1 << 13;
const ALIGNMENT = 64;
/** Engines copy to shared memory by words where both sides are alike misaligned, else seven times slower by bytes. */
const WORD = 8;
/** Up to this many elements a loop is faster than `set` on a subarray. */
const SHORT_COPY = 32;

const kernels: Partial<Record<FloatDType, Kernel>> = {};

function kernelOf(dtype: FloatDType): Kernel {
  let kernel = kernels[dtype];
  if (kernel === undefined) {
    kernel = new Kernel(compileMatmul(dtype));
    kernels[dtype] = kernel;
  }
  return kernel;
}

/** An operand, and the places of its pieces in scratch. */
interface PlannedOperand {
  readonly operand: Operand;
  /** Where its description is among the parameters. */
  readonly description: number;
  readonly packed: number;
  /** Room for a copy, if it isn't in the heap. */
  readonly raw: number;
  /** Whether that copy is the whole run from the first element to the last. */
  readonly asRun: boolean;
}

/** The size of the blocks that a product is cut into, and where scratch has room for the parts of one. */
interface Plan {
  readonly rows: number;
  readonly columns: number;
  readonly slab: number;
  readonly kBlock: number;
  readonly group: number;
  readonly chunkRows: number;
  readonly chunkColumns: number;
  readonly parallel: boolean;
  /** The address of scratch; the other places are relative to it. */
  readonly base: number;
  readonly edges: number;
  readonly a: PlannedOperand;
  readonly b: PlannedOperand;
  /** Room for a result that isn't in the heap. */
  readonly result: number;
}

/**
 * Multiplies with the kernel, in blocks of bounded size, so that scratch stays small. Returns false, having changed
 * nothing, when the heap has no room.
 */
export function multiplyInHeap(product: Product): boolean {
  const plan = makePlan(product);
  if (plan === null) return false;
  const { m, n } = product;
  for (let i = 0; i < m; i += plan.rows) {
    const rows = Math.min(plan.rows, m - i);
    for (let j = 0; j < n; j += plan.columns) {
      multiplyBlock(product, plan, i, rows, j, Math.min(plan.columns, n - j));
    }
  }
  return true;
}

function makePlan(product: Product): Plan | null {
  const { m, n, k, a, b, out } = product;
  const dtype = out.dtype as FloatDType;
  const kBlock = sumBlock(k);
  const slab = k <= LONGEST_SLAB ? k : Math.floor(LONGEST_SLAB / kBlock) * kBlock;
  const longest = Math.max(CHUNK_SIDE, Math.floor(OPERAND_ELEMENTS / slab / CHUNK_SIDE) * CHUNK_SIDE);
  let rows = Math.min(m, longest);
  let columns = Math.min(n, longest);
  if (rows * columns > RESULT_ELEMENTS) {
    rows = Math.min(rows, Math.max(Math.sqrt(RESULT_ELEMENTS), Math.floor(RESULT_ELEMENTS / columns)));
    columns = Math.min(columns, Math.floor(RESULT_ELEMENTS / rows));
  }

  let chunkRows = CHUNK_SIDE;
  let chunkColumns = CHUNK_SIDE * Math.ceil(CHUNK_WORK / (Math.min(rows, CHUNK_SIDE) * CHUNK_SIDE * slab));
  if (chunkColumns > columns) {
    chunkColumns = roundUp(columns, tileColumns(dtype));
    chunkRows *= Math.ceil(CHUNK_WORK / (CHUNK_SIDE * chunkColumns * slab));
  }
  const parallel = m * n * k >= PARALLEL;
  if (parallel) {
    while (
      Math.ceil(rows / chunkRows) * Math.ceil(columns / chunkColumns) < CHUNKS_PER_THREAD * pool.threads &&
      chunkRows * chunkColumns > LEAST_CHUNK
    ) {
      if (chunkRows >= chunkColumns) chunkRows /= 2;
      else chunkColumns /= 2;
    }
  }
  const chunks = Math.ceil(rows / chunkRows) * Math.ceil(columns / chunkColumns);

  const bytes = itemSize(dtype);
  let end = PARAMETER_WORDS * 4;
  const room = (size: number) => {
    const start = roundUp(end, ALIGNMENT);
    end = start + size;
    return start;
  };
  const planOperand = (operand: Operand, description: number, lines: number, width: number): PlannedOperand => {
    const { storage, lineStride, kStride } = operand;
    const packed = room(roundUp(lines, width) * slab * bytes);
    const run = (lines - 1) * lineStride + (slab - 1) * kStride + 1;
    const asRun = run <= 2 * lines * slab;
    const raw = room(storage.block === null ? (asRun ? run : lines * slab) * bytes + WORD : 0);
    return { operand, description, packed, raw: raw + misalignment(storage.data, operand.offset), asRun };
  };
  const edges = room(chunks * TILE_BYTES);
  const plannedA = planOperand(a, field.A, rows, TILE_ROWS);
  const plannedB = planOperand(b, field.B, columns, tileColumns(dtype));
  const result =
    room(out.block === null ? rows * columns * bytes + WORD : 0) + misalignment(out.data, product.outOffset);
  const base = scratch.reserve(end);
  if (base < 0) return null;
  return {
    rows,
    columns,
    slab,
    kBlock,
    group: GROUP_LINES * Math.ceil(GROUP_ELEMENTS / (GROUP_LINES * slab)),
    chunkRows,
    chunkColumns,
    parallel,
    base,
    edges,
    a: plannedA,
    b: plannedB,
    result,
  };
}

function multiplyBlock(product: Product, plan: Plan, i: number, rows: number, j: number, columns: number): void {
  const { n, k, out } = product;
  const dtype = out.dtype as FloatDType;
  const bytes = itemSize(dtype);
  const kernel = kernelOf(dtype);
  const { words } = scratch;
  const start = product.outOffset + i * n + j;
  const staged = out.block === null;
  if (staged && product.accumulate) copyResult(product, plan, start, rows, columns, true);

  const down = Math.ceil(rows / plan.chunkRows);
  const chunks = down * Math.ceil(columns / plan.chunkColumns);
  const groupsOfA = Math.ceil(rows / plan.group);
  const groups = groupsOfA + Math.ceil(columns / plan.group);
  words[field.K_BLOCK] = plan.kBlock;
  words[field.C] = out.block === null ? plan.base + plan.result : out.block.address + start * bytes;
  words[field.C_ROW] = (staged ? columns : n) * bytes;
  words[field.CHUNK_ROWS] = plan.chunkRows;
  words[field.CHUNK_COLUMNS] = plan.chunkColumns;
  words[field.CHUNKS_DOWN] = down;
  words[field.EDGE] = plan.base + plan.edges;
  words[field.GROUP] = plan.group;
  words[field.A_GROUPS] = groupsOfA;
  for (let from = 0; from < k; from += plan.slab) {
    const length = Math.min(plan.slab, k - from);
    describe(plan.a, plan.base, i, rows, from, length);
    describe(plan.b, plan.base, j, columns, from, length);
    words[field.K] = length;
    words[field.ACCUMULATE] = product.accumulate || from > 0 ? 1 : 0;
    words[field.PHASE] = 0;
    pool.run(kernel, plan.base, groups, plan.parallel);
    words[field.PHASE] = 1;
    pool.run(kernel, plan.base, chunks, plan.parallel);
  }
  if (staged) copyResult(product, plan, start, rows, columns, false);
}

/** Tells the kernel where a piece of an operand is, after copying it to scratch if it isn't in the heap. */
function describe(
  planned: PlannedOperand,
  base: number,
  line: number,
  lines: number,
  from: number,
  length: number,
): void {
  const { words } = scratch;
  const { description, packed, raw, asRun } = planned;
  const { storage, offset, lineStride, kStride } = planned.operand;
  const dtype = storage.dtype as FloatDType;
  const bytes = itemSize(dtype);
  const start = offset + line * lineStride + from * kStride;
  let source = base + raw;
  let lineStep = lineStride;
  let kStep = kStride;
  if (storage.block !== null) source = storage.block.address + start * bytes;
  else {
    const data = storage.data as FloatArray;
    const target = scratch.elements(dtype);
    const to = raw / bytes;
    if (asRun) copy(target, to, data, start, (lines - 1) * lineStride + (length - 1) * kStride + 1);
    else if (lineStride === 1) {
      for (let p = 0; p < length; p++) copy(target, to + p * lines, data, start + p * kStride, lines);
      kStep = lines;
    } else {
      for (let i = 0; i < lines; i++) {
        const row = start + i * lineStride;
        if (kStride === 1) copy(target, to + i * length, data, row, length);
        else for (let p = 0; p < length; p++) target[to + i * length + p] = data[row + p * kStride];
      }
      lineStep = length;
      kStep = 1;
    }
  }
  words[description + operand.SOURCE] = source;
  words[description + operand.LINE_STRIDE] = lineStep * bytes;
  words[description + operand.K_STRIDE] = kStep * bytes;
  words[description + operand.LINES] = lines;
  words[description + operand.PACKED] = base + packed;
}

/** Moves a block of the result from scratch to where it belongs, or the other way round. */
function copyResult(product: Product, plan: Plan, start: number, rows: number, columns: number, inward: boolean): void {
  const { n, out } = product;
  const data = out.data as FloatArray;
  const dtype = out.dtype as FloatDType;
  const elements = scratch.elements(dtype);
  const place = plan.result / itemSize(dtype);
  const runs = columns === n ? 1 : rows;
  const length = (rows * columns) / runs;
  for (let i = 0; i < runs; i++) {
    if (inward) copy(elements, place + i * columns, data, start + i * n, length);
    else copy(data, start + i * n, elements, place + i * columns, length);
  }
}

function copy(to: FloatArray, toStart: number, from: FloatArray, fromStart: number, count: number): void {
  if (count <= SHORT_COPY) for (let i = 0; i < count; i++) to[toStart + i] = from[fromStart + i];
  else if (count === from.length) to.set(from, toStart);
  else to.set(from.subarray(fromStart, fromStart + count), toStart);
}

/** How far an element is from a word's start. */
function misalignment({ byteOffset, BYTES_PER_ELEMENT }: TypedArray, index: number): number {
  return (byteOffset + index * BYTES_PER_ELEMENT) % WORD;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
