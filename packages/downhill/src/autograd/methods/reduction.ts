import type { Extremes, ReductionMethods, ReductionOptions } from "../../tensor/methods/reduction.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as functions from "../functions/index.ts";

export const reductionMethods: ReductionMethods<Tensor> & ThisType<Tensor> = {
  sum(dim, options) {
    return functions.sum(this, dim, options);
  },
  mean(dim, options) {
    return functions.mean(this, dim, options);
  },
  prod(dim, options) {
    return functions.prod(this, dim, options);
  },
  max(which?: number | Tensor, options?: ReductionOptions) {
    return functions.max(this, which as number, options) as Extremes<Tensor> & Tensor;
  },
  min(which?: number | Tensor, options?: ReductionOptions) {
    return functions.min(this, which as number, options) as Extremes<Tensor> & Tensor;
  },
  amax(dim, options) {
    return functions.amax(this, dim, options);
  },
  amin(dim, options) {
    return functions.amin(this, dim, options);
  },
  argmax(dim, options) {
    return functions.argmax(this, dim, options);
  },
  argmin(dim, options) {
    return functions.argmin(this, dim, options);
  },
  all(dim, options) {
    return functions.all(this, dim, options);
  },
  any(dim, options) {
    return functions.any(this, dim, options);
  },
  var(dim, options) {
    return functions.variance(this, dim, options);
  },
  std(dim, options) {
    return functions.std(this, dim, options);
  },
  norm(p, dim, options) {
    return functions.norm(this, p, dim, options);
  },
  logsumexp(dim, options) {
    return functions.logsumexp(this, dim, options);
  },
  softmax(dim, options) {
    return functions.softmax(this, dim, options);
  },
  logSoftmax(dim, options) {
    return functions.logSoftmax(this, dim, options);
  },
};
