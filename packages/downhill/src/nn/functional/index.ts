/*
 * Layers and losses as functions, without state.
 * Source: https://pytorch.org/docs/stable/nn.functional.html
 */

export { type GeluApproximation, gelu, logSoftmax, relu, sigmoid, softmax, softplus, tanh } from "./activation.ts";
export { type BatchNormOptions, batchNorm } from "./batchNorm.ts";
export { binaryCrossEntropy, binaryCrossEntropyWithLogits } from "./binary.ts";
export { type ClassLossOptions, crossEntropy, nllLoss } from "./classification.ts";
export { type ConvolutionOptions, conv2d } from "./convolution.ts";
export { type DropoutOptions, dropout } from "./dropout.ts";
export { type EmbeddingLookupOptions, embedding } from "./embedding.ts";
export { linear } from "./linear.ts";
export { layerNorm } from "./normalization.ts";
export { maxPool2d, type PoolingOptions } from "./pooling.ts";
export type { LossOptions, Reduction } from "./reduction.ts";
export { huberLoss, l1Loss, mseLoss, smoothL1Loss, type WeighedLossOptions } from "./regression.ts";
export type { Pair } from "./window.ts";
