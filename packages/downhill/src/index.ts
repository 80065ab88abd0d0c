import "./autograd/methods.ts";

export { relu } from "./autograd/functions/activation.ts";
export { add, div, mul, neg, reciprocal, sub } from "./autograd/functions/arithmetic.ts";
export { matmul } from "./autograd/functions/matmul.ts";
export { bernoulli, normal } from "./autograd/functions/random.ts";
export { mean, sum } from "./autograd/functions/sum.ts";
export { reshape, t, transpose } from "./autograd/functions/views.ts";
export { enableGrad, isGradEnabled, noGrad } from "./autograd/gradMode.ts";
export * as autograd from "./autograd/namespace.ts";
export {
  chunksDoneByWorkers,
  getNumThreads,
  setNumThreads,
  setWorkerUrl,
  threadsReady,
} from "./kernels/pool/pool.ts";
export type { DType, FloatDType } from "./memory/dtype.ts";
export * as optim from "./optim/index.ts";
export { Counter, DefaultDict, OrderedDict, Size, Tuple } from "./python/containers.ts";
export { repr } from "./python/repr.ts";
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
export { Tensor } from "./tensor/tensor.ts";
