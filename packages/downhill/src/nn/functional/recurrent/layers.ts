import { cat, stack } from "../../../autograd/functions/joining.ts";
import { select } from "../../../autograd/functions/slicing.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { dropout } from "../dropout.ts";
import { CELLS, type CellName } from "./cells.ts";
import type { Weights } from "./operands.ts";
import { type Outcome, recurrence } from "./recurrence.ts";
import { stepsOf } from "./steps.ts";

/** What a network of recurrent layers is told besides its tensors. */
export interface LayersOptions {
  readonly layers: number;
  readonly bidirectional: boolean;
  /** The probability of dropping an element between two layers. */
  readonly dropout: number;
  readonly training: boolean;
}

/** The states of a network: [layers · directions, batch, size]. */
export interface States {
  readonly hidden: Tensor;
  readonly cellState: Tensor | null;
}

/**
 * Recurrent layers, one after the other, in one or both directions.
 *
 * @param input [rows, input]: the elements of all sequences at the first time, at the second, ...
 * @param batchSizes how many sequences there are at each time, never more than before
 * @param weights of each layer, and in it of each direction
 */
export function recurrentLayers(
  name: CellName,
  input: Tensor,
  batchSizes: readonly number[],
  { hidden, cellState }: States,
  weights: readonly Weights[],
  { layers, bidirectional, dropout: p, training }: LayersOptions,
): { output: Tensor } & States {
  const cell = CELLS[name];
  const directions = bidirectional ? [false, true] : [false];
  const finals: Outcome[] = [];
  let output = input;
  for (let layer = 0; layer < layers; layer++) {
    if (layer > 0) output = dropout(output, p, { training });
    const outcomes = directions.map((reverse, direction) => {
      const index = layer * directions.length + direction;
      const state = {
        hidden: select(hidden, 0, index),
        cellState: cellState === null ? null : select(cellState, 0, index),
      };
      return recurrence(cell, { ...weights[index], ...state, input: output }, stepsOf(batchSizes, reverse));
    });
    output =
      outcomes.length === 1
        ? outcomes[0].output
        : cat(
            outcomes.map((outcome) => outcome.output),
            1,
          );
    finals.push(...outcomes);
  }
  const cells = finals.flatMap((outcome) => outcome.cellState ?? []);
  return {
    output,
    hidden: stack(finals.map((outcome) => outcome.hidden)),
    cellState: cells.length === 0 ? null : stack(cells),
  };
}
