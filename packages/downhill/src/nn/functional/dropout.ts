import { checkTensor } from "../../autograd/functions/operands.ts";
import { noGrad } from "../../autograd/gradMode.ts";
import { isFloat } from "../../memory/dtype.ts";
import { allocateLike } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { fillBernoulliScalar } from "../../tensor/random/fill.ts";
import { defaultGenerator } from "../../tensor/random/generator.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Options of {@link dropout}. */
export interface DropoutOptions {
  /** The probability of dropping an element, in [0, 1]. Default 0.5. */
  p?: number;
  /** Whether to drop at all. Default true. */
  training?: boolean;
  /** Whether to write the result over the input. Default false. */
  inplace?: boolean;
}

/** @throws RangeError unless it is a number in [0, 1] */
export function checkProbability(p: number): void {
  if (!(p >= 0 && p <= 1)) {
    throw new RangeError(`dropout probability has to be between 0 and 1, but got ${String(p)}`);
  }
}

/**
 * Sets each element to zero with probability p and divides the others by 1 - p; not training, gives back its input.
 *
 * Which elements it drops is set by `manualSeed`: the same as in PyTorch, but for Intel's processors, where PyTorch draws
 * from a generator of Intel's library.
 *
 * @throws RangeError when p is out of range, TypeError for a dtype that is not floating point
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html
 */
export function dropout(
  input: Tensor,
  p = 0.5,
  { training = true, inplace = false }: Omit<DropoutOptions, "p"> = {},
): Tensor {
  checkTensor(input, "dropout", "input");
  checkProbability(p);
  if (p === 0 || !training || input.numel() === 0) return input;
  if (!isFloat(input.dtype)) {
    throw new TypeError(`result type Float can't be cast to the desired output type ${typeName(input.dtype)}`);
  }
  // Drawn in the input's own order of memory.
  const factors = allocateLike(input);
  if (p < 1) {
    fillBernoulliScalar(factors, 1 - p, defaultGenerator);
    noGrad(() => factors.div_(1 - p));
  }
  return inplace ? input.mul_(factors) : input.mul(factors);
}
