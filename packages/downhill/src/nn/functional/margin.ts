import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { reprFloat } from "../../python/text.ts";
import { arange } from "../../tensor/factories.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape, type Shape, sameShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { pairwiseDistance } from "./distance.ts";
import { logsigmoid } from "./nonlinear.ts";
import { checkPair } from "./pointwise.ts";
import { checkReduction, type LossOptions, reducedBy } from "./reduction.ts";
import { checkValues } from "./values.ts";

/*
 * Losses that ask for a distance or a score to be on one side of a margin. All are compositions.
 */

/** Options of losses with a margin. */
export interface MarginOptions extends LossOptions {
  /** How much further than just right is asked for. Default 0 for pairs, else 1. */
  margin?: number;
}

const sizes = ({ _shape }: Tensor) => `torch.Size(${formatShape(_shape)})`;

/**
 * max(0, -t (x1 - x2) + margin): the first is to be larger where the target is 1, the second where it is -1.
 *
 * @throws RangeError for tensors that differ in their number of dimensions, or an unknown reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.margin_ranking_loss.html
 */
export function marginRankingLoss(
  input1: Tensor,
  input2: Tensor,
  target: Tensor,
  { margin = 0, reduction = "mean" }: MarginOptions = {},
): Tensor {
  checkReduction(reduction);
  if (input1.ndim !== input2.ndim || input1.ndim !== target.ndim) {
    throw new RangeError(
      "margin_ranking_loss : All input tensors should have same dimension but got sizes: " +
        `input1: ${sizes(input1)}, input2: ${sizes(input2)}, target: ${sizes(target)} `,
    );
  }
  return reducedBy(target.neg().mul(input1.sub(input2)).add(margin).clamp(0), reduction);
}

/**
 * x where the target is 1, max(0, margin - x) where it is -1.
 *
 * @throws RangeError for shapes that don't broadcast, or an unknown reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hinge_embedding_loss.html
 */
export function hingeEmbeddingLoss(
  input: Tensor,
  target: Tensor,
  { margin = 1, reduction = "mean" }: MarginOptions = {},
): Tensor {
  checkPair("hingeEmbeddingLoss", input, target);
  checkReduction(reduction);
  const apart = input.neg().add(margin).clamp(0).where(target.ne(1), 0);
  return reducedBy(apart.add(input.where(target.ne(-1), 0)), reduction);
}

/**
 * log(1 + exp(-t x)), for targets of 1 and -1.
 *
 * @throws RangeError for shapes that don't broadcast, or an unknown reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.soft_margin_loss.html
 */
export function softMarginLoss(input: Tensor, target: Tensor, { reduction = "mean" }: LossOptions = {}): Tensor {
  checkPair("softMarginLoss", input, target);
  checkReduction(reduction);
  return reducedBy(logsigmoid(target.mul(input)).neg(), reduction);
}

/**
 * 1 - cos(x1, x2) where the target is 1, max(0, cos(x1, x2) - margin) where it is -1.
 *
 * @param input1 [batch, size], or [size] with a target of no dimensions
 * @throws RangeError for shapes that don't fit, or an unknown reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cosine_embedding_loss.html
 */
export function cosineEmbeddingLoss(
  input1: Tensor,
  input2: Tensor,
  target: Tensor,
  { margin = 0, reduction = "mean" }: MarginOptions = {},
): Tensor {
  checkReduction(reduction);
  const dim = target.ndim;
  if (dim > 1) throw new RangeError("0D or 1D target tensor expected, multi-target not supported");
  if (input1.ndim !== dim + 1 || input2.ndim !== dim + 1) {
    throw new RangeError(
      `${dim}D target tensor expects ${dim + 1}D input tensors, but found inputs with sizes ` +
        `${formatShape(input1._shape)} and ${formatShape(input2._shape)}.`,
    );
  }
  const squares = (x: Tensor) => x.mul(x).sum(dim).add(1e-12);
  const cosine = input1
    .mul(input2)
    .sum(dim)
    .div(squares(input1).mul(squares(input2)).sqrt());
  const near = cosine.neg().add(1).where(target.eq(1), 0);
  return reducedBy(near.add(cosine.sub(margin).clamp(0).where(target.eq(-1), 0)), reduction);
}

/** Options of {@link multiMarginLoss}. */
export interface MultiMarginOptions extends MarginOptions {
  /** The power of what is below the margin, 1 or 2. Default 1. */
  p?: number;
  /** A factor for each class. Default none. */
  weight?: Tensor | null;
}

/**
 * By how much the right class's score doesn't exceed the others' by a margin: the mean over all classes c but the right
 * one of max(0, margin - x[t] + x[c])^p.
 *
 * @param input [batch, classes] or [classes]
 * @param target int64, the right class: [batch], or [] or [1]
 * @throws RangeError for shapes that don't fit, a class that doesn't exist, another p, or an unknown reduction; TypeError
 *   for dtypes
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.multi_margin_loss.html
 */
export function multiMarginLoss(
  input: Tensor,
  target: Tensor,
  { p = 1, margin = 1, weight = null, reduction = "mean" }: MultiMarginOptions = {},
): Tensor {
  checkPair("multiMarginLoss", input, target);
  checkReduction(reduction);
  if (p !== 1 && p !== 2) throw new RangeError("only p == 1 and p == 2 supported");
  if (weight !== null && weight.ndim !== 1) throw new RangeError("weight must be one-dimensional");
  const rows = rowsOf(input);
  const [batch, classes] = rows._shape;
  if (target.ndim > 1 || target._numel !== batch) {
    throw new RangeError(`inconsistent target size, expected ${batch} but got ${formatShape(target._shape)}`);
  }
  if (weight !== null && weight._numel !== classes) {
    throw new RangeError(`inconsistent weight size, expected ${classes} but got ${formatShape(weight._shape)}`);
  }
  checkScores("multi_margin_loss", input, target);
  checkValues(target, (c) => c >= 0 && c < classes, "target out of range");
  const right = target.reshape([batch, 1]);
  const short = rows.gather(1, right).neg().add(margin).add(rows).relu();
  const powers = p === 1 ? short : short.mul(short);
  const weighed = weight === null ? powers : powers.mul(weight.indexSelect(0, target.reshape([batch])).unsqueeze(1));
  const others = arange(classes).unsqueeze(0).ne(right);
  const losses = weighed.where(others, 0).sum(1).div(classes);
  return reducedBy(input.ndim < 2 ? losses.reshape([...target._shape]) : losses, reduction);
}

/** @throws TypeError for scores that aren't floats, or classes that aren't int64 */
function checkScores(name: string, input: Tensor, target: Tensor): void {
  if (!isFloat(input.dtype)) throw new TypeError(`"${name}" not implemented for '${typeName(input.dtype)}'`);
  if (target.dtype !== "int64") throw new TypeError(`expected scalar type Long but found ${typeName(target.dtype)}`);
}

/** Scores as [batch, classes]; a single number is that of the only class. @throws RangeError for those of other dimensions, or without classes */
function rowsOf(input: Tensor): Tensor {
  const { ndim, _shape: shape } = input;
  if (ndim > 2 || (ndim > 0 && shape[ndim - 1] === 0)) {
    throw new RangeError(
      `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${formatShape(shape)}`,
    );
  }
  return ndim === 2 ? input : input.reshape([1, -1]);
}

/**
 * By how much the scores of several right classes don't exceed the others' by 1: the sum over the right classes r and all
 * others c of max(0, 1 - x[r] + x[c]), divided by the number of classes.
 *
 * @param input [batch, classes] or [classes]
 * @param target int64, of the input's shape: the right classes, then -1, then whatever
 * @throws RangeError for shapes that don't fit, a class that doesn't exist, or an unknown reduction; TypeError for dtypes
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.multilabel_margin_loss.html
 */
export function multilabelMarginLoss(input: Tensor, target: Tensor, { reduction = "mean" }: LossOptions = {}): Tensor {
  checkPair("multilabelMarginLoss", input, target);
  checkReduction(reduction);
  const rows = rowsOf(input);
  if (!sameShape(input._shape, target._shape)) {
    throw new RangeError(
      `inconsistent target size: ${formatShape(target._shape)} for input of size: ${formatShape(input._shape)}`,
    );
  }
  checkScores("multilabel_margin_loss_forward_out_frame", input, target);
  const { classes, isRight, isAsked } = rightClasses(target, rows._shape);
  const short = rows.gather(1, classes).neg().add(1).unsqueeze(2).add(rows.unsqueeze(1)).relu();
  const counts = isAsked.unsqueeze(2).mul(isRight.neg().add(1).unsqueeze(1)).to(input.dtype);
  const losses = short.mul(counts).sum([1, 2]).div(rows._shape[1]);
  return reducedBy(input.ndim < 2 ? losses.squeeze(0) : losses, reduction);
}

/**
 * What a target with several classes a row says, all int64 and [batch, classes]: the classes, 0 behind the end of each row;
 * whether a class is among them; whether there is one at a place.
 */
function rightClasses(target: Tensor, shape: Shape): { classes: Tensor; isRight: Tensor; isAsked: Tensor } {
  const [classes, isRight, isAsked] = [0, 1, 2].map(() => Tensor.allocate("int64", shape));
  const [batch, count] = shape;
  launch("rightClasses", () => {
    const given = target.toTypedArray() as BigInt64Array;
    const [chosen, right, asked] = [classes, isRight, isAsked].map(({ storage }) => storage.data as BigInt64Array);
    for (const array of [chosen, right, asked]) array.fill(0n);
    for (let n = 0; n < batch; n++) {
      for (let i = n * count; i < (n + 1) * count; i++) {
        if (given[i] < -1n || given[i] >= count) throw new RangeError("target out of range");
      }
      for (let i = n * count; i < (n + 1) * count && given[i] >= 0; i++) {
        chosen[i] = given[i];
        asked[i] = 1n;
        right[n * count + Number(given[i])] = 1n;
      }
    }
  });
  return { classes, isRight, isAsked };
}

/** Options of {@link multilabelSoftMarginLoss}. */
export interface WeighedClassOptions extends LossOptions {
  /** A factor for each class. Default none. */
  weight?: Tensor | null;
}

/**
 * The mean over the classes of -(t log σ(x) + (1 - t) log σ(-x)): each class by itself is right or not.
 *
 * @param input [..., classes]
 * @param target of the same shape, 0 or 1
 * @throws RangeError for shapes that don't broadcast, or an unknown reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.multilabel_soft_margin_loss.html
 */
export function multilabelSoftMarginLoss(
  input: Tensor,
  target: Tensor,
  { weight = null, reduction = "mean" }: WeighedClassOptions = {},
): Tensor {
  checkPair("multilabelSoftMarginLoss", input, target);
  if (!["none", "mean", "sum"].includes(reduction)) throw new RangeError(`${String(reduction)} is not valid`);
  const right = target.mul(logsigmoid(input));
  const wrong = target.neg().add(1).mul(logsigmoid(input.neg()));
  const losses = right.add(wrong).neg();
  const weighed = weight === null ? losses : losses.mul(weight);
  return reducedBy(weighed.sum(-1).div(input._shape[input.ndim - 1]), reduction);
}

/** Options of {@link tripletMarginLoss}. */
export interface TripletMarginOptions extends MarginOptions {
  /** Of the norm. Default 2. */
  p?: number;
  /** Added to each difference, so that none is zero. Default 1e-6. */
  eps?: number;
  /** Whether the positive stands for the anchor where it is nearer to the negative. Default false. */
  swap?: boolean;
}

/**
 * max(0, |anchor - positive| - |anchor - negative| + margin).
 *
 * @throws RangeError for tensors that differ in their number of dimensions, a margin that isn't positive, or an unknown
 *   reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.triplet_margin_loss.html
 */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  { margin = 1, p = 2, eps = 1e-6, swap = false, reduction = "mean" }: TripletMarginOptions = {},
): Tensor {
  const distanceFunction = (x1: Tensor, x2: Tensor) => pairwiseDistance(x1, x2, { p, eps });
  return tripletMarginWithDistanceLoss(anchor, positive, negative, { distanceFunction, margin, swap, reduction });
}

/** How far two tensors are apart, for each of their rows. */
export type DistanceFunction = (x1: Tensor, x2: Tensor) => Tensor;

/** Options of {@link tripletMarginWithDistanceLoss}. */
export interface TripletMarginWithDistanceOptions extends MarginOptions {
  /** How far two tensors are apart. Default null: the length of their differences. */
  distanceFunction?: DistanceFunction | null;
  /** Whether the positive stands for the anchor where it is nearer to the negative. Default false. */
  swap?: boolean;
}

/**
 * {@link tripletMarginLoss} by a distance of one's own.
 *
 * @throws RangeError for tensors that differ in their number of dimensions, a margin that isn't positive, or an unknown
 *   reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.triplet_margin_with_distance_loss.html
 */
export function tripletMarginWithDistanceLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  { distanceFunction = null, margin = 1, swap = false, reduction = "mean" }: TripletMarginWithDistanceOptions = {},
): Tensor {
  checkReduction(reduction);
  if (!(margin > 0)) throw new RangeError(`margin must be greater than 0, got ${reprFloat(margin)}`);
  if (anchor.ndim !== positive.ndim || positive.ndim !== negative.ndim) {
    throw new RangeError(
      "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor " +
        `${anchor.ndim}D, positive ${positive.ndim}D, and negative ${negative.ndim}D inputs`,
    );
  }
  const distance = distanceFunction ?? pairwiseDistance;
  const near = distance(anchor, positive);
  const far = distance(anchor, negative);
  const farther = swap ? far.minimum(distance(positive, negative)) : far;
  return reducedBy(near.sub(farther).add(margin).clamp(0), reduction);
}
