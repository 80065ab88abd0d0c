/** `downhill/blas`: matrix products by a library of the system, in Node. */
import { useBlas as use } from "./node/blas/useBlas.ts";
import type { Kind } from "./signatures/kinds.ts";
import { optional } from "./signatures/parameters.ts";
import { publish } from "./signatures/publish.ts";
import { signature } from "./signatures/signature.ts";

export type { Vendor } from "./node/blas/candidates.ts";
export type { Blas } from "./node/blas/useBlas.ts";

const LIBRARY: Kind<string | false> = {
  expected: "the name or path of a library, or false",
  accepts: (value): value is string | false => value === false || (typeof value === "string" && value !== ""),
};

/**
 * Multiplies matrices by a CBLAS of this machine from now on: products, linear layers and convolutions of float32 and
 * float64, in compiled functions too. That is several times as fast as WebAssembly, and its bits depend on the machine, the
 * library and the number of threads, where those of Downhill's own products never do. So it is off until this is called.
 *
 * Needs the package koffi beside Downhill, and one of Accelerate, OpenBLAS, MKL and BLIS. The library is tried on a few
 * products first, and refused where its numbers are wrong. Its threads are as many as ours, which sleep while it works.
 *
 * @param library a file or its path, a vendor ("OpenBLAS"), or false for Downhill's own products again. Default: what the
 *   environment's `DOWNHILL_BLAS` names, else the first that is found
 * @returns what was found; null for false
 * @throws {Error} where koffi or a library is missing, with what to install; the products are then done as before
 */
export const useBlas: typeof use = publish(signature("useBlas", { library: optional(LIBRARY) }), use);
