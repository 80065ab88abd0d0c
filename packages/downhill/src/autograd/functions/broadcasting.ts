import { checkedList, formatShape, broadcastShapes as meet, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { unsqueeze } from "./dims.ts";
import { expand, sumToShape } from "./sum.ts";
import { reshape } from "./views.ts";

/*
 * Tensors brought to one shape or one number of dimensions.
 */

/**
 * The shape that shapes broadcast to; a number stands for a shape of one dimension.
 * @throws RangeError when they don't, TypeError for what is no shape.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.broadcast_shapes.html
 */
export function broadcastShapes(...shapes: (number | Shape)[]): Shape {
  const lists = shapes.map((shape) => (typeof shape === "number" ? [shape] : [...checkedList(shape, "a shape")]));
  const negative = lists.flat().find((size) => size < 0);
  if (negative !== undefined) {
    throw new RangeError(`Trying to create tensor with negative dimension (${negative}): (${negative})`);
  }
  try {
    return Object.freeze([...lists.reduce<Shape>(meet, [])]);
  } catch {
    throw new RangeError(
      `Shape mismatch: objects cannot be broadcast to a single shape: ${lists.map(formatShape).join(", ")}`,
    );
  }
}

/** Views of tensors in the shape that all broadcast to. */
export function broadcastTensors(tensors: readonly Tensor[]): Tensor[] {
  const shape = tensors.reduce<Shape>((common, tensor) => meet(common, tensor._shape), []);
  return tensors.map((tensor) => expand(tensor, shape));
}

/** A view in the shape of another tensor. */
export function expandAs(input: Tensor, other: Tensor): Tensor {
  return expand(input, other._shape);
}

/**
 * The sums over what broadcasting to the tensor's shape would repeat.
 * @throws RangeError for a shape that doesn't broadcast to the tensor's.
 */
export function sumToSize(input: Tensor, size: Shape): Tensor {
  const { _shape: shape } = input;
  const extra = shape.length - size.length;
  if (extra < 0 || size.some((length, d) => length !== 1 && length !== shape[extra + d])) {
    throw new RangeError(`size {${formatShape(size)}} is not expandable to size {${formatShape(shape)}}.`);
  }
  return sumToShape(input, size);
}

/** One tensor or each of several as `reach` makes it. */
function each(tensors: Tensor | readonly Tensor[], reach: (tensor: Tensor) => Tensor): Tensor | Tensor[] {
  return tensors instanceof Tensor ? reach(tensors) : tensors.map(reach);
}

function toVector(input: Tensor): Tensor {
  return input._shape.length === 0 ? reshape(input, [1]) : input;
}

function toMatrix(input: Tensor): Tensor {
  return input._shape.length < 2 ? unsqueeze(toVector(input), 0) : input;
}

/** Views with at least one dimension. */
export function atleast1d(tensors: Tensor | readonly Tensor[]): Tensor | Tensor[] {
  return each(tensors, toVector);
}

/** Views with at least two dimensions; a vector becomes a row. */
export function atleast2d(tensors: Tensor | readonly Tensor[]): Tensor | Tensor[] {
  return each(tensors, toMatrix);
}

/** Views with at least three dimensions; a vector lies along the second, a matrix in the first two. */
export function atleast3d(tensors: Tensor | readonly Tensor[]): Tensor | Tensor[] {
  return each(tensors, (input) => (input._shape.length < 3 ? unsqueeze(toMatrix(input), -1) : input));
}

/** How the grids of `meshgrid` lie: the first tensor along the rows, or along the columns as in plots. */
export type Indexing = "ij" | "xy";

/**
 * Views of vectors in the shape of their grid: the result of number i varies along dimension i.
 * @throws RangeError for tensors of more than one dimension.
 */
export function meshgrid(tensors: readonly Tensor[], options?: { indexing?: Indexing | null }): Tensor[] {
  const sizes = tensors.map(({ _shape: shape }) => {
    if (shape.length > 1) {
      throw new RangeError(
        `torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: ${formatShape(shape)}`,
      );
    }
    return shape[0] ?? 1;
  });
  const dims = sizes.map((_, i) => i);
  if (options?.indexing === "xy" && dims.length > 1) [dims[0], dims[1]] = [1, 0];
  const shape = dims.map((_, d) => sizes[dims[d]]);
  return tensors.map((tensor, i) =>
    expand(
      reshape(
        tensor,
        shape.map((size, d) => (d === dims[i] ? size : 1)),
      ),
      shape,
    ),
  );
}
