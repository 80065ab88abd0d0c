import { relu, sigmoid, tanh } from "../../../autograd/functions/activation.ts";
import { add, mul, sub } from "../../../autograd/functions/arithmetic.ts";
import { cat } from "../../../autograd/functions/joining.ts";
import { linear } from "../../../autograd/functions/linear.ts";
import { chunk, narrow } from "../../../autograd/functions/slicing.ts";
import { reshape } from "../../../autograd/functions/views.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import type { Cell } from "./cells.ts";
import type { Operands } from "./operands.ts";
import type { Step } from "./steps.ts";

/** What `recurrence` computes, step by step with public functions: the same up to rounding, and differentiable twice. */
export function composedRecurrence(cell: Cell, operands: Operands, steps: readonly Step[]): Tensor {
  const { input, inputWeight, inputBias } = operands;
  const gates = linear(input, inputWeight, inputBias);
  let [hidden, cellState] = [operands.hidden, operands.cellState];
  const outputs = new Map<number, Tensor>();
  for (const { first, count } of steps) {
    const before = narrow(hidden, 0, 0, count);
    const fromInput = narrow(gates, 0, first, count);
    const fromState = linear(before, operands.stateWeight, operands.stateBias);
    let after: Tensor;
    if (cell.name === "LSTM" && cellState !== null) {
      const [i, f, g, o] = chunk(add(fromInput, fromState), 4, 1);
      const old = mul(sigmoid(f), narrow(cellState, 0, 0, count));
      const next = add(old, mul(sigmoid(i), tanh(g)));
      cellState = replaceFirst(cellState, next);
      after = mul(sigmoid(o), tanh(next));
      if (operands.projection !== null) after = linear(after, operands.projection);
    } else if (cell.name === "GRU") {
      const [r, z, n] = chunk(fromInput, 3, 1);
      const [hr, hz, hn] = chunk(fromState, 3, 1);
      const candidate = tanh(add(n, mul(sigmoid(add(r, hr)), hn)));
      after = add(mul(sub(before, candidate), sigmoid(add(z, hz))), candidate);
    } else after = (cell.name === "RNN_RELU" ? relu : tanh)(add(fromInput, fromState));
    hidden = replaceFirst(hidden, after);
    outputs.set(first, after);
  }
  const rows = [...outputs.keys()].sort((a, b) => a - b).map((first) => outputs.get(first) as Tensor);
  const parts = cellState === null ? [...rows, hidden] : [...rows, hidden, cellState];
  return cat(parts.map((part) => reshape(part, [part._numel])));
}

/** The same rows but for the first, which are others. */
function replaceFirst(rows: Tensor, others: Tensor): Tensor {
  const [count] = others._shape;
  const rest = rows._shape[0] - count;
  return rest === 0 ? others : cat([others, narrow(rows, 0, count, rest)]);
}
