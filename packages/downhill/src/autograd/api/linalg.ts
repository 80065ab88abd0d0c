import { BOOLEAN, either, INTEGER, NUMBER, only, orNull, STRING } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { overloads } from "../../signatures/overloads.ts";
import { optional } from "../../signatures/parameters.ts";
import { publish } from "../../signatures/publish.ts";
import { type Signature, signature } from "../../signatures/signature.ts";
import { DIMS, DTYPE, TENSOR, TENSORS } from "../../tensor/kinds.ts";
import * as determinants from "../linalg/determinants.ts";
import * as factors from "../linalg/factors.ts";
import * as inverting from "../linalg/inverting.ts";
import * as norms from "../linalg/norms.ts";
import * as products from "../linalg/products.ts";
import * as solving from "../linalg/solving.ts";
import * as spectra from "../linalg/spectra.ts";

/*
 * What PyTorch has under `torch.linalg`.
 */

/* @__NO_SIDE_EFFECTS__ */
function ofMatrix(name: string): Signature {
  return signature(name, { A: TENSOR });
}

const TOLERANCE = orNull(either(NUMBER, TENSOR));
const HERMITIAN = { atol: TOLERANCE, rtol: TOLERANCE, hermitian: BOOLEAN };
const NORM_OPTIONS = { keepdim: BOOLEAN };
const AS_DTYPE = { dtype: orNull(DTYPE) };
const ORDER = orNull(either(NUMBER, STRING));

export const cholesky = publish(signature("cholesky", { input: TENSOR }, {}, { upper: BOOLEAN }), factors.cholesky);
export const cross: WithNames<typeof products.cross, ["other"]> = publish(
  signature("cross", { input: TENSOR, other: TENSOR }, {}, { dim: INTEGER }),
  products.cross,
);
export const det = publish(ofMatrix("det"), determinants.det);
export const diagonal = publish(
  signature("diagonal", { A: TENSOR }, {}, { offset: INTEGER, dim1: INTEGER, dim2: INTEGER }),
  products.diagonal,
);
export const eigh = publish(signature("eigh", { input: TENSOR }, { UPLO: STRING }), spectra.eigh);
export const eigvalsh = publish(signature("eigvalsh", { input: TENSOR }, { UPLO: STRING }), spectra.eigvalsh);
export const inv = publish(ofMatrix("inv"), solving.inv);
export const lstsq: WithNames<typeof inverting.lstsq, ["b"]> = publish(
  signature("lstsq", { input: TENSOR, b: TENSOR }, { rcond: orNull(NUMBER) }, { driver: orNull(STRING) }),
  inverting.lstsq,
);
export const matrixNorm: WithNames<typeof norms.matrixNorm, ["ord", "dim"]> = publish(
  signature(
    "matrixNorm",
    { input: TENSOR, ord: optional(either(NUMBER, STRING)), dim: optional(DIMS) },
    NORM_OPTIONS,
    AS_DTYPE,
  ),
  norms.matrixNorm,
);
export const matrixPower: WithNames<typeof products.matrixPower, ["n"]> = publish(
  signature("matrixPower", { input: TENSOR, n: INTEGER }),
  products.matrixPower,
);
export const matrixRank = publish(signature("matrixRank", { input: TENSOR }, {}, HERMITIAN), inverting.matrixRank);
export const multiDot = publish(signature("multiDot", { tensors: TENSORS }), products.multiDot);
export const norm: WithNames<typeof norms.norm, ["ord", "dim"]> = publish(
  signature("norm", { input: TENSOR, ord: optional(ORDER), dim: optional(orNull(DIMS)) }, NORM_OPTIONS, AS_DTYPE),
  norms.norm,
);
export const pinv = publish(
  overloads(
    signature("pinv", { input: TENSOR }, {}, HERMITIAN),
    signature("pinv", { input: TENSOR }, { rcond: TOLERANCE, hermitian: BOOLEAN }),
  ),
  inverting.pinv,
);
export const qr: WithNames<typeof factors.qr, ["mode"]> = publish(
  signature("qr", { A: TENSOR, mode: optional(STRING) }),
  factors.qr,
);
export const slogdet = publish(ofMatrix("slogdet"), determinants.slogdet);
export const solve: WithNames<typeof solving.solve, ["B"]> = publish(
  signature("solve", { A: TENSOR, B: TENSOR }, {}, { left: BOOLEAN }),
  solving.solve,
);
export const solveTriangular: WithNames<typeof solving.solveTriangular, ["B"]> = publish(
  signature(
    "solveTriangular",
    { input: TENSOR, B: TENSOR },
    {},
    { upper: BOOLEAN, left: BOOLEAN, unitriangular: BOOLEAN },
  ),
  solving.solveTriangular,
);
export const svd = publish(
  signature("svd", { A: TENSOR }, { fullMatrices: BOOLEAN }, { driver: only(null) }),
  spectra.svd,
);
export const svdvals = publish(signature("svdvals", { A: TENSOR }, {}, { driver: only(null) }), spectra.svdvals);
export const vecdot: WithNames<typeof products.vecdot, ["y"]> = publish(
  signature("vecdot", { x: TENSOR, y: TENSOR }, {}, { dim: INTEGER }),
  products.vecdot,
);
export const vectorNorm: WithNames<typeof norms.vectorNorm, ["ord", "dim"]> = publish(
  signature(
    "vectorNorm",
    { input: TENSOR, ord: optional(NUMBER), dim: optional(orNull(DIMS)) },
    NORM_OPTIONS,
    AS_DTYPE,
  ),
  norms.vectorNorm,
);
