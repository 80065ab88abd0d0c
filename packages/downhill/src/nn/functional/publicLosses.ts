import { BOOLEAN, either, functionKind, INTEGER, type Kind, NUMBER, orNull } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import type { Parameters } from "../../signatures/parameters.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { TENSOR } from "../../tensor/kinds.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { REDUCTION } from "../kinds.ts";
import * as binary from "./binary.ts";
import * as classification from "./classification.ts";
import * as ctc from "./ctc.ts";
import * as likelihood from "./likelihood.ts";
import { CHUNKS, linearCrossEntropy as linearCrossEntropyOf } from "./linearCrossEntropy.ts";
import * as margin from "./margin.ts";
import { type BeforeReduction, type LossOptions, reductionOf } from "./reduction.ts";
import * as regression from "./regression.ts";

/*
 * The public forms of losses.
 */

const TENSOR_OR_NULL = orNull(TENSOR);
const TENSOR_OR_NUMBER: Kind<Tensor | number> = either(TENSOR, NUMBER);
const LENGTHS: Kind<ctc.Lengths> = {
  expected: "a Tensor or an array of integers",
  accepts: (value): value is ctc.Lengths => value instanceof Tensor || Array.isArray(value),
};

type Loss<Options> = (input: Tensor, target: Tensor, options?: Options) => Tensor;

/** The same of a loss that takes other tensors than an input and a target. */
/* @__NO_SIDE_EFFECTS__ */
function lossOf<F extends (...args: never[]) => Tensor, Names extends string[]>(
  name: string,
  tensors: Parameters,
  options: Parameters,
  run: F,
): WithNames<F, Names> {
  const count = Object.keys(tensors).length;
  const withReduction = (...args: readonly unknown[]) => {
    const given = args[count] as (LossOptions & BeforeReduction) | undefined;
    const rest = given === undefined ? [] : [{ ...given, reduction: reductionOf(given) }];
    return (run as unknown as (...args: unknown[]) => Tensor)(...args.slice(0, count), ...rest);
  };
  return publish(signature(name, tensors, options), withReduction as unknown as WithNames<F, Names>);
}

/** A loss takes its reduction in PyTorch's older words too. */
/* @__NO_SIDE_EFFECTS__ */
function loss<Options extends LossOptions, F extends Loss<Options>>(
  name: string,
  options: Parameters,
  run: F,
): WithNames<F, ["target"]> {
  const withReduction: Loss<Options & BeforeReduction> = (input, target, given) =>
    run(input, target, given && { ...given, reduction: reductionOf(given) });
  return publish(
    signature(name, { input: TENSOR, target: TENSOR }, options),
    withReduction as unknown as WithNames<F, ["target"]>,
  );
}

const WEIGHT = { weight: TENSOR_OR_NULL };
const SIZE_AVERAGE = { sizeAverage: orNull(BOOLEAN) };
const REDUCE = { reduce: orNull(BOOLEAN), reduction: REDUCTION };

export const mseLoss = loss("mseLoss", { ...SIZE_AVERAGE, ...REDUCE, ...WEIGHT }, regression.mseLoss);
export const l1Loss = loss("l1Loss", { ...SIZE_AVERAGE, ...REDUCE, ...WEIGHT }, regression.l1Loss);
export const smoothL1Loss = loss("smoothL1Loss", { ...SIZE_AVERAGE, ...REDUCE, beta: NUMBER }, regression.smoothL1Loss);
export const huberLoss = loss("huberLoss", { reduction: REDUCTION, delta: NUMBER, ...WEIGHT }, regression.huberLoss);

const IGNORING = { ...WEIGHT, ...SIZE_AVERAGE, ignoreIndex: INTEGER, ...REDUCE };

export const nllLoss = loss("nllLoss", IGNORING, classification.nllLoss);
export const crossEntropy = loss("crossEntropy", { ...IGNORING, labelSmoothing: NUMBER }, classification.crossEntropy);
export const binaryCrossEntropy = loss(
  "binaryCrossEntropy",
  { ...WEIGHT, ...SIZE_AVERAGE, ...REDUCE },
  binary.binaryCrossEntropy,
);
export const binaryCrossEntropyWithLogits = loss(
  "binaryCrossEntropyWithLogits",
  { ...WEIGHT, ...SIZE_AVERAGE, ...REDUCE, posWeight: TENSOR_OR_NULL },
  binary.binaryCrossEntropyWithLogits,
);

const PAIRS = { input1: TENSOR, input2: TENSOR, target: TENSOR };
const TRIPLETS = { anchor: TENSOR, positive: TENSOR, negative: TENSOR };
const MARGIN = { margin: NUMBER };

export const klDiv = loss("klDiv", { ...SIZE_AVERAGE, ...REDUCE, logTarget: BOOLEAN }, likelihood.klDiv);
export const poissonNllLoss = loss(
  "poissonNllLoss",
  { logInput: BOOLEAN, full: BOOLEAN, ...SIZE_AVERAGE, eps: NUMBER, ...REDUCE },
  likelihood.poissonNllLoss,
);
export const gaussianNllLoss: WithNames<typeof likelihood.gaussianNllLoss, ["target", "var"]> = publish(
  signature(
    "gaussianNllLoss",
    { input: TENSOR, target: TENSOR, var: TENSOR_OR_NUMBER },
    { full: BOOLEAN, eps: NUMBER, reduction: REDUCTION },
  ),
  likelihood.gaussianNllLoss,
);
export const hingeEmbeddingLoss = loss(
  "hingeEmbeddingLoss",
  { ...MARGIN, ...SIZE_AVERAGE, ...REDUCE },
  margin.hingeEmbeddingLoss,
);
export const softMarginLoss = loss("softMarginLoss", { ...SIZE_AVERAGE, ...REDUCE }, margin.softMarginLoss);
export const multiMarginLoss = loss(
  "multiMarginLoss",
  { p: INTEGER, ...MARGIN, ...WEIGHT, ...SIZE_AVERAGE, ...REDUCE },
  margin.multiMarginLoss,
);
export const multilabelMarginLoss = loss(
  "multilabelMarginLoss",
  { ...SIZE_AVERAGE, ...REDUCE },
  margin.multilabelMarginLoss,
);
export const multilabelSoftMarginLoss = loss(
  "multilabelSoftMarginLoss",
  { ...WEIGHT, ...SIZE_AVERAGE, ...REDUCE },
  margin.multilabelSoftMarginLoss,
);
export const marginRankingLoss = lossOf<typeof margin.marginRankingLoss, ["input2", "target"]>(
  "marginRankingLoss",
  PAIRS,
  { ...MARGIN, ...SIZE_AVERAGE, ...REDUCE },
  margin.marginRankingLoss,
);
export const cosineEmbeddingLoss = lossOf<typeof margin.cosineEmbeddingLoss, ["input2", "target"]>(
  "cosineEmbeddingLoss",
  PAIRS,
  { ...MARGIN, ...SIZE_AVERAGE, ...REDUCE },
  margin.cosineEmbeddingLoss,
);
export const tripletMarginLoss = lossOf<typeof margin.tripletMarginLoss, ["positive", "negative"]>(
  "tripletMarginLoss",
  TRIPLETS,
  { ...MARGIN, p: NUMBER, eps: NUMBER, swap: BOOLEAN, ...SIZE_AVERAGE, ...REDUCE },
  margin.tripletMarginLoss,
);
export const tripletMarginWithDistanceLoss: WithNames<
  typeof margin.tripletMarginWithDistanceLoss,
  ["positive", "negative"]
> = publish(
  signature(
    "tripletMarginWithDistanceLoss",
    TRIPLETS,
    {},
    {
      distanceFunction: orNull(functionKind<margin.DistanceFunction>()),
      ...MARGIN,
      swap: BOOLEAN,
      reduction: REDUCTION,
    },
  ),
  margin.tripletMarginWithDistanceLoss,
);
export const ctcLoss: WithNames<typeof ctc.ctcLoss, ["targets", "inputLengths", "targetLengths"]> = publish(
  signature(
    "ctcLoss",
    { logProbs: TENSOR, targets: TENSOR, inputLengths: LENGTHS, targetLengths: LENGTHS },
    { blank: INTEGER, reduction: REDUCTION, zeroInfinity: BOOLEAN },
  ),
  ctc.ctcLoss,
);
export const linearCrossEntropy: WithNames<typeof linearCrossEntropyOf, ["linearWeight", "target"]> = publish(
  signature(
    "linearCrossEntropy",
    { input: TENSOR, linearWeight: TENSOR, target: TENSOR },
    {},
    {
      linearBias: TENSOR_OR_NULL,
      ...WEIGHT,
      reduction: REDUCTION,
      ignoreIndex: orNull(INTEGER),
      labelSmoothing: NUMBER,
      options: CHUNKS,
    },
  ),
  linearCrossEntropyOf,
);
