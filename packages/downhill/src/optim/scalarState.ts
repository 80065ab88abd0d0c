import type { FloatDType } from "../memory/dtype.ts";
import { getDefaultDtype } from "../tensor/defaultDtype.ts";
import { Tensor } from "../tensor/tensor.ts";

/*
 * PyTorch keeps a state's numbers (`step`, ASGD's `eta`) in zero-dimensional tensors. Here they are numbers, rounded
 * alike, and become tensors in state dicts.
 */

/** The dtypes that PyTorch keeps a state's numbers in, by name; those without one have the default dtype. */
export type ScalarTypes = Readonly<Record<string, FloatDType>>;

const typesOf = new WeakMap<object, ScalarTypes>();
const NONE: ScalarTypes = {};

/** Each set of types once, so that equal ones are identical. */
const interned = new Map<string, ScalarTypes>();

/** The dtypes of the numbers in a parameter's state; equal ones are the same object. */
export function scalarTypes(state: object): ScalarTypes {
  return typesOf.get(state) ?? NONE;
}

/** Remembers the dtypes of the numbers in a parameter's state. */
export function rememberScalarTypes(state: object, types: ScalarTypes): void {
  const key = JSON.stringify(types);
  let known = interned.get(key);
  if (known === undefined) {
    known = types;
    interned.set(key, known);
  }
  typesOf.set(state, known);
}

/** The dtypes of numbers that are made now: the default dtype, but float32 for the steps of a fused optimizer. */
export function newScalarTypes(names: Iterable<string>, fused: boolean): ScalarTypes {
  const types: Record<string, FloatDType> = {};
  for (const name of names) types[name] = fused && name === "step" ? "float32" : getDefaultDtype();
  return types;
}

/** A loaded state with numbers in place of the zero-dimensional tensors of these names, whose dtypes are remembered. */
export function withNumbersForTensors(
  entry: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
): Record<string, unknown> {
  const types: Record<string, FloatDType> = {};
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(entry)) {
    const isScalar = names.has(name) && value instanceof Tensor && value._numel === 1;
    result[name] = isScalar ? Number(value.storage.data[value.offset]) : value;
    if (isScalar && (value.dtype === "float32" || value.dtype === "float64")) types[name] = value.dtype;
  }
  rememberScalarTypes(result, types);
  return result;
}

/** A state with zero-dimensional tensors, of the dtypes remembered, in place of the numbers of these names. */
export function withTensorsForNumbers(entry: object, names: ReadonlySet<string>): Record<string, unknown> {
  const types = scalarTypes(entry);
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [
      name,
      names.has(name) && typeof value === "number" ? toScalarTensor(value, types[name]) : value,
    ]),
  );
}

function toScalarTensor(value: number, dtype: FloatDType = getDefaultDtype()): Tensor {
  const tensor = Tensor.allocate(dtype, []);
  (tensor.storage.data as Float64Array)[0] = value;
  return tensor;
}

/** Rounds a number as the tensor would that PyTorch keeps it in. */
export function roundScalar(value: number, dtype: FloatDType = getDefaultDtype()): number {
  return dtype === "float32" ? Math.fround(value) : value;
}
