import { grad as gradientsOf } from "../../../autograd/backward.ts";
import { add } from "../../../autograd/functions/arithmetic.ts";
import { cat } from "../../../autograd/functions/joining.ts";
import { linear } from "../../../autograd/functions/linear.ts";
import { mm } from "../../../autograd/functions/matmul.ts";
import { narrow } from "../../../autograd/functions/slicing.ts";
import { sum } from "../../../autograd/functions/sum.ts";
import { t, view } from "../../../autograd/functions/views.ts";
import { enableGrad, gradEnabled, noGrad } from "../../../autograd/gradMode.ts";
import { type Definition, define, type Node, recordWith, tracks } from "../../../autograd/graph.ts";
import { rowMajor } from "../../../tensor/copy.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { CELLS, type Cell } from "./cells.ts";
import { composedRecurrence } from "./composed.ts";
import { runForward, type Sizes } from "./forward.ts";
import { type Flow, runGradient } from "./gradient.ts";
import { listed, type OperandName, type Operands, unlisted } from "./operands.ts";
import type { Step } from "./steps.ts";

/** What the derivative needs to know besides tensors. */
interface Extra {
  readonly cell: Cell;
  readonly sizes: Sizes;
  readonly steps: readonly Step[];
  readonly names: readonly OperandName[];
  /** What was computed of the last gradient, for the inputs that come next. */
  last: { readonly grad: Tensor; readonly flow: Flow; readonly composed: readonly (Tensor | null)[] | null } | null;
}

const definitions: Readonly<Record<string, Definition<Extra>>> = Object.fromEntries(
  Object.values(CELLS).map(({ name, node }) => [name, define<Extra>(node, differentiate)]),
);

/** What a recurrence gives. */
export interface Outcome {
  /** [rows, output], in the order of the input's rows */
  readonly output: Tensor;
  /** [batch, output], after each sequence's last step */
  readonly hidden: Tensor;
  /** [batch, hidden], or null */
  readonly cellState: Tensor | null;
}

/**
 * Runs a cell over sequences, as one function: the product of the input with its weights is one for all steps, and so are
 * those of the derivative; each step is a product with the state and one kernel.
 */
export function recurrence(cell: Cell, operands: Operands, steps: readonly Step[]): Outcome {
  const [names, inputs] = listed(operands);
  const hiddenSize = operands.inputWeight._shape[0] / cell.gates;
  const [batch, outputSize] = operands.hidden._shape;
  const sizes: Sizes = { batch, rows: operands.input._shape[0], hidden: hiddenSize, output: outputSize };
  const gates = noGrad(() => rowMajor(linear(operands.input, operands.inputWeight, gateBias(cell, operands))));
  const { flat, saved } = runForward(cell, operands, gates, steps, sizes);
  if (gradEnabled && inputs.some(tracks)) {
    recordWith(flat, definitions[cell.name], inputs, [...inputs, ...saved], { cell, sizes, steps, names, last: null });
  }
  const part = (from: number, rows: number, columns: number) =>
    view(narrow(flat, 0, from, rows * columns), [rows, columns]);
  const { rows, output, hidden } = sizes;
  return {
    output: part(0, rows, output),
    hidden: part(rows * output, batch, output),
    cellState: cell.hasCellState ? part((rows + batch) * output, batch, hidden) : null,
  };
}

/** What is added to the input's product: both biases, but for what the hidden state's product is gated with. */
function gateBias(cell: Cell, { inputBias, stateBias }: Operands): Tensor | null {
  if (inputBias === null || stateBias === null) return null;
  if (!cell.separate) return add(inputBias, stateBias);
  const size = inputBias._numel / cell.gates;
  const shared = size * (cell.gates - 1);
  return cat([
    add(narrow(inputBias, 0, 0, shared), narrow(stateBias, 0, 0, shared)),
    narrow(inputBias, 0, shared, size),
  ]);
}

function differentiate(grad: Tensor, node: Node<Extra>, index: number): Tensor | null {
  const { extra } = node;
  const tensors = extra.names.map((_, i) => node.saved(i));
  const operands = unlisted(extra.names, tensors);
  if (extra.last?.grad !== grad) {
    const saved = (i: number) => node.saved(tensors.length + i);
    const flow = runGradient(extra.cell, operands, rowMajor(grad), saved, extra.steps, extra.sizes);
    extra.last = { grad, flow, composed: gradEnabled ? composedGradients(grad, extra, tensors) : null };
  }
  const { flow, composed } = extra.last;
  const result = noGrad(() => derivatives[extra.names[index]](flow, operands));
  const history = composed?.[index] ?? null;
  if (index === extra.names.length - 1) extra.last = null;
  if (result === null || history === null || history.gradFn === null) return result;
  // The kernels' numbers, and the way back of the composition.
  const shown = result.alias();
  shown._gradFn = history.gradFn;
  shown._requiresGrad = true;
  return shown;
}

/** The gradient of each operand, by what came of the steps. */
const derivatives: Readonly<Record<OperandName, (flow: Flow, operands: Operands) => Tensor | null>> = {
  input: ({ gates }, { inputWeight }) => mm(gates, inputWeight),
  inputWeight: ({ gates }, { input }) => mm(t(gates), input),
  stateWeight: ({ stateGates, before }) => mm(t(stateGates), before),
  inputBias: ({ gates }) => sum(gates, 0),
  stateBias: ({ stateGates }) => sum(stateGates, 0),
  projection: ({ projected }) => (projected === null ? null : mm(t(projected.grad), projected.hidden)),
  hidden: ({ hidden }) => hidden,
  cellState: ({ cellState }) => cellState,
};

function composedGradients(grad: Tensor, { cell, names, steps }: Extra, tensors: readonly Tensor[]) {
  return enableGrad(() => {
    // Stand-ins, so that no operand's own history leads to another.
    const operands = tensors.map((tensor) =>
      tensor.requiresGrad ? view(tensor, [...tensor._shape]) : tensor.detach(),
    );
    const flat = composedRecurrence(cell, unlisted(names, operands), steps);
    const wanted = operands.filter((operand) => operand.requiresGrad);
    const found = gradientsOf(flat, wanted, { gradOutputs: grad, createGraph: true, allowUnused: true });
    return operands.map((operand) => (operand.requiresGrad ? found[wanted.indexOf(operand)] : null));
  });
}
