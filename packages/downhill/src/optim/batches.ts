import type { FloatDType } from "../memory/dtype.ts";
import type { Operands } from "./operands.ts";
import type { ScalarTypes } from "./scalarState.ts";

/** Parameters of one group whose numbers are equal, so that one job steps them all. */
export interface Batch {
  readonly isNew: boolean;
  readonly sparse: boolean;
  /** Whether the state has arrays of another dtype than the parameters. */
  readonly mixed: boolean;
  readonly dtype: FloatDType;
  readonly numbers: Record<string, number>;
  readonly types: ScalarTypes;
  readonly members: Operands[];
}

/** The batch that a parameter belongs to; the last one is tried first. A new one is added to the list. */
export function batchFor(
  batches: Batch[],
  operands: Operands,
  state: Readonly<Record<string, unknown>>,
  isNew: boolean,
  types: ScalarTypes,
): Batch {
  const { mixed, grad } = operands;
  const sparse = grad.isSparse;
  // Numbers that a mixture is computed with are of the wider dtype, as what is computed of it in PyTorch.
  const dtype = mixed ? "float64" : (operands.param.dtype as FloatDType);
  for (let i = batches.length - 1; i >= 0; i--) {
    const batch = batches[i];
    const alike = batch.isNew === isNew && batch.sparse === sparse && batch.mixed === mixed && batch.dtype === dtype;
    if (alike && batch.types === types && sameNumbers(batch.numbers, state)) return batch;
  }
  const numbers: Record<string, number> = {};
  for (const key in state) if (typeof state[key] === "number") numbers[key] = state[key];
  const batch: Batch = { isNew, sparse, mixed, dtype, numbers, types, members: [] };
  batches.push(batch);
  return batch;
}

function sameNumbers(numbers: Readonly<Record<string, number>>, state: Readonly<Record<string, unknown>>): boolean {
  for (const key in numbers) if (!Object.is(numbers[key], state[key])) return false;
  return true;
}
