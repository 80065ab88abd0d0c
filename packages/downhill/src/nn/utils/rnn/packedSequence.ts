import type { DType } from "../../../memory/dtype.ts";
import { repr } from "../../../python/repr.ts";
import { orNull } from "../../../signatures/kinds.ts";
import { optional } from "../../../signatures/parameters.ts";
import { publishMethods } from "../../../signatures/publish.ts";
import { signature } from "../../../signatures/signature.ts";
import { DTYPE, TENSOR } from "../../../tensor/kinds.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { int64, integersOf, inverse } from "./integers.ts";

const TENSOR_OR_NULL = optional(orNull(TENSOR), null);

/**
 * Sequences of different lengths without padding, the longest first: their elements at the first time, at the second, and
 * so on. `packPaddedSequence` and `packSequence` make it; recurrent layers take it.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.utils.rnn.PackedSequence.html
 */
export class PackedSequence {
  /** [elements of all sequences, ...] */
  readonly data: Tensor;
  /** int64: how many sequences have an element at each time */
  readonly batchSizes: Tensor;
  /** int64: the number that each sequence had before they were sorted; null if they weren't */
  readonly sortedIndices: Tensor | null;
  /** int64: the place that each sequence has now; null likewise */
  readonly unsortedIndices: Tensor | null;
  /** @internal */
  static readonly signature = signature("PackedSequence", {
    data: TENSOR,
    batchSizes: TENSOR,
    sortedIndices: TENSOR_OR_NULL,
    unsortedIndices: TENSOR_OR_NULL,
  });

  /**
   * @param unsortedIndices the inverse of `sortedIndices`, which is computed if need be
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(data: Tensor, batchSizes: Tensor, sortedIndices?: Tensor | null, unsortedIndices?: Tensor | null);
  constructor(options: {
    data: Tensor;
    batchSizes: Tensor;
    sortedIndices?: Tensor | null;
    unsortedIndices?: Tensor | null;
  });
  constructor(...args: readonly unknown[]) {
    const { data, batchSizes, sortedIndices, unsortedIndices } = PackedSequence.signature.read(args);
    this.data = data;
    this.batchSizes = batchSizes;
    this.sortedIndices = sortedIndices;
    this.unsortedIndices =
      unsortedIndices ?? (sortedIndices === null ? null : int64(inverse(integersOf(sortedIndices))));
    // Read now, since a compiled function that is given this can't.
    integersOf(batchSizes);
  }

  /** @internal The batch sizes as numbers. */
  get _sizes(): readonly number[] {
    return integersOf(this.batchSizes);
  }

  /** @internal The same sequences with other elements. */
  _with(data: Tensor): PackedSequence {
    return new PackedSequence(data, this.batchSizes, this.sortedIndices, this.unsortedIndices);
  }

  /** The same with data of another dtype; itself when it has that already. */
  to(dtype: DType): PackedSequence {
    const data = this.data.to(dtype);
    return data === this.data ? this : this._with(data);
  }

  /** `to("float32")`. */
  float(): PackedSequence {
    return this.to("float32");
  }

  /** `to("float64")`. */
  double(): PackedSequence {
    return this.to("float64");
  }

  toString(): string {
    const { data, batchSizes, sortedIndices, unsortedIndices } = this;
    const show = (tensor: Tensor | null) => (tensor === null ? "None" : repr(tensor));
    return (
      `PackedSequence(data=${show(data)}, batch_sizes=${show(batchSizes)}, ` +
      `sorted_indices=${show(sortedIndices)}, unsorted_indices=${show(unsortedIndices)})`
    );
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

publishMethods(PackedSequence.prototype, {
  to: signature("to", { dtype: DTYPE }),
  float: signature("float", {}),
  double: signature("double", {}),
});
