import { VECTOR_BYTES } from "./lanes.ts";
import type { FunctionBuilder } from "./wasm/module.ts";
import { simd } from "./wasm/opcodes.ts";

/*
 * Truths: a byte of 1 or 0 in memory, all bits of a lane or none in a vector.
 */

const ZEROS = new Uint8Array(VECTOR_BYTES);
const ONES = new Uint8Array(VECTOR_BYTES).fill(1);

/** Leaves the bytes of as many truths as there are lanes, or of one, in a vector's lowest bytes. */
export function loadTruthBytes(
  f: FunctionBuilder,
  pointer: number,
  offset: number,
  lanes: number,
  oneLane: boolean,
): void {
  f.get(pointer);
  if (lanes === 4 && !oneLane) f.simdMemory(simd.v128Load32Zero, offset, 0);
  else {
    f.simd(simd.v128Const).bytes(ZEROS);
    f.simdMemory(oneLane ? simd.v128Load8Lane : simd.v128Load16Lane, offset, 0).bytes([0]);
  }
}

/** Makes the lowest bytes of the vector on the stack, one for each lane, the lanes' bits. */
export function spreadTruths(f: FunctionBuilder, lanes: number): void {
  f.simd(simd.i16x8ExtendLowI8x16U).simd(simd.i32x4ExtendLowI16x8U);
  if (lanes === 2) f.simd(simd.i64x2ExtendLowI32x4U);
  f.simd(simd.v128Const).bytes(ZEROS);
  f.simd(lanes === 2 ? simd.i64x2Ne : simd.i32x4Ne);
}

/** Leaves the truths of a vector, which a local holds, as bytes one after the other. */
export function packTruths(f: FunctionBuilder, value: number, lanes: number): void {
  const lowestBytes = Array.from({ length: VECTOR_BYTES }, (_, i) => (i % lanes) * (VECTOR_BYTES / lanes));
  f.get(value).get(value).simd(simd.i8x16Shuffle).bytes(lowestBytes);
  f.simd(simd.v128Const).bytes(ONES).simd(simd.v128And);
}

/** Stores packed truths, or the first of them; the address and the vector are on the stack. */
export function storeTruthBytes(f: FunctionBuilder, offset: number, lanes: number, oneLane: boolean): void {
  const store = oneLane ? simd.v128Store8Lane : lanes === 4 ? simd.v128Store32Lane : simd.v128Store16Lane;
  f.simdMemory(store, offset, 0).bytes([0]);
}
