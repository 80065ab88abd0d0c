import { type ElementDType, itemSize, type TypedArray } from "../memory/dtype.ts";
import type { Storage } from "../memory/storage.ts";
import { addressOf, checkRun } from "./address.ts";
import { JOB_CLAIMS, JOB_TABLE, JOB_UNIFORMS } from "./compiler.ts";
import type { ElementwiseKernel } from "./elementwise.ts";
import { pool } from "./pool/pool.ts";
import { Scratch } from "./scratch.ts";

/** What one thread takes at a time, in bytes of one array; a few of them per array fit into a core's cache. */
const PIECE_BYTES = 16 * 1024;
/** Pieces that are staged at a time. */
const PIECES = 8;
const GROUP_BYTES = PIECE_BYTES * PIECES;
/** From so many instructions times elements on, waking the workers costs less than they save. */
const PARALLEL_WORK = 300_000;

/** Where the elements of one array of a kernel lie. */
export interface StreamArray {
  storage: Storage;
  /** In elements. */
  offset: number;
  /** How the elements are found where they are no dense run: sizes and strides, in elements, outermost first. */
  walk: Walk | null;
}

export interface Walk {
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
}

const HEADER_BYTES = 16;
/** Room for the scalars, which are few. */
const UNIFORM_BYTES = 64;
const MAX_ARRAYS = 4;
const TABLE = HEADER_BYTES + UNIFORM_BYTES;
const CLAIMS = TABLE + PIECES * (1 + MAX_ARRAYS) * 4;
const JOB_BYTES = CLAIMS + (PIECES + 1) * 4;

const jobScratch = new Scratch();
const stageScratch = new Scratch();

/**
 * Runs a kernel over `count` elements of arrays in ordinary memory or in the heap. What is not in the heap is copied
 * through it in pieces that stay in the cache, so nothing enters the heap for good.
 *
 * @param arrays one for each of the program's, the written one last and without a walk
 * @param uniforms the scalars, in the order of their slots: bigints for int64
 * @returns false, having changed nothing, where there is no room or no kernel can run
 */
export function stream(
  kernel: ElementwiseKernel<ElementDType>,
  arrays: readonly StreamArray[],
  uniforms: readonly (number | bigint)[],
  count: number,
): boolean {
  const { program } = kernel;
  const size = itemSize(program.dtype);
  const job = jobScratch.reserve(JOB_BYTES);
  const stage = stageScratch.reserve(MAX_ARRAYS * GROUP_BYTES);
  if (job < 0 || stage < 0) return false;
  const { types } = kernel;
  check(types, arrays, count);
  const parallel = program.instructions.length * count >= PARALLEL_WORK;
  const { words } = jobScratch;
  (jobScratch.elements(program.dtype) as Float64Array).set(uniforms as number[], HEADER_BYTES / size);
  words[JOB_TABLE >> 2] = job + TABLE;
  words[JOB_CLAIMS >> 2] = job + CLAIMS;
  words[JOB_UNIFORMS >> 2] = job + HEADER_BYTES;
  const elements = stageScratch.elements(program.dtype);
  const staged = types.map((type) => (type === "bool" ? stageScratch.bytes : elements));
  const sizes = types.map(itemSize);
  const group = GROUP_BYTES / size;
  const pieceBytes = parallel ? PIECE_BYTES : GROUP_BYTES;
  const width = arrays.length + 1;
  const out = arrays.length - 1;
  for (let start = 0; start < count; start += group) {
    const n = Math.min(group, count - start);
    for (let p = 0; p < out; p++) {
      if (isStaged(arrays[p])) gather(staged[p], (p * GROUP_BYTES) / sizes[p], arrays[p], start, n);
    }

    const bytes = n * size;
    let pieces = 0;
    for (let from = 0; from < bytes; from += pieceBytes, pieces++) {
      const entry = (TABLE >> 2) + pieces * width;
      words[entry] = Math.min(pieceBytes, bytes - from);
      for (let p = 0; p < arrays.length; p++) {
        const { storage, offset } = arrays[p];
        const base = isStaged(arrays[p]) ? stage + p * GROUP_BYTES : addressOf(storage, offset + start, n, types[p]);
        words[entry + 1 + p] = base + (sizes[p] === size ? from : (from / size) * sizes[p]);
      }
      words[(CLAIMS >> 2) + pieces + 1] = pieces + 1;
    }
    words[CLAIMS >> 2] = 0;
    pool.run(kernel.kernel, job, pieces, parallel);
    if (isStaged(arrays[out])) {
      const { storage, offset } = arrays[out];
      const first = (out * GROUP_BYTES) / sizes[out];
      (storage.data as Float32Array).set(staged[out].subarray(first, first + n) as Float32Array, offset + start);
    }
  }
  return true;
}

function isStaged({ storage, walk }: StreamArray): boolean {
  return storage.block === null || walk !== null;
}

function check(types: readonly (ElementDType | "bool")[], arrays: readonly StreamArray[], count: number): void {
  if (arrays.length !== types.length || arrays.length > MAX_ARRAYS) {
    throw new RangeError(`expected ${types.length} arrays, at most ${MAX_ARRAYS}, got ${arrays.length}`);
  }
  for (const [i, { storage, offset, walk }] of arrays.entries()) {
    checkRun(storage, offset, walk === null || count === 0 ? count : reach(walk) + 1, types[i]);
    const found = walk === null ? count : walk.sizes.reduce((product, size) => product * size, 1);
    if (found !== count) throw new RangeError(`expected a walk over ${count} elements, got one over ${found}`);
  }
}

/** How far the last element lies from the first. */
function reach({ sizes, strides }: Walk): number {
  let last = 0;
  for (let d = 0; d < sizes.length; d++) last += (sizes[d] - 1) * strides[d];
  return last;
}

/** Copies `n` elements from number `start` on to a dense run. */
function gather(to: TypedArray, at: number, { storage, offset, walk }: StreamArray, start: number, n: number): void {
  const target = to as Float32Array;
  const from = storage.data as Float32Array;
  if (walk === null) {
    target.set(from.subarray(offset + start, offset + start + n), at);
    return;
  }
  const { sizes, strides } = walk;
  const last = sizes.length - 1;
  const stride = strides[last];
  let place = start;
  for (let done = 0; done < n; ) {
    // The run that holds element number `place`: where it begins, and how much of it is left.
    let rest = Math.floor(place / sizes[last]);
    const inside = place - rest * sizes[last];
    let first = offset + inside * stride;
    for (let d = last - 1; d >= 0; d--) {
      const quotient = Math.floor(rest / sizes[d]);
      first += (rest - quotient * sizes[d]) * strides[d];
      rest = quotient;
    }
    const length = Math.min(sizes[last] - inside, n - done);
    copyRun(target, at + done, from, first, stride, length);
    done += length;
    place += length;
  }
}

/** Runs up to this length are copied element by element: a view costs more. */
const SHORT = 32;

function copyRun(to: Float32Array, at: number, from: Float32Array, first: number, stride: number, n: number): void {
  if (stride === 0) to.fill(from[first], at, at + n);
  else if (stride === 1 && n > SHORT) to.set(from.subarray(first, first + n), at);
  else for (let i = 0, e = first; i < n; i++, e += stride) to[at + i] = from[e];
}
