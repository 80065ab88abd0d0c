import type { ArithmeticMethods } from "../../tensor/methods/arithmetic.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as functions from "../functions/index.ts";

export const arithmeticMethods: ArithmeticMethods<Tensor> & ThisType<Tensor> = {
  add(other, options) {
    return functions.add(this, other, options);
  },
  sub(other, options) {
    return functions.sub(this, other, options);
  },
  mul(other) {
    return functions.mul(this, other);
  },
  div(other, options) {
    return options === undefined ? functions.div(this, other) : functions.divide(this, other, options);
  },
  remainder(other) {
    return functions.remainder(this, other);
  },
  neg() {
    return functions.neg(this);
  },
  pow(exponent) {
    return functions.pow(this, exponent);
  },
  maximum(other) {
    return functions.maximum(this, other);
  },
  minimum(other) {
    return functions.minimum(this, other);
  },
  clamp(min, max) {
    return functions.clamp(this, min, max);
  },
  where(condition, other) {
    return functions.where(condition, this, other);
  },
  lerp(end, weight) {
    return functions.lerp(this, end, weight);
  },
  addcmul(tensor1, tensor2, options) {
    return functions.addcmul(this, tensor1, tensor2, options);
  },
  addcdiv(tensor1, tensor2, options) {
    return functions.addcdiv(this, tensor1, tensor2, options);
  },
  eq(other) {
    return functions.eq(this, other);
  },
  ne(other) {
    return functions.ne(this, other);
  },
  lt(other) {
    return functions.lt(this, other);
  },
  le(other) {
    return functions.le(this, other);
  },
  gt(other) {
    return functions.gt(this, other);
  },
  ge(other) {
    return functions.ge(this, other);
  },
  logicalAnd(other) {
    return functions.logicalAnd(this, other);
  },
  logicalOr(other) {
    return functions.logicalOr(this, other);
  },
  logicalXor(other) {
    return functions.logicalXor(this, other);
  },
  matmul(other) {
    return functions.matmul(this, other);
  },
  mm(other) {
    return functions.mm(this, other);
  },
  mv(vec) {
    return functions.mv(this, vec);
  },
  dot(other) {
    return functions.dot(this, other);
  },
  isclose(other, options) {
    return functions.isclose(this, other, options);
  },
  allclose(other, options) {
    return functions.allclose(this, other, options);
  },
  equal(other) {
    return functions.equal(this, other);
  },
};
