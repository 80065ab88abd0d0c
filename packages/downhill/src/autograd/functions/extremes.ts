import type { ReduceLoop } from "../../elementwise/loopTypes.ts";
import { type DType, type FloatDType, loopDtype } from "../../memory/dtype.ts";
import { type NamedTupleClass, namedTuple } from "../../python/namedTuple.ts";
import { convert } from "../../tensor/copy.ts";
import { arange } from "../../tensor/factories.ts";
import * as loops from "../../tensor/loops/reduction.ts";
import type { Dims, Extremes, ReductionOptions } from "../../tensor/methods/reduction.ts";
import { reduce, reducedCount } from "../../tensor/reduce.ts";
import { dimMask, normalizeDim } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, type Node, recordWith, tracks } from "../graph.ts";
import { div, mul } from "./arithmetic.ts";
import { maximum, minimum } from "./clamp.ts";
import { eq, isnan, logicalOr } from "./comparison.ts";
import { type Reduced, sum, unreduce } from "./sum.ts";
import { reshape } from "./views.ts";
import { where } from "./where.ts";

const VALUES_AND_INDICES = ["values", "indices"] as const;

/** The loops of one direction, and what holds their results along a dimension. */
interface Direction {
  readonly Result: NamedTupleClass<Tensor, typeof VALUES_AND_INDICES>;
  readonly value: ReduceLoop;
  readonly valueInteger: ReduceLoop;
  readonly index: ReduceLoop;
  readonly indexInteger: ReduceLoop;
}

const LARGEST: Direction = {
  Result: namedTuple("torch.return_types.max", VALUES_AND_INDICES),
  value: loops.maxValue,
  valueInteger: loops.maxInteger,
  index: loops.argmax,
  indexInteger: loops.argmaxInteger,
};

const SMALLEST: Direction = {
  Result: namedTuple("torch.return_types.min", VALUES_AND_INDICES),
  value: loops.minValue,
  valueInteger: loops.minInteger,
  index: loops.argmin,
  indexInteger: loops.argminInteger,
};

/** Where the elements equal the result, and how many do. */
function equals(node: Node<Reduced>): { mask: Tensor; dims: readonly number[] } {
  const { extra } = node;
  const mask = eq(node.saved(0), unreduce(node.saved(1), extra));
  return { mask, dims: [...extra.mask.keys()].filter((d) => extra.mask[d]) };
}

/** The gradient is shared evenly among the elements that equal the result; nothing equals NaN, and all become NaN then. */
function shareAmongEquals(grad: Tensor, node: Node<Reduced>): Tensor {
  const { mask, dims } = equals(node);
  const count = sum(mask, dims, { keepdim: true, dtype: grad.dtype });
  return div(mul(unreduce(grad, node.extra), mask), count);
}

/** The same for the extreme of all, which NaN elements share where it is NaN. */
export function shareAmongAll(grad: Tensor, node: Node<Reduced>): Tensor {
  const mask = logicalOr(equals(node).mask, isnan(node.saved(0)));
  return where(mask, unreduce(div(grad, sum(mask, null, { dtype: grad.dtype })), node.extra), 0);
}

const maxAllBackward = define<Reduced>("MaxBackward1", shareAmongAll);
const minAllBackward = define<Reduced>("MinBackward1", shareAmongAll);
const amaxBackward = define<Reduced>("AmaxBackward0", shareAmongEquals);
const aminBackward = define<Reduced>("AminBackward0", shareAmongEquals);

/** The gradient goes to the element that was found. */
function giveToFound(grad: Tensor, node: Node<Reduced>): Tensor {
  const { extra } = node;
  const dim = extra.mask.indexOf(true);
  if (dim < 0) return reshape(grad, extra.shape);
  const positions = reshape(
    arange(extra.shape[dim]),
    extra.shape.map((size, d) => (d === dim ? size : 1)),
  );
  return where(eq(unreduce(node.saved(0), extra), positions), unreduce(grad, extra), 0);
}

const maxDimBackward = define<Reduced>("MaxBackward0", giveToFound);
const minDimBackward = define<Reduced>("MinBackward0", giveToFound);

/** @throws RangeError when there is nothing to choose from. */
function checkNotEmpty(name: string, input: Tensor, mask: readonly boolean[], dim: Dims | undefined): void {
  if (reducedCount(input._shape, mask) > 0) return;
  if (dim === undefined || dim === null) {
    throw new RangeError(
      `${name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the ` +
        "'dim' argument.",
    );
  }
  const index = mask.findIndex((isReduced, d) => isReduced && input._shape[d] === 0);
  throw new RangeError(`${name}(): Expected reduction dim ${index} to have non-zero size.`);
}

/** The type that elements are compared in: bools are taken for integers. */
function comparedAs(dtype: DType): FloatDType | "int64" {
  const type = loopDtype(dtype);
  return type === "bool" ? "int64" : type;
}

/** The extreme values. */
function values(direction: Direction, input: Tensor, mask: readonly boolean[], keepdim: boolean): Tensor {
  const dtype = comparedAs(input.dtype);
  const loop = dtype === "int64" ? direction.valueInteger : direction.value;
  return convert(reduce(loop, convert(input, dtype), mask, keepdim, dtype), input.dtype);
}

function indices(direction: Direction, input: Tensor, mask: readonly boolean[], keepdim: boolean): Tensor {
  const dtype = comparedAs(input.dtype);
  const loop = dtype === "int64" ? direction.indexInteger : direction.index;
  return reduce(loop, convert(input, dtype), mask, keepdim, "int64");
}

/**
 * The largest values over the given dimensions, or of all; equal ones share the gradient.
 * @throws RangeError when a dimension is out of range or there is nothing to choose from.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.amax.html
 */
export function amax(input: Tensor, dim?: Dims, options?: ReductionOptions): Tensor {
  const mask = dimMask(dim, input._shape.length);
  checkNotEmpty("amax", input, mask, dim);
  const out = values(LARGEST, input, mask, options?.keepdim ?? false);
  return tracks(input) ? recordWith(out, amaxBackward, [input], [input, out], { shape: input._shape, mask }) : out;
}

/**
 * The smallest values over the given dimensions, or of all; equal ones share the gradient.
 * @throws RangeError when a dimension is out of range or there is nothing to choose from.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.amin.html
 */
export function amin(input: Tensor, dim?: Dims, options?: ReductionOptions): Tensor {
  const mask = dimMask(dim, input._shape.length);
  checkNotEmpty("amin", input, mask, dim);
  const out = values(SMALLEST, input, mask, options?.keepdim ?? false);
  return tracks(input) ? recordWith(out, aminBackward, [input], [input, out], { shape: input._shape, mask }) : out;
}

/**
 * The index of the largest element along a dimension, the first of equals; without a dimension, of the flattened tensor.
 * @throws RangeError when the dimension is out of range or there is nothing to choose from, TypeError for bools.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.argmax.html
 */
export function argmax(input: Tensor, dim?: number | null, options?: ReductionOptions): Tensor {
  return argExtreme("argmax", LARGEST, input, dim, options);
}

/**
 * The index of the smallest element along a dimension, the first of equals; without a dimension, of the flattened
 * tensor.
 * @throws RangeError when the dimension is out of range or there is nothing to choose from, TypeError for bools.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.argmin.html
 */
export function argmin(input: Tensor, dim?: number | null, options?: ReductionOptions): Tensor {
  return argExtreme("argmin", SMALLEST, input, dim, options);
}

function argExtreme(
  name: string,
  direction: Direction,
  input: Tensor,
  dim: number | null | undefined,
  options: ReductionOptions | undefined,
): Tensor {
  if (input.dtype === "bool") throw new TypeError(`${name}(): does not support bool input`);
  const mask = dimMask(dim, input._shape.length);
  checkNotEmpty(name, input, mask, dim);
  return indices(direction, input, mask, options?.keepdim ?? false);
}

/**
 * The largest element; with a dimension, the largest along it and their indices; with another tensor, `maximum`.
 * @throws RangeError when the dimension is out of range or there is nothing to choose from.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.max.html
 */
export function max(input: Tensor): Tensor;
export function max(input: Tensor, dim: number, options?: ReductionOptions): Extremes<Tensor>;
export function max(input: Tensor, other: Tensor): Tensor;
export function max(input: Tensor, which?: number | Tensor, options?: ReductionOptions): Tensor | Extremes<Tensor> {
  if (which instanceof Tensor) return maximum(input, which);
  if (which !== undefined) return alongDim("max", LARGEST, maxDimBackward, input, which, options);
  const mask = dimMask(null, input._shape.length);
  checkNotEmpty("max", input, mask, null);
  const out = values(LARGEST, input, mask, false);
  return tracks(input) ? recordWith(out, maxAllBackward, [input], [input, out], { shape: input._shape, mask }) : out;
}

/**
 * The smallest element; with a dimension, the smallest along it and their indices; with another tensor, `minimum`.
 * @throws RangeError when the dimension is out of range or there is nothing to choose from.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.min.html
 */
export function min(input: Tensor): Tensor;
export function min(input: Tensor, dim: number, options?: ReductionOptions): Extremes<Tensor>;
export function min(input: Tensor, other: Tensor): Tensor;
export function min(input: Tensor, which?: number | Tensor, options?: ReductionOptions): Tensor | Extremes<Tensor> {
  if (which instanceof Tensor) return minimum(input, which);
  if (which !== undefined) return alongDim("min", SMALLEST, minDimBackward, input, which, options);
  const mask = dimMask(null, input._shape.length);
  checkNotEmpty("min", input, mask, null);
  const out = values(SMALLEST, input, mask, false);
  return tracks(input) ? recordWith(out, minAllBackward, [input], [input, out], { shape: input._shape, mask }) : out;
}

function alongDim(
  name: string,
  direction: Direction,
  definition: typeof maxDimBackward,
  input: Tensor,
  dim: number,
  options: ReductionOptions | undefined,
): Extremes<Tensor> {
  const mask = dimMask(normalizeDim(dim, input._shape.length), input._shape.length);
  checkNotEmpty(name, input, mask, dim);
  const keepdim = options?.keepdim ?? false;
  const extreme = values(direction, input, mask, keepdim);
  const found = indices(direction, input, mask, keepdim);
  if (tracks(input)) recordWith(extreme, definition, [input], [found], { shape: input._shape, mask });
  return new direction.Result(extreme, found);
}
