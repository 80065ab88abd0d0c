import { type FloatDType, itemSize } from "../../memory/dtype.ts";
import type { ArrayAccess } from "../body.ts";
import { LANES, VECTOR_BYTES } from "../lanes.ts";
import { loadTruthBytes, packTruths, spreadTruths, storeTruthBytes } from "../truths.ts";
import type { FunctionBuilder } from "../wasm/module.ts";
import { I32, op, simd, V128 } from "../wasm/opcodes.ts";
import { ARRAY_STEP, arrayWord, type Nest, type NestArray, sumOfArray, sumWord } from "./nest.ts";

const LOAD_LANE = { 1: simd.v128Load8Lane, 4: simd.v128Load32Lane, 8: simd.v128Load64Lane } as const;
const STORE_LANE = { 1: simd.v128Store8Lane, 4: simd.v128Store32Lane, 8: simd.v128Store64Lane } as const;
const SHIFT = { 1: 0, 4: 2, 8: 3 } as const;
/** The parameter that holds the job's address. */
const JOB = 0;
/** The upper two of four lanes in place of the lower two. */
const UPPER = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
/** The lower two lanes of each of two vectors. */
const LOWER_OF_BOTH = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
const ZEROS = new Uint8Array(VECTOR_BYTES);

interface SumLocals {
  /** How many terms there still are. */
  readonly left: number;
  /** The address of the present term of each factor. */
  readonly terms: readonly number[];
  readonly totals: readonly number[];
}

/** Reads and writes arrays of any strides, and truths: one byte in memory, all bits of a lane in a vector. */
export class NestAccess implements ArrayAccess {
  readonly #f: FunctionBuilder;
  readonly #dtype: FloatDType;
  readonly #nest: Nest;
  readonly #arrays: readonly NestArray[];
  readonly #pointers: readonly number[];
  readonly #strides: readonly number[];
  readonly #vector: number;
  /** Elements in a vector. */
  readonly #lanes: number;

  /** The pointers at present: in a sum, to its present term. */
  readonly #at: number[];
  readonly #sums: readonly SumLocals[];

  constructor(f: FunctionBuilder, nest: Nest, pointers: readonly number[], strides: readonly number[]) {
    const { program, arrays } = nest;
    this.#f = f;
    this.#nest = nest;
    this.#dtype = program.dtype;
    this.#arrays = arrays;
    this.#pointers = pointers;
    this.#at = [...pointers];
    this.#sums = nest.sums.map(({ factors }) => ({
      left: f.local(I32),
      terms: factors.map(() => f.local(I32)),
      totals: Array.from({ length: 4 }, () => f.local(V128)),
    }));
    this.#strides = strides;
    this.#vector = f.local(V128);
    this.#lanes = VECTOR_BYTES / itemSize(program.dtype);
  }

  isRepeated(array: number): boolean {
    return array >= 0 && this.#arrays[array].step === "repeated";
  }

  load(array: number, offset: number, oneLane: boolean): void {
    if (array < 0) this.#loadSum(sumOfArray(array), oneLane);
    else this.#load(array, offset, oneLane);
  }

  #load(array: number, offset: number, oneLane: boolean): void {
    const f = this.#f;
    const { dtype, step } = this.#arrays[array];
    const isTruth = dtype === "bool";
    const pointer = this.#at[array];
    const { load, splat, loadOne, alignment } = LANES[this.#dtype];
    const at = isTruth ? offset / itemSize(this.#dtype) : offset;
    if (step === "strided" && !oneLane) {
      this.#loadLanes(array);
      if (isTruth) spreadTruths(f, this.#lanes);
    } else if (step === "repeated" || (oneLane && isTruth)) {
      f.get(pointer);
      if (!isTruth) f.simdMemory(splat, at, alignment);
      else f.simdMemory(simd.v128Load8Splat, at, 0).simd(simd.v128Const).bytes(ZEROS).simd(simd.i8x16Ne);
    } else if (isTruth) {
      loadTruthBytes(f, pointer, at, this.#lanes, false);
      spreadTruths(f, this.#lanes);
    } else f.get(pointer).simdMemory(oneLane ? loadOne : load, at, alignment);
  }

  /** Leaves the sum of each lane. */
  #loadSum(sum: number, oneLane: boolean): void {
    const { kind, factors } = this.#nest.sums[sum];
    if (kind === "products") this.#loadProducts(sum, oneLane);
    else this.#loadPairs(sum, factors[0], oneLane);
  }

  #loadProducts(sum: number, oneLane: boolean): void {
    const f = this.#f;
    const { mul, add } = LANES[this.#dtype].operations;
    const { factors } = this.#nest.sums[sum];
    const total = this.#sums[sum].totals[0];
    this.#clear([total]);
    this.#begin(sum);
    f.loop();
    f.get(total);
    for (const factor of factors) this.#load(factor, 0, oneLane);
    f.simd(mul).simd(add).set(total);
    this.#next(sum, 1);
    f.emit(op.brIf, 0).end();
    this.#end(sum);
    f.get(total);
  }

  /** Of float32 each vector is two of doubles; of the elements of even and odd number each has a total. */
  #loadPairs(sum: number, factor: number, oneLane: boolean): void {
    const f = this.#f;
    const halves = this.#dtype === "float32" ? 2 : 1;
    const { left, totals } = this.#sums[sum];
    const add = (which: number) => {
      this.#load(factor, 0, oneLane);
      f.set(this.#vector);
      for (let half = 0; half < halves; half++) {
        const total = totals[2 * which + half];
        f.get(total).get(this.#vector);
        if (half === 1) f.get(this.#vector).simd(simd.i8x16Shuffle).bytes(UPPER);
        if (halves === 2) f.simd(simd.f64x2PromoteLowF32x4);
        f.simd(simd.f64x2Add).set(total);
      }
    };
    this.#clear(totals);
    this.#begin(sum);
    f.block().loop();
    f.get(left).i32(2).emit(op.i32LtU).emit(op.brIf, 1);
    add(0);
    this.#step(sum);
    add(1);
    this.#next(sum, 2);
    f.emit(op.drop).emit(op.br, 0).end().end();
    f.get(left).if();
    add(0);
    f.end();
    this.#end(sum);
    for (let half = 0; half < halves; half++) {
      f.get(totals[half])
        .get(totals[2 + half])
        .simd(simd.f64x2Add);
      if (halves === 2) f.simd(simd.f32x4DemoteF64x2Zero);
    }
    if (halves === 2) f.simd(simd.i8x16Shuffle).bytes(LOWER_OF_BOTH);
  }

  #clear(totals: readonly number[]): void {
    for (const total of totals) this.#f.simd(simd.v128Const).bytes(ZEROS).set(total);
  }

  /** Points to the first term. */
  #begin(sum: number): void {
    const f = this.#f;
    const { left, terms } = this.#sums[sum];
    this.#nest.sums[sum].factors.forEach((factor, i) => {
      f.get(this.#pointers[factor]).set(terms[i]);
      this.#at[factor] = terms[i];
    });
    f.get(JOB)
      .memory(op.i32Load, 4 * sumWord(this.#nest, sum))
      .set(left);
  }

  #step(sum: number): void {
    const f = this.#f;
    this.#nest.sums[sum].factors.forEach((factor) => {
      f.get(this.#at[factor]).get(JOB);
      f.memory(op.i32Load, 4 * (arrayWord(this.#nest, factor) + ARRAY_STEP))
        .emit(op.i32Add)
        .set(this.#at[factor]);
    });
  }

  /** Goes on, and leaves how many terms there still are. */
  #next(sum: number, terms: number): void {
    const { left } = this.#sums[sum];
    this.#step(sum);
    this.#f.get(left).i32(terms).emit(op.i32Sub).tee(left);
  }

  #end(sum: number): void {
    for (const factor of this.#nest.sums[sum].factors) this.#at[factor] = this.#pointers[factor];
  }

  /** Lane by lane. */
  #loadLanes(array: number): void {
    const f = this.#f;
    const size = itemSize(this.#arrays[array].dtype) as 1 | 4 | 8;
    f.simd(simd.v128Const).bytes(ZEROS).set(this.#vector);
    for (let lane = 0; lane < this.#lanes; lane++) {
      this.#address(array, lane);
      f.get(this.#vector).simdMemory(LOAD_LANE[size], 0, SHIFT[size]).bytes([lane]).set(this.#vector);
    }
    f.get(this.#vector);
  }

  #address(array: number, lane: number): void {
    const f = this.#f.get(this.#at[array]);
    if (lane > 0) f.get(this.#strides[array]).i32(lane).emit(op.i32Mul).emit(op.i32Add);
  }

  store(array: number, value: number, offset: number, oneLane: boolean): void {
    const f = this.#f;
    const { dtype, step } = this.#arrays[array];
    const isTruth = dtype === "bool";
    const size = itemSize(dtype) as 1 | 4 | 8;
    const at = isTruth ? offset / itemSize(this.#dtype) : offset;
    let stored = value;
    if (isTruth) {
      stored = this.#vector;
      packTruths(f, value, this.#lanes);
      f.set(stored);
    }
    if (step === "strided" || oneLane) {
      for (let lane = 0; lane < (oneLane ? 1 : this.#lanes); lane++) {
        this.#address(array, lane);
        f.get(stored)
          .simdMemory(STORE_LANE[size], step === "strided" ? 0 : at, SHIFT[size])
          .bytes([lane]);
      }
      return;
    }
    f.get(this.#pointers[array]).get(stored);
    if (isTruth) storeTruthBytes(f, at, this.#lanes, false);
    else f.simdMemory(simd.v128Store, at, SHIFT[size]);
  }
}
