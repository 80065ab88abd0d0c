import { recordComposed } from "../../autograd/composed.ts";
import { type Definition, define, type Node, recordWith, tracks } from "../../autograd/graph.ts";
import { type DType, isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { type Shape, sameShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { refuseGradient } from "./binary.ts";
import { type ClassLayout, type ClassTargets, checkWeightShape, classLayout, readTargets } from "./classes.ts";
import { checkPair, floats, reduced } from "./pointwise.ts";
import { checkReduction, type LossOptions, type Reduction } from "./reduction.ts";

/*
 * Every loss here is, at each position, a sum over the classes of a coefficient times a log-probability. With one class
 * per position only that class has a coefficient (`ClassTargets`); with probabilities or smoothing all have (a tensor
 * of the input's shape). One node takes the log-probabilities to the loss; logits go through `logSoftmax` first.
 */

interface Extra {
  readonly layout: ClassLayout;
  /** The input's shape. */
  readonly shape: Shape;
  readonly targets: ClassTargets | null;
  readonly reduction: Reduction;
  /** What the mean divides by, once it is known. */
  readonly divisor: { readonly total: number };
}

/** Options of the losses whose targets are classes. */
export interface ClassLossOptions extends LossOptions {
  /** A factor for each class. The mean then divides by the sum of the factors of the classes asked for. */
  weight?: Tensor | null;
  /** Positions with this target count for nothing. Default -100. */
  ignoreIndex?: number;
}

/**
 * The negative of the log-probability of the right class.
 *
 * @param input log-probabilities [batch, classes, ...rest] or [classes]
 * @param target int64, the class of each position: [batch, ...rest], or [] for a single sample
 * @throws TypeError for targets that are not int64, RangeError for a class that does not exist, shapes that don't fit, or
 *   an unknown reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.nll_loss.html
 */
export function nllLoss(
  input: Tensor,
  target: Tensor,
  { weight = null, ignoreIndex = -100, reduction = "mean" }: ClassLossOptions = {},
): Tensor {
  checkPair("nllLoss", input, target);
  checkReduction(reduction);
  if (!isFloat(input.dtype)) throw new TypeError(`"nll_loss" not implemented for '${typeName(input.dtype)}'`);
  refuseGradient("nll_loss_forward", "weight", weight);
  const targets = readTargets(input, target, weight, ignoreIndex);
  return indexLoss(input, targets, reduction);
}

/**
 * The cross entropy of softmax(input) with the right class, or with probabilities of all classes.
 *
 * @param input any numbers: [batch, classes, ...rest] or [classes]
 * @param target int64, the class of each position: [batch, ...rest], or [] for a single sample; or probabilities of the
 *   input's shape
 * @param options.labelSmoothing in [0, 1]: how much of the target is spread evenly over all classes. Default 0
 * @throws TypeError for targets of the wrong type, RangeError for a class that does not exist, shapes that don't fit,
 *   smoothing out of range, or an unknown reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html
 */
export function crossEntropy(
  input: Tensor,
  target: Tensor,
  {
    weight = null,
    ignoreIndex = -100,
    reduction = "mean",
    labelSmoothing = 0,
  }: ClassLossOptions & { labelSmoothing?: number } = {},
): Tensor {
  checkPair("crossEntropy", input, target);
  checkReduction(reduction);
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new RangeError(`label_smoothing must be between 0.0 and 1.0. Got: ${labelSmoothing}`);
  }
  if (!isFloat(input.dtype)) throw new TypeError(`"cross_entropy" not implemented for '${typeName(input.dtype)}'`);
  if (sameShape(input._shape, target._shape)) {
    return probabilityLoss(input, target, weight, ignoreIndex, reduction, labelSmoothing);
  }
  refuseGradient("nll_loss_forward", "weight", weight);
  const targets = readTargets(input, target, weight, ignoreIndex);
  const logs = input.logSoftmax(classDim(input));
  if (labelSmoothing === 0) return indexLoss(logs, targets, reduction);
  const { layout } = targets;
  const coefficients = smoothedCoefficients(input.dtype, input._shape, targets, labelSmoothing);
  const extra: Extra = { layout, shape: input._shape, targets: null, reduction, divisor: targets };
  return coefficientLoss(logs, coefficients, extra, SMOOTHED);
}

function probabilityLoss(
  input: Tensor,
  target: Tensor,
  weight: Tensor | null,
  ignoreIndex: number,
  reduction: Reduction,
  smoothing: number,
): Tensor {
  const layout = classLayout(input);
  if (!isFloat(target.dtype)) {
    throw new TypeError(
      `Expected floating point type for target with class probabilities, got ${typeName(target.dtype)}`,
    );
  }
  if (ignoreIndex >= 0) throw new RangeError("ignore_index is not supported for floating point target");
  if (weight !== null) checkWeightShape(weight, layout);
  const { classes, batch, places } = layout;
  const dim = classDim(input);
  const soft = smoothing === 0 ? target : target.mul(1 - smoothing).add(smoothing / classes);
  const factors = weight === null ? null : weight.reshape([classes, ...input._shape.slice(dim + 1).map(() => 1)]);
  const coefficients = factors === null ? soft.neg() : soft.mul(factors).neg();
  const total = batch * places;
  if (coefficients.dtype === input.dtype && !tracks(coefficients)) {
    const extra: Extra = { layout, shape: input._shape, targets: null, reduction, divisor: { total } };
    return coefficientLoss(input.logSoftmax(dim), rowMajor(coefficients), extra, PROBABILITIES);
  }
  // Probabilities or weights that want gradients themselves, or of another type.
  const losses = input.logSoftmax(dim).mul(coefficients);
  if (reduction === "none") return losses.sum(dim);
  return reduction === "mean" ? losses.sum().div(total) : losses.sum();
}

/** The dimension of the classes. */
function classDim({ ndim }: Tensor): number {
  return ndim === 1 ? 0 : 1;
}

/** The loss when each position has one class. */
function indexLoss(input: Tensor, targets: ClassTargets, reduction: Reduction): Tensor {
  const { layout, classes: wanted, weights } = targets;
  const { batch, classes, places, positions } = layout;
  const losses = Tensor.allocate(input.dtype, positions);
  const logs = rowMajor(input);
  launch("nllLoss", () => {
    const out = floats(losses);
    const x = floats(logs);
    for (let n = 0, p = 0; n < batch; n++) {
      for (let s = 0; s < places; s++, p++) {
        const c = wanted[p];
        if (c < 0) continue;
        const log = x[logs.offset + (n * classes + c) * places + s];
        out[p] = weights === null ? -log : -log * weights[c];
      }
    }
  });
  const extra: Extra = { layout, shape: input._shape, targets, reduction, divisor: targets };
  return finish(input, losses, [], extra, indexDefinition(input.ndim, reduction));
}

/** The loss when all classes have coefficients. */
function coefficientLoss(
  input: Tensor,
  coefficients: Tensor,
  extra: Extra,
  definitions: Readonly<Record<Reduction, Definition<Extra>>>,
): Tensor {
  const { batch, classes, places, positions } = extra.layout;
  const losses = Tensor.allocate(input.dtype, positions);
  const logs = rowMajor(input);
  launch("crossEntropy", () => {
    const out = floats(losses);
    const x = floats(logs);
    const k = floats(coefficients);
    for (let n = 0, p = 0; n < batch; n++) {
      for (let s = 0; s < places; s++, p++) {
        let sum = 0;
        for (let c = 0; c < classes; c++) {
          const e = (n * classes + c) * places + s;
          const factor = k[coefficients.offset + e];
          if (factor !== 0) sum += factor * x[logs.offset + e];
        }
        out[p] = sum;
      }
    }
  });
  return finish(input, losses, [coefficients], extra, definitions[extra.reduction]);
}

/** Reduces the losses of the positions and records the node. */
function finish(
  input: Tensor,
  losses: Tensor,
  saved: readonly Tensor[],
  extra: Extra,
  definition: Definition<Extra>,
): Tensor {
  let result = losses;
  if (extra.reduction !== "none") {
    result = reduced(losses, extra.reduction === "mean" ? extra.divisor : null);
  }
  return tracks(input) ? recordWith(result, definition, [input], saved, extra) : result;
}

/** The coefficients of targets that are partly spread over all classes; 0 where they are to be ignored. */
function smoothedCoefficients(dtype: DType, shape: Shape, targets: ClassTargets, smoothing: number): Tensor {
  const { layout, classes: wanted, weights } = targets;
  const { batch, classes, places } = layout;
  const result = Tensor.allocate(dtype, shape);
  launch("smoothedCoefficients", () => {
    const out = floats(result);
    for (let n = 0, p = 0; n < batch; n++) {
      for (let s = 0; s < places; s++, p++) {
        if (wanted[p] < 0) continue;
        for (let c = 0; c < classes; c++) {
          const share = smoothing / classes + (c === wanted[p] ? 1 - smoothing : 0);
          out[(n * classes + c) * places + s] = -share * (weights === null ? 1 : weights[c]);
        }
      }
    }
  });
  return result;
}

function differentiate(grad: Tensor, node: Node<Extra>): Tensor {
  const { targets, layout, shape, reduction, divisor } = node.extra;
  const g = rowMajor(grad);
  const result = Tensor.allocate(grad.dtype, shape);
  const step = reduction === "none" ? 1 : 0;
  const coefficients = targets === null ? node.saved(0) : null;
  launch(node.name, () => {
    const by = reduction === "mean" ? divisor.total : 1;
    if (targets !== null) indexGradient(result, targets, g, step, by);
    else coefficientGradient(result, layout, coefficients as Tensor, g, step, by);
  });
  // Linear in the gradient; the log-probabilities play no part.
  return recordComposed(result, "NllLossBackwardBackward0", [grad], (outer) => composed(outer, result, node));
}

/** The gradient by public functions, of the gradient of the loss. */
function composed(grad: Tensor, { dtype, ndim, _shape: shape }: Tensor, node: Node<Extra>): Tensor {
  const { targets, reduction, divisor } = node.extra;
  const { total } = divisor;
  const coefficients = targets === null ? node.saved(0) : smoothedCoefficients(dtype, shape, targets, 0);
  const byLogs = reduction === "none" && ndim > 1 ? grad.unsqueeze(1) : grad;
  const weighed = coefficients.mul(reduction === "mean" ? byLogs.div(total) : byLogs);
  // What is ignored gets zero, even if the mean is NaN because everything is.
  const isPartial = targets !== null || total === 0;
  return isPartial ? weighed.where(coefficients.ne(0), 0) : weighed;
}

function indexGradient(
  result: Tensor,
  { layout, classes: wanted, weights }: ClassTargets,
  g: Tensor,
  step: number,
  divisor: number,
): void {
  const { batch, classes, places } = layout;
  const out = floats(result);
  const grads = floats(g);
  for (let n = 0, p = 0; n < batch; n++) {
    for (let s = 0; s < places; s++, p++) {
      const c = wanted[p];
      if (c < 0) continue;
      out[(n * classes + c) * places + s] =
        (-grads[g.offset + p * step] * (weights === null ? 1 : weights[c])) / divisor;
    }
  }
}

function coefficientGradient(
  result: Tensor,
  { batch, classes, places }: ClassLayout,
  coefficients: Tensor,
  g: Tensor,
  step: number,
  divisor: number,
): void {
  const out = floats(result);
  const grads = floats(g);
  const k = floats(coefficients);
  for (let n = 0, p = 0; n < batch; n++) {
    for (let s = 0; s < places; s++, p++) {
      const scale = grads[g.offset + p * step] / divisor;
      for (let c = 0; c < classes; c++) {
        const e = (n * classes + c) * places + s;
        const factor = k[coefficients.offset + e];
        if (factor !== 0 || divisor !== 0) out[e] = factor * scale; // with a mean of nothing, what is ignored gets zero
      }
    }
  }
}

/* @__NO_SIDE_EFFECTS__ */
function definitionsOf(names: Readonly<Record<Reduction, string>>): Readonly<Record<Reduction, Definition<Extra>>> {
  return {
    none: define<Extra>(names.none, differentiate),
    mean: define<Extra>(names.mean, differentiate),
    sum: define<Extra>(names.sum, differentiate),
  };
}

/** The node that PyTorch would make: it reshapes what is neither one row of places nor an image. */
function indexDefinition(ndim: number, reduction: Reduction): Definition<Extra> {
  if (ndim <= 2) return INDEX;
  return reduction === "none" && ndim !== 4 ? INDEX_VIEW : INDEX_2D;
}

const INDEX = define<Extra>("NllLossBackward0", differentiate);
const INDEX_2D = define<Extra>("NllLoss2DBackward0", differentiate);
const INDEX_VIEW = define<Extra>("ViewBackward0", differentiate);
const SMOOTHED = definitionsOf({ none: "AddBackward0", mean: "AddBackward0", sum: "AddBackward0" });
const PROBABILITIES = definitionsOf({ none: "NegBackward0", mean: "DivBackward1", sum: "NegBackward0" });
