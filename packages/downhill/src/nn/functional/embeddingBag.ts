import { checkTensor } from "../../autograd/functions/operands.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape, sameShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type EmbeddingLookupOptions, embedding } from "./embedding.ts";
import { floats } from "./pointwise.ts";

/** What becomes of the rows in a bag. */
export type BagMode = "sum" | "mean" | "max";

/** Options of {@link embeddingBag}. With `scaleGradByFreq` PyTorch divides some gradients by another row's frequency. */
export interface EmbeddingBagOptions extends EmbeddingLookupOptions {
  /** int64, where each bag begins among indices of one dimension. Default null: each row of indices is a bag. */
  offsets?: Tensor | null;
  /** Whether a bag is the sum of its rows, their mean, or the largest of each column. Default "mean". */
  mode?: BagMode;
  /** A factor for each index, of the indices' shape, for mode "sum". Default null: none. */
  perSampleWeights?: Tensor | null;
  /** Whether the last offset is where the last bag ends. Default false. */
  includeLastOffset?: boolean;
}

/** Where the bags are among the indices; filled while running. */
interface Bags {
  readonly count: number;
  /** The first index of each bag, and behind them the end of the last one. */
  readonly starts: Int32Array;
  /** The bag of each index; of those in none, `count`. */
  readonly bagOf: Tensor;
  /** What each row counts for: nothing if it is padding, and for the mean one over the others in its bag. */
  readonly factors: Tensor;
}

/**
 * Sums, means or maxima of rows of a table: [bags, columns]. An empty bag is zero.
 *
 * @param input int64, the rows: [bags, rows of each], or of one dimension with `offsets`
 * @param weight the table, [rows, columns]
 * @throws TypeError for dtypes, RangeError for shapes, offsets or options that don't fit, or a row that does not exist
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding_bag.html
 */
export function embeddingBag(
  input: Tensor,
  weight: Tensor,
  {
    offsets = null,
    mode = "mean",
    perSampleWeights = null,
    includeLastOffset = false,
    ...lookup
  }: EmbeddingBagOptions = {},
): Tensor {
  checkTensor(input, "embeddingBag", "input");
  checkTensor(weight, "embeddingBag", "weight");
  checkArguments(input, weight, offsets, perSampleWeights);
  checkMode(mode, lookup);
  if (perSampleWeights !== null && mode !== "sum") {
    throw new RangeError(
      "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' " +
        `(got mode='${mode}'). Please open a feature request on GitHub.`,
    );
  }
  const indices = input.ndim === 2 ? input.reshape([-1]) : input;
  const rows = embedding(indices, weight, lookup);
  const bags = bagsOf(input, offsets, includeLastOffset, mode, lookup.paddingIdx ?? null, weight);
  if (mode === "max") return largest(rows, bags);
  const factors =
    perSampleWeights === null ? bags.factors : bags.factors.mul(perSampleWeights.reshape([indices._numel]));
  const sums = Tensor.allocate(rows.dtype, [bags.count + 1, rows._shape[1]]);
  return sums.indexAdd(0, bags.bagOf, rows.mul(factors.unsqueeze(1))).narrow(0, 0, bags.count);
}

function checkArguments(input: Tensor, weight: Tensor, offsets: Tensor | null, factors: Tensor | null): void {
  if (factors !== null && !sameShape(factors._shape, input._shape)) {
    const [own, wanted] = [factors, input].map(({ _shape }) => `torch.Size(${formatShape(_shape)})`);
    throw new RangeError(
      `embedding_bag: If per_sample_weights (${own}) is not None, then it must have the same shape as the input (${wanted})`,
    );
  }
  if (weight.ndim !== 2) {
    throw new RangeError(`weight has to be a 2D Tensor, but got Tensor of dimension ${weight.ndim}`);
  }
  if (input.ndim === 2) {
    if (offsets === null) return;
    throw new RangeError(
      "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. " +
        "However, found offsets of type <class 'torch.Tensor'>",
    );
  }
  if (input.ndim !== 1) {
    throw new RangeError(`input has to be 1D or 2D Tensor, but got Tensor of dimension ${input.ndim}`);
  }
  if (offsets === null) throw new RangeError("offsets has to be a 1D Tensor but got None");
  if (offsets.ndim !== 1) throw new RangeError("offsets has to be a 1D Tensor");
  if (isFloat(offsets.dtype)) {
    throw new TypeError(
      "Expected tensor for argument #1 'offsets' to have one of the following scalar types: Long, Int; but got " +
        `torch.${typeName(offsets.dtype)}Tensor instead (while checking arguments for embedding_bag)`,
    );
  }
}

function checkMode(mode: BagMode, { scaleGradByFreq = false, sparse = false }: EmbeddingLookupOptions): void {
  if (mode === "max") {
    if (scaleGradByFreq) throw new RangeError("max mode does not support scaling the gradient by the frequency");
    if (sparse) throw new RangeError("max mode does not support sparse weights");
  } else if (mode !== "sum" && mode !== "mean") {
    throw new RangeError("mode has to be one of sum, mean or max");
  }
}

function bagsOf(
  input: Tensor,
  offsets: Tensor | null,
  includesLast: boolean,
  mode: BagMode,
  paddingIdx: number | null,
  weight: Tensor,
): Bags {
  const total = input._numel;
  const width = input._shape[1];
  if (includesLast && offsets !== null && offsets._numel === 0) {
    throw new RangeError("include_last_offset: number of offset should be at least 1");
  }
  const count = offsets === null ? input._shape[0] : offsets._numel - (includesLast ? 1 : 0);
  const starts = new Int32Array(count + 1);
  const bagOf = Tensor.allocate("int64", [total]);
  const factors = Tensor.allocate(weight.dtype, [total]);
  const padding = paddingIdx === null ? -1 : paddingIdx < 0 ? paddingIdx + weight._shape[0] : paddingIdx;
  launch("bags", () => {
    const given = offsets === null ? null : Array.from(offsets.toTypedArray(), Number);
    if (given !== null) checkOffsets(given, total);
    for (let bag = 0; bag < count; bag++) starts[bag] = given === null ? bag * width : given[bag];
    starts[count] = given !== null && includesLast ? given[count] : total;
    const rows = input.toTypedArray();
    const [bags, shares] = [bagOf.storage.data as BigInt64Array, floats(factors)];
    bags.fill(BigInt(count));
    shares.fill(0);
    for (let bag = 0; bag < count; bag++) {
      const [start, end] = [starts[bag], starts[bag + 1]];
      let present = 0;
      for (let i = start; i < end; i++) if (Number(rows[i]) !== padding) present++;
      for (let i = start; i < end; i++) {
        bags[i] = BigInt(bag);
        shares[i] = Number(rows[i]) === padding ? 0 : mode === "mean" ? 1 / present : 1;
      }
    }
  });
  return { count, starts, bagOf, factors };
}

function checkOffsets(offsets: readonly number[], total: number): void {
  if (offsets.length === 0) return;
  if (offsets[0] !== 0) {
    throw new RangeError(
      "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got " +
        `${offsets[0]}`,
    );
  }
  const last = offsets[offsets.length - 1];
  if (last > total) {
    throw new RangeError(`offsets[-1] can not be greater than input's length ${total} but got offsets[-1] of ${last}`);
  }
}

/** The largest of each column in each bag, of which the first such row gets the gradient. */
function largest(rows: Tensor, { count, starts, factors }: Bags): Tensor {
  const columns = rows._shape[1];
  const places = Tensor.allocate("int64", [count, columns]);
  const isThere = Tensor.allocate("bool", [count, columns]);
  launch("largest", () => {
    const [x, shares] = [floats(rows), floats(factors)];
    const [to, there] = [places.storage.data as BigInt64Array, isThere.storage.data as Uint8Array];
    to.fill(0n);
    there.fill(0);
    for (let bag = 0; bag < count; bag++) {
      for (let c = 0; c < columns; c++) {
        const place = bag * columns + c;
        for (let i = starts[bag]; i < starts[bag + 1]; i++) {
          if (shares[i] === 0) continue;
          const best = rows.offset + Number(to[place]) * columns + c;
          if (there[place] === 1 && !(x[rows.offset + i * columns + c] > x[best])) continue;
          to[place] = BigInt(i);
          there[place] = 1;
        }
      }
    }
  });
  // Without any row there is nothing to choose from.
  if (rows._shape[0] === 0) return Tensor.allocate(rows.dtype, [count, columns]);
  return rows.gather(0, places).where(isThere, 0);
}
