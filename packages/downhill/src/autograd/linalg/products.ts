import { eye } from "../../tensor/factories.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { mul } from "../functions/arithmetic.ts";
import { cross as crossOf } from "../functions/contracting.ts";
import { clone } from "../functions/conversion.ts";
import { diagonal as diagonalOf } from "../functions/diagonals.ts";
import { matmul } from "../functions/matmul.ts";
import { sum } from "../functions/sum.ts";
import { reshape } from "../functions/views.ts";
import { checkSquare } from "./checks.ts";
import { inv } from "./solving.ts";

/*
 * Products of vectors and matrices.
 */

/**
 * The sums of products along a dimension.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.vecdot.html
 */
export function vecdot(x: Tensor, y: Tensor, options?: { dim?: number }): Tensor {
  const product = mul(x, y);
  return sum(product, options?.dim ?? -1, { dtype: product.dtype });
}

/**
 * The cross product along a dimension of size 3.
 * @throws RangeError for another size.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.cross.html
 */
export function cross(input: Tensor, other: Tensor, options?: { dim?: number }): Tensor {
  if (input._shape.length !== other._shape.length) {
    throw new RangeError("linalg.cross: inputs must have the same number of dimensions.");
  }
  return crossOf(input, other, options?.dim ?? -1);
}

/** Options of `diagonal`. */
export interface DiagonalOptions {
  /** Which diagonal: above the main one for positive numbers, below for negative ones. Default 0. */
  offset?: number;
  /** The dimension of the rows. Default -2. */
  dim1?: number;
  /** The dimension of the columns. Default -1. */
  dim2?: number;
}

/**
 * The diagonals of matrices, as a view.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.diagonal.html
 */
export function diagonal(a: Tensor, options?: DiagonalOptions): Tensor {
  return diagonalOf(a, options?.offset ?? 0, options?.dim1 ?? -2, options?.dim2 ?? -1);
}

/**
 * A matrix multiplied with itself; with a negative power its inverse.
 * @throws RangeError for a matrix that isn't square, or is singular where its inverse is asked for.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_power.html
 */
export function matrixPower(input: Tensor, n: number): Tensor {
  checkSquare("linalg.matrix_power", input);
  if (n === 0) {
    const size = input._shape[input._shape.length - 1];
    return clone(input).copy_(eye(size, size, { dtype: input.dtype }));
  }
  let factor = n < 0 ? inv(input) : input;
  if (Math.abs(n) === 1) return n === 1 ? clone(input) : factor;
  let result: Tensor | null = null;
  for (let rest = Math.abs(n); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result === null ? factor : matmul(result, factor);
    if (rest > 1) factor = matmul(factor, factor);
  }
  return result as Tensor;
}

/** Where each product of consecutive factors is best cut in two. */
function bestCuts(sizes: readonly number[]): number[][] {
  const count = sizes.length - 1;
  const costs = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  const cuts = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  for (let length = 1; length < count; length++) {
    for (let i = 0; i + length < count; i++) {
      const j = i + length;
      costs[i][j] = Infinity;
      for (let k = i; k < j; k++) {
        const cost = costs[i][k] + costs[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1];
        if (cost >= costs[i][j]) continue;
        costs[i][j] = cost;
        cuts[i][j] = k;
      }
    }
  }
  return cuts;
}

/**
 * The product of several matrices, in the order that takes the fewest operations. The first and the last may be vectors.
 * @throws RangeError for fewer than two tensors, or other dimensions.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.multi_dot.html
 */
export function multiDot(tensors: readonly Tensor[]): Tensor {
  if (tensors.length < 2) throw new RangeError(`multi_dot(): expected at least 2 tensors but got ${tensors.length}`);
  const last = tensors.length - 1;
  const factors = tensors.map((tensor, i) => {
    const rank = tensor._shape.length;
    const isEnd = i === 0 || i === last;
    if (rank !== 2 && !(isEnd && rank === 1)) {
      const which =
        i === 0
          ? "the first tensor must be 1D or 2D"
          : i === last
            ? "the last tensor must be 1D or 2D"
            : `tensor ${i} must be 2D`;
      throw new RangeError(`multi_dot(): ${which} but got ${rank}D`);
    }
    if (rank === 2) return tensor;
    return reshape(tensor, i === 0 ? [1, tensor._numel] : [tensor._numel, 1]);
  });
  factors.slice(1).forEach((factor, i) => {
    if (factors[i]._shape[1] === factor._shape[0]) return;
    throw new RangeError(
      `multi_dot(): tensors ${i} and ${i + 1} with shapes ${formatShape(tensors[i]._shape)} and ` +
        `${formatShape(tensors[i + 1]._shape)} cannot be multiplied`,
    );
  });
  const cuts = bestCuts([factors[0]._shape[0], ...factors.map(({ _shape }) => _shape[1])]);
  const product = (i: number, j: number): Tensor =>
    i === j ? factors[i] : matmul(product(i, cuts[i][j]), product(cuts[i][j] + 1, j));
  const shape = [...tensors[0]._shape.slice(0, -1), ...tensors[last]._shape.slice(1)];
  return reshape(product(0, last), shape);
}
