import { type FloatDType, itemSize } from "../../memory/dtype.ts";
import type { ArrayAccess } from "../body.ts";
import { LANES, VECTOR_BYTES } from "../lanes.ts";
import type { FunctionBuilder } from "../wasm/module.ts";
import { op, simd, V128 } from "../wasm/opcodes.ts";
import type { Nest, NestArray } from "./nest.ts";

const LOAD_LANE = { 1: simd.v128Load8Lane, 4: simd.v128Load32Lane, 8: simd.v128Load64Lane } as const;
const STORE_LANE = { 1: simd.v128Store8Lane, 4: simd.v128Store32Lane, 8: simd.v128Store64Lane } as const;
const SHIFT = { 1: 0, 4: 2, 8: 3 } as const;
const ONES = new Uint8Array(VECTOR_BYTES).fill(1);
const ZEROS = new Uint8Array(VECTOR_BYTES);

/** Reads and writes arrays of any strides, and truths: one byte in memory, all bits of a lane in a vector. */
export class NestAccess implements ArrayAccess {
  readonly #f: FunctionBuilder;
  readonly #dtype: FloatDType;
  readonly #arrays: readonly NestArray[];
  readonly #pointers: readonly number[];
  readonly #strides: readonly number[];
  readonly #vector: number;
  /** Elements in a vector. */
  readonly #lanes: number;

  constructor(f: FunctionBuilder, { program, arrays }: Nest, pointers: readonly number[], strides: readonly number[]) {
    this.#f = f;
    this.#dtype = program.dtype;
    this.#arrays = arrays;
    this.#pointers = pointers;
    this.#strides = strides;
    this.#vector = f.local(V128);
    this.#lanes = VECTOR_BYTES / itemSize(program.dtype);
  }

  isRepeated(array: number): boolean {
    return this.#arrays[array].step === "repeated";
  }

  load(array: number, offset: number, oneLane: boolean): void {
    const f = this.#f;
    const { dtype, step } = this.#arrays[array];
    const isTruth = dtype === "bool";
    const pointer = this.#pointers[array];
    const { load, splat, loadOne, alignment } = LANES[this.#dtype];
    const at = isTruth ? offset / itemSize(this.#dtype) : offset;
    if (step === "strided" && !oneLane) {
      this.#loadLanes(array);
      if (isTruth) this.#spreadTruths();
    } else if (step === "repeated" || (oneLane && isTruth)) {
      f.get(pointer);
      if (!isTruth) f.simdMemory(splat, at, alignment);
      else f.simdMemory(simd.v128Load8Splat, at, 0).simd(simd.v128Const).bytes(ZEROS).simd(simd.i8x16Ne);
    } else if (isTruth) {
      if (this.#lanes === 4) f.get(pointer).simdMemory(simd.v128Load32Zero, at, 0);
      else f.get(pointer).simd(simd.v128Const).bytes(ZEROS).simdMemory(simd.v128Load16Lane, at, 0).bytes([0]);
      this.#spreadTruths();
    } else f.get(pointer).simdMemory(oneLane ? loadOne : load, at, alignment);
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
    const f = this.#f.get(this.#pointers[array]);
    if (lane > 0) f.get(this.#strides[array]).i32(lane).emit(op.i32Mul).emit(op.i32Add);
  }

  /** Of one byte for each lane, all bits of the lane. */
  #spreadTruths(): void {
    const f = this.#f;
    f.simd(simd.i16x8ExtendLowI8x16U).simd(simd.i32x4ExtendLowI16x8U);
    if (this.#lanes === 2) f.simd(simd.i64x2ExtendLowI32x4U);
    f.simd(simd.v128Const).bytes(ZEROS);
    f.simd(this.#lanes === 2 ? simd.i64x2Ne : simd.i32x4Ne);
  }

  store(array: number, value: number, offset: number, oneLane: boolean): void {
    const f = this.#f;
    const { dtype, step } = this.#arrays[array];
    const isTruth = dtype === "bool";
    const size = itemSize(dtype) as 1 | 4 | 8;
    const at = isTruth ? offset / itemSize(this.#dtype) : offset;
    let stored = value;
    if (isTruth) {
      // The lowest byte of each lane, one after the other.
      const bytes = Array.from({ length: VECTOR_BYTES }, (_, i) => (i * itemSize(this.#dtype)) % VECTOR_BYTES);
      stored = this.#vector;
      f.get(value).get(value).simd(simd.i8x16Shuffle).bytes(bytes);
      f.simd(simd.v128Const).bytes(ONES).simd(simd.v128And).set(stored);
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
    if (!isTruth) f.simdMemory(simd.v128Store, at, SHIFT[size]);
    else if (this.#lanes === 4) f.simdMemory(simd.v128Store32Lane, at, 0).bytes([0]);
    else f.simdMemory(simd.v128Store16Lane, at, 0).bytes([0]);
  }
}
