import type { ReduceLoop } from "../../elementwise/loopTypes.ts";
import { type DType, isDifferentiable, loopDtype } from "../../memory/dtype.ts";
import { convert } from "../../tensor/copy.ts";
import { checkedDtype } from "../../tensor/factories.ts";
import * as loops from "../../tensor/loops/sum.ts";
import type { Dims, SumOptions } from "../../tensor/methods/reduction.ts";
import { typeName } from "../../tensor/promotion.ts";
import { reduce, reducedCount } from "../../tensor/reduce.ts";
import { checkedList, dimMask, formatShape, type Shape } from "../../tensor/shape.ts";
import { sumFloats } from "../../tensor/sums.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { define, type Node, recordWith, tracks } from "../graph.ts";
import { div } from "./arithmetic.ts";
import { recordView, reshape } from "./views.ts";

/*
 * Sums and expansions: each is the derivative of the other.
 */

/** What the derivative of a reduction needs to know. */
export interface Reduced {
  /** The shape that was reduced. */
  readonly shape: Shape;
  /** Which dimensions were reduced. */
  readonly mask: readonly boolean[];
}

/** Repeats a reduced tensor along the dimensions that were reduced, kept or not. */
export function unreduce(reduced: Tensor, { shape, mask }: Reduced): Tensor {
  const kept = shape.map((size, d) => (mask[d] ? 1 : size));
  return expand(kept.length === reduced._shape.length ? reduced : reshape(reduced, kept), shape);
}

const spread = (grad: Tensor, node: Node<Reduced>) => unreduce(grad, node.extra);
const spreadMean = (grad: Tensor, { extra }: Node<Reduced>) =>
  div(unreduce(grad, extra), reducedCount(extra.shape, extra.mask));

const sumBackward = define<Reduced>("SumBackward0", spread);
const sumDimBackward = define<Reduced>("SumBackward1", spread);
const meanBackward = define<Reduced>("MeanBackward0", spreadMean);
const meanDimBackward = define<Reduced>("MeanBackward1", spreadMean);

/**
 * The dtype of an accumulation: the one that was asked for, or else int64 for all that are no floats.
 * @throws TypeError for a gradient through integers, or an unknown dtype.
 */
export function accumulationType(input: Tensor, asked: DType | undefined): DType {
  const dtype = checkedDtype(asked, isDifferentiable(input.dtype) ? input.dtype : "int64");
  if (!isDifferentiable(dtype) && tracks(input)) throw new TypeError(`Autograd not support dtype: ${typeName(dtype)}`);
  return dtype;
}

/** Reduces as int64 what is converted to int64 or bool before and after. */
export function reduceIntegers(
  loop: ReduceLoop,
  input: Tensor,
  mask: readonly boolean[],
  keepdim: boolean,
  dtype: DType,
): Tensor {
  const integers = convert(convert(input, dtype), "int64");
  return convert(reduce(loop, integers, mask, keepdim, "int64"), dtype);
}

/** Whether PyTorch reduces by the function that takes no dimensions. */
function reducesAll(dim: Dims | undefined, options: SumOptions | undefined): boolean {
  return (dim === undefined || dim === null) && options?.keepdim !== true;
}

/**
 * The sum of all elements, or over the given dimensions. Integers and bools are summed as int64, as bools if asked to.
 * @throws RangeError when a dimension is out of range, TypeError for a gradient through integers.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.sum.html
 */
export function sum(input: Tensor, dim?: Dims, options?: SumOptions): Tensor {
  const mask = dimMask(dim, input._shape.length);
  const dtype = accumulationType(input, options?.dtype);
  const keepdim = options?.keepdim ?? false;
  if (!isDifferentiable(dtype)) return reduceIntegers(loops.sumInteger, input, mask, keepdim, dtype);
  const out = convert(sumFloats(convert(input, loopDtype(dtype)), mask, keepdim, false), dtype);
  if (!tracks(input)) return out;
  const definition = reducesAll(dim, options) ? sumBackward : sumDimBackward;
  return recordWith(out, definition, [input], [], { shape: input._shape, mask });
}

/**
 * The mean of all elements, or over the given dimensions.
 * @throws TypeError for integers and bools without a float `dtype`, RangeError when a dimension is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.mean.html
 */
export function mean(input: Tensor, dim?: Dims, options?: SumOptions): Tensor {
  const dtype = checkedDtype(options?.dtype, input.dtype);
  if (!isDifferentiable(dtype)) {
    const which = options?.dtype === undefined ? "Input" : "Optional";
    throw new TypeError(
      `mean(): could not infer output dtype. ${which} dtype must be either a floating point or complex dtype. ` +
        `Got: ${typeName(dtype)}`,
    );
  }
  const mask = dimMask(dim, input._shape.length);
  const wide = convert(input, loopDtype(dtype));
  const out = convert(sumFloats(wide, mask, options?.keepdim ?? false, true), dtype);
  if (!tracks(input)) return out;
  const definition = reducesAll(dim, options) ? meanBackward : meanDimBackward;
  return recordWith(out, definition, [input], [], { shape: input._shape, mask });
}

/** Sums a tensor to a shape that broadcasts to its own: the opposite of broadcasting. */
export function sumToShape(input: Tensor, shape: Shape): Tensor {
  const extra = input._shape.length - shape.length;
  const dims: number[] = [];
  for (let d = 0; d < input._shape.length; d++) {
    if (d < extra || (shape[d - extra] === 1 && input._shape[d] !== 1)) dims.push(d);
  }
  const summed = dims.length === 0 ? input : sum(input, dims, { keepdim: true });
  return extra === 0 ? summed : reshape(summed, shape);
}

const expandBackward = define<Shape>("ExpandBackward0", (grad, node) => sumToShape(grad, node.extra));

/**
 * Repeats dimensions of size one without copying. A size of -1 keeps the dimension.
 * @throws RangeError when a size differs from that of a dimension which is not one.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand.html
 */
export function expand(input: Tensor, sizes: Shape): Tensor {
  checkedList(sizes, "sizes");
  const extra = sizes.length - input._shape.length;
  if (extra < 0) {
    throw new RangeError(
      `expand(torch.${typeName(input.dtype)}Tensor{${formatShape(input._shape)}}, size=${formatShape(sizes)}): the number ` +
        `of sizes provided (${sizes.length}) must be greater or equal to the number of dimensions in ` +
        `the tensor (${input._shape.length})`,
    );
  }
  const shape = new Array<number>(sizes.length);
  const strides = new Array<number>(sizes.length);
  for (let d = 0; d < sizes.length; d++) {
    const own = d < extra ? 1 : input._shape[d - extra];
    const size = sizes[d] === -1 && d >= extra ? own : sizes[d];
    if (!Number.isInteger(size)) throw new TypeError(`a shape must consist of integers, got [${sizes.join(", ")}]`);
    if (size < 0) {
      throw new RangeError(
        `The expanded size of the tensor (${size}) isn't allowed in a leading, non-existing dimension ${d}`,
      );
    }
    if (size !== own && own !== 1) {
      throw new RangeError(
        `The expanded size of the tensor (${size}) must match the existing size (${own}) at non-singleton dimension ` +
          `${d}.  Target sizes: [${sizes.join(", ")}].  Tensor sizes: [${input._shape.join(", ")}]`,
      );
    }
    shape[d] = size;
    strides[d] = d < extra || size !== own ? 0 : input._strides[d - extra];
  }
  return recordView(input, shape, strides, input.offset, expandBackward, input._shape);
}
