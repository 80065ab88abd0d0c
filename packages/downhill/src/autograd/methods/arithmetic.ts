import type { ArithmeticMethods } from "../../tensor/methods/arithmetic.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { relu } from "../functions/activation.ts";
import { add, div, mul, neg, reciprocal, sub } from "../functions/arithmetic.ts";
import { matmul } from "../functions/matmul.ts";

export const arithmeticMethods: ArithmeticMethods<Tensor> & ThisType<Tensor> = {
  add(other, options) {
    return add(this, other, options);
  },
  sub(other, options) {
    return sub(this, other, options);
  },
  mul(other) {
    return mul(this, other);
  },
  div(other) {
    return div(this, other);
  },
  neg() {
    return neg(this);
  },
  reciprocal() {
    return reciprocal(this);
  },
  relu() {
    return relu(this);
  },
  matmul(other) {
    return matmul(this, other);
  },
};
