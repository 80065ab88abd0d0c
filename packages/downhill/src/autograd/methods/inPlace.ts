import type { InPlaceMethods } from "../../tensor/methods/inPlace.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { add_, copy_, div_, fill_, mul_, sub_, zero_ } from "../functions/inPlace.ts";

export const inPlaceMethods: InPlaceMethods<Tensor> & ThisType<Tensor> = {
  add_(other, options) {
    return add_(this, other, options);
  },
  sub_(other, options) {
    return sub_(this, other, options);
  },
  mul_(other) {
    return mul_(this, other);
  },
  div_(other) {
    return div_(this, other);
  },
  zero_() {
    return zero_(this);
  },
  fill_(value) {
    return fill_(this, value);
  },
  copy_(source) {
    return copy_(this, source);
  },
};
