import * as elementwise from "../../elementwise/functions.ts";
import { convert } from "../../tensor/copy.ts";
import { applyBinary, type BinaryOp } from "../../tensor/elementwise.ts";
import { commonType } from "../../tensor/promotion.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, type Node, record, recordWith, tracks, tracksAny } from "../graph.ts";
import { div } from "./arithmetic.ts";
import { eq, ge, gt, le, logicalAnd, logicalOr, lt } from "./comparison.ts";
import { applyToOperands, checkOperand, checkTensor, type Operand } from "./operands.ts";
import { where } from "./where.ts";

/** The gradient goes to the one that was taken; equals share it, and what is compared with NaN gets it too. */
function share(grad: Tensor, taken: Tensor, other: Tensor, loses: (a: Tensor, b: Tensor) => Tensor): Tensor {
  return where(loses(taken, other), 0, where(eq(taken, other), div(grad, 2), grad));
}

const maximumBackward = define(
  "MaximumBackward0",
  (grad, node) => share(grad, node.saved(0), node.saved(1), lt),
  (grad, node) => share(grad, node.saved(1), node.saved(0), lt),
);
const minimumBackward = define(
  "MinimumBackward0",
  (grad, node) => share(grad, node.saved(0), node.saved(1), gt),
  (grad, node) => share(grad, node.saved(1), node.saved(0), gt),
);

/**
 * The larger of two elements, with broadcasting; NaN when either is.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.maximum.html
 */
export function maximum(input: Tensor, other: Tensor): Tensor {
  checkTensor(input, "maximum", "input");
  checkTensor(other, "maximum", "other");
  const out = applyBinary(elementwise.maximum, input, other);
  return tracksAny(input, other) ? record(out, maximumBackward, [input, other], [input, other]) : out;
}

/**
 * The smaller of two elements, with broadcasting; NaN when either is.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.minimum.html
 */
export function minimum(input: Tensor, other: Tensor): Tensor {
  checkTensor(input, "minimum", "input");
  checkTensor(other, "minimum", "other");
  const out = applyBinary(elementwise.minimum, input, other);
  return tracksAny(input, other) ? record(out, minimumBackward, [input, other], [input, other]) : out;
}

/** A bound of `clamp`; null and undefined leave that side open. */
export type Bound = Operand | null | undefined;

interface Bounds {
  readonly min: Bound;
  readonly max: Bound;
}

/** The bounds as they were: those that are tensors are saved behind the input, and may not have changed since. */
function boundsOf(node: Node<Bounds>): Bounds {
  const { min, max } = node.extra;
  const lower = min instanceof Tensor ? node.saved(1) : min;
  return { min: lower, max: max instanceof Tensor ? node.saved(lower instanceof Tensor ? 2 : 1) : max };
}

/** Where a tensor lies within its bounds, and so passes its gradient on. */
function within(input: Tensor, { min, max }: Bounds): Tensor {
  if (min === undefined || min === null) return le(input, max as Operand);
  const above = ge(input, min);
  return max === undefined || max === null ? above : logicalAnd(above, le(input, max));
}

function clampInput(grad: Tensor, node: Node<Bounds>): Tensor {
  return where(within(node.saved(0), boundsOf(node)), grad, 0);
}

/** The lower bound gets the gradient where it was taken, unless the upper one overruled it. */
function clampMin(grad: Tensor, node: Node<Bounds>): Tensor {
  const { min, max } = boundsOf(node);
  const taken = lt(node.saved(0), min as Tensor);
  return where(max instanceof Tensor ? logicalAnd(taken, lt(min as Tensor, max)) : taken, grad, 0);
}

function clampMax(grad: Tensor, node: Node<Bounds>): Tensor {
  const { min, max } = boundsOf(node);
  const taken = gt(node.saved(0), max as Tensor);
  return where(min instanceof Tensor ? logicalOr(taken, gt(min, max as Tensor)) : taken, grad, 0);
}

const clampBackward = define<Bounds>("ClampBackward1", clampInput);
const clampBothBackward = define<Bounds>("ClampBackward0", clampInput, clampMin, clampMax);
const clampMinBackward = define<Bounds>("ClampBackward0", clampInput, clampMin);
const clampMaxBackward = define<Bounds>("ClampBackward0", clampInput, clampMax);

/** PyTorch's kernel, unless it leaves a single bound that is a tensor to `maximum` or `minimum`, which know bools. */
function kernelWithoutBools(min: Bound, max: Bound): string | null {
  const bounds = [min, max].filter((bound) => bound !== undefined && bound !== null);
  const ofTensors = bounds[0] instanceof Tensor;
  if (bounds.length === 2) return ofTensors ? "clamp_cpu" : "clamp_scalar_cpu";
  if (ofTensors) return null;
  return bounds[0] === min ? "clamp_min_scalar_cpu" : "clamp_max_scalar_cpu";
}

function bounded(operation: BinaryOp, input: Tensor, bound: Operand): Tensor {
  return applyToOperands(operation, input, bound);
}

/**
 * min(max(input, lower), upper), elementwise; bounds are numbers or tensors that broadcast. NaN stays NaN.
 * @throws TypeError when both bounds are missing, or one is a number and the other a tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.clamp.html
 */
export function clamp(input: Tensor, min?: Bound, max?: Bound): Tensor {
  checkTensor(input, "clamp", "input");
  const hasMin = min !== undefined && min !== null;
  const hasMax = max !== undefined && max !== null;
  if (!hasMin && !hasMax) throw new TypeError("torch.clamp: At least one of 'min' or 'max' must not be null");
  if (hasMin) checkOperand(min, "clamp", "min");
  if (hasMax) checkOperand(max, "clamp", "max");
  if (hasMin && hasMax && min instanceof Tensor !== max instanceof Tensor) {
    throw new TypeError("clamp(): 'min' and 'max' must both be numbers or both be Tensors");
  }
  let out = input;
  // Three tensors meet at once, not two of them first.
  if (min instanceof Tensor && max instanceof Tensor) out = convert(input, commonType(input, min, max));
  if (hasMin) out = bounded(elementwise.atLeast, out, min);
  if (hasMax) out = bounded(elementwise.atMost, out, max);
  const kernel = out.dtype === "bool" ? kernelWithoutBools(min, max) : null;
  if (kernel !== null) throw new TypeError(`"${kernel}" not implemented for 'Bool'`);
  const bounds = { min, max };
  const lower = hasMin && min instanceof Tensor ? min : null;
  const upper = hasMax && max instanceof Tensor ? max : null;
  if (lower === null && upper === null) {
    return tracks(input) ? recordWith(out, clampBackward, [input], [input], bounds) : out;
  }
  if (!tracks(input) && !(lower !== null && tracks(lower)) && !(upper !== null && tracks(upper))) return out;
  if (upper === null) return recordWith(out, clampMinBackward, [input, lower!], [input, lower!], bounds);
  if (lower === null) return recordWith(out, clampMaxBackward, [input, upper], [input, upper], bounds);
  return recordWith(out, clampBothBackward, [input, lower, upper], [input, lower, upper], bounds);
}
