import type { Tensor } from "../../../tensor/tensor.ts";

/** The weights of one direction of one layer. */
export interface Weights {
  /** [gates · hidden, input] */
  readonly inputWeight: Tensor;
  /** [gates · hidden, output] */
  readonly stateWeight: Tensor;
  /** [gates · hidden], or null; both or none */
  readonly inputBias: Tensor | null;
  readonly stateBias: Tensor | null;
  /** [output, hidden], where the hidden state is projected */
  readonly projection: Tensor | null;
}

/** All that a recurrence is computed from. */
export interface Operands extends Weights {
  /** [rows, input]: the elements of all sequences at the first time, at the second, ... */
  readonly input: Tensor;
  /** [batch, output] */
  readonly hidden: Tensor;
  /** [batch, hidden], for a cell that has one */
  readonly cellState: Tensor | null;
}

const NAMES = [
  ...(["input", "inputWeight", "stateWeight", "inputBias", "stateBias", "projection"] as const),
  ...(["hidden", "cellState"] as const),
];

/** The name of an operand. */
export type OperandName = (typeof NAMES)[number];

/** The operands that there are, as a list and its names. */
export function listed(operands: Operands): readonly [names: readonly OperandName[], tensors: readonly Tensor[]] {
  const names = NAMES.filter((name) => operands[name] !== null);
  return [names, names.map((name) => operands[name] as Tensor)];
}

/** The other way round. */
export function unlisted(names: readonly OperandName[], tensors: readonly Tensor[]): Operands {
  const found = Object.fromEntries(names.map((name, i) => [name, tensors[i]]));
  return Object.fromEntries(NAMES.map((name) => [name, found[name] ?? null])) as unknown as Operands;
}
