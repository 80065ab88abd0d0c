import { arange } from "../tensor/factories.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Ones at indices along a new last dimension, else zeros, of the last size and the type of another tensor. */
export function oneHotLike(indices: Tensor, like: Tensor): Tensor {
  const places = arange(like._shape.at(-1)!, { dtype: "int64" });
  return indices.unsqueeze(-1).eq(places).to(like.dtype);
}
