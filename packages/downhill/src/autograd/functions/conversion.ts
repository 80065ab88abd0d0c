import { type DType, isDType } from "../../memory/dtype.ts";
import { allocateLike, convert as convertRaw, copyInto, copyOf } from "../../tensor/copy.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { define, record, tracks } from "../graph.ts";

const same = (grad: Tensor) => grad;

const cloneBackward = define("CloneBackward0", same);
const toBackward = define("ToCopyBackward0", same);

/**
 * A copy with elements of its own; gradients flow through.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.clone.html
 */
export function clone(input: Tensor): Tensor {
  const out = allocateLike(input);
  copyInto(out, input);
  return tracks(input) ? record(out, cloneBackward, [input]) : out;
}

/** The tensor itself if its elements lie in row-major order, else a copy in which they do. */
export function contiguous(input: Tensor): Tensor {
  if (input._contiguous) return input;
  const out = copyOf(input);
  return tracks(input) ? record(out, cloneBackward, [input]) : out;
}

/**
 * The tensor converted to another dtype; itself when it has that already.
 * Floats become integers by truncation, and anything but zero is true.
 * @throws TypeError for an unknown dtype.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to.html
 */
export function to(input: Tensor, dtype: DType): Tensor {
  if (!isDType(dtype)) throw new TypeError(`dtype must be float32, float64, int64 or bool, got ${String(dtype)}`);
  if (dtype === input.dtype) return input;
  const out = convertRaw(input, dtype);
  const differentiable = dtype === "float32" || dtype === "float64";
  return differentiable && tracks(input) ? record(out, toBackward, [input]) : out;
}

/**
 * A tensor over the same elements that is no part of the graph. In-place changes of either show in both.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach.html
 */
export function detach(input: Tensor): Tensor {
  const alias = input.alias();
  alias._versionOffset = input._versionOffset;
  return alias;
}
