import type { RandomMethods } from "../../tensor/methods/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { bernoulli_, normal_, uniform_ } from "../functions/random.ts";

export const randomMethods: RandomMethods<Tensor> & ThisType<Tensor> = {
  uniform_(from, to, options) {
    return uniform_(this, from, to, options);
  },
  normal_(mean, std, options) {
    return normal_(this, mean, std, options);
  },
  bernoulli_(p, options) {
    return bernoulli_(this, p, options);
  },
};
