import "./autograd/methods.ts";

export { gelu, relu, sigmoid, softplus, tanh } from "./autograd/functions/activation.ts";
export { add, mul, neg, reciprocal, sub } from "./autograd/functions/arithmetic.ts";
export { clamp, maximum, minimum } from "./autograd/functions/clamp.ts";
export { allclose, equal, isclose } from "./autograd/functions/closeness.ts";
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
export { addcdiv, addcmul, lerp } from "./autograd/functions/compound.ts";
export { clone } from "./autograd/functions/conversion.ts";
export { cumsum } from "./autograd/functions/cumulative.ts";
export { flatten, permute, squeeze, unsqueeze } from "./autograd/functions/dims.ts";
export { divide as div, remainder } from "./autograd/functions/division.ts";
export { cos, erf, exp, expm1, log, log1p, sin } from "./autograd/functions/exponential.ts";
export { amax, amin, argmax, argmin, max, min } from "./autograd/functions/extremes.ts";
export { flip, gather, indexAdd, indexSelect, scatterAdd } from "./autograd/functions/gathering.ts";
export { cat, stack } from "./autograd/functions/joining.ts";
export { dot, matmul, mm, mv } from "./autograd/functions/matmul.ts";
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
  chunksDoneByWorkers,
  getNumThreads,
  setNumThreads,
  setWorkerUrl,
  threadsReady,
} from "./kernels/pool/pool.ts";
export type { ComputeDType, DType, FloatDType, PackedDType } from "./memory/dtype.ts";
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
  ones,
  onesLike,
  type TensorData,
  type TensorOptions,
  tensor,
  zeros,
  zerosLike,
} from "./tensor/factories.ts";
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
export { Slice, slice } from "./tensor/slice.ts";
export { SparseTensor, sparseCooTensor } from "./tensor/sparse.ts";
export { Tensor } from "./tensor/tensor.ts";
