/** The element types that functions have loops for. */
export type LoopDType = "float32" | "float64" | "int64" | "bool";

/** The element types that optimizers update. */
export type FloatDType = "float32" | "float64";

/** The element types that functions of elements compute in; a bool is a truth there, not a number. */
export type ElementDType = FloatDType | "int64";

/** The small integers, which are computed with as int64 and wrap around. */
export type SmallIntegerDType = "int32" | "int16" | "int8" | "uint8";

/** The floats of two bytes, which are computed with as float32 and rounded once. */
export type HalfDType = "float16" | "bfloat16";

/** The element types that tensors compute with. */
export type ComputeDType = LoopDType | SmallIntegerDType | HalfDType;

/**
 * The array a dtype's elements live in: int64 is exact (`bigint`), bool is one byte of 0 or 1, float16 and bfloat16 are
 * their bits.
 */
export type TypedArray =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint8Array
  | Uint16Array;

interface DTypeInfo {
  readonly itemSize: number;
  /** The type whose loops compute with the elements: their own, or one that holds all their numbers. */
  readonly loop: LoopDType;
  readonly array: {
    new (length: number): TypedArray;
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray;
  };
}

const TABLE: Readonly<Record<ComputeDType, DTypeInfo>> = {
  float32: { itemSize: 4, loop: "float32", array: Float32Array },
  float64: { itemSize: 8, loop: "float64", array: Float64Array },
  int64: { itemSize: 8, loop: "int64", array: BigInt64Array },
  bool: { itemSize: 1, loop: "bool", array: Uint8Array },
  int32: { itemSize: 4, loop: "int64", array: Int32Array },
  int16: { itemSize: 2, loop: "int64", array: Int16Array },
  int8: { itemSize: 1, loop: "int64", array: Int8Array },
  uint8: { itemSize: 1, loop: "int64", array: Uint8Array },
  float16: { itemSize: 2, loop: "float32", array: Uint16Array },
  bfloat16: { itemSize: 2, loop: "float32", array: Uint16Array },
};

/** PyTorch's other element types: bytes per element, and the type to compute in instead. */
const PACKED = {
  float8_e4m3fn: { itemSize: 1, natural: "float32" },
  float8_e4m3fnuz: { itemSize: 1, natural: "float32" },
  float8_e5m2: { itemSize: 1, natural: "float32" },
  float8_e5m2fnuz: { itemSize: 1, natural: "float32" },
  float8_e8m0fnu: { itemSize: 1, natural: "float32" },
  float4_e2m1fn_x2: { itemSize: 1, natural: "float32" },
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
} as const satisfies Record<string, { itemSize: number; natural: LoopDType }>;

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

/** Whether elements are floats that functions have loops for, and optimizers update. */
export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype === "float32" || dtype === "float64";
}

export function isHalf(dtype: DType): dtype is HalfDType {
  return dtype === "float16" || dtype === "bfloat16";
}

/** Whether elements can carry gradients. */
export function isDifferentiable(dtype: DType): dtype is FloatDType | HalfDType {
  return isFloat(dtype) || isHalf(dtype);
}

/** Whether elements are integers that functions compute with; bools are none. */
export function isInteger(dtype: DType): dtype is "int64" | SmallIntegerDType {
  return dtype !== "bool" && TABLE[dtype as ComputeDType]?.loop === "int64";
}

/** Whether elements are complex numbers, which are held but not computed with. */
export function isComplex(dtype: DType): boolean {
  return dtype.startsWith("complex");
}

/** The type to compute in with elements: their own, or one that holds their numbers. */
export function naturalDtype(dtype: DType): LoopDType {
  return isPackedDType(dtype) ? PACKED[dtype].natural : TABLE[dtype].loop;
}

/**
 * The type whose loops compute with the elements.
 * @throws TypeError for a packed type
 */
export function loopDtype(dtype: DType): LoopDType {
  return infoOf(dtype).loop;
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

/** Whether functions have loops for a type that is computed with. */
export function hasLoops(dtype: DType): dtype is LoopDType {
  return TABLE[dtype as ComputeDType]?.loop === dtype;
}

/** A fresh, zeroed array of its own. */
export function newArray(dtype: DType, length: number): TypedArray {
  return new (infoOf(dtype).array)(length);
}

/** A view of `length` elements of a buffer, starting at a byte offset. */
export function viewArray(dtype: DType, buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray {
  return new (infoOf(dtype).array)(buffer, byteOffset, length);
}

/** Node's way to memory that isn't cleared, in a buffer of its own; null elsewhere. */
const allocateReused: ((bytes: number) => Uint8Array<ArrayBuffer>) | null =
  (globalThis as { Buffer?: { allocUnsafeSlow?(bytes: number): Uint8Array<ArrayBuffer> } }).Buffer?.allocUnsafeSlow ??
  null;

/** From this size on memory is worth asking for uninitialized, in bytes. */
const REUSED_BYTES = 32 * 1024;

/**
 * An array of its own whose elements are whatever was there. Where the engine hands out the process's own memory, that is
 * memory which was used before, and so is mapped already: fresh pages cost more than most functions that fill them.
 */
export function reusedArray(dtype: DType, length: number): TypedArray {
  const bytes = length * itemSize(dtype);
  if (bytes < REUSED_BYTES || allocateReused === null) return newArray(dtype, length);
  return viewArray(dtype, allocateReused(bytes).buffer, 0, length);
}
