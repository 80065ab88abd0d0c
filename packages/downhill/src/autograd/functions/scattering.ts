import { tensor } from "../../tensor/factories.ts";
import type { IndexOf } from "../../tensor/methods/indexing.ts";
import { checkedIndices, type Places, placesAlong } from "../../tensor/places.ts";
import { typeName } from "../../tensor/promotion.ts";
import type { Scalar } from "../../tensor/scalar.ts";
import { formatShape, normalizeDim, sameShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, recordWith, tracksAny } from "../graph.ts";
import { add, mul } from "./arithmetic.ts";
import { lt } from "./comparison.ts";
import { clone, contiguous, to } from "./conversion.ts";
import { atLeastVector, elementPlaces, gather, outOfBounds, scatterAdd, vectorIndices, within } from "./gathering.ts";
import { type IndexPutOptions, indexPut_ } from "./indexing.ts";
import { checkTensor, type Operand } from "./operands.ts";
import { addPlaces, defineAdd, definePut, defineTake, putPlaces, takePlaces } from "./places.ts";
import { type ReduceOptions, type Reduction, reducePlaces } from "./reducingPlaces.ts";
import { expand } from "./sum.ts";
import { reshape } from "./views.ts";
import { where } from "./where.ts";

/*
 * Elements put where indices say.
 */

/** What `scatter` does with elements that are there already: overwrite them, add to or multiply them. */
export interface ScatterOptions {
  reduce?: "add" | "multiply";
}

/** @throws TypeError when two tensors differ in their dtype */
function checkSameType(input: Tensor, src: Tensor, name: string, what = "src"): void {
  if (src.dtype === input.dtype) return;
  throw new TypeError(`${name}(): Expected self.dtype to be equal to ${what}.dtype`);
}

/** A plain value as a tensor of the dtype without dimensions, or the tensor itself. */
function valueFor(input: Tensor, value: Operand): Tensor {
  return value instanceof Tensor ? value : tensor(value, { dtype: input.dtype });
}

const scatterBackward = definePut("ScatterBackward0");

/**
 * A copy with each element of `src`, or a value, put where `index` says: at this index along `dim`, otherwise at the same
 * position.
 * @throws TypeError unless the index is int64 and the dtypes agree; RangeError when an index is out of range or the
 * shapes don't fit.
 */
export function scatter(
  input: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor | Scalar,
  options?: ScatterOptions,
): Tensor {
  const places = elementPlaces(input, dim, index, src instanceof Tensor ? src : null, "scatter");
  if (src instanceof Tensor) checkSameType(input, src, "scatter");
  const values = src instanceof Tensor ? within(src, index._shape) : expand(valueFor(input, src), index._shape);
  if (options?.reduce === "add") return scatterAdd(input, dim, index, values);
  if (options?.reduce === "multiply") return reducePlaces(input, values, places, "prod", true);
  return putPlaces(input, values, places, scatterBackward);
}

/**
 * A copy with the elements of `src` and what is there already (unless `includeSelf` is false) reduced where `index` says.
 * @throws as {@link scatter}
 */
export function scatterReduce(
  input: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor,
  reduce: Reduction,
  options?: ReduceOptions,
): Tensor {
  const places = elementPlaces(input, dim, index, src, "scatter");
  checkSameType(input, src, "scatter");
  return reducePlaces(input, within(src, index._shape), places, reduce, options?.includeSelf ?? true);
}

/** The places of parts of a dimension, into which a tensor of their shape fits. */
function partPlaces(input: Tensor, dim: number, index: Tensor, source: Tensor, name: string): Places {
  checkTensor(source, name, "source");
  const d = normalizeDim(dim, input._shape.length);
  const shape = atLeastVector(input._shape);
  const indices = vectorIndices(input, d, index, name, outOfBounds(d, shape[d]));
  const places = placesAlong(shape, d, indices);
  if (!sameShape(places.shape, atLeastVector(source._shape))) {
    throw new RangeError(
      `${name}(): Source/destination tensor must have same slice shapes. Destination slice shape: ` +
        `${formatShape(places.shape)} and source slice shape: ${formatShape(source._shape)}.`,
    );
  }
  if (source.dtype !== input.dtype) {
    throw new TypeError(
      `${name}(): self and source expected to have the same dtype, but got (self) ${typeName(input.dtype)} and (source) ` +
        `${typeName(source.dtype)}`,
    );
  }
  return { ...places, shape: source._shape };
}

const indexCopyBackward = definePut("IndexCopyBackward0");

/**
 * A copy with the parts of `source` along a dimension in place of those that the indices name.
 * @throws TypeError unless the index is int64 and the dtypes agree; RangeError when an index is out of range or the
 * shapes don't fit.
 */
export function indexCopy(input: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const places = partPlaces(input, dim, index, source, "index_copy_");
  return putPlaces(input, source, places, indexCopyBackward);
}

/**
 * A copy with the parts of `source` along a dimension, and what is there already (unless `includeSelf` is false), reduced
 * where the indices say.
 * @throws as {@link indexCopy}
 */
export function indexReduce(
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduce: Exclude<Reduction, "sum">,
  options?: ReduceOptions,
): Tensor {
  const places = partPlaces(input, dim, index, source, "index_reduce");
  return reducePlaces(input, source, places, reduce, options?.includeSelf ?? true);
}

const indexFillBackward = define<Places>(
  "IndexFillBackward0",
  (grad, { extra }) => putPlaces(grad, Tensor.allocate(grad.dtype, extra.shape), extra),
  (grad, { extra }) => {
    const ones = Tensor.allocate(grad.dtype, extra.shape).fill_(1);
    return mul(grad, putPlaces(Tensor.allocate(grad.dtype, extra.source), ones, extra));
  },
);

/**
 * A copy with a value at all places that the indices name along a dimension.
 * @throws TypeError unless the index is int64; RangeError when an index is out of range, or the value has dimensions.
 */
export function indexFill(input: Tensor, dim: number, index: Tensor, value: Operand): Tensor {
  const given = valueFor(input, value);
  if (given._shape.length > 0) {
    throw new RangeError(
      `index_fill_ only supports a 0-dimensional value tensor, but got tensor with ${given._shape.length} dimension(s).`,
    );
  }
  const d = normalizeDim(dim, input._shape.length);
  const shape = atLeastVector(input._shape);
  const indices = vectorIndices(input, d, index, "index_fill_", outOfBounds(d, shape[d]));
  const places = placesAlong(shape, d, indices);
  const number = to(given, input.dtype);
  const out = putPlaces(input.detach(), expand(number.detach(), places.shape), places);
  return tracksAny(input, number) ? recordWith(out, indexFillBackward, [input, number], [], places) : out;
}

/** A copy with values put, or added, where indices say. */
export function indexPut(
  input: Tensor,
  indices: readonly IndexOf<Tensor>[],
  values: Operand,
  options?: IndexPutOptions,
): Tensor {
  return indexPut_(clone(input), indices, values, options);
}

/** The places of elements counted through the flattened tensor. */
function flatPlaces(input: Tensor, index: Tensor, name: string): Places {
  checkTensor(index, name, "index");
  if (index.dtype !== "int64")
    throw new TypeError(`${name}(): Expected a long tensor for index, but got ${typeName(index.dtype)}`);
  const size = input._numel;
  if (size === 0 && index._numel > 0) throw new RangeError(`${name}(): tried to take from an empty tensor`);
  const refusal = (at: bigint) =>
    new RangeError(`out of range: tried to access index ${at} on a tensor of ${size} elements.`);
  const { starts } = placesAlong([size], 0, checkedIndices(index, size, refusal, true));
  return { source: input._shape, shape: index._shape, starts, block: 1 };
}

const flatTakeBackward = defineTake("TakeBackward0");

/**
 * The elements at places counted through the flattened tensor; negative ones count from the back.
 * @throws TypeError unless the index is int64, RangeError when one is out of range.
 */
export function take(input: Tensor, index: Tensor): Tensor {
  return takePlaces(input, flatPlaces(input, index, "take"), flatTakeBackward);
}

const flatPutBackward = definePut("PutBackward0");
const flatAddBackward = defineAdd("PutBackward0");

/**
 * A copy with elements put, or added, at places counted through the flattened tensor.
 * @throws TypeError unless the index is int64 and the dtypes agree; RangeError when an index is out of range or the
 * numbers of elements differ.
 */
export function put(input: Tensor, index: Tensor, source: Tensor, options?: IndexPutOptions): Tensor {
  if (source.dtype !== input.dtype) {
    throw new TypeError(
      `put_(): self and source expected to have the same dtype, but got self.dtype = ${typeName(input.dtype)} and ` +
        `source.dtype = ${typeName(source.dtype)}`,
    );
  }
  if (source._numel !== index._numel) {
    throw new RangeError(
      "put_(): Expected source and index to have the same number of elements, but got source.numel() = " +
        `${source._numel}, index.numel() = ${index._numel}`,
    );
  }
  const places = flatPlaces(input, index, "put_");
  const values = reshape(contiguous(source), index._shape);
  return options?.accumulate === true
    ? addPlaces(input, values, places, flatAddBackward)
    : putPlaces(input, values, places, flatPutBackward);
}

/**
 * For each element of `indices`, the element that has this index along `dim` and otherwise the same position, where the
 * other dimensions broadcast; without a dimension, of the flattened tensor.
 * @throws TypeError unless the indices are int64; RangeError when one is out of range or the shapes don't broadcast.
 */
export function takeAlongDim(input: Tensor, indices: Tensor, dim: number | null = null): Tensor {
  if (indices.dtype !== "int64")
    throw new TypeError(`torch.take_along_dim(): dtype of indices should be Long but got ${typeName(indices.dtype)}`);
  if (dim === null) return gather(reshape(contiguous(input), [-1]), 0, reshape(contiguous(indices), [-1]));
  const rank = input._shape.length;
  if (indices._shape.length !== rank) {
    throw new RangeError(
      "torch.take_along_dim(): input and indices should have the same number of dimensions, but got " +
        `${rank} dimensions for input, and ${indices._shape.length} dimensions for indices`,
    );
  }
  const d = normalizeDim(dim, rank);
  const meet = (own: number, other: number) => (own === 1 ? other : own);
  const common = input._shape.map((size, k) => meet(size, indices._shape[k]));
  const shaped = (shape: readonly number[], along: number) => shape.map((size, k) => (k === d ? along : size));
  const source = expand(input, shaped(common, input._shape[d]));
  const counted = where(lt(indices, 0), add(indices, input._shape[d]), indices);
  return gather(source, d, expand(counted, shaped(common, indices._shape[d])));
}
