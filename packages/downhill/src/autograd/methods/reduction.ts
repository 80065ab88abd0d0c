import type { ReductionMethods } from "../../tensor/methods/reduction.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { mean, sum } from "../functions/sum.ts";

export const reductionMethods: ReductionMethods<Tensor> & ThisType<Tensor> = {
  sum(dim, options) {
    return sum(this, dim, options);
  },
  mean(dim, options) {
    return mean(this, dim, options);
  },
};
