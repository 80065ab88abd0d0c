import type { DType } from "../../memory/dtype.ts";
import type { Parameter } from "../../nn/parameter.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { PickleProblem, type PyValue } from "../pickle/values.ts";
import { checkCount, toBoolean } from "./arguments.ts";
import { rebuildTensor, setRequiresGrad } from "./rebuild.ts";

/*
 * How PyTorch 0.1 pickled what later versions have functions for: objects were made empty and given their state. Models
 * of that time are still downloaded. Source: torch/tensor.py and torch/nn/parameter.py of those versions, and what the
 * safe loader of today makes of them.
 */

/** What `torch.FloatTensor()` gives. */
export function emptyTensor(dtype: DType, args: readonly PyValue[]): Tensor {
  // With arguments it would make a tensor of any size out of nothing; no file needs that.
  if (args.length > 0) throw new PickleProblem("refused", `the pickle would make a tensor of ${dtype} with arguments`);
  return Tensor.allocate(dtype, [0]);
}

/** Gives a tensor its `(storage, offset, sizes, strides)`. */
export function setTensorState(tensor: Tensor, state: readonly PyValue[]): void {
  if (tensor._requiresGrad) throw new PickleProblem("refused", "the pickle would replace the elements of a leaf");
  const elements = rebuildTensor(state);
  if (elements.dtype !== tensor.dtype) {
    throw new PickleProblem("corrupt", `a tensor of ${tensor.dtype} is given a storage of ${elements.dtype}`);
  }
  tensor.data = elements;
}

/** Gives a parameter its `(requires_grad, volatile, hooks)`; the last two are of no consequence. */
export function setParameterState(parameter: Parameter, state: readonly PyValue[]): void {
  checkCount("the state of a parameter", state, 3);
  setRequiresGrad(parameter, toBoolean(state[0], "requires_grad"));
}
