/// <reference lib="esnext.disposable" preserve="true" />
import "./autograd/methods.ts";

export {
  type GeluOptions,
  gelu,
  relu,
  type SoftplusOptions,
  sigmoid,
  softplus,
  tanh,
} from "./autograd/functions/activation.ts";
export { type AlphaOptions, add, mul, neg, reciprocal, sub } from "./autograd/functions/arithmetic.ts";
export { type Bound, clamp, maximum, minimum } from "./autograd/functions/clamp.ts";
export { allclose, type ClosenessOptions, equal, isclose } from "./autograd/functions/closeness.ts";
export {
  all,
  any,
  eq,
  ge,
  gt,
  isfinite,
  isinf,
  isnan,
  le,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  lt,
  ne,
} from "./autograd/functions/comparison.ts";
export { addcdiv, addcmul, lerp, type ValueOptions } from "./autograd/functions/compound.ts";
export { clone } from "./autograd/functions/conversion.ts";
export { cumsum } from "./autograd/functions/cumulative.ts";
export { flatten, permute, squeeze, unsqueeze } from "./autograd/functions/dims.ts";
export { divide as div, remainder } from "./autograd/functions/division.ts";
export { cos, erf, exp, expm1, log, log1p, sin } from "./autograd/functions/exponential.ts";
export { amax, amin, argmax, argmin, max, min } from "./autograd/functions/extremes.ts";
export {
  flip,
  gather,
  type IndexAddOptions,
  indexAdd,
  indexSelect,
  scatterAdd,
} from "./autograd/functions/gathering.ts";
export { cat, stack } from "./autograd/functions/joining.ts";
export { dot, matmul, mm, mv } from "./autograd/functions/matmul.ts";
export type { Operand } from "./autograd/functions/operands.ts";
export { pow, rsqrt, sqrt, square } from "./autograd/functions/power.ts";
export { prod } from "./autograd/functions/product.ts";
export { bernoulli, normal } from "./autograd/functions/random.ts";
export { abs, ceil, floor, round, sign, trunc } from "./autograd/functions/rounding.ts";
export { chunk, narrow, select, split, unbind } from "./autograd/functions/slicing.ts";
export { logSoftmax, logsumexp, softmax } from "./autograd/functions/softmax.ts";
export { norm, std, variance } from "./autograd/functions/statistics.ts";
export { mean, sum } from "./autograd/functions/sum.ts";
export { asStrided, reshape, t, transpose } from "./autograd/functions/views.ts";
export { where } from "./autograd/functions/where.ts";
export { enableGrad, isGradEnabled, noGrad } from "./autograd/gradMode.ts";
export * as autograd from "./autograd/namespace.ts";
export {
  getNumThreads,
  setNumThreads,
  setWorkerUrl,
  threadsReady,
} from "./kernels/pool/pool.ts";
export type { ComputeDType, DType, FloatDType, PackedDType, TypedArray } from "./memory/dtype.ts";
export { type Copier, deepCopy, deepCopyOf } from "./nn/deepCopy.ts";
export * as nn from "./nn/index.ts";
export * as optim from "./optim/index.ts";
export { Counter, DefaultDict, OrderedDict, Size, Tuple } from "./python/containers.ts";
export { repr, reprItem } from "./python/repr.ts";
export { getDefaultDtype, setDefaultDtype } from "./tensor/defaultDtype.ts";
export {
  arange,
  empty,
  emptyLike,
  eye,
  full,
  fullLike,
  linspace,
  type NestedArray,
  type NumberArray,
  ones,
  onesLike,
  type TensorData,
  type TensorOptions,
  tensor,
  zeros,
  zerosLike,
} from "./tensor/factories.ts";
export type { ArithmeticMethods, DivOptions } from "./tensor/methods/arithmetic.ts";
export type { AutogradMethods, BackwardOptions } from "./tensor/methods/autograd.ts";
export type { DataMethods, NestedNumbers } from "./tensor/methods/data.ts";
export type { ElementwiseMethods } from "./tensor/methods/elementwise.ts";
export type { IndexArray, IndexingMethods, IndexOf } from "./tensor/methods/indexing.ts";
export type { InPlaceMethods } from "./tensor/methods/inPlace.ts";
export type { DrawOptions, RandomMethods, RandomSource } from "./tensor/methods/random.ts";
export type {
  Dims,
  Extremes,
  ReductionMethods,
  ReductionOptions,
  SoftmaxOptions,
  SumOptions,
  VarianceOptions,
} from "./tensor/methods/reduction.ts";
export type { ShapeMethods } from "./tensor/methods/shape.ts";
export type { SparseMethods } from "./tensor/methods/sparse.ts";
export type { TensorMethods } from "./tensor/methods.ts";
export {
  getPrintOptions,
  type PrintOptions,
  type PrintOptionsUpdate,
  printOptions,
  setPrintOptions,
} from "./tensor/printOptions.ts";
export {
  type RandomOptions,
  rand,
  randint,
  randintLike,
  randLike,
  randn,
  randnLike,
  randperm,
} from "./tensor/random/factories.ts";
export { Generator, getRngState, initialSeed, manualSeed, seed, setRngState } from "./tensor/random/generator.ts";
export { type MultinomialOptions, multinomial } from "./tensor/random/multinomial.ts";
export type { Scalar } from "./tensor/scalar.ts";
export type { Shape } from "./tensor/shape.ts";
export { Slice, slice } from "./tensor/slice.ts";
export { SparseTensor, sparseCooTensor } from "./tensor/sparse.ts";
export { type GradNode, Tensor } from "./tensor/tensor.ts";
