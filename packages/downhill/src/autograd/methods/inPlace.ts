import type { InPlaceMethods } from "../../tensor/methods/inPlace.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as functions from "../functions/index.ts";

export const inPlaceMethods: InPlaceMethods<Tensor> & ThisType<Tensor> = {
  add_(other, options) {
    return functions.add_(this, other, options);
  },
  sub_(other, options) {
    return functions.sub_(this, other, options);
  },
  mul_(other) {
    return functions.mul_(this, other);
  },
  div_(other, options) {
    return functions.div_(this, other, options);
  },
  remainder_(other) {
    return functions.remainder_(this, other);
  },
  zero_() {
    return functions.zero_(this);
  },
  fill_(value) {
    return functions.fill_(this, value);
  },
  copy_(source) {
    return functions.copy_(this, source);
  },
  pow_(exponent) {
    return functions.pow_(this, exponent);
  },
  addcmul_(tensor1, tensor2, options) {
    return functions.addcmul_(this, tensor1, tensor2, options);
  },
  addcdiv_(tensor1, tensor2, options) {
    return functions.addcdiv_(this, tensor1, tensor2, options);
  },
  lerp_(end, weight) {
    return functions.lerp_(this, end, weight);
  },
  clamp_(min, max) {
    return functions.clamp_(this, min, max);
  },
  neg_() {
    return functions.apply_(this, functions.neg);
  },
  abs_() {
    return functions.apply_(this, functions.abs);
  },
  reciprocal_() {
    return functions.apply_(this, functions.reciprocal);
  },
  square_() {
    return functions.apply_(this, functions.square);
  },
  sqrt_() {
    return functions.apply_(this, functions.sqrt);
  },
  rsqrt_() {
    return functions.apply_(this, functions.rsqrt);
  },
  exp_() {
    return functions.apply_(this, functions.exp);
  },
  log_() {
    return functions.apply_(this, functions.log);
  },
  relu_() {
    return functions.apply_(this, functions.relu);
  },
  sigmoid_() {
    return functions.apply_(this, functions.sigmoid);
  },
  tanh_() {
    return functions.apply_(this, functions.tanh);
  },
};
