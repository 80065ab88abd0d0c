import { launch } from "../../memory/recording.ts";
import { convert, rowMajor } from "../../tensor/copy.ts";
import { tensor } from "../../tensor/factories.ts";
import { commonType } from "../../tensor/promotion.ts";
import type { Scalar } from "../../tensor/scalar.ts";
import { elementCount, formatShape, sameShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { to } from "./conversion.ts";
import type { Operand } from "./operands.ts";

/*
 * Places of values in what is in order.
 */

/** Options of `bucketize`. */
export interface BucketizeOptions {
  /** Whether the result is int32 rather than int64. Default false. */
  outInt32?: boolean;
  /** Whether a value equal to a boundary comes behind it. Default false. */
  right?: boolean;
}

/** Options of `searchsorted`. */
export interface SearchsortedOptions extends BucketizeOptions {
  /** "right" for `right: true`, "left" for false. */
  side?: "left" | "right" | null;
  /** The order of the sequence, as `argsort` gives it, where it isn't in order itself. */
  sorter?: Tensor | null;
}

/**
 * Where values would have to be put in to keep sequences in order: one sequence for all, or one for each row of values.
 * @throws RangeError when the shapes don't fit.
 */
export function searchsorted(sortedSequence: Tensor, input: Operand, options: SearchsortedOptions = {}): Tensor {
  const { sorter = null, side = null, outInt32 = false } = options;
  if (side === "left" && options.right === true) {
    throw new RangeError(
      "torch.searchsorted(): side and right can't be set to opposites, got side of left while right was True",
    );
  }
  const right = side === null ? (options.right ?? false) : side === "right";
  const values = input instanceof Tensor ? input : tensor(input as Scalar);
  const { _shape: shape } = sortedSequence;
  const rank = shape.length;
  if (rank === 0)
    throw new RangeError("torch.searchsorted(): input value can be a scalar only if sequence has dimensions");
  if (rank > 1 && !sameShape(shape.slice(0, -1), values._shape.slice(0, -1))) {
    throw new RangeError(
      "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and " +
        `input value tensor must match, but we got boundaries tensor ${formatShape(shape)} and input value tensor ` +
        formatShape(values._shape),
    );
  }
  if (sorter !== null && !sameShape(sorter._shape, shape)) {
    throw new RangeError(
      "torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor " +
        `${formatShape(shape)} and got sorter tensor ${formatShape(sorter._shape)}`,
    );
  }
  const dtype = commonType(sortedSequence, values);
  const sequence = rowMajor(convert(sortedSequence, dtype));
  const sought = rowMajor(convert(values, dtype));
  const orders = sorter === null ? null : rowMajor(sorter);
  const out = Tensor.uninitializedLike(sought, "int64");
  const length = shape[rank - 1];
  const rows = elementCount(shape.slice(0, -1));
  launch("searchsorted", () => {
    const found = out.storage.data as BigInt64Array;
    const per = rows === 0 ? 0 : out._numel / rows;
    const order = orders === null ? null : (orders.storage.data as BigInt64Array);
    const from = sequence.storage.data;
    const keys = sought.storage.data;
    for (let i = 0; i < out._numel; i++) {
      const row = Math.floor(i / per) * length;
      const value = keys[sought.offset + i];
      let [low, high] = [0, length];
      while (low < high) {
        const half = (low + high) >> 1;
        const at = order === null || orders === null ? half : Number(order[orders.offset + row + half]);
        const other = from[sequence.offset + row + at];
        const isBefore = right ? !(other > value) : !(other >= value);
        if (isBefore || (value !== value && other === other)) low = half + 1;
        else high = half;
      }
      found[i] = BigInt(low);
    }
  });
  return outInt32 ? to(out, "int32") : out;
}

/**
 * Between which boundaries values lie: the place of the first boundary that isn't below.
 * @throws RangeError for boundaries of other than one dimension.
 */
export function bucketize(input: Operand, boundaries: Tensor, options?: BucketizeOptions): Tensor {
  if (boundaries._shape.length !== 1) {
    throw new RangeError(`boundaries tensor must be 1 dimension, but got dim(${boundaries._shape.length})`);
  }
  return searchsorted(boundaries, input, options);
}
