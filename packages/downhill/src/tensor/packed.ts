import {
  type DType,
  isPackedDType,
  itemSize,
  type LoopDType,
  loopDtype,
  naturalDtype,
  newArray,
  type PackedDType,
} from "../memory/dtype.ts";
import { PackedStorage } from "../memory/packed.ts";
import { Storage } from "../memory/storage.ts";
import { copyOf, preservedStrides } from "./copy.ts";
import { componentType, decodeElements, encodeElements } from "./packedElements.ts";
import { contiguousStrides, isRowMajor, type Shape } from "./shape.ts";
import { Tensor } from "./tensor.ts";

/* What can be done with tensors of types that are not computed with: copy them, and convert them from and to others. */

function bytesOf(tensor: Tensor): Uint8Array {
  return (tensor.storage as PackedStorage).bytes;
}

/** The part of the storage that a tensor's elements lie in: from the first to one past the last. */
function extent(tensor: Tensor): [start: number, end: number] {
  if (tensor._numel === 0) return [0, 0];
  let last = tensor.offset;
  for (let d = 0; d < tensor._shape.length; d++) last += (tensor._shape[d] - 1) * tensor._strides[d];
  return [tensor.offset, last + 1];
}

/** Elements of a packed type in the type that is natural to compute in, row-major. */
function decoded(source: Tensor, target: LoopDType): Tensor {
  const dtype = source.dtype as PackedDType;
  const [start, end] = extent(source);
  const data = decodeElements(dtype, bytesOf(source), start, end, target);
  const natural: LoopDType =
    data instanceof BigInt64Array ? "int64" : data instanceof Float64Array ? "float64" : "float32";
  const { _shape: shape, _strides: strides, _numel, _contiguous } = source;
  return Tensor.over(new Storage(natural, data), shape, strides, 0, _numel, _contiguous);
}

/** A row-major tensor of a packed type over new bytes. */
function packedTensor(dtype: PackedDType, bytes: Uint8Array, shape: Shape, numel: number): Tensor {
  return Tensor.over(new PackedStorage(dtype, bytes), shape, contiguousStrides(shape), 0, numel, true);
}

const conjugated = new WeakSet<Tensor>();

/** @internal Whether a complex tensor stands for the conjugates of the elements it holds. */
export function isConjugated(tensor: Tensor): boolean {
  return conjugated.has(tensor);
}

/** @internal */
export function markConjugated(tensor: Tensor): void {
  conjugated.add(tensor);
}

/** A tensor that holds the elements it stands for: itself, or a row-major copy of the conjugates. */
export function resolveConjugation(tensor: Tensor): Tensor {
  if (!isConjugated(tensor)) return tensor;
  const result = clonePacked(tensor, true);
  conjugated.delete(result);
  const bytes = bytesOf(result);
  const size = itemSize(tensor.dtype);
  for (let last = size - 1; last < bytes.length; last += size) bytes[last] ^= 0x80; // the imaginary part's sign
  return result;
}

/** From one complex type to another: both parts of each number, as twice as many real ones. */
function convertComplex(source: Tensor, dtype: PackedDType): Tensor {
  const parts = componentType(source.dtype as PackedDType);
  const shape = [2 * source._numel];
  const data = newArray(parts, shape[0]);
  new Uint8Array(data.buffer).set(bytesOf(clonePacked(source, true)));
  const converted = copyOf(Tensor.over(new Storage(parts, data), shape, [1], 0, shape[0], true), componentType(dtype));
  const result = new Uint8Array(converted.storage.data.slice().buffer);
  const tensor = packedTensor(dtype, result, source._shape, source._numel);
  if (isConjugated(source)) markConjugated(tensor);
  return tensor;
}

/**
 * Converts a tensor from or to a type that is not computed with, or both, as PyTorch does: through float32 for the small
 * floats. A complex number loses its imaginary part, with a warning.
 * @throws TypeError for types that PyTorch doesn't convert either.
 */
export function convertPacked(source: Tensor, dtype: DType): Tensor {
  let values = source;
  if (isPackedDType(source.dtype)) {
    if (source.dtype.startsWith("complex")) {
      if (isPackedDType(dtype) && dtype.startsWith("complex")) return convertComplex(source, dtype);
      console.warn("Casting complex values to real discards the imaginary part");
    }
    values = decoded(source, isPackedDType(dtype) ? naturalDtype(dtype) : loopDtype(dtype));
  }
  if (!isPackedDType(dtype)) return copyOf(values, dtype);
  const natural = copyOf(values, naturalDtype(dtype));
  return packedTensor(dtype, encodeElements(dtype, natural.storage.data), source._shape, source._numel);
}

/** A copy of a tensor of a packed type, with its strides where they are dense. */
export function clonePacked(source: Tensor, rowMajor = false): Tensor {
  const dtype = source.dtype as PackedDType;
  const size = itemSize(dtype);
  const { _shape: shape, _numel } = source;
  const strides = rowMajor ? contiguousStrides(shape) : preservedStrides(source);
  const bytes = new Uint8Array(_numel * size);
  const from = bytesOf(source);
  const copy = (dim: number, at: number, to: number): void => {
    if (dim === shape.length) bytes.set(from.subarray(at * size, (at + 1) * size), to * size);
    else for (let i = 0; i < shape[dim]; i++) copy(dim + 1, at + i * source._strides[dim], to + i * strides[dim]);
  };
  if (source._contiguous && strides === source._strides) {
    bytes.set(from.subarray(source.offset * size, (source.offset + _numel) * size));
  } else copy(0, source.offset, 0);
  const result = Tensor.over(new PackedStorage(dtype, bytes), shape, strides, 0, _numel, isRowMajor(shape, strides));
  if (isConjugated(source)) markConjugated(result);
  return result;
}
