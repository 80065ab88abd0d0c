import {
  checkedList,
  checkedShape,
  contiguousStrides,
  formatShape,
  inferShape,
  normalizeDim,
  type Shape,
  viewStrides,
} from "../../tensor/shape.ts";
import { provideViewHistory, type Tensor } from "../../tensor/tensor.ts";
import { changedView } from "../changedView.ts";
import { gradEnabled } from "../gradMode.ts";
import { type Definition, define, edgeOf, Node, recordWith } from "../graph.ts";
import { contiguous } from "./conversion.ts";
import { type Region, regionOf, spreadRegion } from "./region.ts";

/**
 * Makes a view of a tensor, and records it. A view remembers the tensor that owns the elements, so that in-place
 * changes of either reach the history of both.
 */
export function recordView<Extra>(
  input: Tensor,
  shape: Shape,
  strides: Shape,
  offset: number,
  definition: Definition<Extra>,
  extra: Extra,
): Tensor {
  const out = input._viewAs(shape, strides, offset);
  out._viewOrigin = gradEnabled ? input._viewOrigin : "noGrad";
  if (gradEnabled && input.requiresGrad) recordWith(out, definition, [input], [], extra);
  return out;
}

const viewBackward = define<Shape>("ViewBackward0", (grad, node) => reshape(grad, node.extra));

const reshapeAliasBackward = define<Shape>("ReshapeAliasBackward0", (grad, node) => reshape(grad, node.extra));
const unsafeViewBackward = define<Shape>("UnsafeViewBackward0", (grad, node) => reshape(grad, node.extra));

/**
 * The same elements in another shape, sharing memory. One size may be -1: what is left.
 * @throws RangeError when the shape does not fit the elements or the layout; `reshape` copies in that case.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view.html
 */
export function view(input: Tensor, shape: Shape): Tensor {
  const target = inferShape(shape, input._numel);
  const strides = viewStrides(input._shape, input._strides, target);
  if (strides === null) {
    throw new RangeError(
      "view size is not compatible with input tensor's size and stride (at least one dimension spans across two " +
        "contiguous subspaces). Use .reshape(...) instead.",
    );
  }
  return recordView(input, target, strides, input.offset, viewBackward, input._shape);
}

/**
 * The same elements in another shape: a view where the layout allows it, else a copy. One size may be -1.
 * @throws RangeError when the shape does not hold as many elements.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.reshape.html
 */
export function reshape(input: Tensor, shape: Shape): Tensor {
  const target = inferShape(shape, input._numel);
  const strides = viewStrides(input._shape, input._strides, target);
  if (strides !== null) {
    const definition = input._contiguous ? viewBackward : reshapeAliasBackward;
    return recordView(input, target, strides, input.offset, definition, input._shape);
  }
  const copy = contiguous(input);
  return recordView(copy, target, contiguousStrides(target), copy.offset, unsafeViewBackward, copy._shape);
}

interface Swap {
  readonly first: number;
  readonly second: number;
}

const transposeBackward = define<Swap>("TransposeBackward0", (grad, node) =>
  transpose(grad, node.extra.first, node.extra.second),
);
const tBackward = define<Swap>("TBackward0", (grad) => t(grad));

function swapped(values: Shape, first: number, second: number): Shape {
  const result = values.slice();
  result[first] = values[second];
  result[second] = values[first];
  return result;
}

/**
 * A view with two dimensions swapped.
 * @throws RangeError when a dimension is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.transpose.html
 */
export function transpose(input: Tensor, dim0: number, dim1: number): Tensor {
  return swapDims(input, dim0, dim1, transposeBackward);
}

/**
 * A view of a matrix with rows and columns swapped; vectors and scalars stay as they are.
 * @throws RangeError for more than two dimensions.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.t.html
 */
export function t(input: Tensor): Tensor {
  if (input._shape.length > 2) {
    throw new RangeError(`t() expects a tensor with <= 2 dimensions, but self is ${input._shape.length}D`);
  }
  return input._shape.length < 2 ? swapDims(input, 0, 0, tBackward) : swapDims(input, 0, 1, tBackward);
}

function swapDims(input: Tensor, dim0: number, dim1: number, definition: Definition<Swap>): Tensor {
  const rank = input._shape.length;
  const first = normalizeDim(dim0, rank);
  const second = normalizeDim(dim1, rank);
  const shape = rank === 0 ? input._shape : swapped(input._shape, first, second);
  const strides = rank === 0 ? input._strides : swapped(input._strides, first, second);
  return recordView(input, shape, strides, input.offset, definition, { first, second });
}

const asStridedBackward = define<Region>("AsStridedBackward0", (grad, node) => spreadRegion(grad, node.extra));

/**
 * A view of the storage with the given sizes, strides and offset (default: the tensor's own).
 * @throws RangeError when it reaches beyond the storage or a stride is negative.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.as_strided.html
 */
export function asStrided(input: Tensor, size: Shape, stride: Shape, storageOffset: number = input.offset): Tensor {
  const shape = checkedShape(size);
  checkedList(stride, "stride");
  if (stride.length !== shape.length) {
    throw new RangeError(`mismatch in length of strides and shape: ${stride.length} and ${shape.length}`);
  }
  if (!stride.every(Number.isInteger))
    throw new TypeError(`stride must consist of integers, got ${formatShape(stride)}`);
  if (stride.some((step) => step < 0)) {
    throw new RangeError(
      `as_strided: Negative strides are not supported at the moment, got strides: ${formatShape(stride)}`,
    );
  }
  const last = shape.reduce((place, length, d) => place + (length - 1) * stride[d], storageOffset);
  if (!Number.isInteger(storageOffset) || storageOffset < 0 || (!shape.includes(0) && last >= input.storage.length)) {
    throw new RangeError(
      `setStorage: sizes ${formatShape(shape)}, strides ${formatShape(stride)}, storage offset ${storageOffset} are out ` +
        `of bounds for storage of ${input.storage.length} elements`,
    );
  }
  // Gradients are told apart by the place in the tensor that owns the elements, unless only its view takes any.
  const base = input.viewBase;
  const owner = base?.requiresGrad === true && input._viewOrigin !== "noGrad" ? base : input;
  const strides = stride.slice();
  const region = { ...regionOf(owner, owner), shape, strides, offset: storageOffset - owner.offset };
  return recordView(owner, shape, strides, storageOffset, asStridedBackward, region);
}

// A view whose base was changed in place reads its part of the base's present history.
provideViewHistory({
  renew(stale: Tensor) {
    if (stale._viewOrigin !== "recorded") throw changedView(stale, "its base or another view of its base has been");
    const base = stale.viewBase!;
    return new Node(asStridedBackward, stale, [edgeOf(base)], [], regionOf(stale, base));
  },
});
