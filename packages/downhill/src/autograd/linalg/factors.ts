import { type NamedTuple, namedTuple } from "../../python/namedTuple.ts";
import { ofBatch, overBatches } from "../../tensor/linalg/batches.ts";
import * as routines from "../../tensor/linalg/orthogonal.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { add, mul, sub } from "../functions/arithmetic.ts";
import { diagEmbed, diagonal, tril, triu } from "../functions/diagonals.ts";
import { cat } from "../functions/joining.ts";
import { matmul } from "../functions/matmul.ts";
import { narrow } from "../functions/slicing.ts";
import { define, type Node, record, recordWith, tracks } from "../graph.ts";
import { checkFloats, checkMatrix, checkSquare, mT } from "./checks.ts";
import { solveTriangular } from "./solving.ts";

/*
 * Triangular factors of matrices.
 */

const choleskyBackward = define("LinalgCholeskyExBackward0", (grad, node) => {
  const l = node.saved(0);
  const lower = tril(matmul(mT(l), grad));
  const symmetric = mul(add(lower, mT(tril(lower, -1))), 0.5);
  const left = solveTriangular(mT(l), symmetric, { upper: true });
  return solveTriangular(l, left, { upper: false, left: false });
});

/** Options of `cholesky`. */
export interface CholeskyOptions {
  /** Whether the upper triangle is wanted, L's transpose. Default false. */
  upper?: boolean;
}

/**
 * The lower triangle L of a symmetric positive definite matrix L L^T. Only that triangle of the matrix is read, or the
 * upper one where that is wanted.
 * @throws RangeError for a matrix that isn't positive definite or square; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.cholesky.html
 */
export function cholesky(a: Tensor, options?: CholeskyOptions): Tensor {
  checkFloats("linalg.cholesky", a);
  checkSquare("linalg.cholesky", a);
  if (options?.upper === true) return mT(cholesky(mT(a)));
  const n = a._shape[a._shape.length - 1];
  const [l] = overBatches("linalg.cholesky", [a], [[n, n]], a.dtype, ([matrix], [out], element) => {
    const order = routines.cholesky(matrix, n, out);
    if (order === 0) return;
    throw new RangeError(
      `${ofBatch("linalg.cholesky", element)}The factorization could not be completed because the input is not ` +
        `positive-definite (the leading minor of order ${order} is not positive-definite).`,
    );
  });
  return tracks(a) ? record(l, choleskyBackward, [a], [l]) : l;
}

const QR = ["Q", "R"] as const;
const Qr = namedTuple<Tensor, typeof QR>("torch.return_types.linalg_qr", QR);

/** What `qr` gives. */
export type QrResult = NamedTuple<Tensor, typeof QR>;

export type Mode = "reduced" | "complete" | "r";

/** X + X^T with the diagonal of X: what an upper triangle stands for. */
function symmetrized(x: Tensor): Tensor {
  return sub(add(x, mT(x)), diagEmbed(diagonal(x, 0, -2, -1)));
}

/** X R^-T */
function dividedByR(x: Tensor, r: Tensor): Tensor {
  return solveTriangular(mT(r), x, { upper: false, left: false });
}

function checkDifferentiable(mode: Mode, [m, n]: readonly number[]): void {
  if (mode === "r") {
    throw new RangeError(
      "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use " +
        "linalg.qr(A, mode='reduced') if you are going to require gradients through linalg.qr.",
    );
  }
  if (mode === "complete" && m > n) {
    throw new RangeError("The QR decomposition is not differentiable when mode='complete' and nrows > ncols.");
  }
}

/** Derivatives for a matrix that is no wider than it is high. */
function fromQ(grad: Tensor, q: Tensor, r: Tensor): Tensor {
  return dividedByR(sub(grad, matmul(q, symmetrized(triu(matmul(mT(q), grad))))), r);
}

function fromR(grad: Tensor, q: Tensor, r: Tensor): Tensor {
  return dividedByR(matmul(q, symmetrized(triu(matmul(grad, mT(r))))), r);
}

interface QrExtra {
  readonly mode: Mode;
}

const qBackward = define<QrExtra>("LinalgQrBackward0", (grad, node: Node<QrExtra>) => {
  const [a, q, r] = [node.saved(0), node.saved(1), node.saved(2)];
  const [m, n] = a._shape.slice(-2);
  checkDifferentiable(node.extra.mode, [m, n]);
  if (m >= n) return fromQ(grad, q, r);
  // The columns behind the square part play no part in Q.
  const square = fromQ(grad, q, narrow(r, -1, 0, m));
  return cat([square, Tensor.allocate(a.dtype, [...a._shape.slice(0, -1), n - m])], -1);
});

const rBackward = define<QrExtra>("LinalgQrBackward0", (grad, node: Node<QrExtra>) => {
  const [a, q, r] = [node.saved(0), node.saved(1), node.saved(2)];
  const [m, n] = a._shape.slice(-2);
  checkDifferentiable(node.extra.mode, [m, n]);
  if (m >= n) return fromR(grad, q, r);
  // R's columns behind the square part are Q^T times those of A.
  const [head, rest] = [narrow(grad, -1, 0, m), narrow(grad, -1, m, n - m)];
  const square = narrow(r, -1, 0, m);
  const ofQ = matmul(narrow(a, -1, m, n - m), mT(rest));
  return cat([add(fromR(head, q, square), fromQ(ofQ, q, square)), matmul(q, rest)], -1);
});

/**
 * A = Q R with orthonormal columns of Q and an upper triangle R.
 * @param mode "reduced": as many columns of Q as there are rows or columns of A, whichever is fewer; "complete": a square Q;
 * "r": R alone, with an empty Q. Default "reduced".
 * @throws RangeError for another mode; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.qr.html
 */
export function qr(a: Tensor, mode: Mode = "reduced"): QrResult {
  checkFloats("linalg.qr", a);
  checkMatrix("linalg.qr", a);
  if (mode !== "reduced" && mode !== "complete" && mode !== "r") {
    throw new RangeError(
      `qr received unrecognized mode '${String(mode)}' but expected one of 'reduced' (default), 'r', or 'complete'`,
    );
  }
  const [m, n] = a._shape.slice(-2);
  const k = mode === "complete" ? m : Math.min(m, n);
  const shapes =
    mode === "r"
      ? [[k, n]]
      : [
          [k, n],
          [m, k],
        ];
  const [r, q = Tensor.allocate(a.dtype, [0])] = overBatches(
    "linalg.qr",
    [a],
    shapes,
    a.dtype,
    ([matrix], [upper, columns]) => {
      routines.qr(matrix, m, n, columns ?? null, k, upper, k);
    },
  );
  if (tracks(a)) {
    const saved = [a, q, r];
    if (mode !== "r") recordWith(q, qBackward, [a], saved, { mode });
    recordWith(r, rBackward, [a], saved, { mode });
  }
  return new Qr(q, r);
}
