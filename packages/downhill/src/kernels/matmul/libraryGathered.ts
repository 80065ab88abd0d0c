import { type FloatDType, itemSize } from "../../memory/dtype.ts";
import { addressOf } from "../address.ts";
import { copyRuns, runsOf } from "../runCopies.ts";
import { Scratch } from "../scratch.ts";
import { copyColumns } from "./blocks.ts";
import { type Dense, productLibrary } from "./library.ts";
import { extentOf, type FloatArray, type Product, type ResultLayout, type Tables } from "./product.ts";

/*
 * Products of gathered matrices, such as a convolution's, by a library, which takes none. Where elements lie in long runs
 * (those of 1 × 1 kernels, the gradient of each image) they are multiplied where they lie, run by run; others are written out
 * in scratch first, some columns, or some terms of the sums, at a time.
 */

/** Fewer rows, columns or terms are faster by the kernel, which writes nothing out. */
const LEAST_SIDE = 8;
const LEAST_WORK = 1 << 15;
/** Shorter runs aren't worth a call each. */
const LEAST_RUN = 128;
/** The most columns, the most terms, and the most elements of B that are written out at a time. */
const LONGEST_SIDE = 1 << 13;
const MOST_ELEMENTS = 1 << 21;
const ALIGNMENT = 64;

const scratch = new Scratch();

/** Whether a product of gathered matrices is for the library, if there is one. */
export function isGatheredForLibrary(m: number, n: number, k: number): boolean {
  return productLibrary() !== null && Math.min(m, n, k) >= LEAST_SIDE && m * n * k >= LEAST_WORK;
}

/**
 * Lets the library multiply, which is there, matrices that are in the heap. Returns false, having changed nothing, where
 * there is no room.
 */
export function multiplyGatheredByLibrary(product: Product, layout: ResultLayout): boolean {
  const { m, n, k, out, outOffset, accumulate } = product;
  const library = productLibrary();
  const run = runOf(layout.columns);
  const isStaged = run < Math.min(n, LEAST_RUN);
  if (library === null || (isStaged && accumulate)) return false;
  const dtype = out.dtype as FloatDType;
  const bytes = itemSize(dtype);

  const columnCut = isStaged ? n : run;
  const [a, b, termCut] = factorsOf(product, columnCut);
  const [columns, terms] = blockOf(n, k, columnCut, termCut);
  const placeOfB = roundUp(a.isGathered ? m * terms * bytes : 0);
  const placeOfResult = placeOfB + roundUp(b.isGathered ? columns * terms * bytes : 0);
  const base = scratch.reserve(placeOfResult + (isStaged ? m * columns * bytes : 0));
  if (base < 0) return false;

  const data = out.data as FloatArray;
  const staged = scratch.elements(dtype);
  for (let j = 0; j < n; j += columns) {
    const width = Math.min(columns, n - j);
    for (let p = 0; p < k; p += terms) {
      const length = Math.min(terms, k - p);
      if (j === 0 || terms < k) a.writeOut(base, 0, 0, m, p, length);
      b.writeOut(base, placeOfB, j, width, p, length);
      for (const [column, columnEnd] of cuts(j, width, columnCut)) {
        const place = isStaged ? placeOfResult / bytes : outOffset + layout.columns[column];
        for (const [term, termEnd] of cuts(p, length, termCut)) {
          const [left, right] = [a.dense(0, term), b.dense(column, term)];
          const [to, stride] = isStaged ? [staged, width] : [data, layout.rowStride];
          const adds = accumulate || term > 0;
          library.multiply(m, columnEnd - column, termEnd - term, left, right, to, place, stride, adds);
        }
      }
    }
    if (!isStaged) continue;
    for (let i = 0; i < m; i++) {
      const row = outOffset + i * layout.rowStride;
      copyColumns(staged, placeOfResult / bytes + i * width, data, row, layout.columns, j, width, false);
    }
  }
  return true;
}

/** The factors, and into how many terms at a time their runs cut the sums. */
function factorsOf({ m, k, ...product }: Product, columnCut: number): [a: Factor, b: Factor, termCut: number] {
  const [left, right] = [product.a.tables as Tables, product.b.tables as Tables];
  const run = runOf(left.k);
  const isCut = run >= Math.min(k, LEAST_RUN) && stepOf(left.lines) >= run;
  const termCut = isCut ? run : k;
  const factor = ({ storage, offset }: Product["a"], tables: Tables, isRight: boolean, lineCut: number) =>
    new Factor(storage, offset, tables, isRight, lineCut, termCut);
  return [factor(product.a, left, false, m), factor(product.b, right, true, columnCut), termCut];
}

/** How many columns, and how many terms, are multiplied at a time. */
function blockOf(n: number, k: number, columnCut: number, termCut: number): [columns: number, terms: number] {
  let columns = Math.min(n, LONGEST_SIDE);
  let terms = Math.min(k, LONGEST_SIDE);
  if (k > n) terms = Math.min(terms, Math.floor(MOST_ELEMENTS / columns));
  else columns = Math.min(columns, Math.floor(MOST_ELEMENTS / terms));
  const whole = (size: number, cut: number) => (size < cut ? size : size - (size % cut));
  return [whole(columns, columnCut), whole(terms, termCut)];
}

/** A gathered matrix as a library takes it, some lines and terms at a time. */
class Factor {
  readonly isGathered: boolean;
  readonly #storage: Product["out"];
  readonly #offset: number;
  readonly #tables: Tables;
  /** Whether its lines are the product's columns. */
  readonly #isRight: boolean;
  /** Whether each line's terms are a run, in place of each term's lines. */
  readonly #runsAlongTerms: boolean;
  /** From one run to the next, and where the present block begins. */
  #stride: number;
  #start = 0;
  #line = 0;
  #term = 0;

  /**
   * @param lineCut no more lines are asked for at a time, from a multiple of as many on
   * @param termCut the same of terms
   */
  constructor(
    storage: Product["out"],
    offset: number,
    tables: Tables,
    isRight: boolean,
    lineCut: number,
    termCut: number,
  ) {
    this.#storage = storage;
    this.#offset = offset;
    this.#tables = tables;
    this.#isRight = isRight;
    const { lines, k } = tables;
    const [lineRun, termRun] = [runOf(lines), runOf(k)];
    const [lineStep, termStep] = [stepOf(lines), stepOf(k)];
    if (termRun % termCut === 0 && lineStep >= termCut) {
      this.isGathered = false;
      this.#runsAlongTerms = true;
      this.#stride = lineStep;
    } else if (lineRun % lineCut === 0 && termStep >= lineCut) {
      this.isGathered = false;
      this.#runsAlongTerms = false;
      this.#stride = termStep;
    } else {
      this.isGathered = true;
      this.#runsAlongTerms = termRun > lineRun;
      this.#stride = 0;
    }
  }

  /** Makes a block ready: writes it out to a place in scratch, if it doesn't lie as a library takes it. */
  writeOut(base: number, place: number, line: number, lines: number, term: number, terms: number): void {
    if (!this.isGathered) return;
    const dtype = this.#storage.dtype as FloatDType;
    const source = addressOf(this.#storage, this.#offset, extentOf(this.#tables), dtype);
    const lineTable = this.#tables.lines.subarray(line, line + lines);
    const termTable = this.#tables.k.subarray(term, term + terms);
    const [rows, columns] = this.#runsAlongTerms ? [lineTable, termTable] : [termTable, lineTable];
    const runs = runsOf(columns, 0, columns.length).map(({ at, along, count }) => ({ from: at, to: along, count }));
    const places = { count: rows.length, from: (i: number) => rows[i], to: (i: number) => i * columns.length };
    copyRuns(dtype, source, base + place, places, runs);
    this.#stride = columns.length;
    this.#start = place / itemSize(dtype);
    this.#line = line;
    this.#term = term;
  }

  /** The part of the block that begins with a line and a term. */
  dense(line: number, term: number): Dense {
    const transposed = this.#runsAlongTerms === this.#isRight;
    const stride = this.#stride;
    if (!this.isGathered) {
      const { lines, k } = this.#tables;
      const offset = this.#offset + lines[line] + k[term];
      return { data: this.#storage.data as FloatArray, offset, transposed, stride };
    }
    const [down, along] = [line - this.#line, term - this.#term];
    const offset = this.#start + (this.#runsAlongTerms ? down * stride + along : along * stride + down);
    return { data: scratch.elements(this.#storage.dtype as FloatDType), offset, transposed, stride };
  }
}

/** The length of the runs of consecutive offsets that a table is made of; 1 where they differ in length. */
function runOf(table: Int32Array): number {
  let length = 1;
  while (length < table.length && table[length] === table[length - 1] + 1) length++;
  if (table.length % length !== 0) return 1;
  for (let i = length; i < table.length; i++) {
    if (i % length !== 0 && table[i] !== table[i - 1] + 1) return 1;
  }
  return length;
}

/** What each offset of a table is more than the one before; 0 where that differs. */
function stepOf(table: Int32Array): number {
  const step = table.length > 1 ? table[1] - table[0] : 0;
  for (let i = 2; i < table.length; i++) if (table[i] - table[i - 1] !== step) return 0;
  return step;
}

/** The parts of `count` places from `start` on, cut at the multiples of `run`. */
function* cuts(start: number, count: number, run: number): Generator<[from: number, to: number]> {
  const end = start + count;
  for (let from = start; from < end; ) {
    const to = Math.min(end, from + run - (from % run));
    yield [from, to];
    from = to;
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
