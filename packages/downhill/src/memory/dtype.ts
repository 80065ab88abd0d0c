/** The element types that tensors compute with. */
export type DType = "float32" | "float64" | "int64" | "bool";

/** The element types that carry gradients and that optimizers update. */
export type FloatDType = "float32" | "float64";

/** The array a dtype's elements live in: int64 is exact (`bigint`), bool is one byte of 0 or 1. */
export type TypedArray = Float32Array | Float64Array | BigInt64Array | Uint8Array;

interface DTypeInfo {
  readonly itemSize: number;
  readonly array: {
    new (length: number): TypedArray;
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray;
  };
}

const TABLE: Readonly<Record<DType, DTypeInfo>> = {
  float32: { itemSize: 4, array: Float32Array },
  float64: { itemSize: 8, array: Float64Array },
  int64: { itemSize: 8, array: BigInt64Array },
  bool: { itemSize: 1, array: Uint8Array },
};

export function isDType(value: unknown): value is DType {
  return typeof value === "string" && Object.hasOwn(TABLE, value);
}

export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype === "float32" || dtype === "float64";
}

/** Bytes per element. */
export function itemSize(dtype: DType): number {
  return TABLE[dtype].itemSize;
}

/** A fresh, zeroed array of its own. */
export function newArray(dtype: DType, length: number): TypedArray {
  return new TABLE[dtype].array(length);
}

/** A view of `length` elements of a buffer, starting at a byte offset. */
export function viewArray(dtype: DType, buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray {
  return new TABLE[dtype].array(buffer, byteOffset, length);
}
