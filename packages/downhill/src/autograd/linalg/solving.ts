import { eye } from "../../tensor/factories.ts";
import { ofBatch, overBatches } from "../../tensor/linalg/batches.ts";
import { factorize, solveFactored, solveTriangle } from "../../tensor/linalg/lu.ts";
import { sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { neg } from "../functions/arithmetic.ts";
import { tril, triu } from "../functions/diagonals.ts";
import { squeeze, unsqueeze } from "../functions/dims.ts";
import { matmul } from "../functions/matmul.ts";
import { define, type Node, record, recordWith, tracks, tracksAny } from "../graph.ts";
import { checkFloats, checkMatrix, checkSameType, checkSquare, mT, withSameBatch } from "./checks.ts";

/*
 * Systems of linear equations.
 */

const solveBackward = define(
  "LinalgSolveExBackward0",
  (grad, node) => neg(matmul(solveMatrices(mT(node.saved(0)), grad), mT(node.saved(1)))),
  (grad, node) => solveMatrices(mT(node.saved(0)), grad),
);

/** The solutions X of A X = B, of matrices in batches of one shape. */
function solveMatrices(a: Tensor, b: Tensor): Tensor {
  const [n, columns] = b._shape.slice(-2);
  const [x] = overBatches("linalg.solve", [a, b], [[n, columns]], a.dtype, ([left, right], [out], element) => {
    const factors = factorize(left, n);
    if (factors.zeroPivot >= 0) {
      throw new RangeError(
        `${ofBatch("linalg.solve", element)}The solver failed because the input matrix is singular.`,
      );
    }
    solveFactored(factors, n, right, columns, out);
  });
  return tracksAny(a, b) ? record(x, solveBackward, [a, b], [a, x]) : x;
}

/** Options of `solve`. */
export interface SolveOptions {
  /** Whether A X = B is solved; else X A = B. Default true. */
  left?: boolean;
}

/**
 * The solution X of A X = B. B is a matrix or a vector, or a batch of either.
 * @throws RangeError for a singular matrix, or shapes that do not fit; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.solve.html
 */
export function solve(a: Tensor, b: Tensor, options?: SolveOptions): Tensor {
  checkFloats("linalg.solve", a);
  checkSquare("linalg.solve", a);
  checkSameType("linalg.solve", a, b);
  const left = options?.left ?? true;
  const isVector =
    b._shape.length === 1 || (a._shape.length - 1 === b._shape.length && sameShape(b._shape, a._shape.slice(0, -1)));
  if (isVector && !left) {
    throw new RangeError("linalg.solve: Vector broadcasting of the left hand side is not supported for left=False.");
  }
  const right = isVector ? unsqueeze(b, -1) : b;
  checkFits("linalg.solve", a, right, left);
  if (!left) return mT(solve(mT(a), mT(right)));
  const x = solveMatrices(...withSameBatch(a, right));
  return isVector ? squeeze(x, -1) : x;
}

/** @throws RangeError when a right-hand side has another length */
function checkFits(name: string, a: Tensor, b: Tensor, left: boolean): void {
  checkMatrix(name, b, "B");
  const n = a._shape.at(-1);
  if (b._shape.at(left ? -2 : -1) === n) return;
  throw new RangeError(
    `${name}: Incompatible shapes of A and B for the equation ${left ? "AX = B" : "XA = B"} ` +
      `(${a._shape.slice(-2).join("x")} and ${b._shape.slice(-2).join("x")})`,
  );
}

const invBackward = define("LinalgInvExBackward0", (grad, node) => {
  const inverse = mT(node.saved(0));
  return neg(matmul(inverse, matmul(grad, inverse)));
});

/**
 * The inverse of a square matrix, or of each of a batch.
 * @throws RangeError for a singular matrix, or one that isn't square; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.inv.html
 */
export function inv(a: Tensor): Tensor {
  checkFloats("linalg.inv", a);
  checkSquare("linalg.inv", a);
  const n = a._shape[a._shape.length - 1];
  const identity = eye(n, n, { dtype: "float64" }).storage.data as Float64Array;
  const [x] = overBatches("linalg.inv", [a], [[n, n]], a.dtype, ([matrix], [out], element) => {
    const factors = factorize(matrix, n);
    if (factors.zeroPivot >= 0) {
      throw new RangeError(
        `${ofBatch("linalg.inv", element)}The diagonal element ${factors.zeroPivot + 1} is zero, the inversion could ` +
          "not be completed because the input matrix is singular.",
      );
    }
    solveFactored(factors, n, identity, n, out);
  });
  return tracks(a) ? record(x, invBackward, [a], [x]) : x;
}

interface Triangle {
  readonly upper: boolean;
  readonly unitriangular: boolean;
}

const triangularBackward = define<Triangle>(
  "LinalgSolveTriangularBackward0",
  (grad, node: Node<Triangle>) => {
    const { upper, unitriangular } = node.extra;
    const full = neg(matmul(triangular(mT(node.saved(0)), grad, opposite(node.extra)), mT(node.saved(1))));
    return upper ? triu(full, unitriangular ? 1 : 0) : tril(full, unitriangular ? -1 : 0);
  },
  (grad, node: Node<Triangle>) => triangular(mT(node.saved(0)), grad, opposite(node.extra)),
);

function opposite({ upper, unitriangular }: Triangle): Triangle {
  return { upper: !upper, unitriangular };
}

/** The solutions X of A X = B, of matrices in batches of one shape. */
function triangular(a: Tensor, b: Tensor, triangle: Triangle): Tensor {
  const [n, columns] = b._shape.slice(-2);
  const { upper, unitriangular } = triangle;
  const [x] = overBatches("linalg.solve_triangular", [a, b], [[n, columns]], a.dtype, ([left, right], [out]) => {
    solveTriangle(left, n, right, columns, out, upper, unitriangular);
  });
  return tracksAny(a, b) ? recordWith(x, triangularBackward, [a, b], [a, x], triangle) : x;
}

/** Options of `solveTriangular`. */
export interface SolveTriangularOptions extends SolveOptions {
  /** Which triangle of A is read; must be given. */
  upper?: boolean;
  /** Whether A's diagonal is taken for ones. Default false. */
  unitriangular?: boolean;
}

/**
 * The solution X of A X = B for a triangular A, of which only the triangle is read.
 * @throws RangeError when the shapes do not fit; TypeError for what are no floats, and without `upper`.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.solve_triangular.html
 */
export function solveTriangular(a: Tensor, b: Tensor, options?: SolveTriangularOptions): Tensor {
  const name = "linalg.solve_triangular";
  checkFloats(name, a);
  checkSquare(name, a);
  checkSameType(name, a, b);
  const { upper, left = true, unitriangular = false } = options ?? {};
  if (upper === undefined) throw new TypeError("solveTriangular() missing required option 'upper'");
  checkFits(name, a, b, left);
  if (!left) return mT(solveTriangular(mT(a), mT(b), { upper: !upper, unitriangular }));
  return triangular(...withSameBatch(a, b), { upper, unitriangular });
}
