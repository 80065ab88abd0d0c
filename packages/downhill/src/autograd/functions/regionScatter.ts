import { convert, copyInto, copyOf } from "../../tensor/copy.ts";
import { contiguousStrides, formatShape, normalizeDim, type Shape, sameShape } from "../../tensor/shape.ts";
import { resolveSlice, slice } from "../../tensor/slice.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Definition, define, recordWith, tracksAny } from "../graph.ts";
import { clearRegion, type Region, readRegion } from "./region.ts";

/*
 * Copies of tensors with other elements in a region of them.
 */

/** Defines a function that replaces a region. */
/* @__NO_SIDE_EFFECTS__ */
export function defineScatter(name: string): Definition<Region> {
  return define<Region>(
    name,
    (grad, node) => clearRegion(grad, node.extra),
    (grad, node) => readRegion(grad, node.extra),
  );
}

/**
 * A copy with other elements in a region.
 * @throws RangeError when they have another shape than it.
 */
export function scatterRegion(input: Tensor, src: Tensor, region: Region, definition: Definition<Region>): Tensor {
  const { shape, strides, offset } = region;
  if (!sameShape(shape, src._shape)) {
    throw new RangeError(
      "expected src to have a size equal to the slice of self. " +
        `src size = ${formatShape(src._shape)}, slice size = ${formatShape(shape)}`,
    );
  }
  const out = copyOf(input);
  if (src._numel > 0) copyInto(out._viewAs(shape, strides, offset), convert(src, out.dtype));
  return tracksAny(input, src) ? recordWith(out, definition, [input, src], [], region) : out;
}

/** The part of one dimension from an index on, every `step`-th. */
function rangeOf(shape: Shape, dim: number, first: number, length: number, step: number): Region {
  const baseStrides = contiguousStrides(shape);
  const replaced = (values: Shape, value: number) => values.map((own, d) => (d === dim ? value : own));
  return {
    baseShape: shape,
    baseStrides,
    shape: replaced(shape, length),
    strides: replaced(baseStrides, baseStrides[dim] * step),
    offset: first * baseStrides[dim],
  };
}

const selectScatterBackward = defineScatter("SelectScatterBackward0");
const sliceScatterBackward = defineScatter("SliceScatterBackward0");

/**
 * A copy with other elements at one index of a dimension.
 * @throws RangeError when the dimension or the index is out of range, or the elements have another shape.
 */
export function selectScatter(input: Tensor, src: Tensor, dim: number, index: number): Tensor {
  const { _shape: shape } = input;
  const d = normalizeDim(dim, shape.length);
  if (shape.length === 0) throw new RangeError("select() cannot be applied to a 0-dim tensor.");
  if (index < -shape[d] || index >= shape[d]) {
    throw new RangeError(
      `select(): index ${index} out of range for tensor of size ${formatShape(shape)} at dimension ${d}`,
    );
  }
  const range = rangeOf(shape, d, index < 0 ? index + shape[d] : index, 1, 1);
  const isKept = (_: number, k: number) => k !== d;
  const region = { ...range, shape: range.shape.filter(isKept), strides: range.strides.filter(isKept) };
  return scatterRegion(input, src, region, selectScatterBackward);
}

/**
 * A copy with other elements at the indices from `start` up to but without `end` of a dimension, `step` apart.
 * @throws RangeError when the dimension is out of range, the step isn't positive, or the elements have another shape.
 */
export function sliceScatter(
  input: Tensor,
  src: Tensor,
  dim = 0,
  start: number | null = null,
  end: number | null = null,
  step = 1,
): Tensor {
  const d = normalizeDim(dim, input._shape.length);
  const { first, length } = resolveSlice(slice(start, end, step), input._shape[d]);
  return scatterRegion(input, src, rangeOf(input._shape, d, first, length, step), sliceScatterBackward);
}

const placedBackward = defineScatter("SliceScatterBackward0");

/** A copy of a matrix with another one in it, from a row and a column on. */
export function scatterBlock(input: Tensor, block: Tensor, row: number, column: number): Tensor {
  const { _shape: shape } = input;
  const strides = contiguousStrides(shape);
  const place = { shape: block._shape, strides, offset: row * strides[0] + column };
  return scatterRegion(input, block, { baseShape: shape, baseStrides: strides, ...place }, placedBackward);
}
