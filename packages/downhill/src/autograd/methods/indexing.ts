import type { IndexingMethods } from "../../tensor/methods/indexing.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { cumsum } from "../functions/cumulative.ts";
import { flip, gather, indexAdd, indexAdd_, indexSelect, scatterAdd, scatterAdd_ } from "../functions/gathering.ts";
import { index, indexPut_ } from "../functions/indexing.ts";
import { chunk, narrow, select, slice, split, unbind } from "../functions/slicing.ts";
import { asStrided } from "../functions/views.ts";

export const indexingMethods: IndexingMethods<Tensor> & ThisType<Tensor> = {
  index(...indices) {
    return index(this, indices);
  },
  indexPut_(indices, values, options) {
    return indexPut_(this, indices, values, options);
  },
  slice(dim, start, end, step) {
    return slice(this, dim, start, end, step);
  },
  narrow(dim, start, length) {
    return narrow(this, dim, start, length);
  },
  select(dim, at) {
    return select(this, dim, at);
  },
  split(sizes, dim) {
    return split(this, sizes, dim);
  },
  chunk(chunks, dim) {
    return chunk(this, chunks, dim);
  },
  unbind(dim) {
    return unbind(this, dim);
  },
  asStrided(size, stride, storageOffset) {
    return asStrided(this, size, stride, storageOffset);
  },
  gather(dim, at) {
    return gather(this, dim, at);
  },
  scatterAdd(dim, at, src) {
    return scatterAdd(this, dim, at, src);
  },
  scatterAdd_(dim, at, src) {
    return scatterAdd_(this, dim, at, src);
  },
  indexSelect(dim, at) {
    return indexSelect(this, dim, at);
  },
  indexAdd(dim, at, source, options) {
    return indexAdd(this, dim, at, source, options);
  },
  indexAdd_(dim, at, source, options) {
    return indexAdd_(this, dim, at, source, options);
  },
  flip(dims) {
    return flip(this, dims);
  },
  cumsum(dim, options) {
    return cumsum(this, dim, options);
  },
};
