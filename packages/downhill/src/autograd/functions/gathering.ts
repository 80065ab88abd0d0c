import { isInteger } from "../../memory/dtype.ts";
import { copyOf, rowMajor } from "../../tensor/copy.ts";
import { checkedIndices, type Places, placesAlong, placesByElement, take } from "../../tensor/places.ts";
import { typeName } from "../../tensor/promotion.ts";
import { checkedList, dimMask, formatShape, normalizeDim, type Shape, sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { define, recordWith, tracks } from "../graph.ts";
import { changeInPlace, checkNoOverlap, recordsInPlace } from "../inPlace.ts";
import { mul } from "./arithmetic.ts";
import { to } from "./conversion.ts";
import { checkTensor } from "./operands.ts";
import { addPlaces, defineAdd, defineTake, takePlaces } from "./places.ts";
import { narrow } from "./slicing.ts";

/*
 * Elements chosen along one dimension by a tensor of indices.
 */

export const outOfBounds = (dim: number, size: number) => (index: bigint) =>
  new RangeError(`index ${index} is out of bounds for dimension ${dim} with size ${size}`);

/** @throws TypeError unless a tensor has one of the types of indices */
function checkIndexType({ dtype, _numel }: Tensor, name: string): void {
  if (_numel > 0 && dtype !== "int64" && dtype !== "int32")
    throw new TypeError(`${name}(): Expected dtype int64 for index`);
}

/** A shape of at least one dimension; a tensor without dimensions counts as one of a single element. */
export function atLeastVector(shape: Shape): Shape {
  return shape.length === 0 ? [1] : shape;
}

const gatherBackward = defineTake("GatherBackward0");

/**
 * For each element of `index`, the element of `input` that has this index along `dim` and otherwise the same position.
 * @throws TypeError unless the index is int64; RangeError when an index is out of range or the shapes don't fit.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.gather.html
 */
export function gather(input: Tensor, dim: number, index: Tensor): Tensor {
  return takePlaces(input, elementPlaces(input, dim, index, null, "gather"), gatherBackward);
}

export function elementPlaces(input: Tensor, dim: number, index: Tensor, src: Tensor | null, name: string): Places {
  checkTensor(index, name, "index");
  const d = normalizeDim(dim, input._shape.length);
  checkIndexType(index, name);
  const source = atLeastVector(input._shape);
  const shape = atLeastVector(index._shape);
  if (shape.length !== source.length && index._numel > 0) {
    throw new RangeError("Index tensor must have the same number of dimensions as input tensor");
  }
  const values = src === null ? null : atLeastVector(src._shape);
  if (values !== null && values.length !== shape.length && index._numel > 0) {
    throw new RangeError("Index tensor must have the same number of dimensions as src tensor");
  }
  const larger = (size: number, k: number) => (k !== d && size > source[k]) || (values !== null && size > values[k]);
  if (index._numel > 0 && shape.some(larger)) {
    const first = shape.findIndex(larger);
    throw new RangeError(
      values === null
        ? `Size does not match at dimension ${first} expected index ${formatShape(shape)} to be no larger than self ` +
            `${formatShape(source)} apart from dimension ${d}`
        : `Expected index ${formatShape(shape)} to be no larger than self ${formatShape(source)} apart from dimension ` +
            `${d} and to be no larger size than src ${formatShape(values)}`,
    );
  }
  const indices = checkedIndices(index, source[d], outOfBounds(d, source[d]), false);
  return { ...placesByElement(source, d, shape, indices), shape: index._shape };
}

const scatterAddBackward = defineAdd("ScatterAddBackward0");
const indexAddBackward = defineAdd("IndexAddBackward0");

/**
 * A copy of `input` with each element of `src` added where `index` says: at this index along `dim`, otherwise at the
 * same position. Elements of `src` beyond the shape of `index` are left out.
 * @throws TypeError unless the index is int64 and the dtypes agree; RangeError when an index is out of range or the
 * shapes don't fit.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.scatter_add.html
 */
export function scatterAdd(input: Tensor, dim: number, index: Tensor, src: Tensor): Tensor {
  checkTensor(src, "scatter_add", "src");
  const places = elementPlaces(input, dim, index, src, "scatter");
  if (src.dtype !== input.dtype) throw new TypeError("scatter(): Expected self.dtype to be equal to src.dtype");
  return addPlaces(input, within(src, index._shape), places, scatterAddBackward);
}

/** The part of a tensor that an index of a shape names. */
export function within(src: Tensor, shape: Shape): Tensor {
  let values = src;
  for (const [d, size] of shape.entries()) if (size < src._shape[d]) values = narrow(values, d, 0, size);
  return values;
}

/** In-place {@link scatterAdd}. */
export function scatterAdd_(target: Tensor, dim: number, index: Tensor, src: Tensor): Tensor {
  return changeInPlace(target, recordsInPlace(target, src), (before) => {
    const result = scatterAdd(before, dim, index, src);
    checkNoOverlap(target, src);
    return result;
  });
}

const indexSelectBackward = defineTake("IndexSelectBackward0");

/** The indices of a vector (or a single one), checked. */
export function vectorIndices(
  input: Tensor,
  dim: number,
  index: Tensor,
  name: string,
  refusal: (index: bigint) => Error,
) {
  checkTensor(index, name, "index");
  if (index._shape.length > 1) throw new RangeError(`${name}(): Index is supposed to be a vector`);
  checkIndexType(index, name);
  if (input._shape.length === 0 && index._numel !== 1) {
    throw new RangeError(`${name}(): Index to scalar can have only 1 value, got ${index._numel} value(s)`);
  }
  return checkedIndices(index, atLeastVector(input._shape)[dim], refusal, false);
}

/**
 * The given indices along a dimension, in their order; a copy.
 * @throws TypeError unless the index is int64; RangeError when it is no vector or an index is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.index_select.html
 */
export function indexSelect(input: Tensor, dim: number, index: Tensor): Tensor {
  const d = normalizeDim(dim, input._shape.length);
  const refusal = (value: bigint) => new RangeError(`index out of range in self: ${value}`);
  const indices = vectorIndices(input, d, index, "index_select", refusal);
  const places = placesAlong(atLeastVector(input._shape), d, indices);
  const shape = input._shape.length === 0 ? input._shape : places.shape;
  return takePlaces(input, { ...places, shape }, indexSelectBackward);
}

/** Options of `indexAdd`. */
export interface IndexAddOptions {
  /** What the source is multiplied by first; truncated for integers. Default 1. */
  alpha?: number;
}

/**
 * A copy of `input` with the parts of `source` along a dimension added to the parts that the indices name, one after the
 * other.
 * @throws TypeError unless the index is int64 and the dtypes agree; RangeError when an index is out of range or the
 * shapes don't fit.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.index_add.html
 */
export function indexAdd(input: Tensor, dim: number, index: Tensor, source: Tensor, options?: IndexAddOptions): Tensor {
  checkTensor(source, "index_add_", "source");
  const d = normalizeDim(dim, input._shape.length);
  const shape = atLeastVector(input._shape);
  const given = atLeastVector(source._shape);
  const indices = vectorIndices(input, d, index, "index_add_", outOfBounds(d, shape[d]));
  if (source.dtype !== input.dtype) {
    throw new TypeError(
      `index_add_(): self (${typeName(input.dtype)}) and source (${typeName(source.dtype)}) must have the same scalar type`,
    );
  }
  if (given.length > d && given[d] !== indices.length) {
    throw new RangeError(
      `index_add_(): Number of indices (${indices.length}) should be equal to source.size(dim): (${given[d]}), for ` +
        `dim: ${d}`,
    );
  }
  const places = placesAlong(shape, d, indices);
  if (!sameShape(places.shape, given)) {
    throw new RangeError(
      "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = " +
        `${formatShape(input._shape)} source.shape = ${formatShape(source._shape)}`,
    );
  }
  const factor = options?.alpha ?? 1;
  const alpha = isInteger(input.dtype) ? Math.trunc(factor) : factor;
  const values = alpha === 1 ? source : to(mul(source, alpha), input.dtype);
  return addPlaces(input, values, { ...places, shape: source._shape }, indexAddBackward);
}

/** In-place {@link indexAdd}. */
export function indexAdd_(
  target: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  options?: IndexAddOptions,
): Tensor {
  return changeInPlace(target, recordsInPlace(target, source), (before) => {
    const result = indexAdd(before, dim, index, source, options);
    checkNoOverlap(target, source);
    return result;
  });
}

const flipBackward = define<readonly number[]>("FlipBackward0", (grad, node) => flip(grad, node.extra));

/**
 * The elements in reverse order along the given dimensions; a copy.
 * @throws RangeError when a dimension is out of range or given twice.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.flip.html
 */
export function flip(input: Tensor, dims: number | readonly number[]): Tensor {
  const list = typeof dims === "number" ? [dims] : checkedList(dims, "dims");
  const mask = list.length === 0 ? [] : dimMask(list, input._shape.length);
  let out = rowMajor(input);
  for (const [d, reversed] of mask.entries()) {
    if (!reversed) continue;
    const indices = Int32Array.from({ length: out._shape[d] }, (_, i) => out._shape[d] - 1 - i);
    out = take(out, placesAlong(out._shape, d, indices));
  }
  if (out === input) out = copyOf(input);
  return tracks(input) ? recordWith(out, flipBackward, [input], [], list) : out;
}
