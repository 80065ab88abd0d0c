import { BOOLEAN, gathered, INTEGER, listOf, only, orNull } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { optional } from "../../signatures/parameters.ts";
import { inPlace, method, methods, publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { DIM, DIM_OR_DIMS, DTYPE, NUMERIC, OPERAND, TENSOR, TENSOR_OR_INTEGER, TENSORS } from "../../tensor/kinds.ts";
import type { IndexingMethods } from "../../tensor/methods/indexing.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { cumsum as cumsumOf } from "../functions/cumulative.ts";
import * as gathering from "../functions/gathering.ts";
import { type Index, index, indexPut_ } from "../functions/indexing.ts";
import * as joining from "../functions/joining.ts";
import * as slicing from "../functions/slicing.ts";
import { asStrided } from "./shape.ts";

export const cat: WithNames<typeof joining.cat, ["dim"]> = publish(
  signature("cat", { tensors: TENSORS, dim: optional(DIM) }),
  joining.cat,
);
export const stack: WithNames<typeof joining.stack, ["dim"]> = publish(
  signature("stack", { tensors: TENSORS, dim: optional(DIM) }),
  joining.stack,
);

export const narrow: WithNames<typeof slicing.narrow, ["dim", "start", "length"]> = publish(
  signature("narrow", { input: TENSOR, dim: DIM, start: TENSOR_OR_INTEGER, length: INTEGER }),
  slicing.narrow,
);
export const select: WithNames<typeof slicing.select, ["dim", "index"]> = publish(
  signature("select", { input: TENSOR, dim: DIM, index: INTEGER }),
  slicing.select,
);
export const split: WithNames<typeof slicing.split, ["splitSizeOrSections", "dim"]> = publish(
  signature("split", { tensor: TENSOR, splitSizeOrSections: DIM_OR_DIMS, dim: optional(DIM) }),
  slicing.split,
);
export const chunk: WithNames<typeof slicing.chunk, ["chunks", "dim"]> = publish(
  signature("chunk", { input: TENSOR, chunks: INTEGER, dim: optional(DIM) }),
  slicing.chunk,
);
export const unbind: WithNames<typeof slicing.unbind, ["dim"]> = publish(
  signature("unbind", { input: TENSOR, dim: optional(DIM) }),
  slicing.unbind,
);

export const gather: WithNames<typeof gathering.gather, ["dim", "index"]> = publish(
  signature("gather", { input: TENSOR, dim: DIM, index: TENSOR }, {}, { sparseGrad: only(false) }),
  gathering.gather,
);
export const scatterAdd: WithNames<typeof gathering.scatterAdd, ["dim", "index", "src"]> = publish(
  signature("scatterAdd", { input: TENSOR, dim: DIM, index: TENSOR, src: TENSOR }),
  gathering.scatterAdd,
);
export const indexSelect: WithNames<typeof gathering.indexSelect, ["dim", "index"]> = publish(
  signature("indexSelect", { input: TENSOR, dim: DIM, index: TENSOR }),
  gathering.indexSelect,
);
export const indexAdd: WithNames<typeof gathering.indexAdd, ["dim", "index", "source"]> = publish(
  signature("indexAdd", { input: TENSOR, dim: DIM, index: TENSOR, source: TENSOR }, {}, { alpha: NUMERIC }),
  gathering.indexAdd,
);
export const flip: WithNames<typeof gathering.flip, ["dims"]> = publish(
  signature("flip", { input: TENSOR, dims: gathered(DIM_OR_DIMS) }),
  gathering.flip,
);
export const cumsum: WithNames<typeof cumsumOf, ["dim"]> = publish(
  signature("cumsum", { input: TENSOR, dim: DIM }, {}, { dtype: DTYPE }),
  cumsumOf,
);

export const indexingMethods = {
  ...methods({ narrow, select, chunk, unbind, asStrided, gather, scatterAdd, indexSelect, indexAdd, flip, cumsum }),
  scatterAdd_: inPlace(scatterAdd, gathering.scatterAdd_),
  indexAdd_: inPlace(indexAdd, gathering.indexAdd_),
  split: method(signature("split", { splitSize: DIM_OR_DIMS, dim: optional(DIM) }), slicing.split),
  slice: method(
    signature("slice", {
      dim: optional(DIM),
      start: optional(orNull(INTEGER)),
      end: optional(orNull(INTEGER)),
      step: optional(INTEGER),
    }),
    slicing.slice,
  ),
  indexPut_: method(
    signature("indexPut_", { indices: listOf<Index>("indices"), values: OPERAND }, { accumulate: BOOLEAN }),
    indexPut_,
  ),
  // Every argument is an index, and looked at as such.
  index(this: Tensor, ...indices: Index[]) {
    return index(this, indices);
  },
} satisfies Record<keyof IndexingMethods<Tensor>, unknown>;
