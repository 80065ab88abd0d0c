/*
 * Fills tensors with initial values, in place and outside the graph; every function returns its tensor.
 * Source: https://pytorch.org/docs/stable/nn.init.html
 */

export {
  calculateFanInAndFanOut,
  calculateGain,
  constant_,
  eye_,
  type KaimingOptions,
  kaimingNormal_,
  kaimingUniform_,
  type Nonlinearity,
  normal_,
  ones_,
  type RandomOptions,
  uniform_,
  xavierNormal_,
  xavierUniform_,
  zeros_,
} from "./fill.ts";
export { orthogonal_ } from "./orthogonal.ts";
export { dirac_, sparse_ } from "./patterns.ts";
export { truncNormal_ } from "./truncated.ts";
