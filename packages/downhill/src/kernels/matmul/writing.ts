import type { FloatDType } from "../../memory/dtype.ts";
import type { FunctionBuilder } from "../wasm/module.ts";
import { F32, F64, I32, op, simd, type ValueType } from "../wasm/opcodes.ts";

export const VECTOR_BYTES = 16;

/** What differs between the kernels of the two types. */
export interface Lanes {
  /** An element's type, its bytes, and their logarithm to base 2. */
  readonly scalar: ValueType;
  readonly bytes: number;
  readonly shift: number;
  /** Elements of a vector. */
  readonly count: number;
  readonly splat: number;
  readonly add: number;
  readonly mul: number;
  readonly loadOne: number;
  readonly storeOne: number;
  readonly addOne: number;
  readonly constant: number;
}

export const LANES: Readonly<Record<FloatDType, Lanes>> = {
  float32: {
    scalar: F32,
    bytes: 4,
    shift: 2,
    count: 4,
    splat: simd.v128Load32Splat,
    add: simd.f32x4Add,
    mul: simd.f32x4Mul,
    loadOne: op.f32Load,
    storeOne: op.f32Store,
    addOne: op.f32Add,
    constant: op.f32Const,
  },
  float64: {
    scalar: F64,
    bytes: 8,
    shift: 3,
    count: 2,
    splat: simd.v128Load64Splat,
    add: simd.f64x2Add,
    mul: simd.f64x2Mul,
    loadOne: op.f64Load,
    storeOne: op.f64Store,
    addOne: op.f64Add,
    constant: op.f64Const,
  },
};

/** Declares one integer local for each name. */
export function locals<Name extends string>(f: FunctionBuilder, ...names: Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name) => [name, f.local(I32)])) as Record<Name, number>;
}

/** local += amount */
export function increase(f: FunctionBuilder, local: number, amount: number): void {
  f.get(local).i32(amount).emit(op.i32Add).set(local);
}

/** local += other */
export function advance(f: FunctionBuilder, local: number, other: number): void {
  f.get(local).get(other).emit(op.i32Add).set(local);
}

/** local = min(local, other) */
export function limit(f: FunctionBuilder, local: number, other: number): void {
  f.get(local).get(other).get(local).get(other).emit(op.i32LtU).emit(op.select).set(local);
}

/** Rounds the number on the stack up to a multiple of a power of two. */
export function roundUp(f: FunctionBuilder, multiple: number): void {
  f.i32(multiple - 1)
    .emit(op.i32Add)
    .i32(-multiple)
    .emit(op.i32And);
}

/** Repeats the body while local < end. */
export function whileBelow(f: FunctionBuilder, local: number, end: number, body: () => void): void {
  f.block().loop();
  f.get(local).get(end).emit(op.i32GeU).emit(op.brIf, 1);
  body();
  f.emit(op.br, 0).end().end();
}

/** Repeats the body while local ≥ least. */
export function whileAtLeast(f: FunctionBuilder, local: number, least: number, body: () => void): void {
  f.block().loop();
  f.get(local).i32(least).emit(op.i32LtU).emit(op.brIf, 1);
  body();
  f.emit(op.br, 0).end().end();
}
