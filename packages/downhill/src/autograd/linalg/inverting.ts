import { type NamedTuple, namedTuple } from "../../python/namedTuple.ts";
import { overBatches } from "../../tensor/linalg/batches.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { recordComposed } from "../composed.ts";
import { add, mul, neg, reciprocal, sub } from "../functions/arithmetic.ts";
import { maximum } from "../functions/clamp.ts";
import { gt } from "../functions/comparison.ts";
import { squeeze, unsqueeze } from "../functions/dims.ts";
import { amax } from "../functions/extremes.ts";
import { matmul } from "../functions/matmul.ts";
import { square } from "../functions/power.ts";
import { abs } from "../functions/rounding.ts";
import { sum } from "../functions/sum.ts";
import { where } from "../functions/where.ts";
import { noGrad } from "../gradMode.ts";
import { define, record, tracks } from "../graph.ts";
import { checkFloats, checkMatrix, checkSameType, mT, withSameBatch } from "./checks.ts";
import { eigh, svd, svdvals } from "./spectra.ts";

/*
 * Inverses of matrices that have none.
 */

/** Below which singular values count as zero. */
export interface Tolerances {
  /** Absolute. Default 0. */
  atol?: number | Tensor | null;
  /** Relative to the largest singular value. Default: the larger size times the type's precision, unless `atol` is given. */
  rtol?: number | Tensor | null;
  /** Another name of `rtol`. */
  rcond?: number | Tensor | null;
}

/** Options of `pinv` and `matrixRank`. */
export interface HermitianOptions extends Tolerances {
  /** Whether the matrix is symmetric, of which the lower triangle is read. Default false. */
  hermitian?: boolean;
}

/** The distance from 1 to the next number. */
function precision(a: Tensor): number {
  return a.dtype === "float32" ? 2 ** -23 : 2 ** -52;
}

/** The limit for each matrix, from its singular values. */
function limitOf(a: Tensor, sizes: Tensor, { atol, rtol, rcond }: Tolerances = {}): Tensor {
  const [m, n] = a._shape.slice(-2);
  const relative = rtol ?? rcond ?? null;
  const absolute = atol ?? 0;
  const isAbsolute = absolute instanceof Tensor || absolute > 0;
  const fallback = isAbsolute ? 0 : Math.max(m, n) * precision(a);
  const most = amax(sizes, -1);
  const scaled = mul(most, relative ?? fallback);
  const floor = absolute instanceof Tensor ? absolute : mul(most.detach(), 0).add(absolute);
  return maximum(scaled, floor.to(scaled.dtype));
}

const pinvBackward = define("LinalgPinvBackward0", (grad, node) => {
  const [a, inverse] = [node.saved(0), node.saved(1)];
  const [m, n] = a._shape.slice(-2);
  const [transposed, inverseT] = [mT(grad), mT(inverse)];
  if (m <= n) {
    const k = matmul(transposed, inverse);
    const kInverse = matmul(k, inverseT);
    const first = sub(kInverse, mT(matmul(inverse, k)));
    const second = matmul(matmul(a, inverse), kInverse);
    return add(sub(first, second), matmul(matmul(inverseT, inverse), sub(transposed, matmul(k, a))));
  }
  const k = matmul(inverse, transposed);
  const inverseK = matmul(inverseT, k);
  const first = add(neg(mT(matmul(k, inverse))), matmul(matmul(sub(transposed, matmul(a, k)), inverse), inverseT));
  return sub(add(first, inverseK), matmul(matmul(inverseK, inverse), a));
});

/**
 * The inverse of Moore and Penrose: of matrices that have no inverse what comes closest to one.
 * @throws TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.pinv.html
 */
export function pinv(a: Tensor, options?: HermitianOptions): Tensor {
  checkFloats("linalg.pinv", a);
  checkMatrix("linalg.pinv", a);
  const out = noGrad(() => {
    if (a._numel === 0) return mT(a).contiguous().detach();
    return options?.hermitian === true ? ofSymmetric(a, options) : ofAny(a, options);
  });
  return tracks(a) ? record(out, pinvBackward, [a], [a, out]) : out;
}

function reciprocals(values: Tensor, sizes: Tensor, limit: Tensor): Tensor {
  return where(gt(sizes, unsqueeze(limit, -1)), reciprocal(values), 0);
}

function ofAny(a: Tensor, options: Tolerances | undefined): Tensor {
  const { U: u, S: s, Vh: vh } = svd(a, { fullMatrices: false });
  const inverted = reciprocals(s, s, limitOf(a, s, options));
  return matmul(mul(mT(vh), unsqueeze(inverted, -2)), mT(u));
}

function ofSymmetric(a: Tensor, options: Tolerances | undefined): Tensor {
  const [values, vectors] = eigh(a);
  const sizes = abs(values);
  const inverted = reciprocals(values, sizes, limitOf(a, sizes, options));
  return matmul(mul(vectors, unsqueeze(inverted, -2)), mT(vectors));
}

/**
 * How many singular values are not zero, as int64.
 * @throws TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_rank.html
 */
export function matrixRank(a: Tensor, options?: HermitianOptions): Tensor {
  checkFloats("linalg.matrix_rank", a);
  checkMatrix("linalg.matrix_rank", a);
  return noGrad(() => {
    const sizes = options?.hermitian === true ? abs(eigh(a).eigenvalues) : svdvals(a);
    if (sizes._shape.at(-1) === 0) return sum(sizes.to("int64"), -1);
    return sum(gt(sizes, unsqueeze(limitOf(a, sizes, options), -1)), -1);
  });
}

const LSTSQ = ["solution", "residuals", "rank", "singularValues"] as const;
const Lstsq = namedTuple<Tensor, typeof LSTSQ>("torch.return_types.linalg_lstsq", LSTSQ);

/** What `lstsq` gives. */
export type LstsqResult = NamedTuple<Tensor, typeof LSTSQ>;

/** Options of `lstsq`. */
export interface LstsqOptions {
  /** Singular values below it, relative to the largest, count as zero. Default: the larger size times the type's precision. */
  rcond?: number | null;
  /** LAPACK's routine, which decides what comes beside the solution. Default "gelsy". */
  driver?: "gels" | "gelsy" | "gelsd" | "gelss" | null;
}

/**
 * The X for which A X comes closest to B by the squares of the differences; of several the shortest.
 * @throws RangeError when the shapes do not fit; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.lstsq.html
 */
export function lstsq(a: Tensor, b: Tensor, options?: LstsqOptions): LstsqResult {
  const name = "torch.linalg.lstsq";
  checkFloats(name, a);
  checkMatrix(name, a, "input");
  checkSameType(name, a, b);
  const driver = options?.driver ?? "gelsy";
  if (!["gels", "gelsy", "gelsd", "gelss"].includes(driver)) {
    throw new RangeError(
      `${name}: parameter \`driver\` should be one of (gels, gelsy, gelsd, gelss), but got ${driver}`,
    );
  }
  const isVector = a._shape.length - 1 === b._shape.length;
  const right = isVector ? unsqueeze(b, -1) : b;
  const [m, n] = a._shape.slice(-2);
  if (right._shape.at(-2) !== m) {
    throw new RangeError(`${name}: input.size(-2) should match other.size(-2)`);
  }
  const [left, columns] = withSameBatch(a, right);
  const solution = solveNearest(left, columns, options?.rcond ?? null);
  const shaped = isVector ? squeeze(solution, -1) : solution;
  const batch = a._shape.slice(0, -2);
  const empty = (dtype: "int64" | Tensor["dtype"], size: number) => Tensor.allocate(dtype, [size]);
  const rank = driver === "gels" ? empty("int64", 0) : matrixRank(a, { rtol: options?.rcond ?? null });
  const values = driver === "gelsd" || driver === "gelss" ? svdvals(a.detach()) : empty(a.dtype, 0);
  const isFull = driver === "gels" || (rank.toTypedArray() as BigInt64Array).every((found) => Number(found) === n);
  const residuals =
    m > n && isFull && driver !== "gelsy"
      ? sum(square(sub(matmul(left, solution), columns)), -2)
      : Tensor.allocate(a.dtype, m > n && isFull ? [...batch, 0].slice(-1) : [0]);
  return new Lstsq(shaped, residuals, rank, values);
}

/** The product of an inverse and right-hand sides, in double precision. */
function solveNearest(a: Tensor, b: Tensor, rcond: number | null): Tensor {
  const [n, columns] = [a._shape.at(-1) as number, b._shape.at(-1) as number];
  const m = a._shape.at(-2) as number;
  const inverse = noGrad(() => pinv(a.to("float64"), { rtol: rcond ?? Math.max(m, n) * precision(a) }));
  const [out] = overBatches("linalg.lstsq", [inverse, b], [[n, columns]], a.dtype, ([left, right], [x]) => {
    for (let i = 0; i < n; i++) {
      for (let c = 0; c < columns; c++) {
        let total = 0;
        for (let k = 0; k < m; k++) total += left[i * m + k] * right[k * columns + c];
        x[i * columns + c] = total;
      }
    }
  });
  return recordComposed(out, "LinalgLstsqBackward0", [a, b], (first, second) =>
    matmul(pinv(first, { rtol: rcond }), second),
  );
}
