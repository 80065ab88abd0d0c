import { cat, stack } from "../../../autograd/functions/joining.ts";
import { narrow, select, unbind } from "../../../autograd/functions/slicing.ts";
import { full } from "../../../tensor/factories.ts";
import { sameShape } from "../../../tensor/shape.ts";
import { Tensor } from "../../../tensor/tensor.ts";
import { integersOf } from "./integers.ts";

/** Options of {@link padSequence}. */
export interface PadSequenceOptions {
  /** Whether the result is [batch, time, ...] instead of [time, batch, ...]. Default false. */
  batchFirst?: boolean;
  /** What fills up the shorter sequences. Default 0. */
  paddingValue?: number;
  /** On which side. Default "right". */
  paddingSide?: "left" | "right";
}

/**
 * Stacks sequences of different lengths, the shorter ones filled up.
 *
 * @param sequences each [time, ...]
 * @returns [longest time, batch, ...]
 * @throws RangeError when there is none, or they differ in more than their lengths
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pad_sequence.html
 */
export function padSequence(
  sequences: Tensor | readonly Tensor[],
  { batchFirst = false, paddingValue = 0, paddingSide = "right" }: PadSequenceOptions = {},
): Tensor {
  const list = sequences instanceof Tensor ? unbind(sequences, 0) : [...sequences];
  if (list.length === 0) throw new RangeError("received an empty list of sequences");
  if (paddingSide !== "left" && paddingSide !== "right") {
    throw new RangeError(`Expected padding_side to be one of left or right, but got ${String(paddingSide)}.`);
  }
  const rest = checkRest(list);
  const longest = Math.max(...list.map((sequence) => sequence._shape[0]));
  const padded = list.map((sequence) => {
    const missing = longest - sequence._shape[0];
    if (missing === 0) return sequence;
    const filling = full([missing, ...rest], paddingValue, { dtype: list[0].dtype });
    return cat(paddingSide === "left" ? [filling, sequence] : [sequence, filling]);
  });
  return stack(padded, batchFirst ? 0 : 1);
}

function checkRest(list: readonly Tensor[]): readonly number[] {
  for (const [i, sequence] of list.entries()) {
    if (!(sequence instanceof Tensor)) {
      throw new TypeError(`padSequence(): argument 'sequences' must be an array of Tensors, but element ${i} is none`);
    }
    if (sequence._shape.length === 0) throw new RangeError(`a sequence has at least one dimension, but ${i} has none`);
  }
  const [first] = list;
  const rest = first._shape.slice(1);
  for (const sequence of list) {
    const other = sequence._shape.slice(1);
    if (sameShape(rest, other)) continue;
    const at = rest.findIndex((size, d) => size !== other[d]);
    throw new RangeError(
      `The size of tensor a (${rest[at]}) must match the size of tensor b (${other[at]}) at non-singleton dimension ` +
        `${at + 1}`,
    );
  }
  return rest;
}

/**
 * The sequences of which `padSequence` made a tensor.
 *
 * @param paddedSequences [time, batch, ...]
 * @param lengths of each sequence
 * @param options.batchFirst whether it is [batch, time, ...] instead; default false
 * @throws RangeError when there are not as many lengths as sequences
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.unpad_sequence.html
 */
export function unpadSequence(
  paddedSequences: Tensor,
  lengths: Tensor | readonly number[],
  { batchFirst = false }: { batchFirst?: boolean } = {},
): Tensor[] {
  const dim = batchFirst ? 0 : 1;
  const numbers = lengths instanceof Tensor ? integersOf(lengths) : lengths;
  const { _shape: shape } = paddedSequences;
  if (shape.length < 2) {
    throw new RangeError(`padded sequences have at least two dimensions, but got ${shape.length}`);
  }
  if (numbers.length !== shape[dim]) {
    throw new RangeError(`expected ${shape[dim]} lengths, one for each sequence, but got ${numbers.length}`);
  }
  const time = shape[1 - dim];
  return numbers.map((length, i) =>
    narrow(select(paddedSequences, dim, i), 0, 0, Math.max(0, Math.min(Math.trunc(length), time))),
  );
}
