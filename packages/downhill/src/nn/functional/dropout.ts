import { checkTensor } from "../../autograd/functions/operands.ts";
import { noGrad } from "../../autograd/gradMode.ts";
import { isFloat } from "../../memory/dtype.ts";
import { typeName } from "../../tensor/promotion.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Floats, floats, roundingOf } from "./pointwise.ts";

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
 * Which elements it drops is set by `manualSeed`. PyTorch draws them from another generator, so they differ from its.
 *
 * @throws RangeError when p is out of range, TypeError for a dtype that is not floating point
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html
 */
export function dropout(input: Tensor, { p = 0.5, training = true, inplace = false }: DropoutOptions = {}): Tensor {
  checkTensor(input, "dropout", "input");
  checkProbability(p);
  if (p === 0 || !training || input.numel() === 0) return input;
  if (!isFloat(input.dtype)) {
    throw new TypeError(`result type Float can't be cast to the desired output type ${typeName(input.dtype)}`);
  }
  const factors = Tensor.allocate(input.dtype, input.shape);
  if (p < 1) {
    noGrad(() => factors.uniform_(0, 1));
    keepWithProbability(floats(factors), factors.offset, factors.numel(), 1 - p);
  }
  return inplace ? input.mul_(factors) : input.mul(factors);
}

/** Turns uniform numbers into 1 / keep with probability `keep`, else 0. */
function keepWithProbability(values: Floats, offset: number, n: number, keep: number): void {
  const factor = 1 / roundingOf(values)(keep);
  for (let e = offset; e < offset + n; e++) values[e] = values[e] < keep ? factor : 0;
}
