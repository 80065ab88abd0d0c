import type { FloatDType } from "../../../memory/dtype.ts";
import { launch } from "../../../memory/recording.ts";
import { rowMajor } from "../../../tensor/copy.ts";
import { Tensor } from "../../../tensor/tensor.ts";
import { type Cell, SUM } from "./cells.ts";
import { type Sizes, savedIndex } from "./forward.ts";
import type { Operands } from "./operands.ts";
import type { Step } from "./steps.ts";
import { copyRows, factor, multiplyRows, type Part, runFormula, Workspace } from "./workspace.ts";

/** What comes back through the steps. */
export interface Flow {
  /** [rows, gates · hidden]: the gradients of what the input's product gave. */
  readonly gates: Tensor;
  /** Those of what the hidden state's product gave: the same, unless these are gated first. */
  readonly stateGates: Tensor;
  /** [rows, output]: the hidden states before each step. */
  readonly before: Tensor;
  /** The gradients of the projected states, and these before they were projected. */
  readonly projected: { readonly grad: Tensor; readonly hidden: Tensor } | null;
  /** Of the first hidden states, and the first cell states. */
  readonly hidden: Tensor;
  readonly cellState: Tensor | null;
}

/**
 * Runs the steps backwards.
 *
 * @param grad that of the array which `runForward` returned, row-major
 * @param saved what it left
 */
export function runGradient(
  cell: Cell,
  operands: Operands,
  grad: Tensor,
  saved: (index: number) => Tensor,
  steps: readonly Step[],
  { batch, rows, hidden, output }: Sizes,
): Flow {
  const dtype = grad.dtype as FloatDType;
  const width = cell.gates * hidden;
  const make = (count: number, columns: number) => Tensor.uninitialized(dtype, [count, columns]);
  const gates = make(rows, width);
  const stateGates = cell.separate ? make(rows, width) : gates;
  const hiddenGrad = make(batch, output);
  const cellGrad = cell.hasCellState ? make(batch, hidden) : null;
  const projectedGrad = operands.projection === null ? null : make(rows, output);
  const [values, before, cellBefore, kept, unprojected] = [
    ...(["gates", "hiddenBefore", "cellBefore", "kept", "unprojected"] as const),
  ].map((name) => saved(savedIndex(name)));
  const weight = rowMajor(operands.stateWeight);
  const projecting = operands.projection === null ? null : rowMajor(operands.projection);
  launch("recurrenceGradient", () => {
    const space = new Workspace(dtype);
    const flat = space.read(grad, output);
    const tail = (from: number, columns: number) => ({ ...flat, offset: flat.offset + from, columns });
    const dh = space.write(hiddenGrad, output);
    copyRows(dh, 0, tail(rows * output, output), 0, batch);
    const dc = cellGrad === null ? dh : space.write(cellGrad, hidden);
    if (cellGrad !== null) copyRows(dc, 0, tail((rows + batch) * output, hidden), 0, batch);
    const [g, stateBefore] = [space.read(values, width), space.read(before, output)];
    const [cells, keeps] = [space.read(cellBefore, hidden), space.read(kept, hidden)];
    const d = space.write(gates, width);
    const dState = cell.separate ? space.write(stateGates, width) : d;
    const stateWeight = space.read(weight, output);
    const projection = projecting === null ? null : space.read(projecting, hidden);
    const projected = projectedGrad === null ? null : space.write(projectedGrad, output);
    const raw = projection === null ? dh : space.scratch(batch, hidden);
    const none = projection === null ? null : space.zeros(1, hidden);
    for (let i = steps.length - 1; i >= 0; i--) {
      const { first, count } = steps[i];
      const dy: Part = { rows: flat, first, column: 0 };
      if (projected !== null && projection !== null) {
        const sum = { rows: projected, first, column: 0 };
        runFormula(SUM, dtype, { a: { rows: dh, first: 0, column: 0 }, b: dy, sum }, count, output);
        multiplyRows(raw, 0, count, output, factor(projected, first), factor(projection), false);
      }
      const parts: Record<string, Part> = {
        before: { rows: cell.hasCellState ? cells : stateBefore, first, column: 0 },
        kept: { rows: keeps, first, column: 0 },
        dh: { rows: raw, first: 0, column: 0 },
        dy: none === null ? dy : { rows: none, first: 0, column: 0, shared: true },
        dc: { rows: dc, first: 0, column: 0 },
      };
      for (let gate = 0; gate < cell.gates; gate++) {
        parts[`g${gate}`] = { rows: g, first, column: gate * hidden };
        parts[`d${gate}`] = { rows: d, first, column: gate * hidden };
        parts[`e${gate}`] = { rows: dState, first, column: gate * hidden };
      }
      runFormula(cell.gradient, dtype, parts, count, hidden);
      multiplyRows(dh, 0, count, width, factor(dState, first), factor(stateWeight), cell.separate);
    }
    space.close();
  });
  const projected = projectedGrad === null ? null : { grad: projectedGrad, hidden: unprojected };
  return { gates, stateGates, before, projected, hidden: hiddenGrad, cellState: cellGrad };
}
