import type { DType } from "../../memory/dtype.ts";
import type { Dims } from "../../tensor/methods/reduction.ts";
import { formatShape, normalizeDim } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { to } from "../functions/conversion.ts";
import { permute, unsqueeze } from "../functions/dims.ts";
import { amax, amin } from "../functions/extremes.ts";
import { abs } from "../functions/rounding.ts";
import { norm as vectorNormOf } from "../functions/statistics.ts";
import { sum } from "../functions/sum.ts";
import { checkFloats } from "./checks.ts";
import { svdvals } from "./spectra.ts";

/*
 * Norms of vectors and matrices.
 */

/** Options of norms. */
export interface NormOptions {
  /** Whether the dimensions that are reduced stay, with size one. Default false. */
  keepdim?: boolean;
  /** The type to compute in. Default: the input's. */
  dtype?: DType | null;
}

/** A norm of a matrix: "fro" of its elements as one vector, "nuc" the sum of its singular values, 2 the largest, ... */
export type MatrixOrder = number | "fro" | "nuc";

function converted(x: Tensor, options: NormOptions | undefined): Tensor {
  return options?.dtype === undefined || options.dtype === null ? x : to(x, options.dtype);
}

/**
 * The norm of all elements as one vector, or over the given dimensions.
 * @param ord any number, infinities included. Default 2.
 * @throws TypeError for what are no floats, RangeError when a dimension is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.vector_norm.html
 */
export function vectorNorm(x: Tensor, ord = 2, dim?: Dims, options?: NormOptions): Tensor {
  return vectorNormOf(converted(x, options), ord, dim, options);
}

/** @throws RangeError unless two different dimensions are named */
function pairOf(dim: readonly number[], a: Tensor): [rows: number, columns: number] {
  const rank = a._shape.length;
  if (dim.length !== 2) throw new RangeError(`linalg.matrix_norm: dim must be a 2-tuple. Got ${dim.join(", ")}`);
  if (rank < 2) throw new RangeError("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.");
  const [rows, columns] = dim.map((d) => normalizeDim(d, rank));
  if (rows === columns) {
    throw new RangeError(`linalg.matrix_norm: dims must be different. Got (${dim.join(", ")})`);
  }
  return [rows, columns];
}

/**
 * The norm of a matrix, or of each of a batch.
 * @param ord "fro", "nuc", 1, -1, 2, -2, Infinity or -Infinity. Default "fro".
 * @param dim the dimensions of the rows and columns. Default the last two.
 * @throws RangeError for another norm or dimensions that are out of range; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_norm.html
 */
export function matrixNorm(
  a: Tensor,
  ord: MatrixOrder = "fro",
  dim: readonly number[] = [-2, -1],
  options?: NormOptions,
): Tensor {
  checkFloats("linalg.matrix_norm", a);
  const x = converted(a, options);
  const [rows, columns] = pairOf(dim, a);
  const keepdim = options?.keepdim ?? false;
  if (ord === "fro") return vectorNormOf(x, 2, [rows, columns], { keepdim });
  if (ord === "nuc" || ord === 2 || ord === -2) {
    const others = [...x._shape.keys()].filter((d) => d !== rows && d !== columns);
    const values = svdvals(permute(x, [...others, rows, columns]));
    const reduced = ord === "nuc" ? sum(values, -1) : ord === 2 ? amax(values, -1) : amin(values, -1);
    if (!keepdim) return reduced;
    return unsqueeze(unsqueeze(reduced, Math.min(rows, columns)), Math.max(rows, columns));
  }
  const [summed, compared] = Math.abs(ord) === 1 ? [rows, columns] : [columns, rows];
  if (Math.abs(ord) !== 1 && Math.abs(ord) !== Infinity) {
    throw new RangeError(`linalg.matrix_norm: Order ${ord} not supported.`);
  }
  const sums = sum(abs(x), summed, { keepdim: true });
  const extreme = ord > 0 ? amax(sums, compared, { keepdim: true }) : amin(sums, compared, { keepdim: true });
  return keepdim ? extreme : extreme.squeeze([rows, columns]);
}

/**
 * The norm of a vector or a matrix: of a vector over one dimension, of matrices over two, and without an order and
 * dimensions, of all elements as one vector.
 * @throws RangeError for a norm that there isn't; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.norm.html
 */
export function norm(a: Tensor, ord?: MatrixOrder | null, dim?: Dims | null, options?: NormOptions): Tensor {
  checkFloats("linalg.norm", a);
  const rank = a._shape.length;
  const dims = dim === undefined || dim === null ? null : typeof dim === "number" ? [dim] : dim;
  if (ord === undefined || ord === null) {
    return dims?.length === 2 ? matrixNorm(a, "fro", dims, options) : vectorNorm(a, 2, dims, options);
  }
  if (dims === null && rank !== 1 && rank !== 2) {
    throw new RangeError(`linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ${rank}D.`);
  }
  const over = dims ?? [...a._shape.keys()];
  if (over.length === 2) return matrixNorm(a, ord, over, options);
  if (over.length !== 1) {
    throw new RangeError(`linalg.norm: If dim is specified, it must be of length 1 or 2. Got ${formatShape(over)}`);
  }
  if (typeof ord === "string") {
    throw new RangeError(`linalg.norm: Order '${ord}' is only defined for matrices`);
  }
  return vectorNorm(a, ord, over, options);
}
