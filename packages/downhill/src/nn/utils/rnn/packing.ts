import { indexSelect } from "../../../autograd/functions/gathering.ts";
import { cat } from "../../../autograd/functions/joining.ts";
import { reshape } from "../../../autograd/functions/views.ts";
import { full } from "../../../tensor/factories.ts";
import { Tensor } from "../../../tensor/tensor.ts";
import { int64, integersOf } from "./integers.ts";
import { PackedSequence } from "./packedSequence.ts";
import { padSequence } from "./padding.ts";

/** Options of {@link packPaddedSequence}. */
export interface PackOptions {
  /** Whether the input is [batch, time, ...] instead of [time, batch, ...]. Default false. */
  batchFirst?: boolean;
  /** Whether the sequences come with the longest first; otherwise they are sorted. Default true. */
  enforceSorted?: boolean;
}

/** Options of {@link padPackedSequence}. */
export interface UnpackOptions {
  /** Whether the result is [batch, time, ...] instead of [time, batch, ...]. Default false. */
  batchFirst?: boolean;
  /** What stands behind a sequence's end. Default 0. */
  paddingValue?: number;
  /** How many times the result has; default null: as many as the longest sequence. */
  totalLength?: number | null;
}

/**
 * Packs sequences that are padded to one length.
 *
 * @param input [time, batch, ...]
 * @param lengths of each sequence
 * @throws RangeError when the lengths don't fit the input, are not positive, or not sorted where they should be
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pack_padded_sequence.html
 */
export function packPaddedSequence(
  input: Tensor,
  lengths: Tensor | readonly number[],
  { batchFirst = false, enforceSorted = true }: PackOptions = {},
): PackedSequence {
  const given = lengthsOf(lengths);
  const order = [...given.keys()];
  if (!enforceSorted) order.sort((a, b) => given[b] - given[a]);
  const sorted = order.map((i) => given[i]);
  check(input, sorted, batchFirst);
  const { _shape: shape } = input;
  const [batch, time] = batchFirst ? shape : [shape[1], shape[0]];
  const places: number[] = [];
  const batchSizes: number[] = [];
  for (let at = 0; at < sorted[0]; at++) {
    if (at >= time) throw new RangeError(`start (${at}) + length (1) exceeds dimension size (${time}).`);
    let count = 0;
    for (; count < sorted.length && sorted[count] > at; count++) {
      places.push(batchFirst ? order[count] * time + at : at * batch + order[count]);
    }
    batchSizes.push(count);
  }
  const rows = reshape(input, [batch * time, ...shape.slice(2)]);
  const data = indexSelect(rows, 0, int64(places));
  return new PackedSequence(data, int64(batchSizes), enforceSorted ? null : int64(order));
}

function lengthsOf(lengths: Tensor | readonly number[]): readonly number[] {
  if (!(lengths instanceof Tensor)) return lengths.map(Math.trunc);
  if (lengths.ndim !== 1) {
    throw new RangeError(
      `'lengths' argument should be a 1D CPU int64 tensor, but got ${lengths.ndim}D cpu Long tensor`,
    );
  }
  return integersOf(lengths);
}

function check({ _shape: shape, _numel }: Tensor, sorted: readonly number[], batchFirst: boolean): void {
  if (shape.length < 2) {
    throw new RangeError(`Dimension out of range (expected to be in range of [-1, ${shape.length - 1}], but got 1)`);
  }
  const batch = shape[batchFirst ? 0 : 1];
  if (_numel === 0) throw new RangeError("Cannot pack empty tensors.");
  if (sorted.length !== batch) {
    throw new RangeError(
      `Expected \`len(lengths)\` to be equal to batch_size, but got ${sorted.length} (batch_size=${batch})`,
    );
  }
  if (sorted.some((length) => !(length > 0))) {
    throw new RangeError(
      "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0",
    );
  }
  if (sorted.some((length, i) => i > 0 && length > sorted[i - 1])) {
    throw new RangeError(
      "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass " +
        "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not " +
        "need ONNX exportability.",
    );
  }
}

/**
 * Pads packed sequences to one length again, in the order that they had before they were packed.
 *
 * @returns the padded sequences, [time, batch, ...], and the length of each, int64
 * @throws RangeError when `totalLength` is less than the longest sequence's
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pad_packed_sequence.html
 */
export function padPackedSequence(
  sequence: PackedSequence,
  { batchFirst = false, paddingValue = 0, totalLength = null }: UnpackOptions = {},
): [padded: Tensor, lengths: Tensor] {
  const { data, unsortedIndices, _sizes: sizes } = sequence;
  const longest = sizes.length;
  if (totalLength !== null && totalLength < longest) {
    throw new RangeError(
      "Expected total_length to be at least the length of the longest sequence in input, but got " +
        `total_length=${totalLength} and max sequence length being ${longest}`,
    );
  }
  const time = totalLength ?? longest;
  const batch = sizes[0];
  const order = unsortedIndices === null ? [...Array(batch).keys()] : integersOf(unsortedIndices);
  let first = 0;
  const starts = sizes.map((count) => {
    first += count;
    return first - count;
  });
  const padding = first;
  const placeOf = (sequenceNumber: number, at: number) =>
    at < longest && order[sequenceNumber] < sizes[at] ? starts[at] + order[sequenceNumber] : padding;
  const [outer, inner] = batchFirst ? [batch, time] : [time, batch];
  const places = Array.from({ length: outer * inner }, (_, i) => {
    const [row, column] = [Math.floor(i / inner), i % inner];
    return batchFirst ? placeOf(row, column) : placeOf(column, row);
  });
  const rest = data._shape.slice(1);
  const padded = cat([data, full([1, ...rest], paddingValue, { dtype: data.dtype })]);
  const lengths = order.map((place) => sizes.filter((count) => place < count).length);
  return [reshape(indexSelect(padded, 0, int64(places)), [outer, inner, ...rest]), int64(lengths)];
}

/**
 * Packs a list of sequences of different lengths.
 *
 * @param sequences each [time, ...]
 * @param options.enforceSorted whether they come with the longest first; otherwise they are sorted; default true
 * @throws as `packPaddedSequence` does
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pack_sequence.html
 */
export function packSequence(
  sequences: readonly Tensor[],
  { enforceSorted = true }: { enforceSorted?: boolean } = {},
): PackedSequence {
  const lengths = sequences.map((sequence) => sequence._shape[0]);
  return packPaddedSequence(padSequence(sequences), lengths, { enforceSorted });
}
