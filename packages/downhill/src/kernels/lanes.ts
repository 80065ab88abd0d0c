import type { ElementDType } from "../memory/dtype.ts";
import { simd } from "./wasm/opcodes.ts";

export const VECTOR_BYTES = 16;

/** The operations of one vector type. */
export interface Lanes {
  /** How many. */
  readonly count: number;
  readonly load: number;
  readonly loadOne: number;
  readonly storeOne: number;
  readonly splat: number;
  readonly alignment: number;
  readonly operations: Readonly<Record<string, number>>;
}

export const LANES: Readonly<Record<ElementDType, Lanes>> = {
  float32: {
    count: 4,
    load: simd.v128Load,
    loadOne: simd.v128Load32Zero,
    storeOne: simd.v128Store32Lane,
    splat: simd.v128Load32Splat,
    alignment: 2,
    operations: {
      add: simd.f32x4Add,
      sub: simd.f32x4Sub,
      mul: simd.f32x4Mul,
      div: simd.f32x4Div,
      min: simd.f32x4Min,
      max: simd.f32x4Max,
      pmin: simd.f32x4Pmin,
      pmax: simd.f32x4Pmax,
      neg: simd.f32x4Neg,
      abs: simd.f32x4Abs,
      sqrt: simd.f32x4Sqrt,
      floor: simd.f32x4Floor,
      ceil: simd.f32x4Ceil,
      trunc: simd.f32x4Trunc,
      nearest: simd.f32x4Nearest,
      eq: simd.f32x4Eq,
      ne: simd.f32x4Ne,
      lt: simd.f32x4Lt,
      le: simd.f32x4Le,
      gt: simd.f32x4Gt,
      ge: simd.f32x4Ge,
    },
  },
  float64: {
    count: 2,
    load: simd.v128Load,
    loadOne: simd.v128Load64Zero,
    storeOne: simd.v128Store64Lane,
    splat: simd.v128Load64Splat,
    alignment: 3,
    operations: {
      add: simd.f64x2Add,
      sub: simd.f64x2Sub,
      mul: simd.f64x2Mul,
      div: simd.f64x2Div,
      min: simd.f64x2Min,
      max: simd.f64x2Max,
      pmin: simd.f64x2Pmin,
      pmax: simd.f64x2Pmax,
      neg: simd.f64x2Neg,
      abs: simd.f64x2Abs,
      sqrt: simd.f64x2Sqrt,
      floor: simd.f64x2Floor,
      ceil: simd.f64x2Ceil,
      trunc: simd.f64x2Trunc,
      nearest: simd.f64x2Nearest,
      eq: simd.f64x2Eq,
      ne: simd.f64x2Ne,
      lt: simd.f64x2Lt,
      le: simd.f64x2Le,
      gt: simd.f64x2Gt,
      ge: simd.f64x2Ge,
    },
  },
  int64: {
    count: 2,
    load: simd.v128Load,
    loadOne: simd.v128Load64Zero,
    storeOne: simd.v128Store64Lane,
    splat: simd.v128Load64Splat,
    alignment: 3,
    operations: {
      add: simd.i64x2Add,
      sub: simd.i64x2Sub,
      mul: simd.i64x2Mul,
      neg: simd.i64x2Neg,
      abs: simd.i64x2Abs,
      eq: simd.i64x2Eq,
      ne: simd.i64x2Ne,
      lt: simd.i64x2Lt,
      le: simd.i64x2Le,
      gt: simd.i64x2Gt,
      ge: simd.i64x2Ge,
    },
  },
};

/** A vector that holds a number in each lane. */
export function splat(value: number, type: ElementDType): readonly number[] {
  if (type === "int64") return splatBits(BigInt.asUintN(64, BigInt(value)));
  const array = type === "float32" ? new Float32Array(4) : new Float64Array(2);
  return Array.from(new Uint8Array(array.fill(value).buffer));
}

/** A vector of two 64-bit integers that are equal. */
export function splatBits(value: bigint): readonly number[] {
  return Array.from(new Uint8Array(new BigUint64Array(2).fill(value).buffer));
}
