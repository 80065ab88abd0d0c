import { type DType, isPackedDType, naturalDtype, type PackedDType, type TypedArray } from "../../memory/dtype.ts";
import { PackedStorage } from "../../memory/packed.ts";
import { Storage } from "../../memory/storage.ts";
import { copyOf } from "../../tensor/copy.ts";
import { clonePacked, convertPacked, isConjugated, resolveConjugation } from "../../tensor/packed.ts";
import { elementCount, isRowMajor } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { storageBytes } from "../torch/storages.ts";

/** Numbers; all of uint64's fit only an array of their own. */
export type Elements = TypedArray | BigUint64Array;

/** Views that hold their storage's elements more often than this are not walked over. */
const MAX_OVERLAP = 16;

/** Whether a type's elements are numbers that have an order: all but complex ones and mere bits. */
export function isOrdered(dtype: DType): boolean {
  return !/^(complex|bits|quint[24]x|float4)/.test(dtype);
}

/**
 * A tensor's elements in row-major order as numbers, or null for types that are none. What is repeated by a stride of
 * zero occurs once; `repeats` tells how often. Null also for views whose elements overlap so much that they are far more
 * than their storage has.
 */
export function elementsOf(tensor: Tensor): { elements: Elements; repeats: number } | null {
  if (!isOrdered(tensor.dtype)) return null;
  const shape = tensor.shape.map((size, d) => (tensor.strides[d] === 0 && size > 1 ? 1 : size));
  const count = elementCount(shape);
  if (count > MAX_OVERLAP * tensor.storage.length) return null;
  const repeats = count === 0 ? 1 : tensor._numel / count;
  const { storage, strides, offset } = tensor;
  const once = new Tensor(storage, shape, strides, offset, count, isRowMajor(shape, strides));
  const numbers = isPackedDType(tensor.dtype) ? convertPacked(once, naturalDtype(tensor.dtype as PackedDType)) : once;
  const whole = numbers._contiguous ? numbers : copyOf(numbers);
  const elements = whole.storage.data.subarray(whole.offset, whole.offset + count);
  if (tensor.dtype !== "uint64") return { elements, repeats };
  return { elements: new BigUint64Array(elements.buffer, elements.byteOffset, count), repeats };
}

/** The elements of a tensor as a row-major one. */
export function rowMajorOf(tensor: Tensor): Tensor {
  if (isConjugated(tensor)) return resolveConjugation(tensor);
  if (tensor._contiguous) return tensor;
  if (isPackedDType(tensor.dtype)) return clonePacked(tensor, true);
  const copy = copyOf(tensor);
  return tensor.dtype === "float32" && hasNaN(copy.storage.data as Float32Array) ? copyOfBits(tensor) : copy;
}

function hasNaN(data: Float32Array): boolean {
  for (let i = 0; i < data.length; i++) if (data[i] !== data[i]) return true;
  return false;
}

/** A row-major copy of float32 elements as mere bits: by way of a double, some NaNs would become others. */
function copyOfBits({ storage, shape, strides, offset, _numel }: Tensor): Tensor {
  const words = new PackedStorage("uint32", storageBytes(storage));
  const copy = clonePacked(new Tensor(words, shape, strides, offset, _numel, false), true);
  const floats = new Float32Array((copy.storage as PackedStorage).bytes.buffer);
  return new Tensor(new Storage("float32", floats), shape, copy.strides, 0, _numel, true);
}
