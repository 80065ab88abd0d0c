/** PyTorch's `torch.nn.utils.rnn`: sequences of different lengths, padded and packed. */

import { BOOLEAN, INTEGER, instanceOf, type Kind, NUMBER, orNull, STRING } from "../../../signatures/kinds.ts";
import type { WithNames } from "../../../signatures/named.ts";
import { publish } from "../../../signatures/publish.ts";
import { signature } from "../../../signatures/signature.ts";
import { TENSOR, TENSOR_OR_TENSORS, TENSORS } from "../../../tensor/kinds.ts";
import { Tensor } from "../../../tensor/tensor.ts";
import { int64, integersOf, inverse } from "./integers.ts";
import { PackedSequence } from "./packedSequence.ts";
import * as packing from "./packing.ts";
import * as padding from "./padding.ts";

export { PackedSequence } from "./packedSequence.ts";
export type { PackOptions, UnpackOptions } from "./packing.ts";
export type { PadSequenceOptions } from "./padding.ts";

const PACKED = instanceOf(PackedSequence);
const BATCH_FIRST = { batchFirst: BOOLEAN };

const LENGTHS: Kind<Tensor | readonly number[]> = {
  expected: "Tensor or an array of integers",
  accepts: (value): value is Tensor | readonly number[] => value instanceof Tensor || isNumbers(value),
};

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}

export const packPaddedSequence: WithNames<typeof packing.packPaddedSequence, ["lengths"]> = publish(
  signature("packPaddedSequence", { input: TENSOR, lengths: LENGTHS }, { ...BATCH_FIRST, enforceSorted: BOOLEAN }),
  packing.packPaddedSequence,
);
export const padPackedSequence = publish(
  signature(
    "padPackedSequence",
    { sequence: PACKED },
    { ...BATCH_FIRST, paddingValue: NUMBER, totalLength: orNull(INTEGER) },
  ),
  packing.padPackedSequence,
);
export const packSequence = publish(
  signature("packSequence", { sequences: TENSORS }, { enforceSorted: BOOLEAN }),
  packing.packSequence,
);
export const padSequence = publish(
  signature(
    "padSequence",
    { sequences: TENSOR_OR_TENSORS },
    { ...BATCH_FIRST, paddingValue: NUMBER, paddingSide: STRING },
  ),
  padding.padSequence,
);
export const unpadSequence: WithNames<typeof padding.unpadSequence, ["lengths"]> = publish(
  signature("unpadSequence", { paddedSequences: TENSOR, lengths: LENGTHS }, BATCH_FIRST),
  padding.unpadSequence,
);

/**
 * The sequences that were packed, in the order that they had before.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.unpack_sequence.html
 */
function unpack(packedSequences: PackedSequence): Tensor[] {
  const [padded, lengths] = packing.padPackedSequence(packedSequences, { batchFirst: true });
  return padding.unpadSequence(padded, lengths, { batchFirst: true });
}

export const unpackSequence = publish(signature("unpackSequence", { packedSequences: PACKED }), unpack);

/** The inverse of a permutation; null of null. */
function inverseOf(permutation: Tensor | null): Tensor | null {
  return permutation === null ? null : int64(inverse(integersOf(permutation)));
}

export const invertPermutation = publish(signature("invertPermutation", { permutation: orNull(TENSOR) }), inverseOf);
