import { type DType, isDifferentiable, isDType, isPackedDType, loopDtype } from "../../memory/dtype.ts";
import { allocateLike, convert as convertRaw, copyInto, copyOf } from "../../tensor/copy.ts";
import { type TensorData, type TensorOptions, tensor } from "../../tensor/factories.ts";
import { clonePacked, convertPacked } from "../../tensor/packed.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, record, tracks } from "../graph.ts";

const same = (grad: Tensor) => grad;

const cloneBackward = define("CloneBackward0", same);
const toBackward = define("ToCopyBackward0", same);

/**
 * A copy with elements of its own; gradients flow through.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.clone.html
 */
export function clone(input: Tensor): Tensor {
  if (isPackedDType(input.dtype)) return clonePacked(input);
  const out = allocateLike(input);
  copyInto(out, input);
  return tracks(input) ? record(out, cloneBackward, [input]) : out;
}

/** The tensor itself if its elements lie in row-major order, else a copy in which they do. */
export function contiguous(input: Tensor): Tensor {
  if (input._contiguous) return input;
  if (isPackedDType(input.dtype)) return clonePacked(input, true);
  const out = copyOf(input);
  return tracks(input) ? record(out, cloneBackward, [input]) : out;
}

/**
 * The tensor converted to another dtype; itself when it has that already.
 * Floats become integers by truncation, and anything but zero is true. The types that tensors hold but don't compute
 * with (`float16`, `int32`, ...) are converted from and to as well; gradients don't flow through those.
 * @throws TypeError for an unknown dtype.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to.html
 */
export function to(input: Tensor, dtype: DType): Tensor {
  if (!isDType(dtype)) throw new TypeError(`dtype must be one of PyTorch's, such as "float32", got ${String(dtype)}`);
  if (dtype === input.dtype) return input;
  if (isPackedDType(input.dtype) || isPackedDType(dtype)) return convertPacked(input, dtype);
  const out = convertRaw(input, dtype);
  return isDifferentiable(dtype) && tracks(input) ? record(out, toBackward, [input]) : out;
}

/**
 * Computes with tensors of one type as that with loops, and converts the result: small integers wrap around, floats of two
 * bytes are rounded once.
 */
export function inLoopType<Inputs extends readonly Tensor[]>(
  inputs: readonly [...Inputs],
  compute: (...inputs: Inputs) => Tensor,
): Tensor {
  const [{ dtype }] = inputs;
  const converted = inputs.map((input) => to(input, loopDtype(dtype)));
  return to(compute(...(converted as unknown as Inputs)), dtype);
}

/**
 * A tensor over the same elements that is no part of the graph. In-place changes of either show in both.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach.html
 */
export function detach(input: Tensor): Tensor {
  const alias = input.alias();
  alias.countAs(input);
  return alias;
}

/**
 * A tensor of the data: a tensor as it is, or converted to the dtype that is asked for; anything else as `tensor` takes it.
 * Unlike in PyTorch, elements of typed arrays are copied.
 * @throws what `tensor` throws.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.as_tensor.html
 */
export function asTensor(data: TensorData, options?: Omit<TensorOptions, "requiresGrad">): Tensor {
  return data instanceof Tensor ? to(data, options?.dtype ?? data.dtype) : tensor(data, options);
}
