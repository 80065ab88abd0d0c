import type { Tensor } from "../tensor/tensor.ts";
import { grad } from "./backward.ts";
import { gradEnabled, swapGradMode } from "./gradMode.ts";
import { define, type Node, recordWith, tracks } from "./graph.ts";

/** The same function of tensors as a composition of public ones. */
type Composition = (...inputs: Tensor[]) => Tensor;

const definitions = new Map<string, ReturnType<typeof define<Composition>>>();

/**
 * Records a result that was computed by a kernel of its own, such as a derivative, so that it can be differentiated
 * again: by differentiating the composition, which has the same values up to rounding.
 *
 * @param name PyTorch's of the node
 */
export function recordComposed(out: Tensor, name: string, inputs: readonly Tensor[], compose: Composition): Tensor {
  if (!inputs.some(tracks)) return out;
  let definition = definitions.get(name);
  if (definition === undefined) {
    definition = define<Composition>(name, differentiate);
    definitions.set(name, definition);
  }
  return recordWith(out, definition, inputs, inputs, compose);
}

function differentiate(outer: Tensor, node: Node<Composition>, index: number): Tensor | null {
  const recorded = gradEnabled;
  const saved = node.inputs.map((_, i) => node.saved(i));
  const before = swapGradMode(true);
  try {
    // Stand-ins, so that no input's own history leads to another input.
    const inputs = saved.map((tensor) => {
      const standIn = recorded && tensor.requiresGrad ? tensor.view([...tensor._shape]) : tensor.detach();
      if (!standIn.requiresGrad) standIn.requiresGrad = tensor.requiresGrad;
      return standIn;
    });
    const result = node.extra(...inputs);
    if (!result.requiresGrad) return null;
    const options = { gradOutputs: outer, createGraph: recorded, allowUnused: true } as const;
    return grad(result, inputs[index], options)[0];
  } finally {
    swapGradMode(before);
  }
}
