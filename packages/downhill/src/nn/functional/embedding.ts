import { checkTensor } from "../../autograd/functions/operands.ts";
import { noGrad } from "../../autograd/gradMode.ts";
import { define, type Node, recordWith, tracks } from "../../autograd/graph.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch, refuseRecording } from "../../memory/recording.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import type { Shape } from "../../tensor/shape.ts";
import { sparseCooTensor } from "../../tensor/sparse.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { floats } from "./pointwise.ts";

/** Options of {@link embedding}. */
export interface EmbeddingLookupOptions {
  /** A row that gets no gradient; negative counts from the end. Default null: none. */
  paddingIdx?: number | null;
  /** Rows that are looked up and longer than this are shortened to it, in place. Default null: never. */
  maxNorm?: number | null;
  /** The p of the norm for `maxNorm`. Default 2. */
  normType?: number;
  /** Whether to divide a row's gradient by how often the row was looked up. Default false. */
  scaleGradByFreq?: boolean;
  /** Whether the weight's gradient is a sparse tensor of the rows that were looked up. Default false. */
  sparse?: boolean;
}

interface Extra {
  /** The row of each lookup. */
  readonly rows: Int32Array;
  /** The indices' shape. */
  readonly shape: Shape;
  /** The table's shape. */
  readonly tableShape: Shape;
  /** The row without a gradient, or -1. */
  readonly padding: number;
  /** What each lookup's gradient is multiplied by, or null for 1. */
  readonly factors: Float64Array | null;
}

const EMBEDDING = define<Extra>("EmbeddingBackward0", (grad, { extra }: Node<Extra>) => scatter(grad, extra));
const SPARSE_EMBEDDING = define<Extra>("EmbeddingBackward0", (grad, { extra }: Node<Extra>) => sparse(grad, extra));
const SCATTER = define<Extra>("EmbeddingDenseBackwardBackward0", (grad, { extra }: Node<Extra>) =>
  adjoint(grad, extra),
);

/**
 * Looks up rows of a table: the result is [...indices.shape, columns].
 *
 * @param indices int64, of any shape
 * @param weight the table, [rows, columns]
 * @throws TypeError for indices that are not int64, RangeError for a row that does not exist, Error for options that
 *   exclude each other
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding.html
 */
export function embedding(
  indices: Tensor,
  weight: Tensor,
  {
    paddingIdx = null,
    maxNorm = null,
    normType = 2,
    scaleGradByFreq = false,
    sparse: isSparse = false,
  }: EmbeddingLookupOptions = {},
): Tensor {
  checkTensor(indices, "embedding", "indices");
  checkTensor(weight, "embedding", "weight");
  if (weight.ndim !== 2) throw new RangeError("'weight' must be 2-D");
  if (!isFloat(weight.dtype)) throw new TypeError(`'weight' must be floating point, got ${typeName(weight.dtype)}`);
  if (isSparse && scaleGradByFreq) {
    throw new Error("embedding_backward: scale_grad_by_freq not supported with sparse gradients");
  }
  const padding = checkPaddingIdx(paddingIdx, weight._shape[0]) ?? -1;
  const rows = readRows(indices, weight._shape[0]);
  if (maxNorm !== null) shorten(weight, rows, maxNorm, normType);
  const factors = scaleGradByFreq ? inverseFrequencies(rows) : null;
  const extra: Extra = { rows, shape: indices._shape, tableShape: weight._shape, padding, factors };
  const result = lookUp(rowMajor(weight), extra);
  return tracks(weight) ? recordWith(result, isSparse ? SPARSE_EMBEDDING : EMBEDDING, [weight], [], extra) : result;
}

/**
 * The padding row counted from the front, or null for none.
 * @throws RangeError when there is no such row, TypeError when it is no integer
 */
export function checkPaddingIdx(paddingIdx: number | null, rows: number): number | null {
  if (paddingIdx === null) return null;
  if (!Number.isInteger(paddingIdx)) throw new TypeError(`paddingIdx must be an integer, got ${String(paddingIdx)}`);
  if (paddingIdx >= rows || paddingIdx < -rows) {
    throw new RangeError(`Padding_idx must be within num_embeddings: got ${paddingIdx} of ${rows}`);
  }
  return paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
}

function readRows(indices: Tensor, count: number): Int32Array {
  if (indices.dtype !== "int64" && indices.dtype !== "int32") {
    throw new TypeError(
      "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got " +
        `torch.${typeName(indices.dtype)}Tensor instead (while checking arguments for embedding)`,
    );
  }
  const rows = new Int32Array(indices._numel);
  launch("rows", () => {
    const given = indices.toTypedArray();
    for (let i = 0; i < given.length; i++) {
      if (given[i] < 0n || given[i] >= count) {
        throw new RangeError(`index out of range in self: row ${given[i]} of ${count}`);
      }
      rows[i] = Number(given[i]);
    }
  });
  return rows;
}

/** Scales the rows that are looked up to at most a length, as PyTorch does before the lookup. */
function shorten(weight: Tensor, rows: Int32Array, maxNorm: number, normType: number): void {
  launch("shorten", () => {
    noGrad(() => {
      for (const row of new Set(rows)) {
        const vector = weight.select(0, row);
        const norm = vector.norm(normType).item();
        if (norm > maxNorm) vector.mul_(maxNorm / (norm + 1e-7));
      }
    });
  });
}

function inverseFrequencies(rows: Int32Array): Float64Array {
  const factors = new Float64Array(rows.length);
  launch("frequencies", () => {
    const counts = new Map<number, number>();
    for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
    factors.set(Float64Array.from(rows, (row) => 1 / (counts.get(row) ?? 1)));
  });
  return factors;
}

function lookUp(table: Tensor, { rows, shape, tableShape }: Extra): Tensor {
  const columns = tableShape[1];
  const result = Tensor.uninitialized(table.dtype, [...shape, columns]);
  launch("embedding", () => {
    const out = floats(result);
    const x = floats(table);
    for (let i = 0, e = 0; i < rows.length; i++) {
      const start = table.offset + rows[i] * columns;
      for (let c = 0; c < columns; c++, e++) out[e] = x[start + c];
    }
  });
  return result;
}

/** The gradient of the table: each lookup's, added up row by row. */
function scatter(grad: Tensor, extra: Extra): Tensor {
  const { rows, tableShape, padding, factors } = extra;
  const columns = tableShape[1];
  const source = rowMajor(grad);
  const result = Tensor.allocate(grad.dtype, tableShape);
  launch("embeddingGradient", () => {
    const out = floats(result);
    const g = floats(source);
    for (let i = 0; i < rows.length; i++) {
      if (rows[i] === padding) continue;
      const from = source.offset + i * columns;
      const to = rows[i] * columns;
      const factor = factors === null ? 1 : factors[i];
      for (let c = 0; c < columns; c++) out[to + c] += g[from + c] * factor;
    }
  });
  return tracks(grad) ? recordWith(result, SCATTER, [grad], [], extra) : result;
}

/** The gradient of the table as the rows that were looked up, one entry per lookup. */
function sparse(grad: Tensor, { rows, tableShape, padding }: Extra): Tensor {
  refuseRecording("a sparse gradient of an embedding, whose size depends on the indices,");
  const columns = tableShape[1];
  const source = rowMajor(grad);
  const kept = rows.filter((row) => row !== padding);
  const indices = Tensor.allocate("int64", [1, kept.length]);
  const positions = indices.storage.data as BigInt64Array;
  kept.forEach((row, i) => {
    positions[i] = BigInt(row);
  });
  const values = Tensor.allocate(grad.dtype, [kept.length, columns]);
  const out = floats(values);
  const g = floats(source);
  for (let i = 0, e = 0; i < rows.length; i++) {
    if (rows[i] === padding) continue;
    const from = source.offset + i * columns;
    for (let c = 0; c < columns; c++, e++) out[e] = g[from + c];
  }
  return sparseCooTensor(indices, values, tableShape);
}

/** The derivative of `scatter`, which is linear: a lookup with the same factors, zero for the padding row. */
function adjoint(grad: Tensor, extra: Extra): Tensor {
  const { rows, tableShape, padding, factors } = extra;
  const columns = tableShape[1];
  const result = lookUp(rowMajor(grad), extra);
  launch("scale", () => {
    const out = floats(result);
    for (let i = 0; i < rows.length; i++) {
      const factor = rows[i] === padding ? 0 : factors === null ? 1 : factors[i];
      if (factor !== 1) for (let e = i * columns; e < (i + 1) * columns; e++) out[e] *= factor;
    }
  });
  return tracks(grad) ? recordWith(result, EMBEDDING, [grad], [], extra) : result;
}
