import { diagonal } from "../autograd/functions/diagonals.ts";
import { cat } from "../autograd/functions/joining.ts";
import { matmul } from "../autograd/functions/matmul.ts";
import { narrow } from "../autograd/functions/slicing.ts";
import { solveTriangular } from "../autograd/linalg/solving.ts";
import { zeros } from "../tensor/factories.ts";
import type { Tensor } from "../tensor/tensor.ts";

/*
 * The triangular factor of small matrices, of batches of them too, as a composition of differentiable functions: column by
 * column. Unlike `linalg.cholesky` it doesn't refuse what has none, so that a check can tell which matrices of a batch those are.
 */

/** The lower factor L of A = L Lᵀ, where A is symmetric; NaN from the first column on that has none. */
export function cholesky(given: Tensor): Tensor {
  // Half of each triangle, so that the gradient is symmetric, as PyTorch's is.
  const matrix = given.add(given.transpose(-2, -1)).div(2);
  const size = matrix._shape.at(-1)!;
  const columns: Tensor[] = [];
  for (let j = 0; j < size; j++) {
    const below = size - j;
    let rest = narrow(narrow(matrix, -2, j, below), -1, j, 1);
    if (j > 0) {
      const left = cat(columns, -1);
      const rows = narrow(left, -2, j, below);
      rest = rest.sub(matmul(rows, narrow(left, -2, j, 1).transpose(-2, -1)));
    }
    const column = rest.div(narrow(rest, -2, 0, 1).sqrt());
    const above = zeros([...matrix._shape.slice(0, -2), j, 1], { dtype: matrix.dtype });
    columns.push(j === 0 ? column : cat([above, column], -2));
  }
  return cat(columns, -1);
}

/** X of L X = B, where L is lower triangular; the batches broadcast. */
export function solveLower(lower: Tensor, right: Tensor): Tensor {
  return solveTriangular(lower, right, { upper: false });
}

/** The elements from the upper left to the lower right. */
export function diagonalOf(matrix: Tensor): Tensor {
  return diagonal(matrix, 0, -2, -1);
}
