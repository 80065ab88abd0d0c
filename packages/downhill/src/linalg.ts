/// <reference lib="esnext.disposable" preserve="true" />
/** `downhill/linalg`: PyTorch's `torch.linalg`. */
import "./autograd/methods.ts";

export * from "./autograd/api/linalg.ts";
export type { SlogdetResult } from "./autograd/linalg/determinants.ts";
export type { CholeskyOptions, Mode, QrResult } from "./autograd/linalg/factors.ts";
export type { HermitianOptions, LstsqOptions, LstsqResult, Tolerances } from "./autograd/linalg/inverting.ts";
export type { MatrixOrder, NormOptions } from "./autograd/linalg/norms.ts";
export type { DiagonalOptions } from "./autograd/linalg/products.ts";
export type { SolveOptions, SolveTriangularOptions } from "./autograd/linalg/solving.ts";
export type { EighOptions, EighResult, SvdOptions, SvdResult } from "./autograd/linalg/spectra.ts";
