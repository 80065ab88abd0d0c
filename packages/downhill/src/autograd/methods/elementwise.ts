import type { ElementwiseMethods } from "../../tensor/methods/elementwise.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as functions from "../functions/index.ts";

export const elementwiseMethods: ElementwiseMethods<Tensor> & ThisType<Tensor> = {
  abs() {
    return functions.abs(this);
  },
  sign() {
    return functions.sign(this);
  },
  square() {
    return functions.square(this);
  },
  sqrt() {
    return functions.sqrt(this);
  },
  rsqrt() {
    return functions.rsqrt(this);
  },
  reciprocal() {
    return functions.reciprocal(this);
  },
  exp() {
    return functions.exp(this);
  },
  expm1() {
    return functions.expm1(this);
  },
  log() {
    return functions.log(this);
  },
  log1p() {
    return functions.log1p(this);
  },
  sin() {
    return functions.sin(this);
  },
  cos() {
    return functions.cos(this);
  },
  tanh() {
    return functions.tanh(this);
  },
  sigmoid() {
    return functions.sigmoid(this);
  },
  erf() {
    return functions.erf(this);
  },
  relu() {
    return functions.relu(this);
  },
  floor() {
    return functions.floor(this);
  },
  ceil() {
    return functions.ceil(this);
  },
  round() {
    return functions.round(this);
  },
  trunc() {
    return functions.trunc(this);
  },
  logicalNot() {
    return functions.logicalNot(this);
  },
  isnan() {
    return functions.isnan(this);
  },
  isinf() {
    return functions.isinf(this);
  },
  isfinite() {
    return functions.isfinite(this);
  },
  gelu(options) {
    return functions.gelu(this, options);
  },
  softplus(options) {
    return functions.softplus(this, options);
  },
};
