import { getDefaultDtype } from "../tensor/defaultDtype.ts";
import { Tensor } from "../tensor/tensor.ts";

/**
 * PyTorch keeps a state's numbers (`step`, ASGD's `eta`) in zero-dimensional tensors, float32 unless the default dtype
 * is float64. Here they are numbers, rounded alike, and become tensors in state dicts.
 */
export function toScalarTensor(value: number): Tensor {
  const tensor = Tensor.allocate(getDefaultDtype(), []);
  (tensor.storage.data as Float64Array)[0] = value;
  return tensor;
}

/** The number in a loaded zero-dimensional tensor; numbers and all else stay as they are. */
export function fromScalarTensor(value: unknown): unknown {
  return value instanceof Tensor && value._numel === 1 ? Number(value.storage.data[value.offset]) : value;
}

/** Rounds a number as the tensor would that PyTorch keeps it in. */
export function roundScalar(value: number): number {
  return getDefaultDtype() === "float32" ? Math.fround(value) : value;
}
