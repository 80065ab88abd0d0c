/*
 * Layers and losses as functions, without state.
 * Source: https://pytorch.org/docs/stable/nn.functional.html
 */

import { linear as linearOf } from "../../autograd/functions/linear.ts";
import { BOOLEAN, INTEGER, type Kind, NUMBER, orNull, STRING } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { optional } from "../../signatures/parameters.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { DIM_OR_NULL, DTYPE, SHAPE, TENSOR } from "../../tensor/kinds.ts";
import type { SoftmaxOptions } from "../../tensor/methods/reduction.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { EXTENT, OUTPUT_SIZE, orWord, PAIR, SINGLE, TRIPLE } from "../kinds.ts";
import * as activations from "./activation.ts";
import * as affine from "./affineGrid.ts";
import * as averaging from "./averagePooling.ts";
import * as batchNorms from "./batchNorm.ts";
import * as convolution from "./convolution.ts";
import * as dropouts from "./dropout.ts";
import * as embeddings from "./embedding.ts";
import * as bags from "./embeddingBag.ts";
import * as fractionalPooling from "./fractionalPooling.ts";
import * as interpolation from "./interpolation.ts";
import * as nonlinear from "./nonlinear.ts";
import * as normalization from "./normalization.ts";
import { oneHot as oneHotOf } from "./oneHot.ts";
import * as padding from "./padding.ts";
import * as pooling from "./pooling.ts";
import * as powerPooling from "./powerPooling.ts";
import * as sampling from "./sampling.ts";
import * as shuffling from "./shuffling.ts";
import * as unfolding from "./unfolding.ts";
import * as unpooling from "./unpooling.ts";
import type { Extent } from "./window.ts";

export type { GeluApproximation } from "./activation.ts";
export type { OutputSize } from "./adaptiveSizes.ts";
export type { AffineGridOptions } from "./affineGrid.ts";
export type { AttentionOptions } from "./attention.ts";
export { multiHeadAttentionForward, scaledDotProductAttention } from "./attentionForms.ts";
export type { AveragePoolingOptions } from "./averagePooling.ts";
export type { BatchNormOptions } from "./batchNorm.ts";
export type { ClassLossOptions } from "./classification.ts";
export type { ConvolutionOptions, TransposedConvolutionOptions } from "./convolution.ts";
export type { CtcOptions, Lengths } from "./ctc.ts";
export type { CosineSimilarityOptions, NormalizeOptions, PairwiseDistanceOptions } from "./distance.ts";
export type { DropoutOptions } from "./dropout.ts";
export type { EmbeddingLookupOptions } from "./embedding.ts";
export type { BagMode, EmbeddingBagOptions } from "./embeddingBag.ts";
export type { FractionalPoolingOptions } from "./fractionalPooling.ts";
export type { GroupNormOptions, InstanceNormOptions, LocalResponseNormOptions } from "./groupNorm.ts";
export type { InterpolationMode, InterpolationOptions } from "./interpolation.ts";
export type { GaussianNllOptions, KlDivOptions, PoissonNllOptions } from "./likelihood.ts";
export type { LinearCrossEntropyOptions } from "./linearCrossEntropy.ts";
export type {
  DistanceFunction,
  MarginOptions,
  MultiMarginOptions,
  TripletMarginOptions,
  TripletMarginWithDistanceOptions,
  WeighedClassOptions,
} from "./margin.ts";
export type { MultiHeadAttentionOptions } from "./multiHeadAttention.ts";
export type { InplaceOptions, RreluOptions } from "./nonlinear.ts";
export type { PaddingMode, PadOptions } from "./padding.ts";
export type { PoolingOptions, ReturnIndices, WithIndices } from "./pooling.ts";
export type { PowerPoolingOptions } from "./powerPooling.ts";
export * from "./publicDistances.ts";
export * from "./publicLosses.ts";
export * from "./publicNorms.ts";
export type { LossOptions, Reduction } from "./reduction.ts";
export type { WeighedLossOptions } from "./regression.ts";
export type { RmsNormOptions } from "./rmsNorm.ts";
export type { GridSampleOptions, SamplingMode, SamplingPadding } from "./sampling.ts";
export type { UnfoldOptions } from "./unfolding.ts";
export type { UnpoolingOptions } from "./unpooling.ts";
export type { Extent, Pair, Single, Triple } from "./window.ts";

const TENSOR_OR_NULL = orNull(TENSOR);

export const relu = publish(signature("relu", { input: TENSOR }, { inplace: BOOLEAN }), activations.relu);
export const tanh = publish(signature("tanh", { input: TENSOR }), activations.tanh);
export const sigmoid = publish(signature("sigmoid", { input: TENSOR }), activations.sigmoid);
export const gelu = publish(signature("gelu", { input: TENSOR }, {}, { approximate: STRING }), activations.gelu);
export const softplus = publish(
  signature("softplus", { input: TENSOR }, { beta: NUMBER, threshold: NUMBER }),
  activations.softplus,
);

const INPLACE = { inplace: BOOLEAN };
const activation = (name: string) => signature(name, { input: TENSOR });
const overwriting = (name: string) => signature(name, { input: TENSOR }, INPLACE);

export const silu = publish(overwriting("silu"), nonlinear.silu);
export const mish = publish(overwriting("mish"), nonlinear.mish);
export const selu = publish(overwriting("selu"), nonlinear.selu);
export const relu6 = publish(overwriting("relu6"), nonlinear.relu6);
export const hardsigmoid = publish(overwriting("hardsigmoid"), nonlinear.hardsigmoid);
export const hardswish = publish(overwriting("hardswish"), nonlinear.hardswish);
export const logsigmoid = publish(activation("logsigmoid"), nonlinear.logsigmoid);
export const softsign = publish(activation("softsign"), nonlinear.softsign);
export const tanhshrink = publish(activation("tanhshrink"), nonlinear.tanhshrink);
export const elu: WithNames<typeof nonlinear.elu, ["alpha"]> = publish(
  signature("elu", { input: TENSOR, alpha: optional(NUMBER, 1) }, INPLACE),
  nonlinear.elu,
);
export const celu: WithNames<typeof nonlinear.celu, ["alpha"]> = publish(
  signature("celu", { input: TENSOR, alpha: optional(NUMBER, 1) }, INPLACE),
  nonlinear.celu,
);
export const leakyRelu: WithNames<typeof nonlinear.leakyRelu, ["negativeSlope"]> = publish(
  signature("leakyRelu", { input: TENSOR, negativeSlope: optional(NUMBER, 0.01) }, INPLACE),
  nonlinear.leakyRelu,
);
export const hardtanh: WithNames<typeof nonlinear.hardtanh, ["minVal", "maxVal"]> = publish(
  signature("hardtanh", { input: TENSOR, minVal: optional(NUMBER, -1), maxVal: optional(NUMBER, 1) }, INPLACE),
  nonlinear.hardtanh,
);
export const softshrink: WithNames<typeof nonlinear.softshrink, ["lambd"]> = publish(
  signature("softshrink", { input: TENSOR, lambd: optional(NUMBER, 0.5) }),
  nonlinear.softshrink,
);
export const hardshrink: WithNames<typeof nonlinear.hardshrink, ["lambd"]> = publish(
  signature("hardshrink", { input: TENSOR, lambd: optional(NUMBER, 0.5) }),
  nonlinear.hardshrink,
);
export const threshold: WithNames<typeof nonlinear.threshold, ["threshold", "value"]> = publish(
  signature("threshold", { input: TENSOR, threshold: NUMBER, value: NUMBER }, INPLACE),
  nonlinear.threshold,
);
export const glu: WithNames<typeof nonlinear.glu, ["dim"]> = publish(
  signature("glu", { input: TENSOR, dim: optional(INTEGER, -1) }),
  nonlinear.glu,
);
export const prelu: WithNames<typeof nonlinear.prelu, ["weight"]> = publish(
  signature("prelu", { input: TENSOR, weight: TENSOR }),
  nonlinear.prelu,
);
export const rrelu: WithNames<typeof nonlinear.rrelu, ["lower", "upper"]> = publish(
  signature(
    "rrelu",
    { input: TENSOR, lower: optional(NUMBER, 1 / 8), upper: optional(NUMBER, 1 / 3) },
    { training: BOOLEAN, inplace: BOOLEAN },
  ),
  nonlinear.rrelu,
);
export const softmin: WithNames<typeof activations.softmin, ["dim"]> = publish(
  signature("softmin", { input: TENSOR, dim: optional(DIM_OR_NULL) }, { dtype: DTYPE }),
  activations.softmin,
);

const DIMENSION = { input: TENSOR, dim: optional(DIM_OR_NULL) };

export const softmax: typeof activations.softmax &
  ((input: Tensor, options: SoftmaxOptions & { dim?: number | null }) => Tensor) = publish(
  signature("softmax", DIMENSION, { dtype: DTYPE }),
  activations.softmax,
);
export const logSoftmax: typeof activations.logSoftmax &
  ((input: Tensor, options: SoftmaxOptions & { dim?: number | null }) => Tensor) = publish(
  signature("logSoftmax", DIMENSION, { dtype: DTYPE }),
  activations.logSoftmax,
);

export type Dropping = (input: Tensor, p?: number, options?: Omit<dropouts.DropoutOptions, "p">) => Tensor;

/* @__NO_SIDE_EFFECTS__ */
function dropping(
  name: string,
  run: Dropping,
): Dropping & ((input: Tensor, options: dropouts.DropoutOptions) => Tensor) {
  return publish(signature(name, { input: TENSOR, p: optional(NUMBER) }, { training: BOOLEAN, inplace: BOOLEAN }), run);
}

export const dropout = dropping("dropout", dropouts.dropout);
export const dropout1d = dropping("dropout1d", dropouts.dropout1d);
export const dropout2d = dropping("dropout2d", dropouts.dropout2d);
export const dropout3d = dropping("dropout3d", dropouts.dropout3d);
export const alphaDropout = dropping("alphaDropout", dropouts.alphaDropout);
export const featureAlphaDropout = dropping("featureAlphaDropout", dropouts.featureAlphaDropout);

export const linear: WithNames<typeof linearOf, ["weight", "bias"]> = publish(
  signature("linear", { input: TENSOR, weight: TENSOR, bias: optional(TENSOR_OR_NULL) }),
  linearOf,
);
type Convolution = (input: Tensor, weight: Tensor, bias?: Tensor | null, options?: never) => Tensor;

const CONVOLVED = { input: TENSOR, weight: TENSOR, bias: optional(TENSOR_OR_NULL) };

/** A convolution's public form, of the kind that its sizes are of. */
/* @__NO_SIDE_EFFECTS__ */
function convolved<F extends Convolution>(name: string, size: Kind<Extent>, run: F): WithNames<F, ["weight", "bias"]> {
  const options = { stride: size, padding: orWord(size), dilation: size, groups: INTEGER };
  return publish(signature(name, CONVOLVED, options), run as WithNames<F, ["weight", "bias"]>);
}

/* @__NO_SIDE_EFFECTS__ */
function transposed<F extends Convolution>(name: string, size: Kind<Extent>, run: F): WithNames<F, ["weight", "bias"]> {
  const options = { stride: size, padding: size, outputPadding: size, groups: INTEGER, dilation: size };
  return publish(signature(name, CONVOLVED, options), run as WithNames<F, ["weight", "bias"]>);
}

export const conv1d = convolved("conv1d", SINGLE, convolution.conv1d);
export const conv2d = convolved("conv2d", PAIR, convolution.conv2d);
export const conv3d = convolved("conv3d", TRIPLE, convolution.conv3d);
export const convTranspose1d = transposed("convTranspose1d", SINGLE, convolution.convTranspose1d);
export const convTranspose2d = transposed("convTranspose2d", PAIR, convolution.convTranspose2d);
export const convTranspose3d = transposed("convTranspose3d", TRIPLE, convolution.convTranspose3d);

export const oneHot: WithNames<typeof oneHotOf, ["numClasses"]> = publish(
  signature("oneHot", { input: TENSOR, numClasses: optional(INTEGER) }),
  oneHotOf,
);
export const pad: WithNames<typeof padding.pad, ["pad"]> = publish(
  signature("pad", { input: TENSOR, pad: SHAPE }, { mode: STRING, value: orNull(NUMBER) }),
  padding.pad,
);

/* @__NO_SIDE_EFFECTS__ */
function maxPooled(name: string, size: Kind<Extent>) {
  const options = { stride: orNull(size), padding: size, dilation: size, ceilMode: BOOLEAN, returnIndices: BOOLEAN };
  return signature(name, { input: TENSOR, kernelSize: size }, options);
}

export const maxPool1d: WithNames<typeof pooling.maxPool1d, ["kernelSize"]> = publish(
  maxPooled("maxPool1d", SINGLE),
  pooling.maxPool1d,
);
export const maxPool2d: WithNames<typeof pooling.maxPool2d, ["kernelSize"]> = publish(
  maxPooled("maxPool2d", PAIR),
  pooling.maxPool2d,
);
export const maxPool3d: WithNames<typeof pooling.maxPool3d, ["kernelSize"]> = publish(
  maxPooled("maxPool3d", TRIPLE),
  pooling.maxPool3d,
);

const RETURN_INDICES = { returnIndices: BOOLEAN };
const ADAPTIVE = { input: TENSOR, outputSize: OUTPUT_SIZE };

export const adaptiveMaxPool1d: WithNames<typeof pooling.adaptiveMaxPool1d, ["outputSize"]> = publish(
  signature("adaptiveMaxPool1d", ADAPTIVE, RETURN_INDICES),
  pooling.adaptiveMaxPool1d,
);
export const adaptiveMaxPool2d: WithNames<typeof pooling.adaptiveMaxPool2d, ["outputSize"]> = publish(
  signature("adaptiveMaxPool2d", ADAPTIVE, RETURN_INDICES),
  pooling.adaptiveMaxPool2d,
);
export const adaptiveMaxPool3d: WithNames<typeof pooling.adaptiveMaxPool3d, ["outputSize"]> = publish(
  signature("adaptiveMaxPool3d", ADAPTIVE, RETURN_INDICES),
  pooling.adaptiveMaxPool3d,
);

/* @__NO_SIDE_EFFECTS__ */
function fractional(name: string, size: Kind<Extent>) {
  const options = {
    outputSize: orNull(size),
    outputRatio: orNull(size),
    ...RETURN_INDICES,
    randomSamples: TENSOR_OR_NULL,
  };
  return signature(name, { input: TENSOR, kernelSize: size }, options);
}

export const fractionalMaxPool2d: WithNames<typeof fractionalPooling.fractionalMaxPool2d, ["kernelSize"]> = publish(
  fractional("fractionalMaxPool2d", PAIR),
  fractionalPooling.fractionalMaxPool2d,
);
export const fractionalMaxPool3d: WithNames<typeof fractionalPooling.fractionalMaxPool3d, ["kernelSize"]> = publish(
  fractional("fractionalMaxPool3d", TRIPLE),
  fractionalPooling.fractionalMaxPool3d,
);

/* @__NO_SIDE_EFFECTS__ */
function powerPooled(name: string, size: Kind<Extent>) {
  const options = { stride: orNull(size), ceilMode: BOOLEAN };
  return signature(name, { input: TENSOR, normType: NUMBER, kernelSize: size }, options);
}

export const lpPool1d: WithNames<typeof powerPooling.lpPool1d, ["normType", "kernelSize"]> = publish(
  powerPooled("lpPool1d", SINGLE),
  powerPooling.lpPool1d,
);
export const lpPool2d: WithNames<typeof powerPooling.lpPool2d, ["normType", "kernelSize"]> = publish(
  powerPooled("lpPool2d", PAIR),
  powerPooling.lpPool2d,
);
export const lpPool3d: WithNames<typeof powerPooling.lpPool3d, ["normType", "kernelSize"]> = publish(
  powerPooled("lpPool3d", TRIPLE),
  powerPooling.lpPool3d,
);

/* @__NO_SIDE_EFFECTS__ */
function unpooled(name: string, size: Kind<Extent>) {
  const options = { stride: orNull(size), padding: size, outputSize: orNull(SHAPE) };
  return signature(name, { input: TENSOR, indices: TENSOR, kernelSize: size }, options);
}

export const maxUnpool1d: WithNames<typeof unpooling.maxUnpool1d, ["indices", "kernelSize"]> = publish(
  unpooled("maxUnpool1d", SINGLE),
  unpooling.maxUnpool1d,
);
export const maxUnpool2d: WithNames<typeof unpooling.maxUnpool2d, ["indices", "kernelSize"]> = publish(
  unpooled("maxUnpool2d", PAIR),
  unpooling.maxUnpool2d,
);
export const maxUnpool3d: WithNames<typeof unpooling.maxUnpool3d, ["indices", "kernelSize"]> = publish(
  unpooled("maxUnpool3d", TRIPLE),
  unpooling.maxUnpool3d,
);

/* @__NO_SIDE_EFFECTS__ */
function averaged<F extends (input: Tensor, kernelSize: Extent, options?: averaging.AveragePoolingOptions) => Tensor>(
  name: string,
  size: Kind<Extent>,
  run: F,
): WithNames<F, ["kernelSize"]> {
  const options = { stride: orNull(size), padding: size, ceilMode: BOOLEAN, countIncludePad: BOOLEAN };
  const all = size === SINGLE ? options : { ...options, divisorOverride: orNull(INTEGER) };
  return publish(signature(name, { input: TENSOR, kernelSize: size }, all), run as WithNames<F, ["kernelSize"]>);
}

export const avgPool1d = averaged("avgPool1d", SINGLE, averaging.avgPool1d);
export const avgPool2d = averaged("avgPool2d", PAIR, averaging.avgPool2d);
export const avgPool3d = averaged("avgPool3d", TRIPLE, averaging.avgPool3d);

export const adaptiveAvgPool1d: WithNames<typeof averaging.adaptiveAvgPool1d, ["outputSize"]> = publish(
  signature("adaptiveAvgPool1d", ADAPTIVE),
  averaging.adaptiveAvgPool1d,
);
export const adaptiveAvgPool2d: WithNames<typeof averaging.adaptiveAvgPool2d, ["outputSize"]> = publish(
  signature("adaptiveAvgPool2d", ADAPTIVE),
  averaging.adaptiveAvgPool2d,
);
export const adaptiveAvgPool3d: WithNames<typeof averaging.adaptiveAvgPool3d, ["outputSize"]> = publish(
  signature("adaptiveAvgPool3d", ADAPTIVE),
  averaging.adaptiveAvgPool3d,
);

export const embedding: WithNames<typeof embeddings.embedding, ["weight"]> = publish(
  signature(
    "embedding",
    { input: TENSOR, weight: TENSOR },
    {
      paddingIdx: orNull(INTEGER),
      maxNorm: orNull(NUMBER),
      normType: NUMBER,
      scaleGradByFreq: BOOLEAN,
      sparse: BOOLEAN,
    },
  ),
  embeddings.embedding,
);

export const embeddingBag: WithNames<typeof bags.embeddingBag, ["weight"]> = publish(
  signature(
    "embeddingBag",
    { input: TENSOR, weight: TENSOR },
    {
      offsets: TENSOR_OR_NULL,
      maxNorm: orNull(NUMBER),
      normType: NUMBER,
      scaleGradByFreq: BOOLEAN,
      mode: STRING,
      sparse: BOOLEAN,
      perSampleWeights: TENSOR_OR_NULL,
      includeLastOffset: BOOLEAN,
      paddingIdx: orNull(INTEGER),
    },
  ),
  bags.embeddingBag,
);

export const layerNorm: WithNames<typeof normalization.layerNorm, ["normalizedShape"]> = publish(
  signature(
    "layerNorm",
    { input: TENSOR, normalizedShape: SHAPE },
    { weight: TENSOR_OR_NULL, bias: TENSOR_OR_NULL, eps: NUMBER },
  ),
  normalization.layerNorm,
);
export const batchNorm: WithNames<typeof batchNorms.batchNorm, ["runningMean", "runningVar"]> = publish(
  signature(
    "batchNorm",
    { input: TENSOR, runningMean: TENSOR_OR_NULL, runningVar: TENSOR_OR_NULL },
    { weight: TENSOR_OR_NULL, bias: TENSOR_OR_NULL, training: BOOLEAN, momentum: NUMBER, eps: NUMBER },
  ),
  batchNorms.batchNorm,
);

export const interpolate = publish(
  signature(
    "interpolate",
    { input: TENSOR },
    {
      size: orNull(EXTENT),
      scaleFactor: orNull(EXTENT),
      mode: STRING,
      alignCorners: orNull(BOOLEAN),
      recomputeScaleFactor: orNull(BOOLEAN),
      antialias: BOOLEAN,
    },
  ),
  interpolation.interpolate,
);

export const upsample = publish(
  signature(
    "upsample",
    { input: TENSOR },
    { size: orNull(EXTENT), scaleFactor: orNull(EXTENT), mode: STRING, alignCorners: orNull(BOOLEAN) },
  ),
  interpolation.interpolate as (input: Tensor, options?: interpolation.UpsampleOptions) => Tensor,
);

const SIZE_OR_FACTOR = { size: orNull(EXTENT), scaleFactor: orNull(EXTENT) };

export const upsampleNearest = publish(
  signature("upsampleNearest", { input: TENSOR }, SIZE_OR_FACTOR),
  interpolation.upsampleNearest,
);
export const upsampleBilinear = publish(
  signature("upsampleBilinear", { input: TENSOR }, SIZE_OR_FACTOR),
  interpolation.upsampleBilinear,
);

export const gridSample: WithNames<typeof sampling.gridSample, ["grid"]> = publish(
  signature(
    "gridSample",
    { input: TENSOR, grid: TENSOR },
    { mode: STRING, paddingMode: STRING, alignCorners: orNull(BOOLEAN) },
  ),
  sampling.gridSample,
);
export const affineGrid: WithNames<typeof affine.affineGrid, ["size"]> = publish(
  signature("affineGrid", { theta: TENSOR, size: SHAPE }, { alignCorners: orNull(BOOLEAN) }),
  affine.affineGrid,
);

export const pixelShuffle: WithNames<typeof shuffling.pixelShuffle, ["upscaleFactor"]> = publish(
  signature("pixelShuffle", { input: TENSOR, upscaleFactor: INTEGER }),
  shuffling.pixelShuffle,
);
export const pixelUnshuffle: WithNames<typeof shuffling.pixelUnshuffle, ["downscaleFactor"]> = publish(
  signature("pixelUnshuffle", { input: TENSOR, downscaleFactor: INTEGER }),
  shuffling.pixelUnshuffle,
);
export const channelShuffle: WithNames<typeof shuffling.channelShuffle, ["groups"]> = publish(
  signature("channelShuffle", { input: TENSOR, groups: INTEGER }),
  shuffling.channelShuffle,
);

const UNFOLDING = { dilation: PAIR, padding: PAIR, stride: PAIR };

export const unfold: WithNames<typeof unfolding.unfold, ["kernelSize"]> = publish(
  signature("unfold", { input: TENSOR, kernelSize: PAIR }, UNFOLDING),
  unfolding.unfold,
);
export const fold: WithNames<typeof unfolding.fold, ["outputSize", "kernelSize"]> = publish(
  signature("fold", { input: TENSOR, outputSize: PAIR, kernelSize: PAIR }, UNFOLDING),
  unfolding.fold,
);
