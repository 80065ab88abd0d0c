import { checkedList, normalizeDim, type Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Definition, define } from "../graph.ts";
import { recordView, reshape } from "./views.ts";

/*
 * Views with more, fewer or reordered dimensions.
 */

/**
 * Merges the dimensions from `startDim` to `endDim` into one: a view where the layout allows it, else a copy. A tensor
 * without dimensions becomes one of a single element.
 * @throws RangeError when a dimension is out of range or the start lies behind the end.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.flatten.html
 */
export function flatten(input: Tensor, startDim = 0, endDim = -1): Tensor {
  const { _shape: shape } = input;
  const start = normalizeDim(startDim, shape.length);
  const end = normalizeDim(endDim, shape.length);
  if (start > end) throw new RangeError("flatten() has invalid args: start_dim cannot come after end_dim");
  if (shape.length === 0) return reshape(input, [1]);
  if (start === end) return input;
  const merged = shape.slice(start, end + 1).reduce((product, size) => product * size, 1);
  return reshape(input, [...shape.slice(0, start), merged, ...shape.slice(end + 1)]);
}

const squeezeBackward = define<Shape>("SqueezeBackward0", (grad, node) => reshape(grad, node.extra));
const squeezeDimBackward = define<Shape>("SqueezeBackward1", (grad, node) => reshape(grad, node.extra));
const squeezeDimsBackward = define<Shape>("SqueezeBackward2", (grad, node) => reshape(grad, node.extra));

/**
 * A view without the dimensions of size one, or without the given ones where their size is one.
 * @throws RangeError when a dimension is out of range or given twice.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.squeeze.html
 */
export function squeeze(input: Tensor, dim?: number | readonly number[] | null): Tensor {
  const { _shape: shape, _strides: strides } = input;
  let definition: Definition<Shape> = squeezeBackward;
  let candidates: number[] | null = null;
  if (dim !== undefined && dim !== null) {
    definition = typeof dim === "number" ? squeezeDimBackward : squeezeDimsBackward;
    candidates = [...(typeof dim === "number" ? [dim] : checkedList(dim, "dim"))].map((d) =>
      normalizeDim(d, shape.length),
    );
    for (const [i, d] of candidates.entries()) {
      if (candidates.indexOf(d) < i) throw new RangeError(`dim ${d} appears multiple times in the list of dims`);
    }
  }
  const kept = (_: number, d: number) => shape[d] !== 1 || (candidates !== null && !candidates.includes(d));
  return recordView(input, shape.filter(kept), strides.filter(kept), input.offset, definition, shape);
}

const unsqueezeBackward = define<number>("UnsqueezeBackward0", (grad, node) => squeeze(grad, node.extra));

/**
 * A view with a dimension of size one inserted at `dim`.
 * @throws RangeError when the dimension is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.unsqueeze.html
 */
export function unsqueeze(input: Tensor, dim: number): Tensor {
  const { _shape: shape, _strides: strides } = input;
  const d = normalizeDim(dim, shape.length + 1);
  const stride = d < shape.length ? shape[d] * strides[d] : 1;
  return recordView(
    input,
    [...shape.slice(0, d), 1, ...shape.slice(d)],
    [...strides.slice(0, d), stride, ...strides.slice(d)],
    input.offset,
    unsqueezeBackward,
    d,
  );
}

const permuteBackward = define<Shape>("PermuteBackward0", (grad, { extra }) =>
  permute(
    grad,
    extra.map((_, d) => extra.indexOf(d)),
  ),
);

/**
 * A view with the dimensions in another order.
 * @throws RangeError when not every dimension is named exactly once.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.permute.html
 */
export function permute(input: Tensor, dims: readonly number[]): Tensor {
  const { _shape: shape, _strides: strides } = input;
  checkedList(dims, "dims");
  if (dims.length !== shape.length) {
    throw new RangeError(
      "permute(): number of dimensions in the tensor input does not match the length of the desired ordering of " +
        `dimensions i.e. input.dim() = ${shape.length} is not equal to len(dims) = ${dims.length}`,
    );
  }
  const order = dims.map((d) => normalizeDim(d, shape.length));
  if (new Set(order).size !== order.length) throw new RangeError("permute(): duplicate dims are not allowed.");
  return recordView(
    input,
    order.map((d) => shape[d]),
    order.map((d) => strides[d]),
    input.offset,
    permuteBackward,
    order,
  );
}
