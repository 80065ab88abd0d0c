import * as nn from "../nn/index.ts";
import { INTEGER, oneOf, STRING } from "../signatures/kinds.ts";
import { type Optional, optional } from "../signatures/parameters.ts";
import { publish } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { describeOptions, integer, number, type OptionInfo, type OptionSpec, SPECS } from "./optionInfo.ts";
import { type ClassTexts, describing, type Named, Registry, textsOf } from "./registry.ts";
import { layerTexts } from "./texts.ts";

/** A class of modules. */
export type LayerConstructor = new (...args: never[]) => nn.AnyModule;

const GROUPS = [
  ...(["container", "convolution", "pooling", "padding", "activation", "normalization", "recurrent"] as const),
  ...(["transformer", "linear", "dropout", "sparse", "distance", "loss", "vision", "utility"] as const),
];

/** Where PyTorch's documentation lists a module. */
export type LayerGroup = (typeof GROUPS)[number];

/** What is known of a layer, a loss or another module. */
export interface LayerInfo extends Named {
  /** The class. */
  readonly layer: LayerConstructor;
  readonly group: LayerGroup;
  /** What it does, in a sentence. */
  readonly summary: string;
  /** The same with what else there is to know, in a paragraph. */
  readonly description: string;
  /** Where the documentation of PyTorch's twin is. */
  readonly url: string | null;
  /** The names of what it takes by position, such as sizes; all of it can be named in the options too. */
  readonly positional: readonly string[];
  /** All that it takes, but the dtype of its parameters; what has no default must be given. */
  readonly options: Readonly<Record<string, OptionInfo>>;
}

/** What a table says of a layer; the rest is found out. */
export interface LayerSpec extends Named {
  readonly group: LayerGroup;
  /** The values that its options take; of those that aren't there, the declaration tells enough. Default: none. */
  readonly options?: Readonly<Record<string, OptionSpec>>;
}

const SPEC = signature(
  "describeLayer",
  { name: STRING, group: oneOf(...GROUPS) },
  {},
  { options: optional(SPECS, {}) },
);

/** A layer's entry, from its class, what is told of it and what its documentation says. */
export const describeLayer = publish(describing("describeLayer", "layer"), describeLayerOf);

function describeLayerOf(
  layer: LayerConstructor,
  spec: LayerSpec,
  { summary, description, url, options: texts }: ClassTexts = textsOf(layerTexts, spec.name),
): LayerInfo {
  const { name, group, options: specs } = SPEC.read([spec]);
  const { places, options } = (layer as unknown as typeof nn.Module).signature;
  const defaults: Record<string, unknown> = {};
  const whole: Record<string, OptionSpec> = {};
  const parameters = new Map<string, Optional<unknown>>([
    ...places.map((place) => [place.name, place] as const),
    ...options,
  ]);
  for (const [key, { kind, fallback }] of parameters) {
    if (!Object.hasOwn(texts, key)) continue;
    if (fallback !== undefined) defaults[key] = fallback;
    if (kind === INTEGER) whole[key] = { type: "integer" };
  }
  return {
    name,
    layer,
    group,
    summary,
    description,
    url,
    positional: places.map((place) => place.name),
    options: describeOptions(texts, { ...whole, ...specs }, defaults),
  };
}

const SIZE = integer({ minimum: 0 }, 1, 1024, "log");
const FEATURES = integer({}, 1, 1024, "log");
const WINDOW = integer({}, 1, 11);
const BORDER = integer({}, 0, 5);
const CONVOLUTION = {
  ...{ inChannels: SIZE, outChannels: SIZE, kernelSize: WINDOW },
  ...{ stride: WINDOW, padding: BORDER, dilation: WINDOW },
};
const TRANSPOSED = { ...CONVOLUTION, outputPadding: integer({}, 0, 2) };
const MAX_POOLING = { kernelSize: WINDOW, stride: WINDOW, padding: BORDER, dilation: WINDOW };
const UNPOOLING = { kernelSize: WINDOW, stride: WINDOW, padding: BORDER };
const FRACTIONAL = { kernelSize: WINDOW, outputSize: WINDOW, outputRatio: number({}, 0.1, 0.9) };
const POWER_POOLING = { normType: number({}, 1, 4), kernelSize: WINDOW, stride: WINDOW };
const RESIZING_TO = { size: WINDOW, scaleFactor: number({}, 0.5, 4) };
const RESIZING = {
  ...RESIZING_TO,
  mode: { type: "string", enum: ["nearest", "nearest-exact", "area", "linear", "bilinear", "bicubic", "trilinear"] },
} as const;
const UNFOLDING = { kernelSize: WINDOW, dilation: WINDOW, padding: BORDER, stride: WINDOW };
const { inChannels: _inferred, ...LAZY_CONVOLUTION } = CONVOLUTION;
const LAZY_TRANSPOSED = { ...LAZY_CONVOLUTION, outputPadding: integer({}, 0, 2) };
const SLOPE = number({}, 0.001, 2);
const LOW = number({}, -1, 0);
const HIGH = number({}, 0.01, 6);
const RECURRENT = { inputSize: SIZE, hiddenSize: SIZE };
const EPSILON = number({}, 1e-12, 0.1, "log");
const NORM = number({}, 1, 3);
const MARGIN = number({}, 0, 2);
const PROBABILITY = number({ minimum: 0, maximum: 1 }, 0, 0.9);

const COUNT = integer({}, 1, 12);
const MODEL = {
  ...{ dModel: integer({ minimum: 1 }, 1, 1024, "log"), nhead: integer({ minimum: 1 }, 1, 16) },
  ...{ dimFeedforward: SIZE, dropout: PROBABILITY, layerNormEps: number({}, 1e-8, 1e-3, "log") },
};
const STACKED = {
  ...{ inputSize: integer({ minimum: 1 }, 1, 1024, "log"), hiddenSize: integer({ minimum: 1 }, 1, 1024, "log") },
  ...{ numLayers: integer({ minimum: 1 }, 1, 4), dropout: PROBABILITY },
};

/** PyTorch's layers and losses, by the sections of its documentation, and those that programs have registered. */
export const layers: Registry<LayerInfo> = new Registry("layer", [
  describeLayer(nn.Sequential, { name: "Sequential", group: "container" }),
  describeLayer(nn.ModuleList, { name: "ModuleList", group: "container" }),
  describeLayer(nn.ModuleDict, { name: "ModuleDict", group: "container" }),
  describeLayer(nn.ParameterList, { name: "ParameterList", group: "container" }),
  describeLayer(nn.ParameterDict, { name: "ParameterDict", group: "container" }),
  describeLayer(nn.Conv1d, { name: "Conv1d", group: "convolution", options: CONVOLUTION }),
  describeLayer(nn.Conv2d, { name: "Conv2d", group: "convolution", options: CONVOLUTION }),
  describeLayer(nn.Conv3d, { name: "Conv3d", group: "convolution", options: CONVOLUTION }),
  describeLayer(nn.ConvTranspose1d, { name: "ConvTranspose1d", group: "convolution", options: TRANSPOSED }),
  describeLayer(nn.ConvTranspose2d, { name: "ConvTranspose2d", group: "convolution", options: TRANSPOSED }),
  describeLayer(nn.ConvTranspose3d, { name: "ConvTranspose3d", group: "convolution", options: TRANSPOSED }),
  describeLayer(nn.LazyConv1d, { name: "LazyConv1d", group: "convolution", options: LAZY_CONVOLUTION }),
  describeLayer(nn.LazyConv2d, { name: "LazyConv2d", group: "convolution", options: LAZY_CONVOLUTION }),
  describeLayer(nn.LazyConv3d, { name: "LazyConv3d", group: "convolution", options: LAZY_CONVOLUTION }),
  describeLayer(nn.LazyConvTranspose1d, {
    name: "LazyConvTranspose1d",
    group: "convolution",
    options: LAZY_TRANSPOSED,
  }),
  describeLayer(nn.LazyConvTranspose2d, {
    name: "LazyConvTranspose2d",
    group: "convolution",
    options: LAZY_TRANSPOSED,
  }),
  describeLayer(nn.LazyConvTranspose3d, {
    name: "LazyConvTranspose3d",
    group: "convolution",
    options: LAZY_TRANSPOSED,
  }),
  describeLayer(nn.MaxPool1d, { name: "MaxPool1d", group: "pooling", options: MAX_POOLING }),
  describeLayer(nn.MaxPool2d, { name: "MaxPool2d", group: "pooling", options: MAX_POOLING }),
  describeLayer(nn.MaxPool3d, { name: "MaxPool3d", group: "pooling", options: MAX_POOLING }),
  describeLayer(nn.MaxUnpool1d, { name: "MaxUnpool1d", group: "pooling", options: UNPOOLING }),
  describeLayer(nn.MaxUnpool2d, { name: "MaxUnpool2d", group: "pooling", options: UNPOOLING }),
  describeLayer(nn.MaxUnpool3d, { name: "MaxUnpool3d", group: "pooling", options: UNPOOLING }),
  describeLayer(nn.FractionalMaxPool2d, { name: "FractionalMaxPool2d", group: "pooling", options: FRACTIONAL }),
  describeLayer(nn.FractionalMaxPool3d, { name: "FractionalMaxPool3d", group: "pooling", options: FRACTIONAL }),
  describeLayer(nn.LPPool1d, { name: "LPPool1d", group: "pooling", options: POWER_POOLING }),
  describeLayer(nn.LPPool2d, { name: "LPPool2d", group: "pooling", options: POWER_POOLING }),
  describeLayer(nn.LPPool3d, { name: "LPPool3d", group: "pooling", options: POWER_POOLING }),
  describeLayer(nn.AdaptiveMaxPool1d, { name: "AdaptiveMaxPool1d", group: "pooling", options: { outputSize: WINDOW } }),
  describeLayer(nn.AdaptiveMaxPool2d, { name: "AdaptiveMaxPool2d", group: "pooling", options: { outputSize: WINDOW } }),
  describeLayer(nn.AdaptiveMaxPool3d, { name: "AdaptiveMaxPool3d", group: "pooling", options: { outputSize: WINDOW } }),
  describeLayer(nn.ZeroPad1d, { name: "ZeroPad1d", group: "padding", options: { padding: BORDER } }),
  describeLayer(nn.ZeroPad2d, { name: "ZeroPad2d", group: "padding", options: { padding: BORDER } }),
  describeLayer(nn.ZeroPad3d, { name: "ZeroPad3d", group: "padding", options: { padding: BORDER } }),
  describeLayer(nn.ConstantPad1d, {
    name: "ConstantPad1d",
    group: "padding",
    options: { padding: BORDER, value: number({}, -1, 1) },
  }),
  describeLayer(nn.ConstantPad2d, {
    name: "ConstantPad2d",
    group: "padding",
    options: { padding: BORDER, value: number({}, -1, 1) },
  }),
  describeLayer(nn.ConstantPad3d, {
    name: "ConstantPad3d",
    group: "padding",
    options: { padding: BORDER, value: number({}, -1, 1) },
  }),
  describeLayer(nn.ReflectionPad1d, { name: "ReflectionPad1d", group: "padding", options: { padding: BORDER } }),
  describeLayer(nn.ReflectionPad2d, { name: "ReflectionPad2d", group: "padding", options: { padding: BORDER } }),
  describeLayer(nn.ReflectionPad3d, { name: "ReflectionPad3d", group: "padding", options: { padding: BORDER } }),
  describeLayer(nn.ReplicationPad1d, { name: "ReplicationPad1d", group: "padding", options: { padding: BORDER } }),
  describeLayer(nn.ReplicationPad2d, { name: "ReplicationPad2d", group: "padding", options: { padding: BORDER } }),
  describeLayer(nn.ReplicationPad3d, { name: "ReplicationPad3d", group: "padding", options: { padding: BORDER } }),
  describeLayer(nn.CircularPad1d, { name: "CircularPad1d", group: "padding", options: { padding: BORDER } }),
  describeLayer(nn.CircularPad2d, { name: "CircularPad2d", group: "padding", options: { padding: BORDER } }),
  describeLayer(nn.CircularPad3d, { name: "CircularPad3d", group: "padding", options: { padding: BORDER } }),
  describeLayer(nn.AvgPool1d, {
    name: "AvgPool1d",
    group: "pooling",
    options: { kernelSize: WINDOW, stride: WINDOW, padding: BORDER },
  }),
  describeLayer(nn.AvgPool2d, {
    name: "AvgPool2d",
    group: "pooling",
    options: { kernelSize: WINDOW, stride: WINDOW, padding: BORDER, divisorOverride: WINDOW },
  }),
  describeLayer(nn.AvgPool3d, {
    name: "AvgPool3d",
    group: "pooling",
    options: { kernelSize: WINDOW, stride: WINDOW, padding: BORDER, divisorOverride: WINDOW },
  }),
  describeLayer(nn.AdaptiveAvgPool1d, { name: "AdaptiveAvgPool1d", group: "pooling", options: { outputSize: WINDOW } }),
  describeLayer(nn.AdaptiveAvgPool2d, { name: "AdaptiveAvgPool2d", group: "pooling", options: { outputSize: WINDOW } }),
  describeLayer(nn.AdaptiveAvgPool3d, { name: "AdaptiveAvgPool3d", group: "pooling", options: { outputSize: WINDOW } }),
  describeLayer(nn.GELU, { name: "GELU", group: "activation" }),
  describeLayer(nn.LogSoftmax, { name: "LogSoftmax", group: "activation" }),
  describeLayer(nn.ReLU, { name: "ReLU", group: "activation" }),
  describeLayer(nn.Sigmoid, { name: "Sigmoid", group: "activation" }),
  describeLayer(nn.Softmax, { name: "Softmax", group: "activation" }),
  describeLayer(nn.Tanh, { name: "Tanh", group: "activation" }),
  describeLayer(nn.CELU, { name: "CELU", group: "activation", options: { alpha: SLOPE } }),
  describeLayer(nn.ELU, { name: "ELU", group: "activation", options: { alpha: SLOPE } }),
  describeLayer(nn.GLU, { name: "GLU", group: "activation", options: { dim: integer({}, -3, 3) } }),
  describeLayer(nn.Hardshrink, { name: "Hardshrink", group: "activation", options: { lambd: SLOPE } }),
  describeLayer(nn.Hardsigmoid, { name: "Hardsigmoid", group: "activation" }),
  describeLayer(nn.Hardswish, { name: "Hardswish", group: "activation" }),
  describeLayer(nn.Hardtanh, { name: "Hardtanh", group: "activation", options: { minVal: LOW, maxVal: HIGH } }),
  describeLayer(nn.LeakyReLU, { name: "LeakyReLU", group: "activation", options: { negativeSlope: SLOPE } }),
  describeLayer(nn.LogSigmoid, { name: "LogSigmoid", group: "activation" }),
  describeLayer(nn.Mish, { name: "Mish", group: "activation" }),
  describeLayer(nn.PReLU, { name: "PReLU", group: "activation", options: { numParameters: SIZE, init: SLOPE } }),
  describeLayer(nn.ReLU6, { name: "ReLU6", group: "activation" }),
  describeLayer(nn.RReLU, { name: "RReLU", group: "activation", options: { lower: LOW, upper: HIGH } }),
  describeLayer(nn.SELU, { name: "SELU", group: "activation" }),
  describeLayer(nn.SiLU, { name: "SiLU", group: "activation" }),
  describeLayer(nn.Softmax2d, { name: "Softmax2d", group: "activation" }),
  describeLayer(nn.Softmin, { name: "Softmin", group: "activation" }),
  describeLayer(nn.Softplus, { name: "Softplus", group: "activation", options: { beta: SLOPE, threshold: HIGH } }),
  describeLayer(nn.Softshrink, { name: "Softshrink", group: "activation", options: { lambd: SLOPE } }),
  describeLayer(nn.Softsign, { name: "Softsign", group: "activation" }),
  describeLayer(nn.Tanhshrink, { name: "Tanhshrink", group: "activation" }),
  describeLayer(nn.Threshold, { name: "Threshold", group: "activation", options: { threshold: LOW, value: LOW } }),
  describeLayer(nn.BatchNorm1d, { name: "BatchNorm1d", group: "normalization", options: { numFeatures: SIZE } }),
  describeLayer(nn.BatchNorm2d, { name: "BatchNorm2d", group: "normalization", options: { numFeatures: SIZE } }),
  describeLayer(nn.BatchNorm3d, { name: "BatchNorm3d", group: "normalization", options: { numFeatures: SIZE } }),
  describeLayer(nn.SyncBatchNorm, { name: "SyncBatchNorm", group: "normalization", options: { numFeatures: SIZE } }),
  describeLayer(nn.InstanceNorm1d, {
    name: "InstanceNorm1d",
    group: "normalization",
    options: { numFeatures: FEATURES },
  }),
  describeLayer(nn.InstanceNorm2d, {
    name: "InstanceNorm2d",
    group: "normalization",
    options: { numFeatures: FEATURES },
  }),
  describeLayer(nn.InstanceNorm3d, {
    name: "InstanceNorm3d",
    group: "normalization",
    options: { numFeatures: FEATURES },
  }),
  describeLayer(nn.LazyBatchNorm1d, { name: "LazyBatchNorm1d", group: "normalization" }),
  describeLayer(nn.LazyBatchNorm2d, { name: "LazyBatchNorm2d", group: "normalization" }),
  describeLayer(nn.LazyBatchNorm3d, { name: "LazyBatchNorm3d", group: "normalization" }),
  describeLayer(nn.LazyInstanceNorm1d, { name: "LazyInstanceNorm1d", group: "normalization" }),
  describeLayer(nn.LazyInstanceNorm2d, { name: "LazyInstanceNorm2d", group: "normalization" }),
  describeLayer(nn.LazyInstanceNorm3d, { name: "LazyInstanceNorm3d", group: "normalization" }),
  describeLayer(nn.GroupNorm, {
    name: "GroupNorm",
    group: "normalization",
    options: { numGroups: integer({}, 1, 32), numChannels: SIZE },
  }),
  describeLayer(nn.RMSNorm, { name: "RMSNorm", group: "normalization", options: { normalizedShape: SIZE } }),
  describeLayer(nn.LocalResponseNorm, {
    name: "LocalResponseNorm",
    group: "normalization",
    options: { size: integer({}, 1, 11), alpha: SLOPE, beta: SLOPE, k: SLOPE },
  }),
  describeLayer(nn.LayerNorm, { name: "LayerNorm", group: "normalization", options: { normalizedShape: SIZE } }),
  describeLayer(nn.RNN, { name: "RNN", group: "recurrent", options: STACKED }),
  describeLayer(nn.LSTM, {
    name: "LSTM",
    group: "recurrent",
    options: { ...STACKED, projSize: integer({ minimum: 0 }, 0, 256) },
  }),
  describeLayer(nn.GRU, { name: "GRU", group: "recurrent", options: STACKED }),
  describeLayer(nn.RNNCell, { name: "RNNCell", group: "recurrent", options: RECURRENT }),
  describeLayer(nn.LSTMCell, { name: "LSTMCell", group: "recurrent", options: RECURRENT }),
  describeLayer(nn.GRUCell, { name: "GRUCell", group: "recurrent", options: RECURRENT }),
  describeLayer(nn.MultiheadAttention, {
    name: "MultiheadAttention",
    group: "transformer",
    options: {
      ...{
        embedDim: integer({ minimum: 1 }, 1, 1024, "log"),
        numHeads: integer({ minimum: 1 }, 1, 16),
        dropout: number({}, 0, 0.9),
      },
      ...{ kdim: SIZE, vdim: SIZE },
    },
  }),
  describeLayer(nn.TransformerEncoderLayer, { name: "TransformerEncoderLayer", group: "transformer", options: MODEL }),
  describeLayer(nn.TransformerDecoderLayer, { name: "TransformerDecoderLayer", group: "transformer", options: MODEL }),
  describeLayer(nn.TransformerEncoder, {
    name: "TransformerEncoder",
    group: "transformer",
    options: { numLayers: COUNT },
  }),
  describeLayer(nn.TransformerDecoder, {
    name: "TransformerDecoder",
    group: "transformer",
    options: { numLayers: COUNT },
  }),
  describeLayer(nn.Transformer, {
    name: "Transformer",
    group: "transformer",
    options: { ...MODEL, numEncoderLayers: COUNT, numDecoderLayers: COUNT },
  }),
  describeLayer(nn.Identity, { name: "Identity", group: "linear" }),
  describeLayer(nn.Linear, {
    name: "Linear",
    group: "linear",
    options: { inFeatures: SIZE, outFeatures: SIZE },
  }),
  describeLayer(nn.LazyLinear, { name: "LazyLinear", group: "linear", options: { outFeatures: SIZE } }),
  describeLayer(nn.Bilinear, {
    name: "Bilinear",
    group: "linear",
    options: { in1Features: integer({ minimum: 1 }, 1, 1024, "log"), in2Features: SIZE, outFeatures: SIZE },
  }),
  describeLayer(nn.Dropout, { name: "Dropout", group: "dropout", options: { p: PROBABILITY } }),
  describeLayer(nn.Dropout1d, { name: "Dropout1d", group: "dropout", options: { p: PROBABILITY } }),
  describeLayer(nn.Dropout2d, { name: "Dropout2d", group: "dropout", options: { p: PROBABILITY } }),
  describeLayer(nn.Dropout3d, { name: "Dropout3d", group: "dropout", options: { p: PROBABILITY } }),
  describeLayer(nn.AlphaDropout, { name: "AlphaDropout", group: "dropout", options: { p: PROBABILITY } }),
  describeLayer(nn.FeatureAlphaDropout, { name: "FeatureAlphaDropout", group: "dropout", options: { p: PROBABILITY } }),
  describeLayer(nn.Embedding, {
    name: "Embedding",
    group: "sparse",
    options: { numEmbeddings: SIZE, embeddingDim: SIZE },
  }),
  describeLayer(nn.Upsample, { name: "Upsample", group: "vision", options: RESIZING }),
  describeLayer(nn.UpsamplingNearest2d, { name: "UpsamplingNearest2d", group: "vision", options: RESIZING_TO }),
  describeLayer(nn.UpsamplingBilinear2d, { name: "UpsamplingBilinear2d", group: "vision", options: RESIZING_TO }),
  describeLayer(nn.PixelShuffle, { name: "PixelShuffle", group: "vision", options: { upscaleFactor: WINDOW } }),
  describeLayer(nn.PixelUnshuffle, { name: "PixelUnshuffle", group: "vision", options: { downscaleFactor: WINDOW } }),
  describeLayer(nn.ChannelShuffle, { name: "ChannelShuffle", group: "vision", options: { groups: WINDOW } }),
  describeLayer(nn.Unfold, { name: "Unfold", group: "vision", options: UNFOLDING }),
  describeLayer(nn.Fold, { name: "Fold", group: "vision", options: { ...UNFOLDING, outputSize: WINDOW } }),
  describeLayer(nn.Unflatten, { name: "Unflatten", group: "utility" }),
  describeLayer(nn.EmbeddingBag, {
    name: "EmbeddingBag",
    group: "sparse",
    options: { numEmbeddings: SIZE, embeddingDim: SIZE },
  }),
  describeLayer(nn.CosineSimilarity, {
    name: "CosineSimilarity",
    group: "distance",
    options: { dim: integer({}, -3, 3), eps: EPSILON },
  }),
  describeLayer(nn.PairwiseDistance, {
    name: "PairwiseDistance",
    group: "distance",
    options: { p: NORM, eps: EPSILON },
  }),
  describeLayer(nn.Flatten, { name: "Flatten", group: "utility" }),
  describeLayer(nn.BCELoss, { name: "BCELoss", group: "loss" }),
  describeLayer(nn.BCEWithLogitsLoss, { name: "BCEWithLogitsLoss", group: "loss" }),
  describeLayer(nn.CrossEntropyLoss, {
    name: "CrossEntropyLoss",
    group: "loss",
    options: { labelSmoothing: PROBABILITY },
  }),
  describeLayer(nn.HuberLoss, { name: "HuberLoss", group: "loss", options: { delta: number({}, 0.1, 10, "log") } }),
  describeLayer(nn.L1Loss, { name: "L1Loss", group: "loss" }),
  describeLayer(nn.MSELoss, { name: "MSELoss", group: "loss" }),
  describeLayer(nn.NLLLoss, { name: "NLLLoss", group: "loss" }),
  describeLayer(nn.SmoothL1Loss, {
    name: "SmoothL1Loss",
    group: "loss",
    options: { beta: number({}, 0.1, 10, "log") },
  }),
  describeLayer(nn.KLDivLoss, { name: "KLDivLoss", group: "loss" }),
  describeLayer(nn.PoissonNLLLoss, { name: "PoissonNLLLoss", group: "loss", options: { eps: EPSILON } }),
  describeLayer(nn.GaussianNLLLoss, { name: "GaussianNLLLoss", group: "loss", options: { eps: EPSILON } }),
  describeLayer(nn.CTCLoss, { name: "CTCLoss", group: "loss" }),
  describeLayer(nn.MarginRankingLoss, { name: "MarginRankingLoss", group: "loss", options: { margin: MARGIN } }),
  describeLayer(nn.HingeEmbeddingLoss, { name: "HingeEmbeddingLoss", group: "loss", options: { margin: MARGIN } }),
  describeLayer(nn.CosineEmbeddingLoss, {
    name: "CosineEmbeddingLoss",
    group: "loss",
    options: { margin: number({}, -1, 1) },
  }),
  describeLayer(nn.SoftMarginLoss, { name: "SoftMarginLoss", group: "loss" }),
  describeLayer(nn.MultiMarginLoss, {
    name: "MultiMarginLoss",
    group: "loss",
    options: { p: integer({ minimum: 1, maximum: 2 }, 1, 2), margin: MARGIN },
  }),
  describeLayer(nn.MultiLabelMarginLoss, { name: "MultiLabelMarginLoss", group: "loss" }),
  describeLayer(nn.MultiLabelSoftMarginLoss, { name: "MultiLabelSoftMarginLoss", group: "loss" }),
  describeLayer(nn.TripletMarginLoss, {
    name: "TripletMarginLoss",
    group: "loss",
    options: { margin: number({ exclusiveMinimum: 0 }, 0.1, 2), p: NORM, eps: EPSILON },
  }),
  describeLayer(nn.TripletMarginWithDistanceLoss, {
    name: "TripletMarginWithDistanceLoss",
    group: "loss",
    options: { margin: number({ exclusiveMinimum: 0 }, 0.1, 2) },
  }),
  describeLayer(nn.LinearCrossEntropyLoss, {
    name: "LinearCrossEntropyLoss",
    group: "loss",
    options: { inFeatures: SIZE, numClasses: SIZE, labelSmoothing: PROBABILITY },
  }),
  describeLayer(nn.AdaptiveLogSoftmaxWithLoss, {
    name: "AdaptiveLogSoftmaxWithLoss",
    group: "loss",
    options: { inFeatures: SIZE, nClasses: SIZE, divValue: number({ exclusiveMinimum: 0 }, 1, 8) },
  }),
]);
