import { type FloatDType, itemSize } from "../memory/dtype.ts";
import { heap } from "../memory/heap.ts";
import { addressOf, checkRun, type Run } from "./address.ts";
import { Kernel } from "./pool/kernel.ts";
import { pool } from "./pool/pool.ts";
import { Scratch } from "./scratch.ts";
import { assemble, FunctionBuilder, i32Parameters } from "./wasm/module.ts";
import { I32, op, simd, V128 } from "./wasm/opcodes.ts";

/** Σ aᵢbᵢ, Σ |aᵢ|, or max |aᵢ|, which is NaN if any element is. */
export type ReductionName = "dot" | "absSum" | "absMax";

/** The bytes of one partial result: the same whatever the number of threads, so that the sum is too. */
const PIECE_BYTES = 64 * 1024;
const PARALLEL_BYTES = 64 * 1024;
const VECTOR_BYTES = 16;
/** Independent sums, so that additions needn't wait for one another. */
const ACCUMULATORS = 4;

/** Byte offsets in the parameter block. */
const A = 0;
const B = 4;
const BYTES = 8;
const PARTIALS = 12;
const HEADER_BYTES = 16;

const kernels = new Map<string, Kernel>();
const scratch = new Scratch();

/**
 * Reduces `count` elements of dense arrays to one number, in double precision whatever their dtype: pieces of a fixed
 * size on any thread, their results added up in order. So the result depends neither on threads nor on the machine.
 *
 * @param b the second factor of `dot`, of the same dtype; the others use `a` alone
 */
export function reduce(name: ReductionName, count: number, a: Run, b: Run = a): number {
  const dtype = a.storage.dtype as FloatDType;
  for (const { storage, offset } of [a, b]) checkRun(storage, offset, count, dtype);
  if (count === 0) return 0;
  const bytes = count * itemSize(dtype);
  const pieces = Math.ceil(bytes / PIECE_BYTES);
  const inHeap = a.storage.block !== null && b.storage.block !== null;
  const base = inHeap ? scratch.reserve(HEADER_BYTES + pieces * 8) : -1;
  if (base < 0) return reducePlain(name, count, a, b);
  const key = `${name}|${dtype}`;
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    kernel = new Kernel(assemble([new ReductionWriter(name, dtype).write()]));
    kernels.set(key, kernel);
  }
  const header = new Int32Array(heap.buffer, base, 4);
  header[A >> 2] = addressOf(a.storage, a.offset, count, dtype);
  header[B >> 2] = addressOf(b.storage, b.offset, count, dtype);
  header[BYTES >> 2] = bytes;
  header[PARTIALS >> 2] = base + HEADER_BYTES;
  pool.run(kernel, base, pieces, bytes >= PARALLEL_BYTES);
  const partials = new Float64Array(heap.buffer, base + HEADER_BYTES, pieces);
  let total = 0;
  for (let i = 0; i < pieces; i++) total = name === "absMax" ? Math.max(total, partials[i]) : total + partials[i];
  return total;
}

function reducePlain(name: ReductionName, count: number, a: Run, b: Run): number {
  const x = a.storage.data as Float64Array;
  const y = b.storage.data as Float64Array;
  let total = 0;
  for (let i = a.offset, j = b.offset; i < a.offset + count; i++, j++) {
    if (name === "absMax") total = Math.max(total, Math.abs(x[i]));
    else total += name === "dot" ? x[i] * y[j] : Math.abs(x[i]);
  }
  return total;
}

const HIGH_HALF_FIRST = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];

class ReductionWriter {
  readonly #function = new FunctionBuilder("chunk", i32Parameters(2));
  readonly #name: ReductionName;
  readonly #dtype: FloatDType;
  readonly #a: number;
  readonly #b: number;
  readonly #accumulators: number[];
  readonly #left: number;
  readonly #right: number;

  constructor(name: ReductionName, dtype: FloatDType) {
    this.#name = name;
    this.#dtype = dtype;
    this.#a = this.#function.local(I32);
    this.#b = this.#function.local(I32);
    this.#left = this.#function.local(V128);
    this.#right = this.#function.local(V128);
    this.#accumulators = Array.from({ length: ACCUMULATORS }, () => this.#function.local(V128));
  }

  write(): FunctionBuilder {
    const f = this.#function;
    const [parameters, index] = [0, 1];
    const [start, bytes] = [f.local(I32), f.local(I32)];
    f.get(index).i32(PIECE_BYTES).emit(op.i32Mul).set(start);
    f.get(parameters).memory(op.i32Load, A).get(start).emit(op.i32Add).set(this.#a);
    f.get(parameters).memory(op.i32Load, B).get(start).emit(op.i32Add).set(this.#b);
    f.get(parameters).memory(op.i32Load, BYTES).get(start).emit(op.i32Sub).set(bytes);
    f.i32(PIECE_BYTES).get(bytes).get(bytes).i32(PIECE_BYTES).emit(op.i32GtU).emit(op.select).set(bytes);
    this.#writeLoop(bytes, 2, VECTOR_BYTES, simd.v128Load);
    this.#writeLoop(bytes, 1, VECTOR_BYTES, simd.v128Load);
    const one = this.#dtype === "float32" ? simd.v128Load32Zero : simd.v128Load64Zero;
    this.#writeLoop(bytes, 1, itemSize(this.#dtype), one);

    const combine = this.#name === "absMax" ? simd.f64x2Max : simd.f64x2Add;
    const [first, ...rest] = this.#accumulators;
    for (const other of rest) f.get(first).get(other).simd(combine).set(first);
    f.get(parameters).memory(op.i32Load, PARTIALS).get(index).i32(3).emit(op.i32Shl).emit(op.i32Add);
    f.get(first).simd(simd.f64x2ExtractLane).bytes([0]);
    f.get(first).simd(simd.f64x2ExtractLane).bytes([1]);
    f.emit(this.#name === "absMax" ? op.f64Max : op.f64Add).memory(op.f64Store, 0, 3);
    return f;
  }

  #writeLoop(bytes: number, unroll: number, step: number, load: number): void {
    const f = this.#function;
    const turn = unroll * step;
    f.block().loop();
    f.get(bytes).i32(turn).emit(op.i32LtU).emit(op.brIf, 1);
    for (let i = 0; i < unroll; i++) this.#writeStep(load, i * step, 2 * i);
    f.get(this.#a).i32(turn).emit(op.i32Add).set(this.#a);
    f.get(this.#b).i32(turn).emit(op.i32Add).set(this.#b);
    f.get(bytes).i32(turn).emit(op.i32Sub).set(bytes);
    f.emit(op.br, 0).end().end();
  }

  /** Takes in one vector; float32 is widened half by half. */
  #writeStep(load: number, offset: number, accumulator: number): void {
    const f = this.#function;
    const alignment = this.#dtype === "float32" ? 2 : 3;
    f.get(this.#a).simdMemory(load, offset, alignment).set(this.#left);
    if (this.#name === "dot") f.get(this.#b).simdMemory(load, offset, alignment).set(this.#right);
    if (this.#dtype === "float64") {
      this.#writeAccumulate(accumulator, (vector) => f.get(vector));
      return;
    }
    this.#writeAccumulate(accumulator, (vector) => f.get(vector).simd(simd.f64x2PromoteLowF32x4));
    this.#writeAccumulate(accumulator + 1, (vector) =>
      f.get(vector).get(vector).simd(simd.i8x16Shuffle).bytes(HIGH_HALF_FIRST).simd(simd.f64x2PromoteLowF32x4),
    );
  }

  #writeAccumulate(index: number, push: (vector: number) => void): void {
    const f = this.#function;
    const accumulator = this.#accumulators[index];
    f.get(accumulator);
    push(this.#left);
    if (this.#name === "dot") {
      push(this.#right);
      f.simd(simd.f64x2Mul);
    } else f.simd(simd.f64x2Abs);
    f.simd(this.#name === "absMax" ? simd.f64x2Max : simd.f64x2Add).set(accumulator);
  }
}
