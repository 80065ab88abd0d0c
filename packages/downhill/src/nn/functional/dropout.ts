import { squeeze, unsqueeze } from "../../autograd/functions/dims.ts";
import { checkTensor } from "../../autograd/functions/operands.ts";
import { noGrad } from "../../autograd/gradMode.ts";
import { isFloat } from "../../memory/dtype.ts";
import { allocateLike } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { fillBernoulliScalar } from "../../tensor/random/fill.ts";
import { defaultGenerator } from "../../tensor/random/generator.ts";
import { Tensor } from "../../tensor/tensor.ts";

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

/** By what the elements of a tensor are to be multiplied, and what is added to them then. */
interface Noise {
  readonly factors: Tensor;
  readonly shifts: Tensor | null;
}

/** Ones with probability 1 - p and zeros else, for each element or for each channel of each sample. */
function drawn(input: Tensor, p: number, ofChannels: boolean): Tensor {
  if (ofChannels && input.ndim < 2) {
    throw new RangeError("Feature dropout requires at least 2 dimensions in the input");
  }
  // Drawn in the input's own order of memory.
  const factors = ofChannels
    ? Tensor.allocate(
        input.dtype,
        input._shape.map((size, d) => (d < 2 ? size : 1)),
      )
    : allocateLike(input);
  if (p < 1) fillBernoulliScalar(factors, 1 - p, defaultGenerator);
  return factors;
}

/** What SELU maps minus infinity to, but for its sign. */
const ALPHA = 1.7580993408473766;

function noise(input: Tensor, p: number, ofChannels: boolean, alpha: boolean): Noise {
  const factors = drawn(input, p, ofChannels);
  if (!alpha) return { factors: factors.div_(1 - p), shifts: null };
  const a = 1 / Math.sqrt((ALPHA * ALPHA * p + 1) * (1 - p));
  const shifts = factors
    .sub(1)
    .mul_(ALPHA * a)
    .add_(ALPHA * a * p);
  return { factors: factors.mul_(a), shifts };
}

function drop(
  name: string,
  input: Tensor,
  p: number,
  { training, inplace }: { training: boolean; inplace: boolean },
  ofChannels = false,
  alpha = false,
): Tensor {
  checkTensor(input, name, "input");
  checkProbability(p);
  if (p === 0 || !training || input.numel() === 0) return input;
  if (!isFloat(input.dtype)) {
    throw new TypeError(`result type Float can't be cast to the desired output type ${typeName(input.dtype)}`);
  }
  if (p === 1) {
    const zero = Tensor.allocate(input.dtype, []);
    return inplace ? input.mul_(zero) : input.mul(zero);
  }
  const { factors, shifts } = noGrad(() => noise(input, p, ofChannels, alpha));
  const kept = inplace ? input.mul_(factors) : input.mul(factors);
  return shifts === null ? kept : kept.add_(shifts);
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
  return drop("dropout", input, p, { training, inplace });
}

/** Channels of [batch, channels, ...], or of the same without the batch. */
function dropChannels(
  dims: number,
  input: Tensor,
  p: number,
  { training = true, inplace = false }: Omit<DropoutOptions, "p">,
): Tensor {
  const name = `dropout${dims}d`;
  checkTensor(input, name, "input");
  checkProbability(p);
  const isBatch = input.ndim === dims + 2;
  if (!isBatch && input.ndim !== dims + 1) {
    // PyTorch takes any other number of dimensions of images and volumes, with a warning.
    if (dims === 1) {
      throw new RangeError(
        `dropout1d: Expected 2D or 3D input, but received a ${input.ndim}D input. Note that dropout1d exists to provide ` +
          "channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension " +
          "(i.e. 2D or 3D inputs).",
      );
    }
    return drop(name, input, p, { training, inplace }, true);
  }
  // In two dimensions PyTorch takes a single image for a batch of rows.
  if (isBatch || dims === 2) return drop(name, input, p, { training, inplace }, true);
  if (inplace) {
    drop(name, unsqueeze(input, 0), p, { training, inplace }, true);
    return input;
  }
  return squeeze(drop(name, unsqueeze(input, 0), p, { training, inplace }, true), 0);
}

/**
 * Sets whole channels of [batch, channels, length] to zero with probability p and divides the others by 1 - p.
 * @throws RangeError when p is out of range or the input has another number of dimensions, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout1d.html
 */
export function dropout1d(input: Tensor, p = 0.5, options: Omit<DropoutOptions, "p"> = {}): Tensor {
  return dropChannels(1, input, p, options);
}

/**
 * The same of [batch, channels, height, width].
 * @throws RangeError when p is out of range, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout2d.html
 */
export function dropout2d(input: Tensor, p = 0.5, options: Omit<DropoutOptions, "p"> = {}): Tensor {
  return dropChannels(2, input, p, options);
}

/**
 * The same of [batch, channels, depth, height, width].
 * @throws RangeError when p is out of range, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout3d.html
 */
export function dropout3d(input: Tensor, p = 0.5, options: Omit<DropoutOptions, "p"> = {}): Tensor {
  return dropChannels(3, input, p, options);
}

/**
 * Dropout that keeps mean and variance of what SELU gives: what is dropped becomes SELU's least value, and all is scaled.
 * Unlike the others it does nothing unless `training` is given.
 * @throws RangeError when p is out of range, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.alpha_dropout.html
 */
export function alphaDropout(
  input: Tensor,
  p = 0.5,
  { training = false, inplace = false }: Omit<DropoutOptions, "p"> = {},
): Tensor {
  return drop("alphaDropout", input, p, { training, inplace }, false, true);
}

/**
 * {@link alphaDropout} of whole channels.
 * @throws RangeError when p is out of range or the input has less than two dimensions, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.feature_alpha_dropout.html
 */
export function featureAlphaDropout(
  input: Tensor,
  p = 0.5,
  { training = false, inplace = false }: Omit<DropoutOptions, "p"> = {},
): Tensor {
  return drop("featureAlphaDropout", input, p, { training, inplace }, true, true);
}
