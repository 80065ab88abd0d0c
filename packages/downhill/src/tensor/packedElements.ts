import { isSmallFloat, smallFloats, toExponent, toSmallFloat } from "../math/smallFloats.ts";
import {
  type HalfDType,
  isHalf,
  itemSize,
  type LoopDType,
  naturalDtype,
  type PackedDType,
  type TypedArray,
} from "../memory/dtype.ts";
import { PackedStorage } from "../memory/packed.ts";
import type { Storage } from "../memory/storage.ts";
import type { Printable } from "./printing.ts";
import type { Shape } from "./shape.ts";

/* Elements of PyTorch's other types as numbers and back. */

function viewOf<T>(
  array: { new (buffer: ArrayBufferLike, byteOffset: number, length: number): T; readonly BYTES_PER_ELEMENT: number },
  bytes: Uint8Array,
): T {
  return new array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / array.BYTES_PER_ELEMENT));
}

const INTEGERS: Readonly<Partial<Record<PackedDType, (bytes: Uint8Array) => ArrayLike<number>>>> = {
  qint8: (bytes) => viewOf(Int8Array, bytes),
  qint32: (bytes) => viewOf(Int32Array, bytes),
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
  target: LoopDType,
): TypedArray {
  const count = end - start;
  if (isSmallFloat(dtype)) {
    const table = smallFloats(dtype);
    return Float32Array.from({ length: count }, (_, i) => table[bytes[start + i]]);
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
      return halvesToFloats(viewOf(Uint16Array, everyOther(bytes, 2, start, end)), "float16");
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

/**
 * The bytes of elements of a type, from numbers of the type that is natural to it. Integers that don't fit wrap around.
 * @throws TypeError for quantized integers, mere bits, and types that hold several numbers in an element
 */
export function encodeElements(dtype: PackedDType, values: TypedArray): Uint8Array {
  const count = values.length;
  const bytes = new Uint8Array(count * itemSize(dtype));
  if (isSmallFloat(dtype)) {
    for (let i = 0; i < count; i++) bytes[i] = toSmallFloat(values[i] as number, dtype);
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
      for (let i = 0; i < count; i++) bytes[i] = toExponent(values[i] as number);
      return bytes;
    case "complex32":
    case "complex64":
    case "complex128": {
      const real = componentType(dtype);
      const parts = bytesOf(real === "float16" ? Uint16Array.from(values as Float32Array, toHalf) : values);
      const size = itemSize(dtype) / 2;
      for (let i = 0; i < count; i++) bytes.set(parts.subarray(i * size, (i + 1) * size), 2 * i * size);
      return bytes;
    }
    default:
      throw new TypeError(`elements can't be converted to dtype ${dtype}`);
  }
}

const toHalf = (value: number) => toSmallFloat(value, "float16");

/** Elements of two bytes as float32, which holds them all. */
function halvesToFloats(halves: Uint16Array, dtype: HalfDType): Float32Array {
  const table = smallFloats(dtype);
  return Float32Array.from(halves, (bits) => table[bits]);
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
  const data = storage instanceof PackedStorage ? printableElements(storage) : elementsOf(storage);
  return data === null ? null : { shape, strides, offset, dtype, data };
}

/** What stands for elements that are decoded one by one as they are looked at. */
function decodedBy(decode: (place: number) => number | bigint): ArrayLike<number | bigint> {
  return new Proxy([] as (number | bigint)[], {
    get: (target, key) =>
      typeof key === "string" && /^\d+$/.test(key) ? decode(Number(key)) : Reflect.get(target, key),
  });
}

function elementsOf({ dtype, data }: Storage): ArrayLike<number | bigint> {
  if (!isHalf(dtype)) return data;
  const table = smallFloats(dtype);
  return decodedBy((place) => table[data[place] as number]);
}

/**
 * The elements of a packed storage, decoded one by one as they are looked at. Null for complex numbers and for what is no
 * number.
 */
function printableElements({ dtype, bytes }: PackedStorage): ArrayLike<number | bigint> | null {
  const packed = dtype as PackedDType;
  if (!isSmallFloat(packed) && INTEGERS[packed] === undefined && !/^(uint64|float8_e8m0fnu)$/.test(packed)) return null;
  // A uint64 prints as it is, although no type to compute in holds them all.
  const decode = (place: number) =>
    packed === "uint64"
      ? viewOf(BigUint64Array, bytes)[place]
      : decodeElements(packed, bytes, place, place + 1, naturalDtype(packed))[0];
  return decodedBy(decode);
}
