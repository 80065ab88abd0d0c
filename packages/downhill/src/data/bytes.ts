import { type DType, itemSize } from "../memory/dtype.ts";
import { allocateStorage, storageBytes } from "../serialization/torch/storages.ts";
import { contiguousStrides, elementCount } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";

/** A row-major tensor of any type whose elements' bytes, in this machine's order, its caller writes. */
export function tensorOfType(dtype: DType, shape: readonly number[]): Tensor {
  const count = elementCount(shape);
  const storage = allocateStorage(dtype, count * itemSize(dtype));
  return Tensor.over(storage, [...shape], contiguousStrides(shape), 0, count, true);
}

/** A tensor of a copy of its elements' bytes, in this machine's order. */
export function tensorOfBytes(dtype: DType, shape: readonly number[], bytes: Uint8Array): Tensor {
  const tensor = tensorOfType(dtype, shape);
  storageBytes(tensor.storage).set(bytes);
  return tensor;
}
