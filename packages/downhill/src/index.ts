/// <reference lib="esnext.disposable" preserve="true" />
import "./autograd/methods.ts";

export * from "./autograd/api/aliases.ts";
export type { Where } from "./autograd/api/arithmetic.ts";
export {
  add,
  addcdiv,
  addcmul,
  allclose,
  clamp,
  clip,
  div,
  dot,
  eq,
  equal,
  ge,
  gt,
  isclose,
  le,
  lerp,
  logicalAnd,
  logicalOr,
  logicalXor,
  lt,
  matmul,
  maximum,
  minimum,
  mm,
  mul,
  mv,
  ne,
  neg,
  pow,
  remainder,
  sub,
  where,
} from "./autograd/api/arithmetic.ts";
export {
  atleast1d,
  atleast2d,
  atleast3d,
  blockDiag,
  broadcastShapes,
  broadcastTensors,
  broadcastTo,
  cartesianProd,
  columnStack,
  combinations,
  concat,
  concatenate,
  diag,
  diagEmbed,
  diagflat,
  diagonal,
  diagonalScatter,
  dsplit,
  dstack,
  fliplr,
  flipud,
  hsplit,
  hstack,
  type Meshgrid,
  meshgrid,
  moveaxis,
  movedim,
  type OfEach,
  type OfTensors,
  ravel,
  roll,
  rot90,
  rowStack,
  type SplitAlong,
  selectScatter,
  sliceScatter,
  splitWithSizes,
  swapaxes,
  swapdims,
  type TensorSplit,
  tensorSplit,
  trace,
  tril,
  triu,
  unflatten,
  vsplit,
  vstack,
} from "./autograd/api/arranging.ts";
export { cross, type Einsum, einsum, kron, tensordot } from "./autograd/api/contracting.ts";
export { clone } from "./autograd/api/data.ts";
export type { Cdist, ComputeMode } from "./autograd/api/distances.ts";
export { type CdistOptions, cdist } from "./autograd/api/distances.ts";
export {
  abs,
  ceil,
  cos,
  erf,
  exp,
  expm1,
  floor,
  gelu,
  isfinite,
  isinf,
  isnan,
  log,
  log1p,
  logicalNot,
  reciprocal,
  relu,
  rsqrt,
  sigmoid,
  sign,
  sin,
  softplus,
  sqrt,
  square,
  tanh,
  trunc,
} from "./autograd/api/elementwise.ts";
export {
  type Arange,
  arange,
  asTensor,
  empty,
  emptyLike,
  eye,
  full,
  fullLike,
  linspace,
  logspace,
  ones,
  onesLike,
  scalarTensor,
  sparseCooTensor,
  tensor,
  type VariadicFactory,
  zeros,
  zerosLike,
} from "./autograd/api/factories.ts";
export {
  cat,
  chunk,
  cumsum,
  flip,
  gather,
  indexAdd,
  indexSelect,
  narrow,
  scatterAdd,
  select,
  split,
  stack,
  unbind,
} from "./autograd/api/indexing.ts";
export * as linalg from "./autograd/api/linalg.ts";
export * from "./autograd/api/mathematics.ts";
export * from "./autograd/api/matrices.ts";
export { enableGrad, inferenceMode, isGradEnabled, noGrad, setGradEnabled } from "./autograd/api/modes.ts";
export * from "./autograd/api/pointwise.ts";
export {
  type Bernoulli,
  bernoulli,
  getRngState,
  initialSeed,
  manualSeed,
  multinomial,
  type Normal,
  normal,
  type Randint,
  type RandintLike,
  rand,
  randint,
  randintLike,
  randLike,
  randn,
  randnLike,
  randperm,
  seed,
  setRngState,
} from "./autograd/api/random.ts";
export {
  all,
  amax,
  amin,
  any,
  argmax,
  argmin,
  type Extreme,
  logSoftmax,
  logsumexp,
  max,
  mean,
  min,
  norm,
  prod,
  softmax,
  std,
  sum,
  variance,
} from "./autograd/api/reduction.ts";
export {
  argwhere,
  countNonzero,
  fill,
  indexCopy,
  indexFill,
  indexPut,
  indexReduce,
  isin,
  maskedFill,
  maskedScatter,
  maskedSelect,
  nonzero,
  nonzeroStatic,
  put,
  type Scatter,
  scatter,
  scatterReduce,
  take,
  takeAlongDim,
} from "./autograd/api/scattering.ts";
export {
  finfo,
  getDefaultDtype,
  getNumThreads,
  getPrintOptions,
  iinfo,
  printOptions,
  repr,
  reprItem,
  setDefaultDtype,
  setNumThreads,
  setPrintOptions,
  setWorkerUrl,
  slice,
  threadsReady,
} from "./autograd/api/settings.ts";
export {
  asStrided,
  flatten,
  permute,
  reshape,
  squeeze,
  t,
  tile,
  transpose,
  unsqueeze,
} from "./autograd/api/shape.ts";
export {
  argsort,
  bucketize,
  cummax,
  cummin,
  kthvalue,
  type Median,
  median,
  mode,
  msort,
  nanmedian,
  type RepeatInterleave,
  repeatInterleave,
  searchsorted,
  sort,
  topk,
  unique,
  uniqueConsecutive,
} from "./autograd/api/sorting.ts";
export * from "./autograd/api/summaries.ts";
export type { Tensors } from "./autograd/functional.ts";
export type { GeluOptions, SoftplusOptions } from "./autograd/functions/activation.ts";
export type { AlphaOptions } from "./autograd/functions/arithmetic.ts";
export type { Indexing } from "./autograd/functions/broadcasting.ts";
export type { Bound } from "./autograd/functions/clamp.ts";
export type { ClosenessOptions } from "./autograd/functions/closeness.ts";
export type { ValueOptions } from "./autograd/functions/compound.ts";
export type { IndexAddOptions } from "./autograd/functions/gathering.ts";
export type { HistogramOptions, HistogramResult } from "./autograd/functions/histograms.ts";
export type { IndexPutOptions } from "./autograd/functions/indexing.ts";
export type { IsinOptions, NonzeroOptions, NonzeroStaticOptions } from "./autograd/functions/masking.ts";
export type { Operand } from "./autograd/functions/operands.ts";
export type { LogitOptions, RoundOptions } from "./autograd/functions/pointwise.ts";
export type { ReduceOptions, Reduction } from "./autograd/functions/reducingPlaces.ts";
export type { RepeatInterleaveOptions } from "./autograd/functions/repeating.ts";
export type { TrapezoidOptions } from "./autograd/functions/running.ts";
export type { ScatterOptions } from "./autograd/functions/scattering.ts";
export type { BucketizeOptions, SearchsortedOptions } from "./autograd/functions/searching.ts";
export type { OneOptions, SortOptions, TopkOptions } from "./autograd/functions/sorting.ts";
export type { CombinationsOptions } from "./autograd/functions/stacking.ts";
export type { Aminmax, AminmaxOptions, CovOptions, DiffOptions } from "./autograd/functions/summaries.ts";
export type { UniqueConsecutiveOptions, UniqueOptions } from "./autograd/functions/unique.ts";
export * as autograd from "./autograd/namespace.ts";
export { type Compiled, type CompileOptions, compile } from "./compile/compile.ts";
export { profile } from "./compile/profile.ts";
export type {
  ComputeDType,
  DType,
  FloatDType,
  HalfDType,
  LoopDType,
  PackedDType,
  SmallIntegerDType,
  TypedArray,
} from "./memory/dtype.ts";
export { type Copier, deepCopy, deepCopyOf } from "./nn/deepCopy.ts";
export { constantPadNd } from "./nn/functional/constantPadNd.ts";
export * as nn from "./nn/index.ts";
export * as optim from "./optim/index.ts";
export type { ParamGroupKeys } from "./optim/paramGroups.ts";
export { Counter, DefaultDict, OrderedDict, Size, Tuple } from "./python/containers.ts";
export type { NamedTuple, NamedTupleClass } from "./python/namedTuple.ts";
export type { AllNamed, Method, MethodWithNames, NamedArguments, NamedForms, WithNames } from "./signatures/named.ts";
export type { NestedArray, NumberArray, TensorData, TensorOptions } from "./tensor/factories.ts";
export type { FloatLimits, IntegerLimits } from "./tensor/limits.ts";
export type { AliasMethods } from "./tensor/methods/aliases.ts";
export type { ArithmeticMethods, DivOptions } from "./tensor/methods/arithmetic.ts";
export type {
  ArrangingMethods,
  DiagonalNames,
  DiagonalPlace,
  OfSizes,
  SplittingMethod,
} from "./tensor/methods/arranging.ts";
export type { AutogradMethods, BackwardOptions } from "./tensor/methods/autograd.ts";
export type { ContractingMethods } from "./tensor/methods/contracting.ts";
export type { DataMethods, NestedNumbers, TensorTypeName, ToOptions } from "./tensor/methods/data.ts";
export type { ElementwiseMethods } from "./tensor/methods/elementwise.ts";
export type { FactoryMethods, PlainData } from "./tensor/methods/factories.ts";
export type { IndexArray, IndexingMethods, IndexOf } from "./tensor/methods/indexing.ts";
export type { InPlaceMethods } from "./tensor/methods/inPlace.ts";
export type { MathematicsMethods } from "./tensor/methods/mathematics.ts";
export type { NanToNumOptions, PointwiseMethods, ScaleOptions } from "./tensor/methods/pointwise.ts";
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
export type {
  ByIndexMethod,
  IndexReducingMethod,
  PuttingMethod,
  ReducingMethod,
  ScatteringMethod,
  ScatteringMethods,
} from "./tensor/methods/scattering.ts";
export type { ShapeMethods } from "./tensor/methods/shape.ts";
export type {
  Asked,
  KeepdimOption,
  MedianMethod,
  OrderOptions,
  SortingMethods,
  TellingOptions,
} from "./tensor/methods/sorting.ts";
export type { SparseMethods } from "./tensor/methods/sparse.ts";
export type { QuantileOptions, SummaryMethods } from "./tensor/methods/summaries.ts";
export type { TensorMethods } from "./tensor/methods.ts";
export type { PrintOptions, PrintOptionsUpdate } from "./tensor/printOptions.ts";
export type { RandomOptions } from "./tensor/random/factories.ts";
export { Generator } from "./tensor/random/generator.ts";
export type { MultinomialOptions } from "./tensor/random/multinomial.ts";
export type { Scalar } from "./tensor/scalar.ts";
export type { Shape } from "./tensor/shape.ts";
export { Slice } from "./tensor/slice.ts";
export { SparseTensor } from "./tensor/sparse.ts";
export { type GradNode, Tensor } from "./tensor/tensor.ts";
