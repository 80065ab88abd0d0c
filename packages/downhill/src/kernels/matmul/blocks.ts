import { type FloatDType, itemSize } from "../../memory/dtype.ts";
import { addressOf } from "../address.ts";
import { Kernel } from "../pool/kernel.ts";
import { pool } from "../pool/pool.ts";
import { copyRuns, runsOf } from "../runCopies.ts";
import { BATCH, BATCH_HEADER_BYTES, batch, field, operand, PARAMETER_WORDS } from "./blocking.ts";
import { compileMatmul } from "./kernel.ts";
import { ALIGNMENT, isStaged, layOut, makePlan, PARALLEL, type Plan, type PlannedOperand } from "./plan.ts";
import { extentOf, type FloatArray, type Product, type Tables } from "./product.ts";
import { scratch } from "./scratch.ts";

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

function multiplyBlock(product: Product, plan: Plan, i: number, rows: number, j: number, columns: number): void {
  const { k } = product;
  const kernel = kernelOf(product.out.dtype as FloatDType);
  const { words } = scratch;
  const { groups, chunks } = describeBlock(product, plan, 0, i, rows, j, columns);
  for (let from = 0; from < k; from += plan.slab) {
    describeSlab(product, plan, 0, i, rows, j, columns, from);
    words[field.PHASE] = 0;
    pool.run(kernel, plan.base, groups, plan.parallel);
    words[field.PHASE] = 1;
    pool.run(kernel, plan.base, chunks, plan.parallel);
  }
  if (isStaged(product)) copyResult(product, plan, 0, i, rows, j, columns, false);
}

/** What products of a batch may take of scratch together; more of them are done one part after the other. */
const BATCH_BYTES = 1 << 22;

/**
 * Multiplies several small products of the same sizes, types and strides, each as a whole by one thread. Returns false,
 * having changed nothing, when the heap has no room or the products aren't small.
 */
export function multiplyBatch(products: readonly Product[]): boolean {
  const { m, n, k, out } = products[0];
  const dtype = out.dtype as FloatDType;
  const { plan, bytes } = layOut(products[0]);
  if (plan.parallel || plan.rows < m || plan.columns < n || plan.slab < k) return false;
  const room = bytes + 2 * ALIGNMENT; // operands may lie in other places within a word
  const group = Math.max(1, Math.min(products.length, Math.floor(BATCH_BYTES / room)));
  const base = scratch.reserve(BATCH_HEADER_BYTES + group * room);
  if (base < 0) return false;
  const { words } = scratch;
  const kernel = kernelOf(dtype);
  for (let first = 0; first < products.length; first += group) {
    const count = Math.min(group, products.length - first);
    const plans: Plan[] = [];
    const described = isInHeap(products[first]) ? describeLike(products, first, count, plan, base, room) : 0;
    for (let i = described; i < count; i++) {
      const product = products[first + i];
      const place = BATCH_HEADER_BYTES + i * room;
      const own = { ...(product === products[0] ? plan : layOut(product).plan), base: base + place };
      plans.push(own);
      const { groups, chunks } = describeBlock(product, own, place, 0, m, 0, n);
      describeSlab(product, own, place, 0, m, 0, n, 0);
      words[batch.GROUPS] = groups;
      words[batch.CHUNKS] = chunks;
    }
    words[batch.PHASE] = BATCH;
    words[batch.ITEM_BYTES] = room;
    pool.run(kernel, base, count, count * m * n * k >= PARALLEL);
    for (let i = 0; i < count; i++) {
      const product = products[first + i];
      if (isStaged(product))
        copyResult(product, plans[i - described], BATCH_HEADER_BYTES + i * room, 0, m, 0, n, false);
    }
  }
  return true;
}

function isInHeap(product: Product): boolean {
  return product.a.storage.block !== null && product.b.storage.block !== null && !isStaged(product);
}

/** Describes products of the heap, which differ in nothing but addresses: the others as the first one. */
function describeLike(
  products: readonly Product[],
  first: number,
  count: number,
  plan: Plan,
  base: number,
  room: number,
): number {
  const { words } = scratch;
  const { m, n, k, out, a, b } = products[first];
  const dtype = out.dtype as FloatDType;
  const own = { ...plan, base: base + BATCH_HEADER_BYTES };
  const at = BATCH_HEADER_BYTES >> 2;
  const { groups, chunks } = describeBlock(products[first], own, BATCH_HEADER_BYTES, 0, m, 0, n);
  describeSlab(products[first], own, BATCH_HEADER_BYTES, 0, m, 0, n, 0);
  words[batch.GROUPS] = groups;
  words[batch.CHUNKS] = chunks;
  const extentOfA = (m - 1) * a.lineStride + (k - 1) * a.kStride + 1;
  const extentOfB = (n - 1) * b.lineStride + (k - 1) * b.kStride + 1;
  for (let i = 1; i < count; i++) {
    const product = products[first + i];
    const to = at + (i * room) / 4;
    words.copyWithin(to, at, at + PARAMETER_WORDS);
    for (const place of OWN_PLACES) words[to + place] += i * room;
    words[to + field.A + operand.SOURCE] = addressOf(product.a.storage, product.a.offset, extentOfA, dtype);
    words[to + field.B + operand.SOURCE] = addressOf(product.b.storage, product.b.offset, extentOfB, dtype);
    words[to + field.C] = addressOf(product.out, product.outOffset, m * n, dtype);
  }
  return count;
}

/** The parameters that point into a product's own part of scratch. */
const OWN_PLACES = [field.EDGE, field.A + operand.PACKED, field.B + operand.PACKED];

/**
 * Tells the kernel of a block of C.
 *
 * @param place where the product's part of scratch begins, in bytes from scratch's own beginning
 */
function describeBlock(
  product: Product,
  plan: Plan,
  place: number,
  i: number,
  rows: number,
  j: number,
  columns: number,
): { groups: number; chunks: number } {
  const { n, out } = product;
  const dtype = out.dtype as FloatDType;
  const bytes = itemSize(dtype);
  const { words } = scratch;
  const at = place >> 2;
  const start = product.outOffset + i * n + j;
  const staged = isStaged(product);
  if (staged && product.accumulate) copyResult(product, plan, place, i, rows, j, columns, true);

  const down = Math.ceil(rows / plan.chunkRows);
  const chunks = down * Math.ceil(columns / plan.chunkColumns);
  const groupsOfA = Math.ceil(rows / plan.group);
  const groups = groupsOfA + Math.ceil(columns / plan.group);
  words[at + field.K_BLOCK] = plan.kBlock;
  const extent = (rows - 1) * n + columns;
  words[at + field.C] = staged ? plan.base + plan.result : addressOf(out, start, extent, dtype);
  words[at + field.C_ROW] = (staged ? columns : n) * bytes;
  words[at + field.CHUNK_ROWS] = plan.chunkRows;
  words[at + field.CHUNK_COLUMNS] = plan.chunkColumns;
  words[at + field.CHUNKS_DOWN] = down;
  words[at + field.EDGE] = plan.base + plan.edges;
  words[at + field.GROUP] = plan.group;
  words[at + field.A_GROUPS] = groupsOfA;
  return { groups, chunks };
}

/** Tells the kernel of a piece of the sum, from term `from` on. */
function describeSlab(
  { k, accumulate }: Product,
  plan: Plan,
  place: number,
  i: number,
  rows: number,
  j: number,
  columns: number,
  from: number,
): void {
  const { words } = scratch;
  const at = place >> 2;
  const length = Math.min(plan.slab, k - from);
  describe(plan.a, plan.base, place, i, rows, from, length);
  describe(plan.b, plan.base, place, j, columns, from, length);
  words[at + field.K] = length;
  words[at + field.ACCUMULATE] = accumulate || from > 0 ? 1 : 0;
}

/** Tells the kernel where a piece of an operand is, after copying it to scratch if it isn't in the heap. */
function describe(
  planned: PlannedOperand,
  base: number,
  place: number,
  line: number,
  lines: number,
  from: number,
  length: number,
): void {
  const { words } = scratch;
  const { packed, raw, asRun } = planned;
  const description = (place >> 2) + planned.description;
  const { storage, offset, lineStride, kStride, tables } = planned.operand;
  const dtype = storage.dtype as FloatDType;
  const bytes = itemSize(dtype);
  words[description + operand.LINES] = lines;
  words[description + operand.PACKED] = base + packed;
  words[description + operand.LINE_TABLE] = 0;
  if (tables !== null) {
    describeTables(planned, tables, base, place, line, lines, from, length);
    return;
  }
  const start = offset + line * lineStride + from * kStride;
  let source = base + raw;
  let lineStep = lineStride;
  let kStep = kStride;
  const extent = (lines - 1) * lineStride + (length - 1) * kStride + 1;
  if (storage.block !== null) source = addressOf(storage, start, extent, dtype);
  else {
    const data = storage.data as FloatArray;
    const target = scratch.elements(dtype);
    const to = (place + raw) / bytes;
    if (asRun) copy(target, to, data, start, extent);
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
}

/** Copies the pieces of an operand's tables that are needed, as byte offsets. */
function describeTables(
  planned: PlannedOperand,
  tables: Tables,
  base: number,
  place: number,
  line: number,
  lines: number,
  from: number,
  length: number,
): void {
  const { words } = scratch;
  const { storage, offset } = planned.operand;
  const description = (place >> 2) + planned.description;
  const dtype = storage.dtype as FloatDType;
  const bytes = itemSize(dtype);
  const lineTable = (place + planned.tables) >> 2;
  const kTable = lineTable + lines;
  for (let i = 0; i < lines; i++) words[lineTable + i] = tables.lines[line + i] * bytes;
  for (let p = 0; p < length; p++) words[kTable + p] = tables.k[from + p] * bytes;
  words[description + operand.SOURCE] = addressOf(storage, offset, extentOf(tables), dtype);
  words[description + operand.LINE_TABLE] = base + planned.tables;
  words[description + operand.K_TABLE] = base + planned.tables + 4 * lines;
}

/** Moves a block of the result from scratch to where it belongs, or the other way round. */
function copyResult(
  product: Product,
  plan: Plan,
  place: number,
  row: number,
  rows: number,
  column: number,
  columns: number,
  inward: boolean,
): void {
  const { n, out, outOffset, layout } = product;
  const data = out.data as FloatArray;
  const dtype = out.dtype as FloatDType;
  const elements = scratch.elements(dtype);
  const first = (place + plan.result) / itemSize(dtype);
  if (layout !== null && out.block !== null && !inward) {
    const runs = runsOf(layout.columns, column, columns);
    const places = runs.map(({ at, along, count }) => ({ from: along, to: at, count }));
    const last = (rows - 1) * layout.rowStride + Math.max(...places.map(({ to, count }) => to + count));
    const target = addressOf(out, outOffset + row * layout.rowStride, last, dtype);
    const lines = { count: rows, from: (i: number) => i * columns, to: (i: number) => i * layout.rowStride };
    copyRuns(dtype, plan.base + plan.result, target, lines, places);
    return;
  }
  if (layout !== null) {
    for (let i = 0; i < rows; i++) {
      const start = outOffset + (row + i) * layout.rowStride;
      copyColumns(elements, first + i * columns, data, start, layout.columns, column, columns, inward);
    }
    return;
  }
  const start = outOffset + row * n + column;
  const runs = columns === n ? 1 : rows;
  const length = (rows * columns) / runs;
  for (let i = 0; i < runs; i++) {
    if (inward) copy(elements, first + i * columns, data, start + i * n, length);
    else copy(data, start + i * n, elements, first + i * columns, length);
  }
}

/** Moves a row of a result whose columns lie where a table says, run by run. */
export function copyColumns(
  staged: FloatArray,
  from: number,
  data: FloatArray,
  start: number,
  table: Int32Array,
  column: number,
  columns: number,
  inward: boolean,
): void {
  const end = column + columns;
  for (let j = column; j < end; ) {
    let next = j + 1;
    while (next < end && table[next] === table[next - 1] + 1) next++;
    if (inward) copy(staged, from + j - column, data, start + table[j], next - j);
    else copy(data, start + table[j], staged, from + j - column, next - j);
    j = next;
  }
}

function copy(to: FloatArray, toStart: number, from: FloatArray, fromStart: number, count: number): void {
  if (count <= SHORT_COPY) for (let i = 0; i < count; i++) to[toStart + i] = from[fromStart + i];
  else if (count === from.length) to.set(from, toStart);
  else to.set(from.subarray(fromStart, fromStart + count), toStart);
}
