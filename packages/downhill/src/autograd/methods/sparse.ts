import type { SparseMethods } from "../../tensor/methods/sparse.ts";
import type { Tensor } from "../../tensor/tensor.ts";

function refuse(name: string): never {
  throw new TypeError(`${name} expected sparse coordinate tensor layout but got Strided`);
}

/** The methods of a dense tensor; `SparseTensor` has its own. */
export const sparseMethods: SparseMethods<Tensor> & ThisType<Tensor> = {
  toDense() {
    return this;
  },
  coalesce() {
    return refuse("coalesce");
  },
  isCoalesced() {
    return refuse("is_coalesced");
  },
  indices() {
    return refuse("indices");
  },
  values() {
    return refuse("values");
  },
  sparseDim() {
    return 0;
  },
  denseDim() {
    return this._shape.length;
  },
};
