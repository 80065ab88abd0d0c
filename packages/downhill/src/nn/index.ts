export { GELU, LogSoftmax, ReLU, Sigmoid, Softmax, Tanh } from "./activation.ts";
export {
  type AdaptiveLogSoftmaxOptions,
  AdaptiveLogSoftmaxWithLoss,
  AdaptiveSoftmaxOutput,
} from "./adaptiveSoftmax.ts";
export {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  type AdaptiveAvgPoolNd,
  AvgPool1d,
  AvgPool2d,
  AvgPool3d,
  type AvgPoolNd,
  type DividedAvgPoolNd,
  type WindowPoolingOptions,
} from "./averagePooling.ts";
export { type BatchNorm, BatchNorm1d, BatchNorm2d, BatchNorm3d, type BatchNormModuleOptions } from "./batchNorm.ts";
export { Bilinear, type BilinearOptions } from "./bilinear.ts";
export { Buffer, type BufferOptions } from "./buffer.ts";
export { type Container, type Layer, ModuleList, Sequential } from "./container.ts";
export {
  Conv1d,
  type Conv1dOptions,
  Conv2d,
  type Conv2dOptions,
  Conv3d,
  type Conv3dOptions,
  type ConvNd,
  type ConvolutionLayerOptions,
  type ConvolutionPaddingMode,
  type ConvolutionSettings,
  type PlainConvNd,
  type SizesOf,
} from "./convolution.ts";
export { CTCLoss } from "./ctcLoss.ts";
export { CosineSimilarity, PairwiseDistance } from "./distance.ts";
export {
  AlphaDropout,
  Dropout,
  Dropout1d,
  Dropout2d,
  Dropout3d,
  type DropoutNd,
  FeatureAlphaDropout,
} from "./dropout.ts";
export { Embedding, type EmbeddingOptions } from "./embedding.ts";
export type { Offsets } from "./embeddingBag.ts";
export { type BagLookupOptions, EmbeddingBag, type EmbeddingBagModuleOptions } from "./embeddingBag.ts";
export type { FactoryOptions } from "./factory.ts";
export { Flatten, Unflatten } from "./flatten.ts";
export {
  FractionalMaxPool2d,
  FractionalMaxPool3d,
  type FractionalMaxPoolNd,
} from "./fractionalPooling.ts";
export type { Dropping } from "./functional/index.ts";
export * as functional from "./functional/index.ts";
export type { UpsampleOptions } from "./functional/interpolation.ts";
export {
  GroupNorm,
  type GroupNormModuleOptions,
  LocalResponseNorm,
  RMSNorm,
  type RMSNormOptions,
} from "./groupNorm.ts";
export * as init from "./init/index.ts";
export type { InplaceActivation } from "./inplace.ts";
export {
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
  type InstanceNormModuleOptions,
  type InstanceNormNd,
} from "./instanceNorm.ts";
export type { LazyLayer } from "./lazy.ts";
export { LazyConv1d, LazyConv2d, LazyConv3d } from "./lazyConvolution.ts";
export { LazyLinear } from "./lazyLinear.ts";
export {
  LazyBatchNorm1d,
  LazyBatchNorm2d,
  LazyBatchNorm3d,
  LazyInstanceNorm1d,
  LazyInstanceNorm2d,
  LazyInstanceNorm3d,
} from "./lazyNorm.ts";
export { LazyConvTranspose1d, LazyConvTranspose2d, LazyConvTranspose3d } from "./lazyTransposedConvolution.ts";
export { GaussianNLLLoss, KLDivLoss, PoissonNLLLoss } from "./likelihoodLoss.ts";
export { Identity, Linear, type LinearOptions } from "./linear.ts";
export { LinearCrossEntropyLoss, type LinearCrossEntropyLossOptions } from "./linearCrossEntropyLoss.ts";
export {
  BCELoss,
  BCEWithLogitsLoss,
  CrossEntropyLoss,
  HuberLoss,
  L1Loss,
  type Loss,
  MSELoss,
  NLLLoss,
  SmoothL1Loss,
  type WeightedLoss,
} from "./loss.ts";
export type { Pair as PairWithTarget, Triplet } from "./marginLoss.ts";
export {
  CosineEmbeddingLoss,
  HingeEmbeddingLoss,
  MarginRankingLoss,
  MultiLabelMarginLoss,
  MultiLabelSoftMarginLoss,
  MultiMarginLoss,
  SoftMarginLoss,
  TripletMarginLoss,
} from "./marginLoss.ts";
export type { NamedOptions } from "./members.ts";
export { type AnyModule, Module } from "./module.ts";
export { ModuleDict, type NamedModules } from "./moduleDict.ts";
export type {
  BackwardHook,
  BackwardPreHook,
  ForwardHook,
  ForwardPreHook,
  Gradients,
  HookOptions,
  ModuleHookHandle,
  Replaced,
} from "./moduleHooks.ts";
export { type AttendOptions, MultiheadAttention, type MultiheadAttentionModuleOptions } from "./multiheadAttention.ts";
export {
  GLU,
  Hardsigmoid,
  Hardswish,
  LogSigmoid,
  Mish,
  ReLU6,
  SELU,
  SiLU,
  Softmax2d,
  Softmin,
  Softsign,
  Tanhshrink,
} from "./nonlinear.ts";
export { LayerNorm, type LayerNormOptions } from "./normalization.ts";
export {
  type Border,
  type Border1d,
  type Border2d,
  type Border3d,
  CircularPad1d,
  CircularPad2d,
  CircularPad3d,
  ConstantPad1d,
  ConstantPad2d,
  ConstantPad3d,
  type ConstantPadNd,
  type PaddingOf,
  type PadNd,
  ReflectionPad1d,
  ReflectionPad2d,
  ReflectionPad3d,
  ReplicationPad1d,
  ReplicationPad2d,
  ReplicationPad3d,
  ZeroPad1d,
  ZeroPad2d,
  ZeroPad3d,
} from "./padding.ts";
export { Parameter } from "./parameter.ts";
export { type NamedValues, ParameterDict, ParameterList } from "./parameterContainers.ts";
export {
  CELU,
  ELU,
  Hardshrink,
  Hardtanh,
  LeakyReLU,
  PReLU,
  RReLU,
  Softplus,
  Softshrink,
  Threshold,
} from "./parametric.ts";
export {
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveMaxPool3d,
  type AdaptiveMaxPoolNd,
  type AdaptivePoolingOptions,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
  type MaxPoolNd,
  type Pooled,
} from "./pooling.ts";
export { LPPool1d, LPPool2d, LPPool3d, type LPPoolNd } from "./powerPooling.ts";
export {
  GRU,
  LSTM,
  type LSTMOptions,
  type LSTMResult,
  type LSTMState,
  type OneStateRecurrent,
  RNN,
  type RNNOptions,
} from "./recurrent.ts";
export type { RecurrentOptions, RNNBase, Sequences } from "./recurrentBase.ts";
export {
  GRUCell,
  LSTMCell,
  type RecurrentCellOptions,
  RNNCell,
  type RNNCellBase,
  type RNNCellOptions,
} from "./recurrentCells.ts";
export type { RunningNorm, RunningNormOptions } from "./runningNorm.ts";
export { ChannelShuffle, PixelShuffle, PixelUnshuffle } from "./shuffling.ts";
export { IncompatibleKeys, type StateDictInput } from "./stateDict.ts";
export { SyncBatchNorm, type SyncBatchNormOptions } from "./syncBatchNorm.ts";
export {
  type DecoderLayer,
  type DecoderStackMasks,
  type EncoderLayer,
  type EncoderMasks,
  Transformer,
  TransformerDecoder,
  type TransformerDecoderOptions,
  TransformerEncoder,
  type TransformerEncoderOptions,
  type TransformerMasks,
  type TransformerOptions,
} from "./transformer.ts";
export {
  type DecoderMasks,
  type EncoderLayerMasks,
  type TransformerActivation,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from "./transformerLayers.ts";
export {
  ConvTranspose1d,
  type ConvTranspose1dOptions,
  ConvTranspose2d,
  type ConvTranspose2dOptions,
  ConvTranspose3d,
  type ConvTranspose3dOptions,
  type ConvTransposeNd,
  type OutputSize,
  type TransposedConvolutionLayerOptions,
} from "./transposedConvolution.ts";
export { type DistanceModule, TripletMarginWithDistanceLoss } from "./tripletLoss.ts";
export type { WindowModule } from "./unfolding.ts";
export { Fold, Unfold } from "./unfolding.ts";
export { UninitializedBuffer, UninitializedParameter } from "./uninitialized.ts";
export {
  MaxUnpool1d,
  MaxUnpool2d,
  MaxUnpool3d,
  type MaxUnpoolNd,
  type UnpoolingLayerOptions,
  type UnpoolingTarget,
} from "./unpooling.ts";
export type { UpsamplingModule } from "./upsampling.ts";
export {
  type SizeOrFactor,
  Upsample,
  UpsamplingBilinear2d,
  UpsamplingNearest2d,
  type UpsamplingOptions,
} from "./upsampling.ts";
export * as utils from "./utils/index.ts";
