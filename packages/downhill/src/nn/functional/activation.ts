import type { SoftplusOptions } from "../../autograd/functions/activation.ts";
import type { SoftmaxOptions } from "../../tensor/methods/reduction.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** How `gelu` computes the normal distribution: itself, or by a tanh. */
export type GeluApproximation = "none" | "tanh";

/** max(0, x). @param options.inplace whether to write the result over the input; default false */
export function relu(input: Tensor, { inplace = false }: { inplace?: boolean } = {}): Tensor {
  return inplace ? input.relu_() : input.relu();
}

/** The hyperbolic tangent. */
export function tanh(input: Tensor): Tensor {
  return input.tanh();
}

/** 1 / (1 + exp(-x)). */
export function sigmoid(input: Tensor): Tensor {
  return input.sigmoid();
}

/** x·Φ(x). @throws RangeError for an unknown approximation */
export function gelu(input: Tensor, options: { approximate?: GeluApproximation } = {}): Tensor {
  return input.gelu(options);
}

/** log(1 + exp(beta · x)) / beta; x itself where beta · x is above the threshold. @throws TypeError for integers and bools */
export function softplus(input: Tensor, options?: SoftplusOptions): Tensor {
  return input.softplus(options);
}

/** exp(x) divided by its sum along a dimension. @param dim null leaves the choice to PyTorch's old rule */
export function softmax(input: Tensor, dim: number | null = null, options?: SoftmaxOptions): Tensor {
  return input.softmax(dim ?? implicitDim("softmax", input), options);
}

/** The logarithm of the softmax. @param dim null leaves the choice to PyTorch's old rule */
export function logSoftmax(input: Tensor, dim: number | null = null, options?: SoftmaxOptions): Tensor {
  return input.logSoftmax(dim ?? implicitDim("log_softmax", input), options);
}

/** exp(-x) divided by its sum along a dimension. @param dim null leaves the choice to PyTorch's old rule */
export function softmin(input: Tensor, dim: number | null = null, options?: SoftmaxOptions): Tensor {
  return input.neg().softmax(dim ?? implicitDim("softmin", input), options);
}

function implicitDim(name: string, { ndim }: Tensor): number {
  console.warn(
    `Implicit dimension choice for ${name} has been deprecated. Change the call to include dim=X as an argument.`,
  );
  return ndim === 0 || ndim === 1 || ndim === 3 ? 0 : 1;
}
