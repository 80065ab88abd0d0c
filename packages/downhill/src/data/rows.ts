import { isComputeDType, itemSize } from "../memory/dtype.ts";
import { storageBytes } from "../serialization/torch/storages.ts";
import { Tensor } from "../tensor/tensor.ts";
import { tensorOfType } from "./bytes.ts";

/** A row of up to so many words is copied word by word: a view of each row would cost more. */
const SHORT = 32;

/**
 * Rows of a tensor, copied one after another into a new one; null where they don't lie one after another or are tracked
 * by autograd.
 *
 * @throws RangeError for an index out of range
 */
export function rowsOf(tensor: Tensor, indices: readonly number[]): Tensor | null {
  if (!tensor._contiguous || tensor.isSparse || tensor.requiresGrad) return null;
  const { _shape: shape, dtype } = tensor;
  const count = shape[0];
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (index >= -count && index < count && Number.isInteger(index)) continue;
    throw new RangeError(`index ${index} is out of bounds for dimension 0 with size ${count}`);
  }
  const sizes = [indices.length, ...shape.slice(1)];
  const out = isComputeDType(dtype) ? Tensor.uninitialized(dtype, sizes) : tensorOfType(dtype, sizes);
  const from = storageBytes(tensor.storage);
  const to = storageBytes(out.storage);
  const start = tensor.offset * itemSize(dtype);
  const rowBytes = (tensor._numel / count) * itemSize(dtype);
  // As mere bits, whatever they are: words of four bytes where rows have whole ones.
  if (itemSize(dtype) % WORD === 0) copyRows(wordsOf(to), wordsOf(from), start / WORD, rowBytes / WORD, count, indices);
  else copyRows(to, from, start, rowBytes, count, indices);
  return out;
}

const WORD = Int32Array.BYTES_PER_ELEMENT;

function wordsOf({ buffer, byteOffset, byteLength }: Uint8Array): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength / WORD);
}

/** @param offset of the first row */
function copyRows<Elements extends Int32Array | Uint8Array>(
  target: Elements,
  source: Elements,
  offset: number,
  size: number,
  count: number,
  indices: readonly number[],
): void {
  for (let i = 0, at = 0; i < indices.length; i++) {
    const index = indices[i];
    const start = offset + (index < 0 ? index + count : index) * size;
    if (size <= SHORT) {
      for (let k = 0; k < size; k++) target[at++] = source[start + k];
      continue;
    }
    // Neighbours, as in a dataset that isn't shuffled, are one copy.
    let end = start + size;
    while (i + 1 < indices.length && indices[i + 1] === indices[i] + 1 && index >= 0) {
      end += size;
      i++;
    }
    target.set(source.subarray(start, end), at);
    at += end - start;
  }
}
