import { isInteger } from "../../memory/dtype.ts";
import { copyInto } from "../../tensor/copy.ts";
import { formatShape, normalizeDim, type Shape } from "../../tensor/shape.ts";
import { slice as makeSlice, resolveSlice, type Slice } from "../../tensor/slice.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Definition, define, type Node, recordWith, tracks } from "../graph.ts";
import { unsqueeze } from "./dims.ts";
import { recordView } from "./views.ts";

/*
 * Views of a part of one dimension. The derivative of each puts the gradient in its place among zeros.
 */

/** Every `step`-th of the indices from `first` on along a dimension. */
interface Range {
  readonly shape: Shape;
  readonly dim: number;
  readonly first: number;
  readonly length: number;
  readonly step: number;
}

function replaced(values: Shape, dim: number, value: number): number[] {
  const result = values.slice();
  result[dim] = value;
  return result;
}

function viewRange(input: Tensor, range: Range, definition: Definition<Range>): Tensor {
  const { dim, first, length, step } = range;
  const stride = input._strides[dim];
  return recordView(
    input,
    replaced(input._shape, dim, length),
    replaced(input._strides, dim, stride * step),
    input.offset + first * stride,
    definition,
    range,
  );
}

const spreadBackward = define<Range>("SliceBackward0", (grad, node) => viewRange(grad, node.extra, sliceBackward));

/** Zeros of the shape that was cut, with the given elements where the range lies. */
function spreadRange(grad: Tensor, range: Range): Tensor {
  const out = Tensor.allocate(grad.dtype, range.shape);
  const { _shape: shape, _strides: strides, offset } = viewRange(out, range, sliceBackward);
  copyInto(out._viewAs(shape, strides, offset), grad);
  return tracks(grad) ? recordWith(out, spreadBackward, [grad], [], range) : out;
}

const spread = (grad: Tensor, { extra }: { extra: Range }) => spreadRange(grad, extra);
const sliceBackward = define<Range>("SliceBackward0", spread);
const splitBackward = define<Range>("SplitBackward0", spread);
const splitWithSizesBackward = define<Range>("SplitWithSizesBackward0", spread);

/** The part of a dimension that a Python slice names. */
export function sliceBy(input: Tensor, dim: number, part: Slice): Tensor {
  const d = normalizeDim(dim, input._shape.length);
  const { first, length } = resolveSlice(part, input._shape[d]);
  return viewRange(input, { shape: input._shape, dim: d, first, length, step: part.step }, sliceBackward);
}

/**
 * A view of the indices from `start` up to but without `end` along a dimension, `step` apart: Python's
 * `start:end:step`. null stands for an end left out, negative numbers count from the back.
 * @throws RangeError when the dimension is out of range or the step is not positive.
 */
export function slice(
  input: Tensor,
  dim = 0,
  start: number | null = null,
  end: number | null = null,
  step = 1,
): Tensor {
  const part = makeSlice(start, end, step);
  if (input._shape.length === 0) throw new RangeError("slice() cannot be applied to a 0-dim tensor.");
  return sliceBy(input, dim, part);
}

/**
 * A view of `length` indices from `start` on along a dimension.
 * @throws RangeError when they don't lie in the dimension.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.narrow.html
 */
export function narrow(input: Tensor, dim: number, start: number | Tensor, length: number): Tensor {
  if (start instanceof Tensor) {
    if (start._shape.length > 0 || !isInteger(start.dtype)) {
      throw new TypeError("start must be an 0-dim integral Tensor.");
    }
    return narrow(input, dim, start.item(), length);
  }
  if (input._shape.length === 0) throw new RangeError("narrow() cannot be applied to a 0-dim tensor.");
  const d = normalizeDim(dim, input._shape.length);
  const size = input._shape[d];
  if (!Number.isInteger(start)) throw new TypeError(`narrow(): start must be an integer, got ${String(start)}`);
  if (!Number.isInteger(length)) throw new TypeError(`narrow(): length must be an integer, got ${String(length)}`);
  if (length < 0) throw new RangeError("narrow(): length must be non-negative.");
  if (start < -size || start > size) {
    throw new RangeError(`start out of range (expected to be in range of [${-size}, ${size}], but got ${start})`);
  }
  const first = start < 0 ? start + size : start;
  if (first + length > size) {
    throw new RangeError(`start (${first}) + length (${length}) exceeds dimension size (${size}).`);
  }
  return viewRange(input, { shape: input._shape, dim: d, first, length, step: 1 }, sliceBackward);
}

/** One index along a dimension. */
interface Selection {
  readonly shape: Shape;
  readonly dim: number;
  readonly index: number;
}

const pick = (grad: Tensor, { extra: { shape, dim, index } }: { extra: Selection }) =>
  spreadRange(unsqueeze(grad, dim), { shape, dim, first: index, length: 1, step: 1 });
const selectBackward = define<Selection>("SelectBackward0", pick);
const unbindBackward = define<Selection>("UnbindBackward0", pick);

function viewSelection(input: Tensor, dim: number, index: number, definition: Definition<Selection>): Tensor {
  const without = (_: number, d: number) => d !== dim;
  return recordView(
    input,
    input._shape.filter(without),
    input._strides.filter(without),
    input.offset + index * input._strides[dim],
    definition,
    { shape: input._shape, dim, index },
  );
}

/**
 * A view of one index along a dimension, which disappears. A negative index counts from the back.
 * @throws RangeError when the dimension or the index is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.select.html
 */
export function select(input: Tensor, dim: number, index: number): Tensor {
  const { _shape: shape } = input;
  if (shape.length === 0) throw new RangeError("select() cannot be applied to a 0-dim tensor.");
  const d = normalizeDim(dim, shape.length);
  if (!Number.isInteger(index)) throw new TypeError(`select(): index must be an integer, got ${String(index)}`);
  if (index < -shape[d] || index >= shape[d]) {
    throw new RangeError(
      `select(): index ${index} out of range for tensor of size ${formatShape(shape)} at dimension ${d}`,
    );
  }
  return viewSelection(input, d, index < 0 ? index + shape[d] : index, selectBackward);
}

/**
 * Views of every index along a dimension, which disappears.
 * @throws RangeError when the dimension is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.unbind.html
 */
export function unbind(input: Tensor, dim = 0): Tensor[] {
  const d = normalizeDim(dim, input._shape.length);
  if (input._shape.length === 0) throw new RangeError("Dimension specified as 0 but tensor has no dimensions");
  return Array.from({ length: input._shape[d] }, (_, index) =>
    oneOfSeveral(viewSelection(input, d, index, unbindBackward), index),
  );
}

/** A view that its function returned together with others. */
function oneOfSeveral(view: Tensor, index: number): Tensor {
  view._viewOrigin = "multiple";
  if (view._gradFn !== null) (view._gradFn as Node).outputIndex = index;
  return view;
}

/** Views of consecutive parts of a dimension, of the given lengths. */
function cut(input: Tensor, dim: number, lengths: readonly number[], definition: Definition<Range>): Tensor[] {
  let first = 0;
  return lengths.map((length, index) => {
    const part = viewRange(input, { shape: input._shape, dim, first, length, step: 1 }, definition);
    first += length;
    return oneOfSeveral(part, index);
  });
}

/** Lengths of parts of one size, the last of which may be shorter. */
function evenly(size: number, length: number): number[] {
  if (size === 0) return [0];
  return Array.from({ length: Math.ceil(size / length) }, (_, i) => Math.min(length, size - i * length));
}

/**
 * Views of consecutive parts of a dimension: each of one size (the last may be smaller), or of the given sizes.
 * @throws RangeError when the sizes don't add up to that of the dimension.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.split.html
 */
export function split(input: Tensor, sizes: number | readonly number[], dim = 0): Tensor[] {
  if (input._shape.length === 0) throw new RangeError("split expects at least a 1-dimensional tensor");
  const d = normalizeDim(dim, input._shape.length);
  const size = input._shape[d];
  for (const length of typeof sizes === "number" ? [sizes] : sizes) {
    if (!Number.isInteger(length)) throw new TypeError(`split(): sizes must be integers, got ${String(length)}`);
  }
  if (typeof sizes === "number") {
    if (sizes < 0) throw new RangeError(`split expects split_size be non-negative, but got split_size=${sizes}`);
    if (sizes === 0 && size > 0) {
      throw new RangeError(`split_size can only be 0 if dimension size is 0, but got dimension size of ${size}`);
    }
    return cut(input, d, evenly(size, sizes), splitBackward);
  }
  const sum = sizes.reduce((total, length) => total + length, 0);
  if (sizes.some((length) => length < 0)) {
    throw new RangeError(
      `split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=${formatShape(sizes)}`,
    );
  }
  if (sum !== size) {
    throw new RangeError(
      `split_with_sizes expects split_sizes to sum exactly to ${size} (input tensor's size at dimension ${dim}), but got ` +
        `split_sizes=${formatShape(sizes)}`,
    );
  }
  return cut(input, d, sizes, splitWithSizesBackward);
}

/** {@link split} into parts of given sizes. */
export function splitWithSizes(input: Tensor, splitSizes: Shape, dim = 0): Tensor[] {
  return split(input, splitSizes, dim);
}

/**
 * Views of a dimension cut into (at most) `chunks` parts of equal size, the last of which may be smaller.
 * @throws RangeError when `chunks` is not positive.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.chunk.html
 */
export function chunk(input: Tensor, chunks: number, dim = 0): Tensor[] {
  if (input._shape.length === 0) throw new RangeError("chunk expects at least a 1-dimensional tensor");
  if (!Number.isInteger(chunks)) throw new TypeError(`chunk(): chunks must be an integer, got ${String(chunks)}`);
  if (chunks <= 0) throw new RangeError(`chunk expects \`chunks\` to be greater than 0, got: ${chunks}`);
  const d = normalizeDim(dim, input._shape.length);
  const size = input._shape[d];
  if (size === 0) return cut(input, d, new Array(chunks).fill(0), splitWithSizesBackward);
  return cut(input, d, evenly(size, Math.ceil(size / chunks)), splitBackward);
}

/**
 * Views of parts of a dimension: as many as given, of sizes that differ by at most one, or those between given indices.
 * @throws RangeError when there are no parts.
 */
export function tensorSplit(input: Tensor, indicesOrSections: number | Shape | Tensor, dim = 0): Tensor[] {
  const { _shape: shape } = input;
  if (shape.length === 0) {
    throw new RangeError("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
  }
  const d = normalizeDim(dim, shape.length);
  const given = indicesOrSections instanceof Tensor ? plainIndices(indicesOrSections) : indicesOrSections;
  if (typeof given === "number") {
    if (given <= 0) throw new RangeError(`number of sections must be larger than 0, got ${given}`);
    const [least, more] = [Math.floor(shape[d] / given), shape[d] % given];
    const lengths = Array.from({ length: given }, (_, i) => least + (i < more ? 1 : 0));
    return cut(input, d, lengths, sliceBackward);
  }
  return [...given, null].map((end, i) => sliceBy(input, d, makeSlice(i === 0 ? 0 : given[i - 1], end)));
}

function plainIndices(indices: Tensor): number | Shape {
  if (indices._shape.length > 1) {
    throw new RangeError(
      "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, but got a " +
        `tensor with ${indices._shape.length} dims`,
    );
  }
  return indices.toArray() as number | number[];
}

/** How many dimensions a tensor must have to be split along one of the first three, by the function's name. */
const LEAST = { hsplit: 1, vsplit: 2, dsplit: 3 } as const;

function splitAlong(name: keyof typeof LEAST, input: Tensor, dim: number, parts: number | Shape): Tensor[] {
  const { _shape: shape } = input;
  if (shape.length < LEAST[name]) {
    throw new RangeError(
      `torch.${name} requires a tensor with at least ${LEAST[name]} dimension, but got a tensor with ${shape.length} ` +
        "dimensions!",
    );
  }
  if (typeof parts === "number" && (parts === 0 || shape[dim] % parts !== 0)) {
    throw new RangeError(
      `torch.${name} attempted to split along dimension ${dim}, but the size of the dimension ${shape[dim]} is not ` +
        `divisible by the split_size ${parts}!`,
    );
  }
  return tensorSplit(input, parts, dim);
}

/** {@link tensorSplit} along the columns: the second dimension, of a vector the only one. */
export function hsplit(input: Tensor, indicesOrSections: number | Shape): Tensor[] {
  return splitAlong("hsplit", input, input._shape.length > 1 ? 1 : 0, indicesOrSections);
}

/** {@link tensorSplit} along the rows. */
export function vsplit(input: Tensor, indicesOrSections: number | Shape): Tensor[] {
  return splitAlong("vsplit", input, 0, indicesOrSections);
}

/** {@link tensorSplit} along the third dimension. */
export function dsplit(input: Tensor, indicesOrSections: number | Shape): Tensor[] {
  return splitAlong("dsplit", input, 2, indicesOrSections);
}
