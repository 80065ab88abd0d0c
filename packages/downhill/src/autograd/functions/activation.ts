import { applyBinary, applyUnary, op } from "../../tensor/elementwise.ts";
import * as loops from "../../tensor/loops/arithmetic.ts";
import type { BinaryLoop, UnaryLoop } from "../../tensor/loops/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { define, record, tracks, tracksAny } from "../graph.ts";

const RELU = op<UnaryLoop>(loops.relu);
const RELU_GRADIENT = op<BinaryLoop>(loops.reluGradient);

const reluBackward = define("ReluBackward0", (grad, node) => reluGradient(node.saved(0), grad));
/** Linear in the gradient and constant in the result, so that it is its own derivative. */
const reluGradientBackward = define(
  "ThresholdBackwardBackward0",
  () => null,
  (grad, node) => reluGradient(node.saved(0), grad),
);

function reluGradient(result: Tensor, grad: Tensor): Tensor {
  const out = applyBinary(RELU_GRADIENT, result, grad);
  return tracksAny(result, grad) ? record(out, reluGradientBackward, [result, grad], [result]) : out;
}

/**
 * max(input, 0), elementwise.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu.html
 */
export function relu(input: Tensor): Tensor {
  const out = applyUnary(RELU, input);
  return tracks(input) ? record(out, reluBackward, [input], [out]) : out;
}
