import { type ComputeDType, itemSize, naturalDtype, type PackedDType, type TypedArray } from "../memory/dtype.ts";
import { PackedStorage } from "../memory/packed.ts";
import type { Storage } from "../memory/storage.ts";
import type { Printable } from "./printing.ts";
import type { Shape } from "./shape.ts";

/*
 * Elements of PyTorch's other types as numbers and back. The small floats differ in three sizes: how many bits of
 * exponent and fraction they have, and whether they have infinities.
 */

interface SmallFloat {
  readonly exponentBits: number;
  readonly fractionBits: number;
  readonly bias: number;
  /**
   * `ieee`: infinities and NaNs take the largest exponent; `fn`: one NaN of each sign, all bits set, no infinities;
   * `fnuz`: one NaN, in the place of the negative zero.
   */
  readonly kind: "ieee" | "fn" | "fnuz";
}

const SMALL_FLOATS: Readonly<Partial<Record<PackedDType, SmallFloat>>> = {
  float16: { exponentBits: 5, fractionBits: 10, bias: 15, kind: "ieee" },
  bfloat16: { exponentBits: 8, fractionBits: 7, bias: 127, kind: "ieee" },
  float8_e5m2: { exponentBits: 5, fractionBits: 2, bias: 15, kind: "ieee" },
  float8_e5m2fnuz: { exponentBits: 5, fractionBits: 2, bias: 16, kind: "fnuz" },
  float8_e4m3fn: { exponentBits: 4, fractionBits: 3, bias: 7, kind: "fn" },
  float8_e4m3fnuz: { exponentBits: 4, fractionBits: 3, bias: 8, kind: "fnuz" },
};

/** The number that the bits of a small float stand for. */
function decodeFloat(bits: number, { exponentBits, fractionBits, bias, kind }: SmallFloat): number {
  const signBit = 1 << (exponentBits + fractionBits);
  const magnitude = bits & (signBit - 1);
  const largest = (1 << exponentBits) - 1;
  if (kind === "fnuz" && bits === signBit) return Number.NaN;
  if (kind === "fn" && magnitude === signBit - 1) return Number.NaN;
  const exponent = magnitude >> fractionBits;
  const fraction = magnitude & ((1 << fractionBits) - 1);
  let value: number;
  if (kind === "ieee" && exponent === largest) {
    if (fraction !== 0) return Number.NaN;
    value = Number.POSITIVE_INFINITY;
  } else if (exponent === 0) value = fraction * 2 ** (1 - bias - fractionBits);
  else value = (fraction + (1 << fractionBits)) * 2 ** (exponent - bias - fractionBits);
  return (bits & signBit) === 0 ? value : -value;
}

const tables = new Map<PackedDType, Float32Array>();

/** The numbers of all bit patterns of a small float. */
function decodingTable(dtype: PackedDType, format: SmallFloat): Float32Array {
  let table = tables.get(dtype);
  if (table === undefined) {
    table = Float32Array.from({ length: 2 ** (8 * itemSize(dtype)) }, (_, bits) => decodeFloat(bits, format));
    tables.set(dtype, table);
  }
  return table;
}

function viewOf<T>(
  array: { new (buffer: ArrayBufferLike, byteOffset: number, length: number): T; readonly BYTES_PER_ELEMENT: number },
  bytes: Uint8Array,
): T {
  return new array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / array.BYTES_PER_ELEMENT));
}

const INTEGERS: Readonly<Partial<Record<PackedDType, (bytes: Uint8Array) => ArrayLike<number>>>> = {
  int8: (bytes) => viewOf(Int8Array, bytes),
  qint8: (bytes) => viewOf(Int8Array, bytes),
  int16: (bytes) => viewOf(Int16Array, bytes),
  int32: (bytes) => viewOf(Int32Array, bytes),
  qint32: (bytes) => viewOf(Int32Array, bytes),
  uint8: (bytes) => bytes,
  quint8: (bytes) => bytes,
  uint16: (bytes) => viewOf(Uint16Array, bytes),
  uint32: (bytes) => viewOf(Uint32Array, bytes),
};

/** An unsigned integer of 64 bits as float32, rounded once: the bits that are lost leave a trace in the last one kept. */
function uint64ToFloat32(value: bigint): number {
  if (value < 2n ** 53n) return Number(value);
  return Number((value >> 11n) | ((value & 0x7ffn) === 0n ? 0n : 1n)) * 2048;
}

/**
 * The elements from `start` to `end` as numbers: ints as int64, small floats as float32 (which holds them all), of
 * complex numbers the real part.
 *
 * @param target what the numbers are wanted for, which tells how a uint64 beyond int64 is best kept
 * @throws TypeError for types that hold several numbers in an element, and for mere bits
 */
export function decodeElements(
  dtype: PackedDType,
  bytes: Uint8Array,
  start: number,
  end: number,
  target: ComputeDType,
): TypedArray {
  const count = end - start;
  const format = SMALL_FLOATS[dtype];
  if (format !== undefined) {
    const table = decodingTable(dtype, format);
    const source = itemSize(dtype) === 2 ? viewOf(Uint16Array, bytes) : bytes;
    const result = new Float32Array(count);
    for (let i = 0; i < count; i++) result[i] = table[source[start + i]];
    return result;
  }
  const integers = INTEGERS[dtype]?.(bytes);
  if (integers !== undefined) {
    const result = new BigInt64Array(count);
    for (let i = 0; i < count; i++) result[i] = BigInt(integers[start + i]);
    return result;
  }
  switch (dtype) {
    case "uint64": {
      const source = viewOf(BigUint64Array, bytes);
      if (target === "float64") return Float64Array.from({ length: count }, (_, i) => Number(source[start + i]));
      if (target === "float32")
        return Float32Array.from({ length: count }, (_, i) => uint64ToFloat32(source[start + i]));
      return BigInt64Array.from({ length: count }, (_, i) => BigInt.asIntN(64, source[start + i]));
    }
    case "float8_e8m0fnu": // a power of two
      return Float32Array.from({ length: count }, (_, i) => {
        const exponent = bytes[start + i];
        return exponent === 0xff ? Number.NaN : 2 ** (exponent - 127);
      });
    case "complex32":
      return decodeElements("float16", everyOther(bytes, 2, start, end), 0, count, target);
    case "complex64":
      return viewOf(Float32Array, everyOther(bytes, 4, start, end));
    case "complex128":
      return viewOf(Float64Array, everyOther(bytes, 8, start, end));
    default:
      throw new TypeError(`elements of dtype ${dtype} can't be converted: they are several numbers or none`);
  }
}

/** The real parts of complex numbers, each part `size` bytes long. */
function everyOther(bytes: Uint8Array, size: number, start: number, end: number): Uint8Array {
  const result = new Uint8Array((end - start) * size);
  for (let i = start; i < end; i++) result.set(bytes.subarray(2 * i * size, (2 * i + 1) * size), (i - start) * size);
  return result;
}

const bits32 = new Uint32Array(1);
const float32 = new Float32Array(bits32.buffer);

/** The bits of the small float nearest to a number of float32, ties to even. */
function encodeFloat(value: number, { exponentBits, fractionBits, bias, kind }: SmallFloat): number {
  float32[0] = value;
  const bits = bits32[0];
  const signBit = 1 << (exponentBits + fractionBits);
  const sign = bits >>> 31 === 1 ? signBit : 0;
  const infinity = ((1 << exponentBits) - 1) << fractionBits;
  if (Number.isNaN(value)) return kind === "fnuz" ? signBit : kind === "fn" ? signBit - 1 : infinity | (infinity >> 1);
  // Counted in units of the last place, which for numbers below the smallest normal one stay as they are there.
  const exponent = Math.max(((bits >>> 23) & 0xff) - 127, 1 - bias);
  const units = Math.abs(value) * 2 ** (fractionBits - exponent);
  let rounded = Math.round(units);
  if (rounded - units === 0.5 && rounded % 2 === 1) rounded--;
  const magnitude = ((exponent + bias - 1) << fractionBits) + rounded;
  if (kind === "ieee") return sign | (Number.isFinite(value) ? Math.min(magnitude, infinity) : infinity);
  if (!Number.isFinite(value) || magnitude >= signBit - (kind === "fn" ? 1 : 0)) {
    return kind === "fnuz" ? signBit : sign | (signBit - 2); // PyTorch's e4m3fn saturates, infinities too
  }
  return kind === "fnuz" && magnitude === 0 ? 0 : sign | magnitude;
}

/** The exponent of a number of float32, which is all that is left of it; ties to even. */
function encodeExponent(value: number): number {
  float32[0] = value;
  const exponent = (bits32[0] >>> 23) & 0xff;
  if (exponent === 0xff) return 0xff;
  const fraction = bits32[0] & 0x7fffff;
  return exponent + (fraction > 0x400000 || (fraction === 0x400000 && exponent > 0) ? 1 : 0);
}

/**
 * The bytes of elements of a type, from numbers of the type that is natural to it. Integers that don't fit wrap around.
 * @throws TypeError for quantized integers, mere bits, and types that hold several numbers in an element
 */
export function encodeElements(dtype: PackedDType, values: TypedArray): Uint8Array {
  const count = values.length;
  const bytes = new Uint8Array(count * itemSize(dtype));
  const format = SMALL_FLOATS[dtype];
  if (format !== undefined) {
    const target = itemSize(dtype) === 2 ? viewOf(Uint16Array, bytes) : bytes;
    for (let i = 0; i < count; i++) target[i] = encodeFloat(values[i] as number, format);
    return bytes;
  }
  const integers = dtype.startsWith("q") ? undefined : INTEGERS[dtype]?.(bytes);
  if (integers !== undefined) {
    const size = 8 * itemSize(dtype);
    for (let i = 0; i < count; i++) (integers as number[])[i] = Number(BigInt.asIntN(size, values[i] as bigint));
    return bytes;
  }
  switch (dtype) {
    case "uint64":
      viewOf(BigInt64Array, bytes).set(values as BigInt64Array);
      return bytes;
    case "float8_e8m0fnu":
      for (let i = 0; i < count; i++) bytes[i] = encodeExponent(values[i] as number);
      return bytes;
    case "complex32":
    case "complex64":
    case "complex128": {
      const real = componentType(dtype);
      const parts = real === "float16" ? encodeElements(real, values) : bytesOf(values);
      const size = itemSize(dtype) / 2;
      for (let i = 0; i < count; i++) bytes.set(parts.subarray(i * size, (i + 1) * size), 2 * i * size);
      return bytes;
    }
    default:
      throw new TypeError(`elements can't be converted to dtype ${dtype}`);
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The type of the two numbers that a complex one consists of. */
export function componentType(dtype: PackedDType): "float16" | "float32" | "float64" {
  return dtype === "complex32" ? "float16" : dtype === "complex64" ? "float32" : "float64";
}

/** A tensor's elements for printing; null for those that can't be printed, such as complex ones. */
export function printable(tensor: {
  readonly shape: Shape;
  readonly strides: Shape;
  readonly offset: number;
  readonly dtype: string;
  readonly storage: Storage;
}): Printable | null {
  const { shape, strides, offset, dtype, storage } = tensor;
  const data = storage instanceof PackedStorage ? printableElements(storage) : storage.data;
  return data === null ? null : { shape, strides, offset, dtype, data };
}

/**
 * The elements of a packed storage, decoded one by one as they are looked at. Null for complex numbers and for what is no
 * number.
 */
function printableElements({ dtype, bytes }: PackedStorage): ArrayLike<number | bigint> | null {
  const packed = dtype as PackedDType;
  if (
    SMALL_FLOATS[packed] === undefined &&
    INTEGERS[packed] === undefined &&
    !/^(uint64|float8_e8m0fnu)$/.test(packed)
  ) {
    return null;
  }
  // A uint64 prints as it is, although no type to compute in holds them all.
  const decode = (place: number) =>
    packed === "uint64"
      ? viewOf(BigUint64Array, bytes)[place]
      : decodeElements(packed, bytes, place, place + 1, naturalDtype(packed))[0];
  return new Proxy([] as (number | bigint)[], {
    get: (target, key) =>
      typeof key === "string" && /^\d+$/.test(key) ? decode(Number(key)) : Reflect.get(target, key),
  });
}
