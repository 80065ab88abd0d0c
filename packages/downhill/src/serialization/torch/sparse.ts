import { elementCount, sameShape } from "../../tensor/shape.ts";
import { SparseTensor } from "../../tensor/sparse.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { FileFormatError } from "../errors.ts";
import { PickleProblem } from "../pickle/values.ts";

/**
 * A sparse tensor of parts from a file, whose elements may still be missing.
 * @throws PickleProblem when the parts' shapes and types don't fit each other
 */
export function makeSparse(indices: Tensor, values: Tensor, shape: number[], coalesced: boolean): SparseTensor {
  const [sparseDims = -1, count] = indices.shape;
  const fits =
    indices.ndim === 2 &&
    indices.dtype === "int64" &&
    sparseDims <= shape.length &&
    sameShape(values.shape, [count, ...shape.slice(sparseDims)]) &&
    Number.isSafeInteger(elementCount(shape));
  if (!fits) {
    throw new PickleProblem(
      "corrupt",
      `a sparse tensor of sizes [${shape.join(", ")}] doesn't match its indices of sizes [${indices.shape.join(", ")}] ` +
        `and its values of sizes [${values.shape.join(", ")}]`,
    );
  }
  return SparseTensor.of(indices, values, shape, coalesced);
}

/** @throws FileFormatError when an index of a sparse tensor lies outside its shape. */
export function checkIndices(sparse: SparseTensor): void {
  const indices = sparse._indices();
  const { data } = indices.storage;
  const [alongDims, alongIndices] = indices.strides;
  const [dims, listed] = indices.shape;
  const count = alongIndices === 0 ? Math.min(listed, 1) : listed; // however often a view repeats the same one
  for (let d = 0; d < dims; d++) {
    const size = BigInt(sparse.shape[d]);
    for (let i = 0, at = indices.offset + d * alongDims; i < count; i++, at += alongIndices) {
      const index = data[at] as bigint;
      if (index < 0n || index >= size) {
        throw new FileFormatError("corrupt", `index ${index} of a sparse tensor is out of range for its size ${size}`);
      }
    }
  }
}
