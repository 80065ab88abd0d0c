import { type FloatDType, itemSize, type TypedArray } from "../../memory/dtype.ts";
import { pool } from "../pool/pool.ts";
import { field, PARAMETER_WORDS, sumBlock, TILE_ROWS, tileColumns } from "./blocking.ts";
import { TILE_BYTES } from "./multiplying.ts";
import type { Operand, Product } from "./product.ts";
import { scratch } from "./scratch.ts";

/** From this many multiplications on it pays to wake the workers (`npm run bench -- matmul`). */
export const PARALLEL = 1 << 18;
/** The most elements of an operand, and of C, that are in scratch at a time, and the longest piece of k. */
const OPERAND_ELEMENTS = 1 << 20;
const RESULT_ELEMENTS = 1 << 22;
const LONGEST_SLAB = 1024;
/** The side of the square of C that one chunk computes: its operands fit a core's second-level cache. */
const CHUNK_SIDE = 64;
/** A chunk that would do less than this many multiplications is made larger, so that taking it costs little. */
const CHUNK_WORK = 1 << 17;
/** For an even load, unless chunks would shrink to fewer elements of C than this. */
const CHUNKS_PER_THREAD = 8;
const LEAST_CHUNK = 16 * 32;
/** The least lines, and elements, of an operand that one chunk packs. */
const GROUP_LINES = 32;
const GROUP_ELEMENTS = 1 << 13;
export const ALIGNMENT = 64;
/** Engines copy to shared memory by words where both sides are alike misaligned, else seven times slower by bytes. */
const WORD = 8;
/** An operand, and the places of its pieces in scratch. */
export interface PlannedOperand {
  readonly operand: Operand;
  /** Where its description is among the parameters. */
  readonly description: number;
  readonly packed: number;
  /** Room for a copy, if it isn't in the heap. */
  readonly raw: number;
  /** Whether that copy is the whole run from the first element to the last. */
  readonly asRun: boolean;
  /** Where the tables of lines and of k go, if it has any. */
  readonly tables: number;
}

/** The size of the blocks that a product is cut into, and where scratch has room for the parts of one. */
export interface Plan {
  readonly rows: number;
  readonly columns: number;
  readonly slab: number;
  readonly kBlock: number;
  readonly group: number;
  readonly chunkRows: number;
  readonly chunkColumns: number;
  readonly parallel: boolean;
  /** The address of the product's part of scratch, with its parameters; the other places are relative to it. */
  readonly base: number;
  readonly edges: number;
  readonly a: PlannedOperand;
  readonly b: PlannedOperand;
  /** Room for a result that isn't in the heap. */
  readonly result: number;
}

/** Whether the result is computed in scratch: where it isn't in the heap, or doesn't lie row after row. */
export function isStaged({ out, layout }: Product): boolean {
  return out.block === null || layout !== null;
}

/** Plans a product and takes its scratch; null when the heap has no room. */
export function makePlan(product: Product): Plan | null {
  const { plan, bytes } = layOut(product);
  const base = scratch.reserve(bytes);
  return base < 0 ? null : { ...plan, base };
}

/** What a product needs of scratch, as places relative to its parameters, and how many bytes that is. */
export function layOut(product: Product): { plan: Plan; bytes: number } {
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

  const parallel = m * n * k >= PARALLEL;
  const { chunkRows, chunkColumns } = chunkSizes(rows, columns, slab, tileColumns(dtype), parallel ? pool.threads : 1);
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
    if (operand.tables !== null) {
      return { operand, description, packed, raw: 0, asRun: false, tables: room(4 * (lines + slab)) };
    }
    const run = (lines - 1) * lineStride + (slab - 1) * kStride + 1;
    const asRun = run <= 2 * lines * slab;
    const raw = room(storage.block === null ? (asRun ? run : lines * slab) * bytes + WORD : 0);
    return { operand, description, packed, raw: raw + misalignment(storage.data, operand.offset), asRun, tables: 0 };
  };
  const edges = room(chunks * TILE_BYTES);
  const plannedA = planOperand(a, field.A, rows, TILE_ROWS);
  const plannedB = planOperand(b, field.B, columns, tileColumns(dtype));
  const result =
    room(isStaged(product) ? rows * columns * bytes + WORD : 0) + misalignment(out.data, product.outOffset);
  const plan = {
    rows,
    columns,
    slab,
    kBlock,
    group: GROUP_LINES * Math.ceil(GROUP_ELEMENTS / (GROUP_LINES * slab)),
    chunkRows,
    chunkColumns,
    parallel,
    base: 0,
    edges,
    a: plannedA,
    b: plannedB,
    result,
  };
  return { plan, bytes: roundUp(end, ALIGNMENT) };
}

/** How large a rectangle of a block of C each chunk computes; multiples of the inner tile's sides. */
function chunkSizes(rows: number, columns: number, slab: number, tileWidth: number, threads: number) {
  let chunkRows = CHUNK_SIDE;
  let chunkColumns = CHUNK_SIDE * Math.ceil(CHUNK_WORK / (Math.min(rows, CHUNK_SIDE) * CHUNK_SIDE * slab));
  if (chunkColumns > columns) {
    chunkColumns = roundUp(columns, tileWidth);
    chunkRows *= Math.ceil(CHUNK_WORK / (CHUNK_SIDE * chunkColumns * slab));
  }
  const wanted = threads > 1 ? threads * CHUNKS_PER_THREAD : 1;
  while (
    Math.ceil(rows / chunkRows) * Math.ceil(columns / chunkColumns) < wanted &&
    chunkRows * chunkColumns > LEAST_CHUNK
  ) {
    if (chunkRows >= chunkColumns) chunkRows = roundUp(chunkRows / 2, TILE_ROWS);
    else chunkColumns = roundUp(chunkColumns / 2, tileWidth);
  }
  return { chunkRows, chunkColumns };
}

/** How far an element is from a word's start. */
function misalignment({ byteOffset, BYTES_PER_ELEMENT }: TypedArray, index: number): number {
  return (byteOffset + index * BYTES_PER_ELEMENT) % WORD;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
