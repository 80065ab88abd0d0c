import { smallFloats } from "../../math/smallFloats.ts";
import { itemSize } from "../../memory/dtype.ts";
import { contiguousStrides, elementCount, isRowMajor } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { Complex } from "../torch/objects.ts";
import { allocateStorage, normalizeBytes, storageBytes } from "../torch/storages.ts";
import type { NumpyDType } from "./numpyDType.ts";

/* The elements of NumPy's arrays as what they stand for here, and back. */

/** The strides, in elements, of an array whose first index varies fastest. */
function columnStrides(shape: readonly number[]): number[] {
  return contiguousStrides([...shape].reverse()).reverse();
}

/**
 * A copy of an array's elements as a tensor.
 * @throws TypeError for types that no tensor has
 */
export function toTensor(dtype: NumpyDType, shape: readonly number[], byColumns: boolean, bytes: Uint8Array): Tensor {
  const { torch } = dtype;
  if (torch === null) throw new TypeError(`a NumPy array of dtype ${dtype} has no elements that a tensor could have`);
  const storage = allocateStorage(torch, bytes.length);
  const target = storageBytes(storage);
  target.set(bytes);
  normalizeBytes(target, torch, dtype.byteOrder === ">");
  const strides = byColumns ? columnStrides(shape) : contiguousStrides(shape);
  return Tensor.over(storage, [...shape], strides, 0, elementCount(shape), isRowMajor(shape, strides));
}

/** The bytes of an array of a row-major tensor's elements. */
export function fromTensor(
  tensor: Tensor,
  shape: readonly number[],
  dtype: NumpyDType,
  byColumns: boolean,
): Uint8Array {
  const size = itemSize(tensor.dtype);
  const { _numel } = tensor;
  const bytes = storageBytes(tensor.storage).slice(tensor.offset * size, (tensor.offset + _numel) * size);
  if (dtype.byteOrder === ">") normalizeBytes(bytes, tensor.dtype, true);
  if (!byColumns || shape.length < 2) return bytes;
  const strides = columnStrides(shape);
  const result = new Uint8Array(bytes.length);
  let from = 0;
  const place = (dim: number, at: number): void => {
    if (dim < shape.length) for (let i = 0; i < shape[dim]; i++) place(dim + 1, at + i * strides[dim]);
    else {
      result.set(bytes.subarray(from, from + size), at * size);
      from += size;
    }
  };
  if (_numel > 0) place(0, 0);
  return result;
}

/** A text of four bytes a character; NumPy fills it up with zeros. */
function decodeText(bytes: Uint8Array, bigEndian: boolean): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const points = Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, !bigEndian));
  while (points.length > 0 && points[points.length - 1] === 0) points.pop();
  if (points.some((point) => point > 0x10ffff)) return null;
  return points.map((point) => String.fromCodePoint(point)).join("");
}

/** An element as JavaScript has it: a number, bigint, boolean, text, bytes or complex number; null for other types. */
export function decodeElement(dtype: NumpyDType, bytes: Uint8Array): unknown {
  const bigEndian = dtype.byteOrder === ">";
  if (dtype.kind === "U") return decodeText(bytes, bigEndian);
  if (dtype.kind === "S") {
    let length = bytes.length;
    while (length > 0 && bytes[length - 1] === 0) length--;
    return bytes.slice(0, length);
  }
  const { torch } = dtype;
  if (torch === null) return null;
  const copy = bytes.slice();
  normalizeBytes(copy, torch, bigEndian);
  const view = new DataView(copy.buffer);
  switch (torch) {
    case "bool":
      return copy[0] !== 0;
    case "int8":
      return view.getInt8(0);
    case "uint8":
      return view.getUint8(0);
    case "int16":
      return view.getInt16(0, true);
    case "uint16":
      return view.getUint16(0, true);
    case "int32":
      return view.getInt32(0, true);
    case "uint32":
      return view.getUint32(0, true);
    case "int64":
      return plainInt(view.getBigInt64(0, true));
    case "uint64":
      return plainInt(view.getBigUint64(0, true));
    case "float16":
      return halfToNumber(copy);
    case "float32":
      return view.getFloat32(0, true);
    case "float64":
      return view.getFloat64(0, true);
    case "complex64":
      return new Complex(view.getFloat32(0, true), view.getFloat32(4, true));
    default:
      return new Complex(view.getFloat64(0, true), view.getFloat64(8, true));
  }
}

function plainInt(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function halfToNumber(bytes: Uint8Array): number {
  return smallFloats("float16")[new DataView(bytes.buffer, bytes.byteOffset).getUint16(0, true)];
}
