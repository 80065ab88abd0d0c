import { type DType, isDifferentiable, isInteger } from "../memory/dtype.ts";
import { countChange } from "../memory/recording.ts";
import { copyInto, copyOf } from "../tensor/copy.ts";
import { typeName } from "../tensor/promotion.ts";
import { formatShape, isDense, sameShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { changedView } from "./changedView.ts";
import { clearRegion, type Region, readRegion, regionOf } from "./functions/region.ts";
import { gradEnabled } from "./gradMode.ts";
import { define, edgeOf, Node } from "./graph.ts";

const copySlices = define<Region>(
  "CopySlices",
  (grad, node) => clearRegion(grad, node.extra),
  (grad, node) => readRegion(grad, node.extra),
);

/** Whether an in-place change of `target` by a function of `other` is to be recorded. */
export function recordsInPlace(target: Tensor, other: unknown): boolean {
  return gradEnabled && (target.requiresGrad || (other instanceof Tensor && other.requiresGrad));
}

/**
 * Refuses in-place changes that can't be right.
 * @throws Error for a leaf that requires a gradient (or a view of one) while operations are recorded, for views made
 * under `noGrad`, and, unless all elements get one value (`mayRepeat`), for tensors that show one element several times.
 */
export function checkInPlace(target: Tensor, recorded: boolean, mayRepeat = false): void {
  if (recorded) checkHistory(target);
  if (!mayRepeat && target._numel > 1 && !target._contiguous && repeatsElements(target)) {
    throw new Error(
      "unsupported operation: more than one element of the written-to tensor refers to a single memory location. " +
        "Please clone() the tensor before performing the operation.",
    );
  }
}

function checkHistory(target: Tensor): void {
  const base = target.viewBase;
  if (base !== null && target._viewOrigin !== "recorded") throw changedView(target, "is being");
  if (!target.requiresGrad) return;
  if (base !== null && base.gradFn === null) {
    throw new Error("a view of a leaf Variable that requires grad is being used in an in-place operation.");
  }
  if (target.gradFn === null) {
    throw new Error("a leaf Variable that requires grad is being used in an in-place operation.");
  }
}

function repeatsElements({ _shape: shape, _strides: strides }: Tensor): boolean {
  return strides.some((stride, d) => stride === 0 && shape[d] > 1);
}

/**
 * Refuses operands that show some of the elements that are to be written, in other places: an element could be
 * overwritten before it is read. The target itself is no such operand.
 * @throws Error when they do.
 */
export function checkOverlap(target: Tensor, other: unknown): void {
  if (!(other instanceof Tensor) || other === target || other.storage !== target.storage) return;
  if (overlaps(target, other) && !sameElements(target, other)) throw overlap();
}

/**
 * Refuses operands that show any of the elements that are to be written.
 * @throws Error when they do.
 */
export function checkNoOverlap(target: Tensor, other: Tensor): void {
  if (other.storage === target.storage && overlaps(target, other)) throw overlap();
}

function overlap(): Error {
  return new Error(
    "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory " +
      "location. Please clone() the tensor before performing the operation.",
  );
}

/** Whether two tensors over one storage share elements, as far as PyTorch can tell: not if there are gaps in either. */
function overlaps(a: Tensor, b: Tensor): boolean {
  if (a._numel === 0 || b._numel === 0) return false;
  if (!isDense(a._shape, a._strides) || !isDense(b._shape, b._strides)) return false;
  return a.offset < b.offset + b._numel && b.offset < a.offset + a._numel;
}

/** Whether two dense tensors show the same elements in the same order, dimensions of size one aside. */
function sameElements(a: Tensor, b: Tensor): boolean {
  const steps = ({ _shape: shape, _strides: strides }: Tensor) => strides.filter((_, d) => shape[d] !== 1);
  return a.offset === b.offset && a._numel === b._numel && sameShape(steps(a), steps(b));
}

/** @throws TypeError when results of a type can't be stored in a tensor of another. */
export function checkCast(from: DType, to: DType): void {
  if (from === to || isDifferentiable(to) || from === "bool") return;
  if (isInteger(to) && isInteger(from)) return;
  throw new TypeError(`result type ${typeName(from)} can't be cast to the desired output type ${typeName(to)}`);
}

/**
 * Replaces the elements of `target` by those of `compute(target)`, and its history by that of the result.
 * `compute` is an ordinary differentiable function; while it is recorded it gets a copy of the target, so that what it
 * saves is not what is overwritten.
 * @throws RangeError when the result has another shape, TypeError when its type does not fit; see also `checkInPlace`.
 */
export function changeInPlace(
  target: Tensor,
  recorded: boolean,
  compute: (before: Tensor) => Tensor,
  mayRepeat = false,
): Tensor {
  checkInPlace(target, recorded, mayRepeat);
  const result = compute(recorded ? snapshot(target) : target);
  if (!sameShape(result._shape, target._shape)) {
    throw new RangeError(
      `output with shape ${formatShape(target._shape)} doesn't match the broadcast shape ${formatShape(result._shape)}`,
    );
  }
  checkCast(result.dtype, target.dtype);
  const history = recorded ? historyWith(target, result) : null;
  copyInto(target, result);
  countChange(target.storage);
  if (history !== null) adopt(target, history);
  return target;
}

/** A copy of a tensor in the same place of the graph. */
function snapshot(target: Tensor): Tensor {
  const copy = copyOf(target);
  copy._requiresGrad = target.requiresGrad;
  copy._gradFn = target.gradFn;
  return copy;
}

/** The node that will stand for the target, or for its base when it is a view, once it holds the result. */
function historyWith(target: Tensor, result: Tensor): Node {
  const base = target.viewBase;
  if (base === null) return result.gradFn as Node;
  return new Node(copySlices, base, [edgeOf(base), edgeOf(result)], [], regionOf(target, base));
}

function adopt(target: Tensor, history: Node): void {
  const owner = target.viewBase ?? target;
  const former = owner._gradFn as Node | null;
  if (former !== null && former.retained === owner) {
    // A tensor keeps the gradient of what it is now.
    former.retained = null;
    history.retained = owner;
  }
  owner._gradFn = history;
  owner._requiresGrad = true;
}
