export { GELU, LogSoftmax, ReLU, Sigmoid, Softmax, Tanh } from "./activation.ts";
export { type BatchNorm, BatchNorm1d, BatchNorm2d, type BatchNormModuleOptions } from "./batchNorm.ts";
export { Buffer, type BufferOptions } from "./buffer.ts";
export { type Container, type Layer, ModuleList, Sequential } from "./container.ts";
export { Conv2d, type Conv2dOptions } from "./convolution.ts";
export { Dropout } from "./dropout.ts";
export { Embedding, type EmbeddingOptions } from "./embedding.ts";
export type { FactoryOptions } from "./factory.ts";
export { Flatten } from "./flatten.ts";
export * as functional from "./functional/index.ts";
export * as init from "./init/index.ts";
export { Identity, Linear, type LinearOptions } from "./linear.ts";
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
export type { NamedOptions } from "./members.ts";
export { type AnyModule, Module } from "./module.ts";
export { LayerNorm, type LayerNormOptions } from "./normalization.ts";
export { Parameter } from "./parameter.ts";
export { MaxPool2d } from "./pooling.ts";
export { IncompatibleKeys, type StateDictInput } from "./stateDict.ts";
export * as utils from "./utils/index.ts";
