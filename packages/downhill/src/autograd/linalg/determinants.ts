import { log } from "../../math/real.ts";
import { type NamedTuple, namedTuple } from "../../python/namedTuple.ts";
import { eye } from "../../tensor/factories.ts";
import { overBatches } from "../../tensor/linalg/batches.ts";
import { factorize } from "../../tensor/linalg/lu.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { mul } from "../functions/arithmetic.ts";
import { lt } from "../functions/comparison.ts";
import { to } from "../functions/conversion.ts";
import { unsqueeze } from "../functions/dims.ts";
import { matmul } from "../functions/matmul.ts";
import { prod } from "../functions/product.ts";
import { where } from "../functions/where.ts";
import { define, type Node, record, recordWith, tracks } from "../graph.ts";
import { checkFloats, checkSquare, mT } from "./checks.ts";
import { inv } from "./solving.ts";
import { svd } from "./spectra.ts";

/*
 * Determinants.
 */

/** A number for each matrix, as what is multiplied with matrices. */
function asMatrices(numbers: Tensor): Tensor {
  return unsqueeze(unsqueeze(numbers, -1), -1);
}

/** Whether any matrix was singular when determinants were computed. */
interface Regularity {
  isSingular: boolean;
}

/** The transposed adjugate, which exists for singular matrices, too: the derivative of the determinant. */
function cofactors(a: Tensor): Tensor {
  const { U: u, S: s, Vh: vh } = svd(a, { fullMatrices: false });
  const n = s._shape[s._shape.length - 1];
  const others = prod(where(to(eye(n), "bool"), 1, unsqueeze(s, -2)), -1);
  const sign = mul(det(u.detach()), det(vh.detach()));
  return mul(asMatrices(sign), matmul(mul(u, unsqueeze(others, -2)), vh));
}

const detBackward = define<Regularity>("LinalgDetBackward0", (grad, node: Node<Regularity>) => {
  const a = node.saved(0);
  if (node.extra.isSingular) return mul(asMatrices(grad), cofactors(a));
  return mul(asMatrices(mul(grad, node.saved(1))), mT(inv(a)));
});

/**
 * The determinant of a square matrix, or of each of a batch.
 * @throws RangeError for a matrix that isn't square; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.det.html
 */
export function det(a: Tensor): Tensor {
  checkFloats("linalg.det", a);
  checkSquare("linalg.det", a);
  const n = a._shape[a._shape.length - 1];
  const regularity: Regularity = { isSingular: false };
  const [out] = overBatches("linalg.det", [a], [[]], a.dtype, ([matrix], [result]) => {
    const { lu, sign, zeroPivot } = factorize(matrix, n);
    let product: number = sign;
    let least = Infinity;
    let most = 0;
    for (let i = 0; i < n; i++) {
      product *= lu[i * n + i];
      least = Math.min(least, Math.abs(lu[i * n + i]));
      most = Math.max(most, Math.abs(lu[i * n + i]));
    }
    if (zeroPivot >= 0 || least < most * 1e-13) regularity.isSingular = true;
    result[0] = product;
  });
  return tracks(a) ? recordWith(out, detBackward, [a], [a, out], regularity) : out;
}

const SLOGDET = ["sign", "logabsdet"] as const;
const Slogdet = namedTuple<Tensor, typeof SLOGDET>("torch.return_types.linalg_slogdet", SLOGDET);

/** What `slogdet` gives. */
export type SlogdetResult = NamedTuple<Tensor, typeof SLOGDET>;

/** It is flat. */
const signBackward = define("LinalgSlogdetBackward0", () => null);
const slogdetBackward = define("LinalgSlogdetBackward0", (grad, node) => mul(asMatrices(grad), mT(inv(node.saved(0)))));

/**
 * The sign of the determinant, and the logarithm of its absolute value, which neither overflows nor underflows.
 * @throws RangeError for a matrix that isn't square; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linalg.slogdet.html
 */
export function slogdet(a: Tensor): SlogdetResult {
  checkFloats("linalg.slogdet", a);
  checkSquare("linalg.slogdet", a);
  const n = a._shape[a._shape.length - 1];
  const [sign, logabsdet] = overBatches("linalg.slogdet", [a], [[], []], a.dtype, ([matrix], [signs, sums]) => {
    const { lu, sign: parity } = factorize(matrix, n);
    let found: number = parity;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      found *= Math.sign(lu[i * n + i]);
      sum += log(Math.abs(lu[i * n + i]));
    }
    signs[0] = found;
    sums[0] = sum;
  });
  if (tracks(a)) {
    record(sign, signBackward, [a]);
    record(logabsdet, slogdetBackward, [a], [a]);
  }
  return new Slogdet(sign, logabsdet);
}

/**
 * The logarithm of the determinant; NaN where that is negative.
 * @throws RangeError for a matrix that isn't square; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.logdet.html
 */
export function logdet(a: Tensor): Tensor {
  const { sign, logabsdet } = slogdet(a);
  return where(lt(sign, 0), Number.NaN, logabsdet);
}
