import { linear } from "../../autograd/functions/linear.ts";
import { only } from "../../signatures/kinds.ts";
import { type Shape, sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { crossEntropy } from "./classification.ts";
import { checkPair } from "./pointwise.ts";
import type { LossOptions } from "./reduction.ts";

/** PyTorch can work on chunks of a batch, to the same result; here the logits are computed whole. */
export const CHUNKS = only(null);

/** Options of {@link linearCrossEntropy}. */
export interface LinearCrossEntropyOptions extends LossOptions {
  /** [classes, ...rest], added. Default none. */
  linearBias?: Tensor | null;
  /** A factor for each class. Default none. */
  weight?: Tensor | null;
  /** A target that counts for nothing; not with probabilities. Default null: -100. */
  ignoreIndex?: number | null;
  /** In [0, 1]: how much of the target is spread evenly over all classes. Default 0. */
  labelSmoothing?: number;
  /** PyTorch's way to work in chunks, which there is no need for. */
  options?: null;
}

/** A tuple as Python prints it. */
export function tupleText(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

/**
 * The cross entropy of a linear layer: of `crossEntropy(linear(input, linearWeight, linearBias), target)`.
 *
 * @param input [batch, features] or [features]
 * @param linearWeight [classes, ...rest, features]
 * @param target int64, [batch, ...rest]; or probabilities [batch, classes, ...rest]
 * @throws RangeError for shapes that don't fit, a class that doesn't exist, smoothing out of range or an unknown reduction;
 *   TypeError for dtypes
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear_cross_entropy.html
 */
export function linearCrossEntropy(
  input: Tensor,
  linearWeight: Tensor,
  target: Tensor,
  {
    linearBias = null,
    weight = null,
    reduction = "mean",
    ignoreIndex = null,
    labelSmoothing = 0,
  }: LinearCrossEntropyOptions = {},
): Tensor {
  checkPair("linearCrossEntropy", input, target);
  if (input.ndim < 1 || input.ndim > 2) {
    throw new RangeError(`expected input with dimensionality 1 or 2, got ${input.ndim}`);
  }
  if (linearWeight.ndim < 2) {
    throw new RangeError(`expected linear_weight with dimensionality at least 2, got ${linearWeight.ndim}`);
  }
  const batch = input._shape.slice(0, -1);
  const features = input._shape[input.ndim - 1];
  const outputs = linearWeight._shape.slice(0, -1);
  const count = linearWeight._shape[outputs.length];
  if (features !== count) {
    throw new RangeError(
      "expected equal input and linear_weight last dimensions (in_features), " +
        `got ${features} and ${count}, respectively`,
    );
  }
  if (linearBias !== null && !sameShape(linearBias._shape, outputs)) {
    throw new RangeError(`expected linear_bias shape ${tupleText(outputs)}, got ${tupleText(linearBias._shape)}`);
  }
  if (outputs.length > 1 && batch.length === 0) {
    throw new RangeError(
      `K-dimensional loss defined by linear_weight shape ${tupleText(linearWeight._shape)} requires batched input, ` +
        `(N, ${features}), got unbatched input with shape ${tupleText(input._shape)}`,
    );
  }
  const shape = [...batch, ...outputs];
  if (sameShape(target._shape, shape) && ignoreIndex !== null) {
    throw new RangeError("ignore_index cannot be specified when target contains probabilities");
  }
  const logits = linear(input, linearWeight.reshape([-1, features]), linearBias?.reshape([-1]) ?? null);
  const options = { weight, reduction, ignoreIndex: ignoreIndex ?? -100, labelSmoothing };
  return crossEntropy(logits.reshape(shape), target, options);
}
