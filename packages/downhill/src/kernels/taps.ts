import { type FloatDType, itemSize } from "../memory/dtype.ts";
import type { Storage } from "../memory/storage.ts";
import { addressOf, checkRun } from "./address.ts";
import { increase, LANES, limit, locals, VECTOR_BYTES, whileBelow } from "./matmul/writing.ts";
import { Kernel } from "./pool/kernel.ts";
import { pool } from "./pool/pool.ts";
import { Scratch } from "./scratch.ts";
import { kernelsSupported } from "./support.ts";
import { assemble, FunctionBuilder, i32Parameters } from "./wasm/module.ts";
import { op, simd, V128 } from "./wasm/opcodes.ts";

/*
 * What a convolution does in which each output sees one channel: planes that are sums of a few shifted ones (taps), each
 * with its weight, and the products of one plane with shifted others. Each element is summed in the order of the taps, and
 * each product along rows; kernels, loops and any number of threads give the same bits.
 */

type FloatArray = Float32Array | Float64Array;

/** Elements of a plane are computed by so many bytes. */
const BLOCK_BYTES = 64;
const BLOCK_VECTORS = BLOCK_BYTES / VECTOR_BYTES;
/** From so many multiplications on, waking the workers costs less than they save; and what one takes at a time. */
const PARALLEL_WORK = 1 << 16;
const CHUNK_WORK = 1 << 15;

/** Planes in a storage, so many elements apart, of which results that follow one another share one. */
export interface Planes {
  readonly storage: Storage;
  readonly step: number;
  readonly sharing: number;
  /** From an element's place to where each tap is found, in elements, not negative. */
  readonly taps: Int32Array;
}

/** So many elements are read and written of a plane of `count`: whole blocks. */
export function wholeBlocks(dtype: FloatDType, count: number): number {
  const block = BLOCK_BYTES / itemSize(dtype);
  return Math.ceil(count / block) * block;
}

/** So many elements a row of the gradient takes. */
export function wholeVectors(dtype: FloatDType, count: number): number {
  return Math.ceil(count / LANES[dtype].count) * LANES[dtype].count;
}

/**
 * out[p][i] = Σ weights[p mod rows][t] · from[p / sharing][i + tap t], summed in the order of the taps.
 *
 * @param weights so many rows, each with a weight for each tap
 * @param out where planes of whole blocks go, one after another
 * @param count elements of each plane, rounded up to whole blocks
 */
export function sumTaps(
  planes: number,
  from: Planes,
  weights: Storage,
  rows: number,
  out: Storage,
  count: number,
): void {
  const dtype = out.dtype as FloatDType;
  const length = wholeBlocks(dtype, count);
  checkPlanes(planes, from, length, dtype);
  checkRun(weights, 0, rows * from.taps.length, dtype);
  checkRun(out, 0, planes * length, dtype);
  const work = length * Math.max(1, from.taps.length);
  if (!kernelsSupported() || [from.storage, weights, out].some(({ block }) => block === null)) {
    sumInLoops(planes, from, weights, rows, out, length);
    return;
  }
  const base = writeJob(planes, from, work, dtype);
  if (base < 0) {
    sumInLoops(planes, from, weights, rows, out, length);
    return;
  }
  const { words } = job;
  const size = itemSize(dtype);
  words[OUT >> 2] = addressOf(out, 0, planes * length, dtype);
  words[OUT_STEP >> 2] = length * size;
  words[OTHER >> 2] = addressOf(weights, 0, rows * from.taps.length, dtype);
  words[OTHER_STEP >> 2] = from.taps.length * size;
  words[ROWS >> 2] = rows;
  const kernel = kernelFor("sum", dtype, writeSums);
  pool.run(kernel, base, Math.ceil(planes / words[PER_CHUNK >> 2]), planes * work >= PARALLEL_WORK);
}

/**
 * The products of each of some planes with planes shifted by each tap, in double precision: of row `r` of a plane with the
 * elements from `rows[r]` + tap on, `width` of them.
 *
 * @param grads planes of rows of whole vectors, one after another; what rows have beyond `width` is never used
 * @returns one number for each plane and tap
 */
export function multiplyTaps(
  planes: number,
  grads: Storage,
  rows: Int32Array,
  width: number,
  from: Planes,
): Float64Array {
  const dtype = grads.dtype as FloatDType;
  const row = wholeVectors(dtype, width);
  checkRun(grads, 0, planes * rows.length * row, dtype);
  const reach = rows.reduce((most, at) => Math.max(most, at), 0) + row;
  checkPlanes(planes, from, reach, dtype);
  const results = new Float64Array(planes * from.taps.length);
  const work = rows.length * row * Math.max(1, from.taps.length);
  const inHeap = grads.block !== null && from.storage.block !== null;
  const base =
    kernelsSupported() && inHeap && width > 0 ? writeJob(planes, from, work, dtype, rows, results.length) : -1;
  if (base < 0) {
    multiplyInLoops(planes, grads, rows, width, from, results);
    return results;
  }
  const { words } = job;
  const size = itemSize(dtype);
  words[OTHER >> 2] = addressOf(grads, 0, planes * rows.length * row, dtype);
  words[OTHER_STEP >> 2] = row * size;
  const last = width - (row - LANES[dtype].count);
  const mask = new Uint8Array(words.buffer, base + MASK, VECTOR_BYTES);
  for (let i = 0; i < VECTOR_BYTES; i++) mask[i] = i < last * size ? 0xff : 0;
  const kernel = kernelFor("multiply", dtype, writeProducts);
  pool.run(kernel, base, Math.ceil(planes / words[PER_CHUNK >> 2]), planes * work >= PARALLEL_WORK);
  const start = (words[OUT >> 2] - base) / 8;
  results.set(job.elements("float64").subarray(start, start + results.length));
  return results;
}

function checkPlanes(
  planes: number,
  { storage, step, sharing, taps }: Planes,
  length: number,
  dtype: FloatDType,
): void {
  if (planes === 0 || taps.length === 0) return;
  if (taps.some((tap) => tap < 0)) throw new RangeError("a tap before its plane");
  const reach = taps.reduce((most, tap) => Math.max(most, tap), 0) + length;
  checkRun(storage, 0, (Math.ceil(planes / sharing) - 1) * step + reach, dtype);
}

// ------------------------------------------------------------------------------------------------------------- loops

function sumInLoops(
  planes: number,
  { storage, step, sharing, taps }: Planes,
  weights: Storage,
  rows: number,
  out: Storage,
  length: number,
): void {
  const [x, w, to] = [storage.data as FloatArray, weights.data as FloatArray, out.data as FloatArray];
  const round = out.dtype === "float32" ? Math.fround : same;
  for (let p = 0; p < planes; p++) {
    const start = Math.floor(p / sharing) * step;
    const row = (p % rows) * taps.length;
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let t = 0; t < taps.length; t++) sum = round(sum + round(w[row + t] * x[start + taps[t] + i]));
      to[p * length + i] = sum;
    }
  }
}

function multiplyInLoops(
  planes: number,
  grads: Storage,
  rows: Int32Array,
  width: number,
  { storage, step, sharing, taps }: Planes,
  results: Float64Array,
): void {
  const [g, x] = [grads.data as FloatArray, storage.data as FloatArray];
  const dtype = grads.dtype as FloatDType;
  const { count } = LANES[dtype];
  const round = dtype === "float32" ? Math.fround : same;
  const row = wholeVectors(dtype, width);
  const lanes = new Float64Array(count);
  const inRow = new Float64Array(count);
  for (let p = 0; p < planes; p++) {
    const start = Math.floor(p / sharing) * step;
    for (let t = 0; t < taps.length; t++) {
      lanes.fill(0);
      for (let r = 0; r < rows.length; r++) {
        const [at, from] = [(p * rows.length + r) * row, start + taps[t] + rows[r]];
        inRow.fill(0);
        for (let i = 0; i < width; i++) inRow[i % count] = round(inRow[i % count] + round(g[at + i] * x[from + i]));
        for (let lane = 0; lane < count; lane++) lanes[lane] += inRow[lane];
      }
      const sum = lanes[0] + lanes[1];
      results[p * taps.length + t] = count === 2 ? sum : sum + (lanes[2] + lanes[3]);
    }
  }
}

const same = (x: number) => x;

// ----------------------------------------------------------------------------------------------------------- kernels

/** Byte offsets in the parameter block; tables of offsets, and results of products, follow it. */
const [SOURCE, SOURCE_STEP, SHARING, TAPS, TAP_END, OUT, OUT_STEP] = [0, 4, 8, 12, 16, 20, 24];
const [OTHER, OTHER_STEP, ROWS, ROW_TABLE, ROW_END, PER_CHUNK, PLANES] = [28, 32, 36, 40, 44, 48, 52];
const MASK = 64;
const HEADER_BYTES = 80;

const job = new Scratch();
const kernels = new Map<string, Kernel>();

/** Writes what both kernels need to know. Returns the job's address, -1 where there is no room. */
function writeJob(
  planes: number,
  { storage, step, sharing, taps }: Planes,
  work: number,
  dtype: FloatDType,
  rows: Int32Array = new Int32Array(0),
  results = 0,
): number {
  const size = itemSize(dtype);
  const resultsAt = (HEADER_BYTES + 4 * (taps.length + rows.length) + 7) & ~7;
  const base = job.reserve(resultsAt + 8 * results);
  if (base < 0) return base;
  const { words } = job;
  words[SOURCE >> 2] = addressOf(storage, 0, 0, dtype);
  words[SOURCE_STEP >> 2] = step * size;
  words[SHARING >> 2] = sharing;
  words[TAPS >> 2] = base + HEADER_BYTES;
  words[TAP_END >> 2] = base + HEADER_BYTES + 4 * taps.length;
  words[ROW_TABLE >> 2] = words[TAP_END >> 2];
  words[ROW_END >> 2] = words[TAP_END >> 2] + 4 * rows.length;
  words[OUT >> 2] = base + resultsAt;
  words[PER_CHUNK >> 2] = Math.max(1, Math.floor(CHUNK_WORK / work));
  words[PLANES >> 2] = planes;
  const table = words.subarray(HEADER_BYTES >> 2);
  for (let t = 0; t < taps.length; t++) table[t] = taps[t] * size;
  for (let r = 0; r < rows.length; r++) table[taps.length + r] = rows[r] * size;
  return base;
}

function kernelFor(name: string, dtype: FloatDType, write: (dtype: FloatDType) => FunctionBuilder): Kernel {
  const key = `${name}|${dtype}`;
  const kernel = kernels.get(key) ?? new Kernel(assemble([write(dtype)]));
  kernels.set(key, kernel);
  return kernel;
}

/** chunk(job, index): writes for each plane of the chunk what `body` does, the plane's number and its source in locals. */
function eachPlane(f: FunctionBuilder, body: (plane: number, source: number) => void): FunctionBuilder {
  const [parameters, index] = [0, 1];
  const { plane, end, planes, source } = locals(f, "plane", "end", "planes", "source");
  const word = (place: number) => f.get(parameters).memory(op.i32Load, place);
  word(PER_CHUNK).get(index).emit(op.i32Mul).set(plane);
  word(PER_CHUNK).get(plane).emit(op.i32Add).set(end);
  word(PLANES).set(planes);
  limit(f, end, planes);
  whileBelow(f, plane, end, () => {
    f.get(plane);
    word(SHARING).emit(op.i32DivU);
    word(SOURCE_STEP).emit(op.i32Mul);
    word(SOURCE).emit(op.i32Add).set(source);
    body(plane, source);
    increase(f, plane, 1);
  });
  return f;
}

function writeSums(dtype: FloatDType): FunctionBuilder {
  const f = new FunctionBuilder("chunk", i32Parameters(2));
  const { bytes, splat, add, mul } = LANES[dtype];
  const { to, toEnd, weights, weight, tap, tapEnd, at } = locals(
    f,
    ...(["to", "toEnd", "weights", "weight", "tap", "tapEnd", "at"] as const),
  );
  const sums = Array.from({ length: BLOCK_VECTORS }, () => f.local(V128));
  const factor = f.local(V128);
  const word = (place: number) => f.get(0).memory(op.i32Load, place);
  return eachPlane(f, (plane, source) => {
    f.get(plane);
    word(OUT_STEP).emit(op.i32Mul);
    word(OUT).emit(op.i32Add).tee(to);
    word(OUT_STEP).emit(op.i32Add).set(toEnd);
    f.get(plane);
    word(ROWS).emit(op.i32RemU);
    word(OTHER_STEP).emit(op.i32Mul);
    word(OTHER).emit(op.i32Add).set(weights);
    word(TAP_END).set(tapEnd);
    whileBelow(f, to, toEnd, () => {
      for (const sum of sums) f.simd(simd.v128Const).bytes(new Uint8Array(VECTOR_BYTES)).set(sum);
      f.get(weights).set(weight);
      word(TAPS).set(tap);
      whileBelow(f, tap, tapEnd, () => {
        f.get(source).get(tap).memory(op.i32Load).emit(op.i32Add).set(at);
        f.get(weight).simdMemory(splat).set(factor);
        sums.forEach((sum, i) => {
          f.get(sum)
            .get(factor)
            .get(at)
            .simdMemory(simd.v128Load, i * VECTOR_BYTES);
          f.simd(mul).simd(add).set(sum);
        });
        increase(f, tap, 4);
        increase(f, weight, bytes);
      });
      sums.forEach((sum, i) => {
        f.get(to)
          .get(sum)
          .simdMemory(simd.v128Store, i * VECTOR_BYTES);
      });
      increase(f, source, BLOCK_BYTES);
      increase(f, to, BLOCK_BYTES);
    });
  });
}

const UPPER_HALF = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];

function writeProducts(dtype: FloatDType): FunctionBuilder {
  const f = new FunctionBuilder("chunk", i32Parameters(2));
  const { add, mul } = LANES[dtype];
  const { to, grads, grad, wholeEnd, tap, tapEnd, row, rowEnd, at, rowBytes } = locals(
    f,
    ...(["to", "grads", "grad", "wholeEnd", "tap", "tapEnd", "row", "rowEnd", "at", "rowBytes"] as const),
  );
  const [sum, low, high, mask] = [f.local(V128), f.local(V128), f.local(V128), f.local(V128)];
  const zero = () => f.simd(simd.v128Const).bytes(new Uint8Array(VECTOR_BYTES));
  const word = (place: number) => f.get(0).memory(op.i32Load, place);
  const lane = (vector: number, index: number) => f.get(vector).simd(simd.f64x2ExtractLane, index);
  return eachPlane(f, (plane, source) => {
    f.get(0).simdMemory(simd.v128Load, MASK).set(mask);
    word(OTHER_STEP).set(rowBytes);
    word(TAPS).set(tap);
    word(TAP_END).set(tapEnd);
    word(ROW_END).set(rowEnd);
    // Results: 8 bytes for each tap of each plane. Gradients: all rows of each plane.
    f.get(plane).get(tapEnd).get(tap).emit(op.i32Sub).i32(2).emit(op.i32Mul).emit(op.i32Mul);
    word(OUT).emit(op.i32Add).set(to);
    f.get(plane).get(rowEnd).get(tapEnd).emit(op.i32Sub).i32(2).emit(op.i32ShrU).emit(op.i32Mul);
    f.get(rowBytes).emit(op.i32Mul);
    word(OTHER).emit(op.i32Add).set(grads);
    whileBelow(f, tap, tapEnd, () => {
      zero().set(low);
      zero().set(high);
      f.get(grads).set(grad);
      word(ROW_TABLE).set(row);
      whileBelow(f, row, rowEnd, () => {
        zero().set(sum);
        f.get(source).get(tap).memory(op.i32Load).emit(op.i32Add);
        f.get(row).memory(op.i32Load).emit(op.i32Add).set(at);
        f.get(grad).get(rowBytes).emit(op.i32Add).i32(VECTOR_BYTES).emit(op.i32Sub).set(wholeEnd);
        whileBelow(f, grad, wholeEnd, () => {
          f.get(sum).get(grad).simdMemory(simd.v128Load).get(at).simdMemory(simd.v128Load);
          f.simd(mul).simd(add).set(sum);
          increase(f, grad, VECTOR_BYTES);
          increase(f, at, VECTOR_BYTES);
        });
        // What lies beyond the row may be anything: only lanes within it count.
        f.get(sum).get(grad).simdMemory(simd.v128Load).get(mask).simd(simd.v128And);
        f.get(at).simdMemory(simd.v128Load).get(mask).simd(simd.v128And);
        f.simd(mul).simd(add).set(sum);
        increase(f, grad, VECTOR_BYTES);
        if (dtype === "float64") f.get(low).get(sum).simd(simd.f64x2Add).set(low);
        else {
          f.get(low).get(sum).simd(simd.f64x2PromoteLowF32x4).simd(simd.f64x2Add).set(low);
          f.get(high).get(sum).get(sum).simd(simd.i8x16Shuffle).bytes(UPPER_HALF);
          f.simd(simd.f64x2PromoteLowF32x4).simd(simd.f64x2Add).set(high);
        }
        increase(f, row, 4);
      });
      f.get(to);
      lane(low, 0);
      lane(low, 1).emit(op.f64Add);
      if (dtype === "float32") {
        lane(high, 0);
        lane(high, 1).emit(op.f64Add).emit(op.f64Add);
      }
      f.memory(op.f64Store, 0, 3);
      increase(f, to, 8);
      increase(f, tap, 4);
    });
  });
}
