import { Tensor } from "../../../tensor/tensor.ts";

/** What tensors of integers held when they were made or read, so that compiled functions needn't read their elements. */
const known = new WeakMap<Tensor, { readonly version: number; readonly values: readonly number[] }>();

/** Integers as a tensor. */
export function int64(values: readonly number[]): Tensor {
  const result = Tensor.allocate("int64", [values.length]);
  (result.storage.data as BigInt64Array).set(values.map(BigInt), result.offset);
  known.set(result, { version: result.version, values });
  return result;
}

/** The elements of a tensor, without their fractions. */
export function integersOf(tensor: Tensor): readonly number[] {
  const found = known.get(tensor);
  if (found !== undefined && found.version === tensor.version) return found.values;
  const elements = tensor.toTypedArray() as ArrayLike<number | bigint>;
  const values = Array.from(elements, (value) => Math.trunc(Number(value)));
  known.set(tensor, { version: tensor.version, values });
  return values;
}

/** Where each number has gone to in a permutation. */
export function inverse(permutation: readonly number[]): number[] {
  const result = new Array<number>(permutation.length);
  permutation.forEach((from, to) => {
    result[from] = to;
  });
  return result;
}
