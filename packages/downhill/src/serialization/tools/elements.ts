import { type DType, isPackedDType, itemSize, naturalDtype, type TypedArray } from "../../memory/dtype.ts";
import { PackedStorage } from "../../memory/packed.ts";
import { Storage } from "../../memory/storage.ts";
import { convert, copyOf } from "../../tensor/copy.ts";
import { clonePacked, convertPacked, isConjugated, resolveConjugation } from "../../tensor/packed.ts";
import { elementCount, formatShape, isRowMajor } from "../../tensor/shape.ts";
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

/** The sizes of a tensor without what a stride of zero repeats. */
export function sizesOnce({ shape, strides }: Tensor): number[] {
  return shape.map((size, d) => (strides[d] === 0 && size > 1 ? 1 : size));
}

/** Whether a view holds its storage's elements so often, other than by a stride of zero, that walking over it is hopeless. */
export function overlapsMuch(tensor: Tensor): boolean {
  return elementCount(sizesOnce(tensor)) > MAX_OVERLAP * tensor.storage.length;
}

/**
 * A tensor's elements in row-major order as numbers, or null for types that are none. What is repeated by a stride of
 * zero occurs once; `repeats` tells how often. Null also for views whose elements overlap so much that they are far more
 * than their storage has.
 */
export function elementsOf(tensor: Tensor): { elements: Elements; repeats: number } | null {
  if (!isOrdered(tensor.dtype) || overlapsMuch(tensor)) return null;
  const shape = sizesOnce(tensor);
  const count = elementCount(shape);
  const repeats = count === 0 ? 1 : tensor._numel / count;
  const { storage, strides, offset } = tensor;
  const once = Tensor.over(storage, shape, strides, offset, count, isRowMajor(shape, strides));
  const natural = naturalDtype(tensor.dtype);
  const numbers = isPackedDType(tensor.dtype) ? convertPacked(once, natural) : convert(once, natural);
  const whole = numbers._contiguous ? numbers : copyOf(numbers);
  const elements = whole.storage.data.subarray(whole.offset, whole.offset + count);
  if (tensor.dtype !== "uint64") return { elements, repeats };
  return { elements: new BigUint64Array(elements.buffer, elements.byteOffset, count), repeats };
}

/** Longer arrays are beyond some engines. */
const MAX_BYTES = 2 ** 32 - 1;

/**
 * The elements of a tensor as a row-major one.
 * @throws RangeError when a view repeats so much that they don't fit an array
 */
export function rowMajorOf(tensor: Tensor): Tensor {
  const bytes = tensor._numel * itemSize(tensor.dtype);
  if (!tensor._contiguous && bytes > MAX_BYTES) {
    throw new RangeError(`a view of shape ${formatShape(tensor.shape)} takes ${bytes} bytes when it is written out`);
  }
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
  const copy = clonePacked(Tensor.over(words, shape, strides, offset, _numel, false), true);
  const floats = new Float32Array((copy.storage as PackedStorage).bytes.buffer);
  return Tensor.over(new Storage("float32", floats), shape, copy.strides, 0, _numel, true);
}
