import type { FloatDType } from "../../../memory/dtype.ts";
import { launch } from "../../../memory/recording.ts";
import { rowMajor } from "../../../tensor/copy.ts";
import { Tensor } from "../../../tensor/tensor.ts";
import type { Cell } from "./cells.ts";
import type { Operands } from "./operands.ts";
import type { Step } from "./steps.ts";
import { copyRows, factor, multiplyRows, type Part, runFormula, transposed, Workspace } from "./workspace.ts";

/** The sizes of a recurrence. */
export interface Sizes {
  /** How many sequences there are. */
  readonly batch: number;
  /** How many elements all of them have. */
  readonly rows: number;
  /** How many hidden units there are. */
  readonly hidden: number;
  /** How long an output is: as many, or fewer where it is projected. */
  readonly output: number;
}

/** What `runForward` leaves for the derivative, in this order; empty where the cell has no use for it. */
export const SAVED = ["gates", "hiddenBefore", "cellBefore", "kept", "unprojected"] as const;

/** The number of an array among those. */
export function savedIndex(name: (typeof SAVED)[number]): number {
  return SAVED.indexOf(name);
}

/**
 * Runs the steps.
 *
 * @param gates [rows, gates · hidden]: what the input gives, biases added; it becomes the gates' values
 * @returns one array of the outputs, the last hidden states and the last cell states, and what the derivative needs
 */
export function runForward(
  cell: Cell,
  operands: Operands,
  gates: Tensor,
  steps: readonly Step[],
  { batch, rows, hidden, output }: Sizes,
): { flat: Tensor; saved: readonly Tensor[] } {
  const dtype = gates.dtype as FloatDType;
  const { projection } = operands;
  const make = (count: number, columns: number) => Tensor.uninitialized(dtype, [count, columns]);
  const flat = Tensor.uninitialized(dtype, [(rows + batch) * output + (cell.hasCellState ? batch * hidden : 0)]);
  const hiddenBefore = make(rows, output);
  const cellBefore = make(cell.hasCellState ? rows : 0, hidden);
  const kept = make(cell.keeps ? rows : 0, hidden);
  const unprojected = make(projection === null ? 0 : rows, hidden);
  const start = rowMajor(operands.hidden);
  const cellStart = operands.cellState === null ? null : rowMajor(operands.cellState);
  const given = [operands.stateWeight, operands.stateBias, projection];
  const [weight, bias, projecting] = given.map((tensor) => (tensor === null ? null : rowMajor(tensor)));
  launch("recurrence", () => {
    const space = new Workspace(dtype);
    const width = cell.gates * hidden;
    const g = space.update(gates, width);
    const [before, beforeCell, keeps] = [
      space.write(hiddenBefore, output),
      space.write(cellBefore, hidden),
      space.write(kept, hidden),
    ];
    const raw = space.write(unprojected, hidden);
    const outputs = space.write(flat, output, 0, rows * output);
    const state = space.write(flat, output, rows * output, batch * output);
    const cells = space.write(flat, hidden, (rows + batch) * output);
    const stateWeight = space.read(weight as Tensor, output);
    const projectionWeight = projecting === null ? null : space.read(projecting, hidden);
    const gatedBias = bias === null ? space.zeros(1, width) : space.read(bias, width);
    const fromState = cell.separate ? space.scratch(batch, width) : g;
    copyRows(state, 0, space.read(start, output), 0, batch);
    if (cellStart !== null) copyRows(cells, 0, space.read(cellStart, hidden), 0, batch);
    for (const { first, count } of steps) {
      copyRows(before, first, state, 0, count);
      if (cellStart !== null) copyRows(beforeCell, first, cells, 0, count);
      const place = cell.separate ? 0 : first;
      const weights = transposed(stateWeight);
      multiplyRows(fromState, place, count, output, factor(before, first), weights, !cell.separate);
      const parts: Record<string, Part> = {
        c: { rows: cells, first: 0, column: 0 },
        kept: { rows: keeps, first, column: 0 },
        bias: { rows: gatedBias, first: 0, column: width - hidden, shared: true },
        h: projectionWeight === null ? { rows: state, first: 0, column: 0 } : { rows: raw, first, column: 0 },
      };
      for (let gate = 0; gate < cell.gates; gate++) {
        parts[`g${gate}`] = { rows: g, first, column: gate * hidden };
        parts[`s${gate}`] = { rows: fromState, first: 0, column: gate * hidden };
      }
      runFormula(cell.forward, dtype, parts, count, hidden);
      if (projectionWeight !== null) {
        multiplyRows(state, 0, count, hidden, factor(raw, first), transposed(projectionWeight), false);
      }
      copyRows(outputs, first, state, 0, count);
    }
    space.close();
  });
  return { flat, saved: [gates, hiddenBefore, cellBefore, kept, unprojected] };
}
