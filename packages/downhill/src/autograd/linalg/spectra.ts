import { type NamedTuple, namedTuple } from "../../python/namedTuple.ts";
import { eye } from "../../tensor/factories.ts";
import { overBatches } from "../../tensor/linalg/batches.ts";
import * as routines from "../../tensor/linalg/spectra.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { add, div, mul, sub } from "../functions/arithmetic.ts";
import { to } from "../functions/conversion.ts";
import { unsqueeze } from "../functions/dims.ts";
import { cat } from "../functions/joining.ts";
import { matmul } from "../functions/matmul.ts";
import { narrow } from "../functions/slicing.ts";
import { where } from "../functions/where.ts";
import { define, record, tracks } from "../graph.ts";
import { checkFloats, checkMatrix, checkSquare, mT } from "./checks.ts";

/*
 * Eigenvalues and singular values. Each output has a node of its own, whose derivative is that of all for its gradient
 * alone: they are linear in the gradients.
 */

const EIGEN = ["eigenvalues", "eigenvectors"] as const;
const Eigen = namedTuple<Tensor, typeof EIGEN>("torch.return_types.linalg_eigh", EIGEN);

/** What `eigh` gives. */
export type EighResult = NamedTuple<Tensor, typeof EIGEN>;

/** For all pairs the second's value less the first's; infinite on the diagonal, so that what is divided by it vanishes. */
function gaps(values: Tensor): Tensor {
  const n = values._shape[values._shape.length - 1];
  const difference = sub(unsqueeze(values, -2), unsqueeze(values, -1));
  return where(to(eye(n), "bool"), Infinity, difference);
}

function skew(x: Tensor): Tensor {
  return sub(x, mT(x));
}

const valuesBackward = define("LinalgEighBackward0", (grad, node) => {
  const vectors = node.saved(1);
  return matmul(mul(vectors, unsqueeze(grad, -2)), mT(vectors));
});
const vectorsBackward = define("LinalgEighBackward0", (grad, node) => {
  const [values, vectors] = [node.saved(0), node.saved(1)];
  const rotation = div(mul(skew(matmul(mT(vectors), grad)), 0.5), gaps(values));
  return matmul(matmul(vectors, rotation), mT(vectors));
});

/** Options of `eigh`. */
export interface EighOptions {
  /** Which triangle is read: "L", the lower one, or "U". Default "L". */
  UPLO?: "L" | "U";
}

/**
 * The eigenvalues of a symmetric matrix in ascending order, and its eigenvectors as columns. Those are determined up to
 * their signs.
 * @throws RangeError for a matrix that isn't square or finite; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.eigh.html
 */
export function eigh(a: Tensor, options?: EighOptions): EighResult {
  checkFloats("linalg.eigh", a);
  checkSquare("linalg.eigh", a);
  const triangle = options?.UPLO ?? "L";
  if (!/^[LU]$/i.test(triangle)) throw new RangeError(`Expected UPLO argument to be 'L' or 'U', but got ${triangle}`);
  const isUpper = triangle.toUpperCase() === "U";
  const n = a._shape[a._shape.length - 1];
  const [values, vectors] = overBatches("linalg.eigh", [a], [[n], [n, n]], a.dtype, ([matrix], [found, columns]) => {
    routines.eigh(matrix, n, isUpper, found, columns);
  });
  if (tracks(a)) {
    const saved = [values, vectors];
    record(values, valuesBackward, [a], saved);
    record(vectors, vectorsBackward, [a], saved);
  }
  return new Eigen(values, vectors);
}

/**
 * The eigenvalues of a symmetric matrix in ascending order.
 * @throws RangeError for a matrix that isn't square or finite; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.eigvalsh.html
 */
export function eigvalsh(a: Tensor, options?: EighOptions): Tensor {
  return eigh(a, options).eigenvalues;
}

const SVD = ["U", "S", "Vh"] as const;
const Svd = namedTuple<Tensor, typeof SVD>("torch.return_types.linalg_svd", SVD);

/** What `svd` gives. */
export type SvdResult = NamedTuple<Tensor, typeof SVD>;

/** The squares' gaps. */
function squaredGaps(s: Tensor): Tensor {
  const [rows, columns] = [unsqueeze(s, -1), unsqueeze(s, -2)];
  const n = s._shape[s._shape.length - 1];
  // (t - s) (t + s) is more accurate than the squares' difference.
  const products = mul(sub(columns, rows), add(columns, rows));
  return where(to(eye(n), "bool"), Infinity, products);
}

const singularBackward = define("LinalgSvdBackward0", (grad, node) => {
  const [u, , vh] = [node.saved(0), node.saved(1), node.saved(2)];
  return matmul(mul(u, unsqueeze(grad, -2)), vh);
});
const leftBackward = define("LinalgSvdBackward0", (grad, node) => {
  const [u, s, vh] = [node.saved(0), node.saved(1), node.saved(2)];
  const inner = matmul(mT(u), grad);
  let rows = matmul(u, mul(div(skew(inner), squaredGaps(s)), unsqueeze(s, -2)));
  const [m, k] = u._shape.slice(-2);
  if (m > k) rows = add(rows, div(sub(grad, matmul(u, inner)), unsqueeze(s, -2)));
  return matmul(rows, vh);
});
const rightBackward = define("LinalgSvdBackward0", (grad, node) => {
  const [u, s, vh] = [node.saved(0), node.saved(1), node.saved(2)];
  const inner = matmul(vh, mT(grad));
  let columns = matmul(mul(unsqueeze(s, -1), div(skew(inner), squaredGaps(s))), vh);
  const [k, n] = vh._shape.slice(-2);
  if (n > k) columns = add(columns, div(sub(grad, matmul(mT(inner), vh)), unsqueeze(s, -1)));
  return matmul(u, columns);
});

/** Options of `svd`. */
export interface SvdOptions {
  /** Whether U and Vh are square, completed by vectors that no gradient passes. Default true. */
  fullMatrices?: boolean;
  /** PyTorch's choice of an algorithm on other devices. */
  driver?: null;
}

/**
 * The singular value decomposition A = U diag(S) Vh, singular values in descending order. U and Vh are determined up to
 * signs.
 * @throws RangeError for a matrix that isn't finite; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.svd.html
 */
export function svd(a: Tensor, options?: SvdOptions): SvdResult {
  checkFloats("linalg.svd", a);
  checkMatrix("linalg.svd", a);
  const [m, n] = a._shape.slice(-2);
  const k = Math.min(m, n);
  const isFull = options?.fullMatrices ?? true;
  const [uColumns, vRows] = isFull ? [m, n] : [k, k];
  const shapes = [[m, uColumns], [k], [vRows, n]];
  const [u, s, vh] = overBatches("linalg.svd", [a], shapes, a.dtype, ([matrix], [left, found, right]) => {
    routines.svd(matrix, m, n, left, uColumns, found, right, vRows);
  });
  if (tracks(a)) {
    if (isFull && m !== n) {
      // What completes the matrices is no function of A.
      const thin = svd(a, { fullMatrices: false });
      return new Svd(completed(thin.U, u, -1), thin.S, completed(thin.Vh, vh, -2));
    }
    const saved = [u, s, vh];
    record(u, leftBackward, [a], saved);
    record(s, singularBackward, [a], saved);
    record(vh, rightBackward, [a], saved);
  }
  return new Svd(u, s, vh);
}

/** The first part with its history, and the rest without. */
function completed(part: Tensor, whole: Tensor, dim: -1 | -2): Tensor {
  const size = part._shape.at(dim) as number;
  const rest = (whole._shape.at(dim) as number) - size;
  return rest === 0 ? part : cat([part, narrow(whole, dim, size, rest)], dim);
}

/**
 * The singular values in descending order.
 * @throws RangeError for a matrix that isn't finite; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.svdvals.html
 */
export function svdvals(a: Tensor, options?: { driver?: null }): Tensor {
  return svd(a, { ...options, fullMatrices: false }).S;
}
