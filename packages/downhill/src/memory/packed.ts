import type { DType } from "./dtype.ts";
import { Storage } from "./storage.ts";

/**
 * PyTorch's element types that tensors hold but don't compute with, and their bytes per element. `.to("float32")` and
 * the like convert them.
 */
const ITEM_SIZES = {
  float16: 2,
  bfloat16: 2,
  float8_e4m3fn: 1,
  float8_e4m3fnuz: 1,
  float8_e5m2: 1,
  float8_e5m2fnuz: 1,
  float8_e8m0fnu: 1,
  float4_e2m1fn_x2: 1,
  int8: 1,
  int16: 2,
  int32: 4,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  complex32: 4,
  complex64: 8,
  complex128: 16,
  qint8: 1,
  quint8: 1,
  qint32: 4,
  quint4x2: 1,
  quint2x4: 1,
  bits8: 1,
  bits16: 2,
  bits1x8: 1,
  bits2x4: 1,
  bits4x2: 1,
} as const;

/** An element type that tensors hold but don't compute with. */
export type PackedDType = keyof typeof ITEM_SIZES;

export function isPackedDType(value: unknown): value is PackedDType {
  return typeof value === "string" && Object.hasOwn(ITEM_SIZES, value);
}

/** Bytes per element. */
export function packedItemSize(dtype: PackedDType): number {
  return ITEM_SIZES[dtype];
}

const NO_ELEMENTS = new Uint8Array(0);

/**
 * Elements that are kept as the bytes they are. Whatever wants to compute with them meets an error that says what to
 * do instead, since all computing starts with the storage's `data`.
 */
export class PackedStorage extends Storage {
  readonly packedDtype: PackedDType;
  /** Storages of several dtypes may share one array. */
  readonly bytes: Uint8Array;

  constructor(dtype: PackedDType, bytes: Uint8Array) {
    super(dtype as string as DType, NO_ELEMENTS);
    this.packedDtype = dtype;
    this.bytes = bytes;
    Object.defineProperty(this, "data", {
      get(): never {
        throw new TypeError(
          `tensors of dtype ${dtype} can be loaded, saved and converted, but not computed with: ` +
            `convert it with .to("${naturalDtype(dtype)}") first`,
        );
      },
    });
  }

  override get length(): number {
    return this.bytes.length / packedItemSize(this.packedDtype);
  }
}

/** The type to compute in with elements of a packed type. */
export function naturalDtype(dtype: PackedDType): DType {
  if (dtype === "complex128") return "float64";
  return /^(u?int|bits|q)/.test(dtype) ? "int64" : "float32";
}
