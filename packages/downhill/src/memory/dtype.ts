/** The element types that tensors compute with. */
export type ComputeDType = "float32" | "float64" | "int64" | "bool";

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

const TABLE: Readonly<Record<ComputeDType, DTypeInfo>> = {
  float32: { itemSize: 4, array: Float32Array },
  float64: { itemSize: 8, array: Float64Array },
  int64: { itemSize: 8, array: BigInt64Array },
  bool: { itemSize: 1, array: Uint8Array },
};

/** PyTorch's other element types: bytes per element, and the type to compute in instead. */
const PACKED = {
  float16: { itemSize: 2, natural: "float32" },
  bfloat16: { itemSize: 2, natural: "float32" },
  float8_e4m3fn: { itemSize: 1, natural: "float32" },
  float8_e4m3fnuz: { itemSize: 1, natural: "float32" },
  float8_e5m2: { itemSize: 1, natural: "float32" },
  float8_e5m2fnuz: { itemSize: 1, natural: "float32" },
  float8_e8m0fnu: { itemSize: 1, natural: "float32" },
  float4_e2m1fn_x2: { itemSize: 1, natural: "float32" },
  int8: { itemSize: 1, natural: "int64" },
  int16: { itemSize: 2, natural: "int64" },
  int32: { itemSize: 4, natural: "int64" },
  uint8: { itemSize: 1, natural: "int64" },
  uint16: { itemSize: 2, natural: "int64" },
  uint32: { itemSize: 4, natural: "int64" },
  uint64: { itemSize: 8, natural: "int64" },
  complex32: { itemSize: 4, natural: "float32" },
  complex64: { itemSize: 8, natural: "float32" },
  complex128: { itemSize: 16, natural: "float64" },
  qint8: { itemSize: 1, natural: "int64" },
  quint8: { itemSize: 1, natural: "int64" },
  qint32: { itemSize: 4, natural: "int64" },
  quint4x2: { itemSize: 1, natural: "int64" },
  quint2x4: { itemSize: 1, natural: "int64" },
  bits8: { itemSize: 1, natural: "int64" },
  bits16: { itemSize: 2, natural: "int64" },
  bits1x8: { itemSize: 1, natural: "int64" },
  bits2x4: { itemSize: 1, natural: "int64" },
  bits4x2: { itemSize: 1, natural: "int64" },
} as const satisfies Record<string, { itemSize: number; natural: ComputeDType }>;

/** The element types that tensors hold, load, save and convert, but don't compute with. */
export type PackedDType = keyof typeof PACKED;

/** Every element type a tensor can have. */
export type DType = ComputeDType | PackedDType;

export function isComputeDType(value: unknown): value is ComputeDType {
  return typeof value === "string" && Object.hasOwn(TABLE, value);
}

export function isPackedDType(value: unknown): value is PackedDType {
  return typeof value === "string" && Object.hasOwn(PACKED, value);
}

export function isDType(value: unknown): value is DType {
  return isComputeDType(value) || isPackedDType(value);
}

export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype === "float32" || dtype === "float64";
}

/** Whether elements are complex numbers, which are held but not computed with. */
export function isComplex(dtype: DType): boolean {
  return dtype.startsWith("complex");
}

/** The type to compute in with elements of a packed type. */
export function naturalDtype(dtype: PackedDType): ComputeDType {
  return PACKED[dtype].natural;
}

/** @throws TypeError for a packed type, with what to do about it. */
export function toComputeDType(dtype: DType): ComputeDType {
  if (isPackedDType(dtype)) throw packedError(dtype);
  return dtype;
}

/** What to throw where elements of a packed type would have to be computed with. */
export function packedError(dtype: PackedDType): TypeError {
  return new TypeError(
    `tensors of dtype ${dtype} can be loaded, saved and converted, but not computed with: ` +
      `convert it first, with .to("${naturalDtype(dtype)}")`,
  );
}

/** Bytes per element. */
export function itemSize(dtype: DType): number {
  return (TABLE[dtype as ComputeDType] ?? PACKED[dtype as PackedDType]).itemSize;
}

function infoOf(dtype: DType): DTypeInfo {
  const info = TABLE[dtype as ComputeDType];
  if (info === undefined) throw packedError(dtype as PackedDType);
  return info;
}

/** A fresh, zeroed array of its own. */
export function newArray(dtype: DType, length: number): TypedArray {
  return new (infoOf(dtype).array)(length);
}

/** A view of `length` elements of a buffer, starting at a byte offset. */
export function viewArray(dtype: DType, buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray {
  return new (infoOf(dtype).array)(buffer, byteOffset, length);
}
