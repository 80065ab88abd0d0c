import { INTEGER } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { method } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import type { SparseMethods } from "../../tensor/methods/sparse.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { toSparse } from "../functions/toSparse.ts";

/** A method without arguments. */
function plain(name: string, run: (tensor: Tensor) => unknown) {
  return method(signature(name, {}), run);
}

/** A method that dense tensors don't have. */
function sparseOnly(name: string, torchName: string) {
  return plain(name, () => {
    throw new TypeError(`${torchName} expected sparse coordinate tensor layout but got Strided`);
  });
}

/** The methods of a dense tensor; `SparseTensor` has its own. */
export const sparseMethods = {
  toSparse: method(signature("toSparse", { sparseDim: optional(INTEGER) }), toSparse),
  toDense: plain("toDense", (tensor) => tensor),
  coalesce: sparseOnly("coalesce", "coalesce"),
  isCoalesced: sparseOnly("isCoalesced", "is_coalesced"),
  indices: sparseOnly("indices", "indices"),
  values: sparseOnly("values", "values"),
  sparseDim: plain("sparseDim", () => 0),
  denseDim: plain("denseDim", (tensor) => tensor._shape.length),
} satisfies Record<keyof SparseMethods<Tensor>, unknown>;
